"""What a worker process may use, enforced by the system: it holds inside the C code of lxml, too.

Where a system lacks one of the limits (Windows has none of them), the others hold.
"""

import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MEMORY_MB = 512  # MB of address space; the largest document that is no attack takes 310
OUT_OF_MEMORY = 77  # exit code
NICENESS = 10  # the bot goes first


def limit_process() -> None:
    """Limit this process for good: memory, priority, no core dumps; and no signal of a terminal or of systemd ends
    it, because Paperboy ends it and a lost worker would count against the document."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    for number in (signal.SIGALRM, signal.SIGIO):
        signal.signal(number, signal.SIG_DFL)
    os.nice(NICENESS)
    with suppress(ValueError, OSError):  # macOS knows RLIMIT_AS and refuses it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB * 1024**2,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):  # Linux only: where memory runs out, the worker is ended and not the bot
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


@contextmanager
def process_deadline(seconds: float, requests: int) -> Iterator[None]:
    """The system ends this process when the block takes longer than `seconds`, and when the process at the other end
    of the pipe `requests` has ended. Nothing may arrive on that pipe meanwhile."""
    if sys.platform == "win32":
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)  # SIGALRM
    _signal_hangup(requests, wanted=True)
    try:
        yield
    finally:
        _signal_hangup(requests, wanted=False)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _signal_hangup(pipe: int, *, wanted: bool) -> None:
    """Have SIGIO sent, which ends the process, when something happens to a pipe; Linux does so, others may not."""
    if sys.platform == "win32":
        return
    import fcntl  # noqa: PLC0415 - not on Windows

    flags = fcntl.fcntl(pipe, fcntl.F_GETFL)
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, flags | os.O_ASYNC if wanted else flags & ~os.O_ASYNC)
    if wanted and select.select([pipe], [], [], 0)[0]:  # it had happened before
        os._exit(1)
