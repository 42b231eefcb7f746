"""Worker pools: slow documents do not block fast ones, and the number of processes is limited.

A document gets 1 s in the fast pool (two processes). If it takes longer, it is restarted in the slow pool (one
process), where it gets 10 s. An idle process ends after 60 s.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import ParamSpec, TypeVar, cast

from newsletter.workers.process import Worker, WorkerLostError

P = ParamSpec("P")
T = TypeVar("T")


async def run_in_worker(display_name: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function in a worker process. `display_name` is the document's name in messages.

    Raises what the function raises. Raises ParseAbortedError if the call takes more than 10 s, exceeds the memory
    limit, ends the process, or fails unexpectedly. Cancellation ends the process.
    """
    work = partial(function, *args, **kwargs)
    try:
        return cast("T", await FAST_POOL.run(display_name, work))
    except WorkerLostError:  # timed out, or killed because memory ran out
        pass
    return cast("T", await SLOW_POOL.run(display_name, work))


@dataclass(eq=False)
class _Job:
    """A call that waits for a worker or is running."""

    display_name: str
    work: Callable[[], object]
    future: Future[object] = field(default_factory=Future)
    worker: Worker | None = None  # while it runs
    is_cancelled: bool = False


class WorkerPool:
    """A queue of calls, served by threads with one worker process each. Times are in seconds."""

    def __init__(self, processes: int, seconds: float, idle: float = 60.0) -> None:
        self._processes = processes
        self._seconds = seconds
        self._idle_seconds = idle
        self._changed = threading.Condition()
        self._waiting: deque[_Job] = deque()
        self._threads = 0
        self._idle_threads = 0

    async def run(self, display_name: str, work: Callable[[], object]) -> object:
        """Queue a call and wait for its result. Raises what it raises, or WorkerLostError."""
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
        """Run jobs until the queue has been empty for the idle time."""
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
        """Run one job. Return the worker for the next job, or None if it is gone."""
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
            job.worker = None  # from now on, cancelling the job no longer kills the worker
            is_killed = job.is_cancelled
        if is_killed and worker is not None:
            worker.end()
            worker = None
        return worker


FAST_POOL = WorkerPool(processes=2, seconds=1.0)
SLOW_POOL = WorkerPool(processes=1, seconds=10.0)
