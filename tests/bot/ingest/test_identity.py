"""Which issue an item of a source is, who may correct it, and what of it is news: through the sources themselves."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.ingest.documents import Document
from bot.ingest.pipeline import ingest
from bot.ingest.poller import SourcePoller
from newsletter.parsing import parse_markdown
from sources.config import Deliver, Source, SourceKind
from sources.fetcher import Fetcher
from storage.archive import Archive
from storage.subscriptions.records import DestinationKind, NewSubscription, Target
from tests.empty import make_empty
from tests.sources.conftest import Server, fetcher, server

__all__ = ["fetcher", "server"]


def body(number: int, more: str = "") -> str:
    return (
        f"<h1>1. Papers</h1><h2><a href='https://arxiv.org/abs/2601.{number:05}'>Paper {number}</a></h2>"
        f"<p>A summary, long enough. {more}</p>"
    )


def item(
    number: int, title: str, date: str = "", *, slug: str = "", html: str | None = None, site: str = "a.org"
) -> str:
    pub = f"<pubDate>{date} 2026 10:00:00 GMT</pubDate>" if date else ""
    return (
        f"<item><title>{title}</title><link>https://{site}/{slug or number}</link><guid>{site}-{number}</guid>{pub}"
        f"<description><![CDATA[{body(number) if html is None else html}]]></description></item>"
    )


def feed(*items: str) -> str:
    return f"<rss version='2.0'><channel><title>N</title>{''.join(items)}</channel></rss>"


FIRST = item(1, "Attention everywhere", "Mon, 02 Nov")
SECOND = item(2, "Pruning day", "Mon, 09 Nov")


class Desk:
    """An archive with one subscriber, and sources on the loopback that are looked at when the test says so."""

    def __init__(self, archive: Archive, server: Server, fetcher: Fetcher) -> None:
        self.archive, self.server, self.fetcher = archive, server, fetcher

    def source(self, name: str, kind: SourceKind = SourceKind.FEED, **values: Any) -> Source:
        return Source(name, kind, f"{self.server.url}/{name}", every=timedelta(0), **values)

    async def read(self, source: Source, text: str) -> None:
        """Put a text at the source's address and look at it."""
        self.server.says(f"/{source.name}", text)
        await SourcePoller(self.archive, [source], self.fetcher).poll()

    async def ingest(self, text: str, deliver: Deliver = Deliver.LATEST) -> None:
        await ingest(self.archive, [Document(Path("by-hand.md"), content=parse_markdown(text))], deliver)

    async def counts(self) -> tuple[int, int]:
        """Issues in the archive, deliveries in the ledger."""
        return await self.archive.database.read(
            lambda c: tuple(c.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("issues", "deliveries"))
        )

    async def titles(self) -> list[str]:
        return sorted(ref.title for ref in await self.archive.issues.find(""))

    async def post(self) -> None:
        """As if everything that is queued had been posted."""

        def work(c: Any) -> None:
            now = datetime.now(UTC).isoformat()
            c.execute("UPDATE deliveries SET state = 'sent', finished_at = ?", (now,))
            c.execute(
                "INSERT OR IGNORE INTO messages (delivery_id, nonce, attempted_at, message_id, channel_id)"
                " SELECT id, 'n' || id, ?, id, 6 FROM deliveries",
                (now,),
            )

        await self.archive.database.write(work)

    async def edits(self) -> int:
        """Posted messages that are to be edited."""
        return await self.archive.database.read(
            lambda c: c.execute("SELECT count(*) FROM messages WHERE edit_at IS NOT NULL").fetchone()[0]
        )


@pytest.fixture
async def desk(tmp_path: Path, server: Server, fetcher: Fetcher) -> AsyncIterator[Desk]:
    async with await Archive.open(make_empty(tmp_path / "archive.db")) as archive:
        await archive.subscriptions.add(
            NewSubscription(Target(DestinationKind.CHANNEL, 5, 6, 7), None), datetime.now(UTC)
        )
        yield Desk(archive, server, fetcher)


