"""How the process is told to stop: SIGTERM and SIGINT, from its first instruction on.

Loaded before everything else, so it imports nothing that is slow to load. The kernel drops a signal to PID 1 for which
there is no handler, and a container runs its program as PID 1.
"""

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType

STOP_SECONDS = 9.5
"""After so long the process ends whatever still runs: `docker stop` and most supervisors kill after 10 s."""

TOO_SLOW = b"stopping took too long: what was still running is dropped, it is looked up at the next start\n"

Handler = Callable[[], object]


class _Stop:
    """What a signal does: leave at once, or, once something runs that has to be ended in order, tell it."""

    def __init__(self) -> None:
        self.told = False
        self.handler: Handler | None = None

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """The signal handler. Only the first signal counts: the ones after it change nothing."""
        if self.told:
            return
        self.told = True
        if self.handler is None:
            os._exit(0)  # not SystemExit: it would be lost in a callback of the interpreter's own
        watchdog = threading.Timer(STOP_SECONDS, _give_up)
        watchdog.daemon = True
        watchdog.start()
        self.handler()


_stop = _Stop()


def _give_up() -> None:
    os.write(2, TOO_SLOW)
    os._exit(0)


def listen(words: list[str]) -> None:
    """Handle signals for a command, given as the words of the command line.

    `run` ends with exit code 0. Any other command ends at SIGTERM as at Ctrl-C, also as PID 1.
    """
    if words[:1] == ["run"]:
        signal.signal(signal.SIGTERM, _stop)
        signal.signal(signal.SIGINT, _stop)
    else:
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def on_stop(handler: Handler | None) -> None:
    """Call `handler`, between any two instructions of the main thread, when the process is told to stop.

    It has STOP_SECONDS to end everything. None: there is nothing to end in order, the process ends at once.
    """
    _stop.handler = handler
