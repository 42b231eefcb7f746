"""Handles SIGTERM and SIGINT from the first instruction on.

Imported before everything else, so it imports nothing slow. The kernel drops a signal to PID 1 that has no handler, and
a container runs its program as PID 1.
"""

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType

STOP_SECONDS = 9.5
"""Timeout of an orderly stop: `docker stop` and most supervisors kill after 10 s."""

TOO_SLOW = b"stopping took too long: what was still running is dropped, it is looked up at the next start\n"

Handler = Callable[[], object]


class _StopSignal:
    """Exits at once, or calls the stop handler where one is set."""

    def __init__(self) -> None:
        self.told = False
        self.handler: Handler | None = None

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """The signal handler. Only the first signal counts."""
        if self.told:
            return
        self.told = True
        if self.handler is None:
            os._exit(0)  # not SystemExit: it would be lost in an interpreter callback
        watchdog = threading.Timer(STOP_SECONDS, _give_up)
        watchdog.daemon = True
        watchdog.start()
        self.handler()


_stop = _StopSignal()


def _give_up() -> None:
    os.write(2, TOO_SLOW)
    os._exit(0)


def listen(words: list[str]) -> None:
    """Install the signal handlers for a command, given as its arguments.

    `run` exits with code 0. Any other command is interrupted by SIGTERM as by Ctrl-C, also as PID 1.
    """
    if words[:1] == ["run"]:
        signal.signal(signal.SIGTERM, _stop)
        signal.signal(signal.SIGINT, _stop)
    else:
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def on_stop(handler: Handler | None) -> None:
    """Set the stop handler. It runs in the main thread, between any two instructions.

    It has STOP_SECONDS. None: the process exits at once.
    """
    _stop.handler = handler
