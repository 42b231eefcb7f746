"""Where issues came from: those that were there before it was remembered, and what may correct them."""

import sqlite3
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path

import pytest

from newsletter.chronology import Moment
from newsletter.identity import content_hash, identity
from newsletter.model import Issue
from storage.archive import Archive
from storage.engine.migrate import APPLICATION_ID
from storage.records import OPERATOR, Provenance, SaveStatus
from tests.samples import make_entry, make_issue

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
TRUSTED = Provenance("trusted", "guid-1", "example.com", frozenset({"guid-1"}))
OTHER = Provenance("other", None, "evil.example")


def make_old_file(path: Path, *issues: Issue) -> None:
    """A database as it was before issues had a source, with a source that has read them."""
    folder = resources.files("storage") / "migrations"
    scripts = [file.read_text() for file in sorted(folder.iterdir(), key=lambda f: f.name) if file.name < "0010"]
    with sqlite3.connect(path) as connection:
        for script in scripts:
            connection.executescript(script)
        for n, issue in enumerate(issues, start=1):
            day = str(issue.date) if issue.date else f"2026-01-{n:02}"
            connection.execute(
                "INSERT INTO issues (id, identity, source_url, hash, title, year, week, number, date, language, picks,"
                " commentary, certainty, day, place, added_at, changed_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'en', '[]', '[]', 1, ?, 0, '', '')",
                (n, identity(issue), issue.source_url, content_hash(issue), issue.title, issue.year, issue.week,
                 issue.number, issue.date and str(issue.date), day),
            )  # fmt: skip
            connection.execute("INSERT INTO sections VALUES (?, 0, 1, 'Papers', 'papers')", (n,))
            for position, entry in enumerate(issue.entries):
                connection.execute(
                    "INSERT INTO entries"
                    " (issue_id, section, position, headline, url, arxiv_id, summary, images, mentions)"
                    " VALUES (?, 0, ?, ?, ?, ?, '', '[]', '[]')",
                    (n, position, entry.headline, entry.url, entry.arxiv_id),
                )
        connection.execute(
            "INSERT INTO sources (name, address, etag, next_at, items) VALUES ('trusted', 'x', 'v1', '', ?)",
            ('{"guid-1": "abc", "https://example.com/?a=\\"b\\"": "def"}',),
        )
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(scripts)}")
    connection.close()


async def origin_of(archive: Archive, issue_id: int = 1) -> tuple[str | None, str | None]:
    return await archive.database.read(
        lambda c: tuple(c.execute("SELECT source, item FROM issues WHERE id = ?", (issue_id,)).fetchone())
    )


OLD = make_issue(7, make_entry("One", "2601.00001"), make_entry("Two", "2601.00002"))
CORRECTED = make_issue(7, make_entry("One, corrected", "2601.00001"), make_entry("Two", "2601.00002"))


async def test_issues_from_before_keep_all_they_had_and_their_sources_are_read_once_more(tmp_path: Path):
    """Address, name and text are as they were; what a feed had is remembered, what it said of its version is not."""
    make_old_file(tmp_path / "p.db", OLD, make_issue(8, source_url=None))
    async with await Archive.open(tmp_path / "p.db") as archive:
        assert [ref.title for ref in await archive.issues.find("")] == [make_issue(8).title, OLD.title]
        stored = await archive.issues.load(1)
        assert stored is not None
        assert (stored.issue.source_url, len(stored.issue.entries)) == (OLD.source_url, 2)
        state = await archive.sources.load("trusted", "x")
        assert (state.etag, state.items) == (None, {"guid-1": "", 'https://example.com/?a="b"': ""})


