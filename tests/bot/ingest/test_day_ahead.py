"""An issue of a day later than tomorrow is shown as a doubt, and silences nothing that comes after it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.features.submissions.view import render_preflight
from bot.ingest.documents import Document
from bot.ingest.pipeline import ingest
from bot.ingest.preflight import examine
from newsletter.parsing import Origin, parse_html, parse_markdown
from sources.config import Deliver
from storage.archive import Archive
from storage.subscriptions.records import DestinationKind, NewSubscription, Target
from tests.empty import make_empty

MARKDOWN = "# Sample News — {title}\n\n{source}{when}\n\n# 1. Papers\n\n## [Paper {n}](https://arxiv.org/abs/2601.{n:05})\n\nText.\n"
SOURCE = "> Source: <https://example.com/{n}>\n\n"
FAR = "January 11, 2062"


@pytest.fixture
async def archive(tmp_path: Path):
    async with await Archive.open(make_empty(tmp_path / "archive.db")) as opened:
        await opened.subscriptions.add(
            NewSubscription(Target(DestinationKind.CHANNEL, 5, 6, 7), None), datetime.now(UTC)
        )
        yield opened


def make(n: int, when: str, *, title: str = "", source: str = SOURCE) -> Document:
    text = MARKDOWN.format(title=title or f"Edition {'ABCDEF'[n - 1]}", n=n, when=when,
                           source=source.format(n=n))  # fmt: skip
    return Document(Path(f"{n}.md"), content=parse_markdown(text))


async def give(archive: Archive, *documents: Document, deliver: Deliver = Deliver.LATEST) -> list[tuple[str, int]]:
    reports = await ingest(archive, documents, deliver)
    return [(each.saved.status.value, each.saved.queued) for each in reports if each.saved]


@pytest.mark.parametrize("source", [SOURCE, ""], ids=["with an address", "without one"])
async def test_issues_after_a_slip_of_the_pen_are_posted_and_so_is_it(archive: Archive, source: str):
    """Corrected, it takes its place and is not posted again."""
    assert await give(archive, make(1, "January 4, 2026", source=source)) == [("new", 1)]
    assert await give(archive, make(2, FAR, source=source)) == [("new", 1)]
    assert await give(archive, make(3, "January 18, 2026", source=source)) == [("new", 1)]
    assert await give(archive, make(2, "January 11, 2026", source=source)) == [("changed", 0)]
    assert await give(archive, make(5, "February 1, 2026", source=source)) == [("new", 1)]
    days = [str(ref.day) for ref in await archive.issues.find("")]
    assert days == ["2026-02-01", "2026-01-18", "2026-01-11", "2026-01-04"]


@pytest.mark.parametrize(
    "when", ["Week 7 of 2099", "2062-01-11", "11 January 2062", "2062年1月11日", "第 3 周, 2062 年"]
)
async def test_however_a_later_day_is_written_the_next_issue_is_news(archive: Archive, when: str):
    await give(archive, make(1, "January 4, 2026"))
    await give(archive, make(2, when))
    assert await give(archive, make(3, "January 18, 2026")) == [("new", 1)]


async def test_a_number_tied_to_a_later_day_silences_nothing(archive: Archive):
    """Neither its own nor one that it would put on the calendar."""
    await give(archive, make(1, FAR, title="Issue #12"))
    await give(archive, make(2, "", title="Issue #13"))
    assert await give(archive, make(3, "January 18, 2026", title="Issue #14")) == [("new", 1)]
    assert await give(archive, make(4, "January 25, 2026", title="Issue #15")) == [("new", 1)]


async def test_in_a_backfill_of_older_issues_it_is_not_posted(archive: Archive):
    await give(archive, make(5, "November 1, 2026"))
    assert await give(archive, make(1, "January 4, 2026"), make(2, FAR)) == [("new", 0), ("new", 0)]


async def test_among_news_the_newest_of_them_is_the_latest(archive: Archive):
    documents = (make(1, "January 4, 2026"), make(2, FAR), make(3, "January 18, 2026"))
    assert await give(archive, *documents) == [("new", 0), ("new", 0), ("new", 1)]


async def test_an_archive_whose_newest_issue_is_far_ahead_still_has_news(archive: Archive):
    """As it was stored before later days were a doubt."""
    await give(archive, make(1, "January 4, 2026"), make(2, "January 11, 2026"))
    await archive.database.write(
        lambda c: c.execute("UPDATE issues SET date = '2062-01-11', day = '2062-01-11', certainty = 1 WHERE id = 2")
    )
    assert await give(archive, make(3, "January 18, 2026")) == [("new", 1)]
    latest = await archive.issues.latest()
    assert latest is not None
    assert latest.issue.date == date(2026, 1, 18)


def warnings(parsed: object) -> list[tuple[int, str]]:
    return [(warning.line, warning.text) for warning in parsed.warnings]  # type: ignore[attr-defined]


def test_the_doubt_names_the_line_and_the_day_and_says_what_to_do():
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    rest = (
        f"which is later than tomorrow ({tomorrow}): the day does not count before it has come. "
        "If it is a slip, correct it."
    )
    assert warnings(make(2, FAR).content) == [(5, f"This issue is dated 2062-01-11, {rest}")]
    assert warnings(make(2, "Week 7 of 2099").content) == [(5, f"Week 7 of 2099 begins on 2099-02-08, {rest}")]
    front = "---\ntitle: Sample News\ndate: 2062-01-11\n---\n" + MARKDOWN.format(title="x", source="", when="", n=1)
    assert warnings(parse_markdown(front)) == [(3, f"This issue is dated 2062-01-11, {rest}")]
    page = (
        f"<html><body>\n<h1>Sample News</h1>\n<p>{FAR}</p>\n<h1>1. Papers</h1><h2><a href='https://a.org/'>A</a></h2>"
    )
    assert warnings(parse_html(page)) == [(3, f"This issue is dated 2062-01-11, {rest}")]
    dated = parse_html(page.replace(FAR, "x"), "x", Origin(date=date(2062, 1, 11)))
    assert warnings(dated) == [(2, f"This issue is dated 2062-01-11, {rest}")]


def test_tomorrow_is_no_doubt():
    today = datetime.now(UTC).date()
    assert warnings(make(1, str(today + timedelta(days=1))).content) == []
    assert len(warnings(make(1, str(today + timedelta(days=2))).content)) == 1


async def test_a_preview_shows_the_doubt_with_its_line(archive: Archive):
    await give(archive, make(1, "January 4, 2026"))
    content = make(2, FAR).content
    assert content is not None
    found = await examine(archive, content, datetime.now(UTC))
    assert (found.is_news, found.readers) == (True, 1)
    assert "**line 5** · This issue is dated 2062" in render_preflight("2.md", found, 1).text
