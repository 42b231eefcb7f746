"""Resource limits of a worker process, enforced by the operating system, so that they also apply inside lxml's C code.

Limits that the operating system lacks are skipped (Windows has none of them).
"""

import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MEMORY_MB = 512  # MB of address space; the largest legitimate document needs 310
OUT_OF_MEMORY = 77  # exit code
NICENESS = 10  # lower priority than the bot


def limit_process() -> None:
    """Limit this process permanently: memory, priority, no core dumps.

    SIGINT and SIGTERM are ignored: the parent ends its workers, and a lost worker would count against the document.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    for number in (signal.SIGALRM, signal.SIGIO):
        signal.signal(number, signal.SIG_DFL)
    os.nice(NICENESS)
    with suppress(ValueError, OSError):  # macOS refuses RLIMIT_AS
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB * 1024**2,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):  # Linux only: the OOM killer ends the worker, not the bot
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


@contextmanager
def process_deadline(seconds: float, requests: int) -> Iterator[None]:
    """Kill this process if the block takes longer than `seconds`, or if the parent exits.

    `requests` is the file descriptor of the request pipe. No data may arrive on it during the block.
    """
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
    """Enable or disable SIGIO for a pipe. SIGIO ends the process. Linux only; other systems may not send it."""
    if sys.platform == "win32":
        return
    import fcntl  # noqa: PLC0415 - not on Windows

    flags = fcntl.fcntl(pipe, fcntl.F_GETFL)
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, flags | os.O_ASYNC if wanted else flags & ~os.O_ASYNC)
    if wanted and select.select([pipe], [], [], 0)[0]:  # the parent exited before SIGIO was enabled
        os._exit(1)
