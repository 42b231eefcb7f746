"""The parent's side of a worker process."""

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

_KILL_SECONDS = 5.0  # maximum seconds to wait for a killed process


class WorkerLostError(ParseAbortedError):
    """The process ended before it responded."""


class Worker:
    """A worker process. One thread calls it; any thread may end it."""

    def __init__(self) -> None:
        """Start the process. Raises NewsletterError if the operating system cannot start it."""
        command = [sys.executable, "-P", "-m", "newsletter.workers"]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=_environment(),
                start_new_session=True,  # Ctrl-C must not reach workers
            )
        except OSError as error:
            reason = error.strerror or str(error)
            raise NewsletterError("No process can be started that reads documents: {reason}.", reason=reason) from error

    def call(self, display_name: str, work: Callable[[], object], seconds: float) -> object:
        """Run `work` in the process and return its result. `work` must be picklable.

        Raises WorkerLostError if the process ends first, NewsletterError if `work` raises it, and ParseAbortedError for
        any other exception or a result that is too large.
        """
        assert self._process.stdin is not None  # noqa: S101 - for mypy
        assert self._process.stdout is not None  # noqa: S101
        request = pickle.dumps((work, seconds), protocol=pickle.HIGHEST_PROTOCOL)
        try:
            send(self._process.stdin, request)
            response = receive(self._process.stdout, MAX_RESPONSE_BYTES)
        except (OSError, BrokenStreamError) as error:
            raise self._exit_error(display_name, seconds) from error
        name, value = pickle.loads(response)  # noqa: S301 - of our own module
        if name == "refused":
            raise value
        if name == "large":
            raise ParseAbortedError(
                "{document} is not read: what it holds takes {size:.0f} MB, no issue does.",
                document=display_name,
                size=value / 1024**2,
            )
        if name == "failed":
            error_line = str(value).strip().rpartition("\n")[2]
            raise ParseAbortedError(
                "{document} is not read: Paperboy fails on it ({error}).", document=display_name, error=error_line
            ) from _RemoteError(value)
        return value

    def end(self) -> None:
        """Kill the process and close its pipes."""
        self._wait()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # closing flushes unsent data
                if stream is not None:
                    stream.close()

    def kill(self) -> None:
        """Kill the process. A pending `call` raises WorkerLostError."""
        self._process.kill()

    def _wait(self) -> int:
        """Kill the process and return its exit code; 0 if it has not exited after _KILL_SECONDS."""
        self._process.kill()  # a process that has exited keeps its exit code
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_KILL_SECONDS)
        return self._process.returncode or 0

    def _exit_error(self, document: str, seconds: float) -> WorkerLostError:
        code = self._wait()
        if code == -getattr(signal, "SIGALRM", 0):
            return WorkerLostError(
                "{document} took longer than {seconds:g} s to read and was given up: no issue takes so long.",
                document=document,
                seconds=seconds,
            )
        if code == OUT_OF_MEMORY:
            return WorkerLostError(
                "{document} needs more than {limit} MB of memory to be read and was given up: no issue needs so much.",
                document=document,
                limit=MEMORY_MB,
            )
        reason = f"signal {-code}" if code < 0 else f"exit code {code}"
        return WorkerLostError(
            "{document} ended the process that read it ({reason}) and is not read.", document=document, reason=reason
        )


class _RemoteError(Exception):
    """The worker's traceback, chained as the cause of an exception here."""


def _environment() -> dict[str, str]:
    """Return the environment without Paperboy's settings, so that workers do not have the token."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("PAPERBOY_")}
    root = str(Path(newsletter.__file__).parents[1])
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, (root, kept.get("PYTHONPATH"))))}