@pytest.mark.parametrize("issue", [OLD, CORRECTED], ids=["as it is", "corrected"])
async def test_an_issue_from_before_is_claimed_by_the_source_of_its_host(tmp_path: Path, issue: Issue):
    """From then on no other corrects it, and its item is known by its guid."""
    make_old_file(tmp_path / "p.db", OLD)
    async with await Archive.open(tmp_path / "p.db") as archive:
        assert (await archive.issues.save(issue, NOW, TRUSTED)).issue_id == 1
        assert await origin_of(archive) == ("trusted", "guid-1")
        renamed = make_issue(9, make_entry("Another"), source_url="https://example.com/new")
        assert (await archive.issues.save(renamed, NOW, TRUSTED)).status is SaveStatus.CHANGED


async def test_an_issue_from_before_is_not_corrected_by_a_source_of_another_host(tmp_path: Path):
    """A like document is left out; another of the same name is kept beside it and never news: it may be the same."""
    make_old_file(tmp_path / "p.db", OLD)
    async with await Archive.open(tmp_path / "p.db") as archive:
        kept = await archive.issues.save(CORRECTED, NOW, OTHER)
        assert (kept.status, kept.owner) == (SaveStatus.UNCHANGED, "an unknown source")
        taken = make_issue(7, make_entry("Free gifts"))
        assert (await archive.issues.foresee(taken, OTHER)).may_be_old
        assert (await archive.issues.save(taken, NOW, OTHER)).issue_id == 2
        assert await origin_of(archive) == (None, None)


async def test_the_operator_corrects_an_issue_from_before_and_takes_nothing_by_reading_it_again(tmp_path: Path):
    make_old_file(tmp_path / "p.db", OLD)
    async with await Archive.open(tmp_path / "p.db") as archive:
        assert (await archive.issues.save(OLD, NOW, OPERATOR)).status is SaveStatus.UNCHANGED
        assert await origin_of(archive) == (None, None)
        assert (await archive.issues.save(CORRECTED, NOW, OPERATOR)).status is SaveStatus.CHANGED
        assert await origin_of(archive) == ("", None)
        assert (await archive.issues.save(OLD, NOW, TRUSTED)).owner == "the operator"


async def test_an_issue_of_a_later_day_that_is_in_the_archive_already_outranks_nothing(tmp_path: Path):
    """It is taken out of the order when the file is opened, and comes back when its day has come or is corrected."""
    slip = make_issue(None, title="Sample News", year=None, date=date(2062, 1, 11), number=12)
    real = make_issue(None, title="Sample News", year=None, date=date(2026, 1, 4), number=None, source_url=None)
    make_old_file(tmp_path / "p.db", slip, real)
    async with await Archive.open(tmp_path / "p.db") as archive:
        assert [ref.id for ref in await archive.issues.find("")] == [2, 1]
        assert await archive.issues.newest_moment(NOW.date()) == Moment(1, date(2026, 1, 4))
        assert await archive.issues.years() == (2026,)
        numbered = make_issue(None, title="Sample News #13", year=None, number=13, source_url=None)
        await archive.issues.save(numbered, NOW)
        assert [ref.day for ref in await archive.issues.find("#13")] == [None], "tied to nothing"
        await archive.issues.refresh_order(date(2062, 1, 10))
        assert [ref.id for ref in await archive.issues.find("")] == [3, 1, 2]


async def test_a_week_that_was_ahead_takes_its_place_when_it_has_come(archive: Archive):
    """And until then it is the latest as long as no other issue has come after it."""
    early = datetime(2026, 2, 1, tzinfo=UTC)
    await archive.issues.save(make_issue(5), early)
    await archive.issues.save(make_issue(8), early)
    latest = await archive.issues.latest()
    assert latest is not None
    assert latest.issue.week == 8
    await archive.issues.save(make_issue(6), datetime(2026, 2, 3, tzinfo=UTC))
    latest = await archive.issues.latest()
    assert latest is not None
    assert latest.issue.week == 6
    assert [ref.day for ref in await archive.issues.find("week 8,")] == [None]
    await archive.issues.save(make_issue(9), datetime(2026, 2, 22, tzinfo=UTC))
    weeks = [ref.title.split()[4] for ref in await archive.issues.find("")]
    assert weeks == ["9,", "8,", "6,", "5,"]