@pytest.mark.parametrize(
    "corrected",
    [
        item(2, "Pruning day, corrected", "Mon, 09 Nov"),
        item(2, "Pruning day", "Mon, 09 Nov", slug="another"),
        item(2, "Pruning day", "Tue, 10 Nov"),
        item(2, "Pruning day, corrected", "Tue, 10 Nov", slug="another", html=body(3, "All of it.")),
        item(2, "Pruning day"),
    ],
    ids=["title", "slug", "date", "everything", "no date any more"],
)
async def test_an_item_that_keeps_its_guid_is_the_same_issue_and_is_posted_once(desk: Desk, corrected: str):
    """Whatever else of it was corrected; the message that was posted is edited."""
    source = desk.source("feed")
    await desk.read(source, feed(SECOND, FIRST))
    await desk.post()
    await desk.read(source, feed(corrected, FIRST))
    assert await desk.counts() == (2, 1)
    assert await desk.edits() == 1


@pytest.mark.parametrize(
    "items",
    [
        (item(3, "A second letter", "Mon, 09 Nov"), SECOND, FIRST),
        (item(3, "Written before", "Sun, 08 Nov"), SECOND, FIRST),
        (SECOND, item(3, "Written before", "Sun, 08 Nov"), FIRST),
        (item(3, "Written long before", "Thu, 01 Oct"), SECOND, FIRST),
        (item(3, "No date"), SECOND, FIRST),
        (FIRST, SECOND, item(3, "A feed whose newest is last")),
        (item(3, "The others are gone", "Mon, 09 Nov"),),
    ],
    ids=["same day", "back-dated", "back-dated, in order", "before all", "no date", "oldest first", "alone"],
)
async def test_an_item_that_a_feed_did_not_have_is_news(desk: Desk, items: tuple[str, ...]):
    source = desk.source("feed")
    await desk.read(source, feed(SECOND, FIRST))
    await desk.read(source, feed(*items))
    assert await desk.counts() == (3, 2)


async def test_old_items_that_a_feed_shows_again_or_at_last_are_not_news(desk: Desk):
    """Because it now lists more, or because a newer one was deleted."""
    source = desk.source("feed")
    shown = [item(n, f"News {n}", f"{n:02} Nov") for n in range(21, 9, -1)]
    await desk.read(source, feed(*shown))
    older = [item(n, f"News {n}", f"{n:02} Nov") for n in range(9, 1, -1)]
    await desk.read(source, feed(*shown[:3], *shown[4:], *older))
    assert await desk.counts() == (20, 1)


async def test_a_feed_that_was_empty_has_news_in_its_first_item(desk: Desk):
    """However old it says it is."""
    await desk.read(desk.source("a"), feed(SECOND))
    source = desk.source("b")
    await desk.read(source, feed())
    await desk.read(source, feed(item(3, "First of b", "Sun, 01 Nov", site="b.org")))
    assert await desk.counts() == (2, 2)


async def test_new_guids_for_all_items_post_nothing_again(desk: Desk):
    """A site that moved to other software."""
    source = desk.source("feed")
    await desk.read(source, feed(SECOND, FIRST))
    moved = feed(SECOND, FIRST).replace("<guid>a.org-", "<guid>https://a.org/?p=")
    await desk.read(source, moved)
    assert await desk.counts() == (2, 1)
    await desk.read(source, moved.replace("Pruning day", "Pruning night"))
    assert await desk.titles() == ["Attention everywhere", "Pruning night"]


