"""A worker process as Paperboy sees it."""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import newsletter
from newsletter.errors import NewsletterError, ParseAbortedError
from newsletter.workers.framing import MAX_RESPONSE_BYTES, BrokenStreamError, receive, send
from newsletter.workers.limits import MEMORY_MB, OUT_OF_MEMORY

_KILL_SECONDS = 5.0  # seconds until a killed process is gone


class WorkerLostError(Exception):
    """The process ended before it answered; the message ends a sentence that begins with the document's name."""


class Worker:
    """One process that is asked by one thread; any thread may end it."""

    def __init__(self) -> None:
        """Start it. Raises NewsletterError where the system has no room for a process."""
        command = [sys.executable, "-P", "-m", "newsletter.workers"]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=_environment(),
                start_new_session=True,  # Ctrl-C in a terminal is for Paperboy
            )
        except OSError as error:
            reason = error.strerror or str(error)
            raise NewsletterError(f"No process can be started that reads documents: {reason}.") from error

    def call(self, display_name: str, work: Callable[[], object], seconds: float) -> object:
        """What `work` returns there, which must be a function of a module, with arguments, that can be pickled.

        Raises WorkerLostError where the process did not live to say it, and what `work` raises, as a GivenUpError
        that calls the document `called` where it is no NewsletterError.
        """
        assert self._process.stdin is not None  # noqa: S101 - for mypy
        assert self._process.stdout is not None  # noqa: S101
        request = pickle.dumps((work, seconds), protocol=pickle.HIGHEST_PROTOCOL)
        try:
            send(self._process.stdin, request)
            response = receive(self._process.stdout, MAX_RESPONSE_BYTES)
        except (OSError, BrokenStreamError) as error:
            raise WorkerLostError(self._describe_exit(seconds)) from error
        name, value = pickle.loads(response)  # noqa: S301 - of our own module
        if name == "refused":
            raise value
        if name == "large":
            raise ParseAbortedError(
                f"{display_name} is not read: what it holds takes {value / 1024**2:.0f} MB, no issue does."
            )
        if name == "failed":
            error_line = str(value).strip().rpartition("\n")[2]
            raise ParseAbortedError(
                f"{display_name} is not read: Paperboy fails on it ({error_line})."
            ) from _RemoteError(value)
        return value

    def end(self) -> None:
        """Kill it, whatever it does, and forget it."""
        self._wait()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was not sent yet has nowhere to go
                if stream is not None:
                    stream.close()

    def kill(self) -> None:
        """Kill it; who waits for its answer gets a WorkerLostError."""
        self._process.kill()

    def _wait(self) -> int:
        """Its exit code; that of a process which hangs in the system's own code is not waited for."""
        self._process.kill()  # one that ended by itself keeps its exit code
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_KILL_SECONDS)
        return self._process.returncode or 0

    def _describe_exit(self, seconds: float) -> str:
        code = self._wait()
        if code == -getattr(signal, "SIGALRM", 0):
            return f"took longer than {seconds:g} s to read and was given up: no issue takes so long"
        if code == OUT_OF_MEMORY:
            return f"needs more than {MEMORY_MB} MB of memory to be read and was given up: no issue needs so much"
        reason = f"signal {-code}" if code < 0 else f"exit code {code}"
        return f"ended the process that read it ({reason}) and is not read"


class _RemoteError(Exception):
    """The traceback in the worker, as the cause of an error here."""


def _environment() -> dict[str, str]:
    """The environment without Paperboy's settings: no worker needs the token."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("PAPERBOY_")}
    root = str(Path(newsletter.__file__).parents[1])
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, (root, kept.get("PYTHONPATH"))))}
