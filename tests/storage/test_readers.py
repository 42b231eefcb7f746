"""Several who read at once: who waits for whom, and that nobody is forgotten."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.engine.database import Database


def one(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT 1").fetchone()[0])


def long(begun: threading.Event, end: threading.Event) -> Callable[[sqlite3.Connection], bool]:
    """Work that lasts until it is told to end."""

    def work(_: sqlite3.Connection) -> bool:
        begun.set()
        return end.wait(10)

    return work


async def test_a_keystroke_does_not_wait_for_somebodys_long_search(tmp_path: Path):
    """The second connection answers while the first is held up, as often as it is asked."""
    begun, end = threading.Event(), threading.Event()
    async with await Database.open(tmp_path / "p.db") as database:
        search = asyncio.create_task(database.read(long(begun, end)))
        await asyncio.to_thread(begun.wait, 10)
        async with asyncio.timeout(5):
            assert [await database.read(one) for _ in range(3)] == [1, 1, 1]
        assert not search.done()
        end.set()
        assert await search


async def test_closing_answers_what_was_asked_before(tmp_path: Path):
    """Nobody who still waits for their turn is left without an answer."""
    database = await Database.open(tmp_path / "p.db")
    asked = [asyncio.create_task(database.read(one)) for _ in range(20)]
    await asyncio.sleep(0)
    await database.close()
    assert await asyncio.gather(*asked) == [1] * 20


@given(st.lists(st.sampled_from(["asked", "cancelled", "failed"]), min_size=1, max_size=40))
def test_everybody_is_answered_once_whoever_goes_away(tmp_path_factory: pytest.TempPathFactory, whom: list[str]):
    """Who was cancelled or whose work failed takes nobody's turn; later ones are served as ever."""
    asyncio.run(_ask(tmp_path_factory.getbasetemp() / "readers.db", whom))


async def _ask(path: Path, whom: list[str]) -> None:
    def fail(_: sqlite3.Connection) -> int:
        raise ValueError("no")

    async with await Database.open(path) as database:
        tasks = [asyncio.create_task(database.read(fail if how == "failed" else one)) for how in whom]
        await asyncio.sleep(0)
        for how, task in zip(whom, tasks, strict=True):
            if how == "cancelled":
                task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        told = {"asked": int, "cancelled": asyncio.CancelledError, "failed": ValueError}
        assert [type(outcome) for outcome in outcomes] == [told[how] for how in whom]
        async with asyncio.timeout(5):
            assert await asyncio.gather(*(database.read(one) for _ in range(6))) == [1] * 6
