"""Whatever a document does to the process that reads it, it is refused with a sentence and the next one is read."""

import asyncio
import operator
import os
import resource
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from newsletter.errors import DocumentError, ParseAbortedError
from newsletter.parsing import parse_bytes
from newsletter.workers import pool, run_in_worker
from newsletter.workers.pool import WorkerPool
from newsletter.workers.process import WorkerLostError
from sources.feeds import parse_feed
from tests.samples import HOSTILE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits are Linux's, and so is /proc")

HONEST = b"# 1. Papers\n\n## [One](https://arxiv.org/abs/2102.00554)\n\nText.\n"


@pytest.fixture(scope="module")
def queues() -> Iterator[None]:
    """Less patient than usual."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool, "FAST_POOL", WorkerPool(processes=1, seconds=0.3, idle=1.0))
        patch.setattr(pool, "SLOW_POOL", WorkerPool(processes=1, seconds=0.5, idle=1.0))
        yield


async def gone(pid: int) -> bool:
    """Whether a process ends within five seconds."""
    for _ in range(500):
        if not Path(f"/proc/{pid}").exists():
            return True
        await asyncio.sleep(0.01)
    return False


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_document_that_takes_minutes_times_out_and_does_not_delay_the_next_one(name: str, queues: None):
    read = parse_feed if name.startswith("feed") else parse_bytes
    hostile = asyncio.create_task(run_in_worker(name, read, HOSTILE[name], name))
    await asyncio.sleep(0)
    honest = await run_in_worker("week.md", parse_bytes, HONEST, "week.md")
    assert len(honest.issue.entries) == 1
    assert not hostile.done()
    with pytest.raises(ParseAbortedError, match=rf"^{name} took longer than 0\.5 s to read and was given up"):
        await hostile


@pytest.mark.parametrize(
    ("work", "sentence"),
    [
        (partial(bytearray, 10**9), "x needs more than 512 MB of memory to be read and was given up"),
        (partial(bytes, 65 * 1024**2), "x is not read: what it holds takes 65 MB, no issue does"),
        (os.abort, r"x ended the process that read it \(signal 6\) and is not read"),
        (partial(os._exit, 3), r"x ended the process that read it \(exit code 3\) and is not read"),
        (partial(operator.truediv, 1, 0), r"x is not read: Paperboy fails on it \(ZeroDivisionError: division by"),
        (partial(parse_bytes, b"Hello.", "x"), "x is no newsletter issue"),
    ],
    ids=["memory", "size", "crash", "exit", "bug", "refused"],
)
async def test_what_a_document_does_to_its_process_is_the_error_of_that_document(
    work: "partial[object]", sentence: str, queues: None
):
    with pytest.raises(DocumentError, match=f"^{sentence}"):
        await run_in_worker("x", work)
    assert await run_in_worker("x", operator.add, 1, 1) == 2


async def test_a_page_for_which_lxml_has_no_memory_is_not_called_empty():
    queue = WorkerPool(processes=1, seconds=10, idle=1)
    page = b"<html><body><h1>1. Papers</h1>" + (b'<b title="' + b"a" * 150 + b'">a</b>') * 49_000
    await queue.run("x", partial(resource.setrlimit, resource.RLIMIT_AS, (80 * 1024**2,) * 2))
    with pytest.raises(WorkerLostError, match="memory"):
        await queue.run("x", partial(parse_bytes, page, "x.html"))


async def test_a_reading_that_is_cancelled_ends_its_process_at_once():
    """As when the bot stops."""
    queue = WorkerPool(processes=1, seconds=30)
    pid = await queue.run("x", os.getpid)
    reading = asyncio.create_task(queue.run("x", partial(time.sleep, 20)))
    waiting = asyncio.create_task(queue.run("x", partial(time.sleep, 20)))
    await asyncio.sleep(0.1)
    for task in (waiting, reading):
        task.cancel()
    await asyncio.gather(reading, waiting, return_exceptions=True)
    assert isinstance(pid, int)
    assert await gone(pid)


async def test_a_process_with_nothing_to_do_gives_its_memory_back():
    pid = await WorkerPool(processes=1, seconds=5, idle=0.05).run("x", os.getpid)
    assert isinstance(pid, int)
    assert await gone(pid)


async def test_a_worker_knows_no_settings_and_so_no_token(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PAPERBOY_DISCORD_TOKEN", "secret")
    assert (
        await WorkerPool(processes=1, seconds=5, idle=0).run("x", partial(os.getenv, "PAPERBOY_DISCORD_TOKEN")) is None
    )