async def test_killed_before_a_feed_is_remembered_its_items_are_found_again_and_posted_once(
    desk: Desk, monkeypatch: Any
):
    source = desk.source("feed")
    await desk.read(source, feed(SECOND, FIRST))
    news = feed(item(4, "No date"), item(3, "A second letter", "Mon, 09 Nov"), SECOND, FIRST)

    async def killed(*_: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patch:
        patch.setattr(type(desk.archive.sources), "save", killed)
        with pytest.raises(asyncio.CancelledError):
            await desk.read(source, news)
    before = await desk.counts()
    await desk.read(source, news)
    assert await desk.counts() == before == (4, 2)


async def test_issue_five_of_two_sources_are_two_issues(desk: Desk):
    await desk.read(desk.source("a"), feed(item(1, "Issue #5", "Mon, 02 Nov", site="a.org")))
    await desk.post()
    await desk.read(desk.source("b"), feed(item(2, "Issue #5", "Tue, 03 Nov", site="b.org")))
    assert await desk.counts() == (2, 2)
    assert await desk.edits() == 0


async def test_two_newsletters_do_not_silence_each_other(desk: Desk):
    """The second is news by its own issues although the first is always some days ahead."""
    a, b = desk.source("a"), desk.source("b", SourceKind.FILE)
    weekly = "# Other Letter — {day}\n\n# 1. Papers\n\n## [B {day}](https://b.org/{day})\n\nA summary, long enough.\n"
    await desk.read(a, feed(item(1, "A one", "Mon, 09 Nov")))
    await desk.read(b, weekly.format(day="2026-11-01"))
    assert await desk.counts() == (2, 1), "nothing shows yet that it is new"
    await desk.read(b, weekly.format(day="2026-11-08"))
    assert await desk.counts() == (3, 2)


TRUSTED = """# Sample News — Week 40, 2026

> Source: <https://example.com/news/40>

# 1. Papers

## [Paper 40](https://arxiv.org/abs/2601.00040)

What it says.
"""
TAKEN = TRUSTED.replace("[Paper 40](https://arxiv.org/abs/2601.00040)", "[Free gifts](https://evil.example/)")


@pytest.mark.parametrize("deliver", ["none", "latest"])
async def test_a_source_does_not_change_what_came_from_another(desk: Desk, deliver: str):
    """Although its document names the same address, newsletter and week."""
    await desk.read(desk.source("trusted", SourceKind.FILE), TRUSTED)
    await desk.post()
    other = desk.source("other", SourceKind.FILE, deliver=deliver)
    await desk.read(other, "# Nothing yet")
    for text in (TAKEN, TAKEN.replace("gifts", "money"), TRUSTED):
        await desk.read(other, text)
    stored = await desk.archive.issues.load(1)
    assert stored is not None
    assert stored.issue == parse_markdown(TRUSTED).issue
    assert await desk.edits() == 0
    assert (await desk.counts())[1] == 1


async def test_a_copy_from_another_source_is_no_second_issue(desk: Desk):
    await desk.read(desk.source("trusted", SourceKind.FILE), TRUSTED)
    await desk.read(desk.source("mirror", SourceKind.FILE), TRUSTED.replace("What it says.", "What it said."))
    assert await desk.counts() == (1, 1)
    stored = await desk.archive.issues.latest()
    assert stored is not None
    assert stored.issue == parse_markdown(TRUSTED).issue


async def test_the_operator_corrects_anything_and_the_source_goes_on_correcting_its_own(desk: Desk):
    source = desk.source("trusted", SourceKind.FILE)
    await desk.read(source, TRUSTED)
    await desk.post()
    await desk.ingest(TAKEN)
    assert (await desk.counts(), await desk.edits()) == ((1, 1), 1)
    await desk.read(source, TRUSTED.replace("What it says.", "What it said."))
    stored = await desk.archive.issues.latest()
    assert stored is not None
    assert stored.issue.entries[0].summary == "What it said."


async def test_a_source_that_delivers_nothing_does_not_edit_what_was_posted(desk: Desk):
    """Its issue was posted when it still delivered; the archive takes the correction all the same."""
    await desk.read(desk.source("s", SourceKind.FILE), TRUSTED)
    await desk.post()
    await desk.read(desk.source("s", SourceKind.FILE, deliver=Deliver.NONE), TRUSTED.replace("says", "said"))
    stored = await desk.archive.issues.latest()
    assert stored is not None
    assert stored.issue.entries[0].summary == "What it said."
    assert await desk.edits() == 0


async def test_a_page_that_shows_another_issue_each_week_gives_each_of_them(desk: Desk):
    """At one address: the earlier issue stays as it was."""
    source = desk.source("latest", SourceKind.PAGE)
    page = "<html><body><h1>Sample News — Week {week}, 2026</h1>{body}</body></html>"
    await desk.read(source, page.format(week=40, body=body(40)))
    await desk.read(source, page.format(week=41, body=body(41)))
    await desk.read(source, page.format(week=41, body=body(41, "Corrected.")))
    assert await desk.titles() == ["Sample News — Week 40, 2026", "Sample News — Week 41, 2026"]
    assert await desk.counts() == (2, 2)
