"""Who is read when: quick documents are not held up by slow ones, and few processes read at a time.

A document is read within a second or so. What takes longer is begun anew in a second queue where it has 10 s, one
document at a time. So six hostile documents cost an honest one that comes after them a few seconds, and the machine
three processes at most. A process that has had nothing to do for a minute is ended.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import ParamSpec, TypeVar, cast

from newsletter.errors import ParseAbortedError
from newsletter.workers.process import Worker, WorkerLostError

P = ParamSpec("P")
T = TypeVar("T")


async def run_in_worker(display_name: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function of this package in a worker process; `called` is the document's name in messages.

    Raises what the function raises. Raises GivenUpError where it takes more than 10 s or too much memory, ends the
    process, or fails in a way nobody foresaw. Cancelled, it ends the process.
    """
    work = partial(function, *args, **kwargs)
    try:
        return cast("T", await FAST_POOL.run(display_name, work))
    except WorkerLostError:  # too slow; or an innocent one was killed in its place, where memory ran out
        pass
    try:
        return cast("T", await SLOW_POOL.run(display_name, work))
    except WorkerLostError as lost:
        raise ParseAbortedError(f"{display_name} {lost}.") from lost


@dataclass(eq=False)
class _Job:
    display_name: str
    work: Callable[[], object]
    future: Future[object] = field(default_factory=Future)
    worker: Worker | None = None  # once it is read
    is_cancelled: bool = False


class WorkerPool:
    """Documents that wait, and the threads that have them read, each in a process of its own."""

    def __init__(self, processes: int, seconds: float, idle: float = 60.0) -> None:
        self._processes = processes
        self._seconds = seconds
        self._idle_seconds = idle
        self._changed = threading.Condition()
        self._waiting: deque[_Job] = deque()
        self._threads = 0
        self._idle_threads = 0

    async def run(self, display_name: str, work: Callable[[], object]) -> object:
        """Have work done in its turn. Raises what it raises, or WorkerLostError."""
        job = _Job(display_name, work)
        with self._changed:
            self._waiting.append(job)
            if len(self._waiting) > self._idle_threads and self._threads < self._processes:
                self._threads += 1
                threading.Thread(target=self._run_thread, name="documents", daemon=True).start()
            self._changed.notify()
        try:
            return await asyncio.wrap_future(job.future)
        except asyncio.CancelledError:
            self._cancel(job)
            raise

    def _cancel(self, job: _Job) -> None:
        with self._changed:
            job.is_cancelled = True
            if job.worker is not None:
                job.worker.kill()

    def _run_thread(self) -> None:
        """What each thread does: the next document, until there has been none for a while."""
        worker: Worker | None = None
        while (job := self._next_job()) is not None:
            worker = self._run_job(job, worker)
        if worker is not None:
            worker.end()

    def _next_job(self) -> _Job | None:
        with self._changed:
            self._idle_threads += 1
            self._changed.wait_for(lambda: self._waiting, timeout=self._idle_seconds)
            self._idle_threads -= 1
            if self._waiting:
                return self._waiting.popleft()
            self._threads -= 1
            return None

    def _run_job(self, job: _Job, worker: Worker | None) -> Worker | None:
        """Have one document read; the process for the next one, None where it is gone."""
        if not job.future.set_running_or_notify_cancel():
            return worker
        try:
            worker = worker or Worker()
            with self._changed:
                job.worker = None if job.is_cancelled else worker
            result = worker.call(job.display_name, job.work, self._seconds) if job.worker else None
        except WorkerLostError as lost:
            assert worker is not None  # noqa: S101 - for mypy
            worker.end()
            worker = None
            job.future.set_exception(lost)
        except BaseException as error:
            job.future.set_exception(error)
        else:
            job.future.set_result(result)
        with self._changed:
            job.worker = None  # nobody kills it for this document any more
            is_killed = job.is_cancelled
        if is_killed and worker is not None:
            worker.end()
            worker = None
        return worker


FAST_POOL = WorkerPool(processes=2, seconds=1.0)
SLOW_POOL = WorkerPool(processes=1, seconds=10.0)
