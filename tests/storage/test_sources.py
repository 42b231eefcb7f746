"""How sources are doing: kept whole, in words that any terminal shows, with plans that any clock can hold."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.archive import Archive
from storage.engine import migrate
from storage.sources import MAX_RETRY_AFTER, SourceState

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def test_a_state_is_loaded_as_it_was_saved(archive: Archive):
    state = SourceState(
        "news", "https://example.org/", '"1"', "then", "https://example.org/feed", NOW, NOW, NOW + HOUR, 2, "Slow.",
        {"a": "b"},
    )  # fmt: skip
    await archive.sources.save(state)
    assert await archive.sources.load("news", "https://example.org/") == state
    assert await archive.sources.load("news", "https://example.com/") == SourceState("news", "https://example.com/")


@pytest.mark.parametrize("seconds", [-1e300, 0.0, 60.0, 1e9, 1e300, float("inf"), None])
def test_any_rest_that_a_server_asks_for_ends_within_a_week(seconds: float | None):
    failed = SourceState("a", "b").failed(NOW, HOUR, "Slow.", seconds)
    assert failed.next_at
    assert NOW + HOUR <= failed.next_at <= NOW + MAX_RETRY_AFTER


def test_any_number_of_failures_is_waited_for_a_day_at_most():
    """Or for as long as the source's own interval is."""
    for all_of, longest in ((HOUR, timedelta(days=1)), (timedelta(days=9999), timedelta(days=9999))):
        failed = SourceState("a", "b", failures=10_000).failed(NOW, all_of, "Slow.")
        assert failed.next_at == NOW + longest


async def test_any_problem_is_kept_and_shown_as_one_line(archive: Archive):
    """Lone surrogates, NUL, control and bidi characters are replaced, and a long one is cut."""
    for text in ("a\0b", "\ud800", "\x1b[31mred", "\u202eback", "two\nlines", "x" * 1_000_000):
        failed = SourceState("a", "b").failed(NOW, HOUR, text)
        await archive.sources.save(failed)
        loaded = (await archive.sources.load("a", "b")).problem
        assert loaded
        assert loaded.isprintable()
        assert len(loaded) <= 300


async def test_an_older_database_keeps_its_sources_and_papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A paper that arXiv did not know is asked for again soon, one that it knew is not."""
    path = tmp_path / "p.db"
    steps = migrate._steps()
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "_steps", lambda: steps[:8])
        connection = sqlite3.connect(path, isolation_level=None)
        migrate.migrate(connection, path)
        connection.execute(
            "INSERT INTO sources (name, address, etag, next_at, failures) VALUES ('news', 'https://a.org/', 'x', '', 3)"
        )
        for paper, title in (("2611.00001", None), ("2611.00002", "Known")):
            connection.execute(
                "INSERT INTO papers VALUES (?, ?, '[]', NULL, '[]', NULL, NULL, ?)",
                (paper, title, NOW.isoformat(timespec="milliseconds")),
            )
        connection.close()
    async with await Archive.open(path) as archive:
        state = await archive.sources.load("news", "https://a.org/")
        assert (state.etag, state.failures) == (None, 3)  # read once as a whole: issues learn where they came from
        rows = await archive.database.read(
            lambda c: [tuple(row) for row in c.execute("SELECT arxiv_id, title, misses FROM papers ORDER BY 1")]
        )
        assert rows == [("2611.00001", None, 1), ("2611.00002", "Known", 0)]
