"""Sources are read by themselves: new issues come in, bad ones are skipped, failures are remembered and waited out."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from html import escape
from pathlib import Path

import pytest
import time_machine

from bot.ingest.poller import SourcePoller
from demo.world import ISSUES
from newsletter.parsing import read_document
from newsletter.schedule.weekly import Weekday, Weekly
from newsletter.workers import pool
from newsletter.workers.pool import WorkerPool
from sources import poll
from sources.config import Source, SourceKind
from sources.fetcher import Fetcher, Limits
from storage.archive import Archive
from storage.sources import SourceState
from storage.subscriptions.records import DestinationKind, NewSubscription, Target
from tests.newsletter.parsing.published import published
from tests.samples import HOSTILE
from tests.sources.conftest import Server, fetcher, server

__all__ = ["fetcher", "server"]

FILES = sorted(ISSUES.glob("*.md"))
HOUR = timedelta(hours=1)


def item(number: int, title: str, html: str) -> str:
    return (
        f"<item><title>{escape(title)}</title><link>https://example.org/{number}</link><guid>{number}</guid>"
        f"<pubDate>Sun, 0{number} Nov 2026 10:00:00 GMT</pubDate>"
        f"<content:encoded>{escape(html)}</content:encoded></item>"
    )


def feed(*items: str) -> str:
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>N</title>'
        + "".join(items)
        + "</channel></rss>"
    )


def page(file: Path) -> str:
    return published(file.read_text(encoding="utf-8"))


WHOLE = feed(
    item(3, "Recipes", "<h1>Soup</h1><p>Boil it.</p>"),
    *(item(n, f"News {n}", page(file)) for n, file in enumerate(FILES[:2], start=1)),
)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that the test moves."""
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=UTC), tick=False) as traveller:
        yield traveller


async def state(archive: Archive, source: Source) -> SourceState:
    return await archive.sources.load(source.name, source.url or "")


async def test_the_issues_of_a_feed_come_in_and_what_is_none_is_skipped(
    archive: Archive, server: Server, fetcher: Fetcher
):
    source = Source("news", SourceKind.FEED, server.says("/feed", WHOLE, Content_Type="application/rss+xml"))
    await SourcePoller(archive, [source], fetcher).poll()
    stored = [await archive.issues.load(ref.id) for ref in await archive.issues.find("")]
    wanted = [read_document(file).issue for file in reversed(FILES[:2])]
    assert [each.issue.entries for each in stored if each] == [issue.entries for issue in wanted]
    assert len((await state(archive, source)).items) == 3


async def test_a_feed_is_asked_again_only_when_its_time_has_come(
    archive: Archive, server: Server, fetcher: Fetcher, clock: time_machine.Traveller
):
    """And then told what we have; an unchanged one brings nothing."""
    source = Source("news", SourceKind.FEED, server.says("/feed", WHOLE, ETag='"v1"'), every=HOUR)
    watch = SourcePoller(archive, [source], fetcher)
    await watch.poll()
    await watch.poll()
    assert len(server.requests) == 1
    clock.shift(HOUR)
    server.says("/feed", status=304)
    await watch.poll()
    assert server.requests[-1].headers["If-None-Match"] == '"v1"'
    found = await state(archive, source)
    assert (found.failures, found.etag, len(found.items)) == (0, '"v1"', 3)


async def test_a_corrected_item_corrects_its_issue_in_place(
    archive: Archive, server: Server, fetcher: Fetcher, clock: time_machine.Traveller
):
    source = Source("news", SourceKind.FEED, server.says("/feed", WHOLE), every=HOUR)
    watch = SourcePoller(archive, [source], fetcher)
    await watch.poll()
    before = await archive.issues.find("")
    clock.shift(HOUR)
    server.says("/feed", WHOLE.replace("memory", "storage"))
    await watch.poll()
    assert [ref.id for ref in await archive.issues.find("")] == [ref.id for ref in before]


async def test_a_failing_source_is_asked_less_and_less_often_and_keeps_no_other_from_being_read(
    archive: Archive, server: Server, fetcher: Fetcher, clock: time_machine.Traveller
):
    bad = Source("bad", SourceKind.FEED, server.says("/bad", status=500), every=HOUR)
    good = Source("good", SourceKind.FEED, server.says("/good", WHOLE), every=HOUR)
    watch = SourcePoller(archive, [bad, good], fetcher)
    waits = []
    for _ in range(7):
        await watch.poll()
        found = await state(archive, bad)
        assert found.next_at is not None
        waits.append((found.next_at - datetime.now(UTC)) / HOUR)
        clock.move_to(found.next_at)
    assert waits == [1, 2, 4, 8, 16, 24, 24]
    assert found.problem == "127.0.0.1 is in trouble (HTTP 500)."
    assert len(await archive.issues.find("")) == 2


async def test_a_server_that_asks_for_rest_gets_it(archive: Archive, server: Server, fetcher: Fetcher):
    source = Source("busy", SourceKind.FEED, server.says("/", status=429, Retry_After="86400"), every=HOUR)
    await SourcePoller(archive, [source], fetcher).poll()
    found = await state(archive, source)
    assert found.next_at is not None
    assert found.next_at > datetime.now(UTC) + 20 * HOUR


async def test_a_page_and_a_raw_file_are_an_issue_each(archive: Archive, server: Server, fetcher: Fetcher):
    one, two = FILES[:2]
    sources = [
        Source("page", SourceKind.PAGE, server.says("/latest", page(one), Content_Type="text/html")),
        Source("raw", SourceKind.FILE, server.says("/raw/week.md", two.read_bytes(), Content_Type="text/plain")),
    ]
    await SourcePoller(archive, sources, fetcher).poll()
    titles = {ref.title for ref in await archive.issues.find("")}
    assert titles == {read_document(file).issue.title for file in (one, two)}


async def test_one_issue_from_two_sources_is_one_issue(archive: Archive, server: Server, fetcher: Fetcher):
    text = FILES[0].read_text(encoding="utf-8")
    sources = [
        Source("feed", SourceKind.FEED, server.says("/feed", feed(item(1, "News", page(FILES[0]))))),
        Source("raw", SourceKind.FILE, server.says("/raw.md", text)),
    ]
    await SourcePoller(archive, sources, fetcher).poll()
    assert len(await archive.issues.find("")) == 1


async def test_a_new_issue_of_a_source_goes_to_those_who_subscribed(archive: Archive, server: Server, fetcher: Fetcher):
    when = Weekly(Weekday.MONDAY, time(9), "UTC")
    await archive.subscriptions.add(NewSubscription(Target(DestinationKind.CHANNEL, 5, 6, 7), None), datetime.now(UTC))
    await archive.subscriptions.add(NewSubscription(Target(DestinationKind.CHANNEL, 8, 6, 7), when), datetime.now(UTC))
    source = Source("news", SourceKind.FEED, server.says("/feed", WHOLE))
    await SourcePoller(archive, [source], fetcher).poll()
    (due,) = await archive.outbox.due(datetime.now(UTC))
    assert due.target.channel_id == 5


async def test_a_folder_takes_html_and_text_and_no_link_leads_out_of_it(
    archive: Archive, fetcher: Fetcher, tmp_path: Path
):
    folder, outside = tmp_path / "issues", tmp_path / "secret.md"
    folder.mkdir()
    (folder / "one.html").write_text(page(FILES[0]), encoding="utf-8")
    (folder / "two.txt").write_text(FILES[1].read_text(encoding="utf-8"), encoding="utf-8")
    outside.write_text(FILES[2].read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "three.md").symlink_to(outside)
    with time_machine.travel(datetime.now(UTC) + HOUR):  # long enough ago to be whole
        await SourcePoller(archive, [Source("ours", SourceKind.FOLDER, path=folder)], fetcher).poll()
    titles = {ref.title for ref in await archive.issues.find("")}
    assert titles == {read_document(file).issue.title for file in FILES[:2]}


@pytest.fixture
def impatient(fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents of any size; one that was not read at the first try is given up at the second."""
    fetcher.limits = Limits()
    monkeypatch.setattr(pool, "SLOW_POOL", WorkerPool(processes=1, seconds=1.0, idle=1))


@pytest.mark.usefixtures("impatient")
async def test_a_page_that_takes_too_long_to_read_is_an_error_of_its_source_and_holds_up_no_other(
    archive: Archive, server: Server, fetcher: Fetcher
):
    evil = Source(
        "evil", SourceKind.PAGE, server.says("/evil", HOSTILE["page.html"], Content_Type="text/html"), every=HOUR
    )
    good = Source("good", SourceKind.FEED, server.says("/good", WHOLE), every=HOUR)
    await SourcePoller(archive, [evil, good], fetcher).poll()
    found = await state(archive, evil)
    assert found.problem is not None
    assert "took longer than 1 s to read and was given up" in found.problem
    assert found.failures == 1
    assert len(await archive.issues.find("")) == 2


@pytest.mark.usefixtures("impatient")
async def test_an_item_that_takes_too_long_to_read_is_left_out_and_the_others_of_its_feed_come_in(
    archive: Archive,
    server: Server,
    fetcher: Fetcher,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
):
    """Where items take long together, the rest is read at the next look, and the server is asked for it again."""
    evil = HOSTILE["page.html"].decode()
    entry = '<entry><id>{0}</id><title>News {0}</title><content type="{1}">{2}</content></entry>'
    entries = entry.format("1", "html", escape(page(FILES[0]))) + entry.format("evil", "html", f"<![CDATA[{evil}]]>")
    text = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>N</title>{entries}</feed>'
    source = Source("news", SourceKind.FEED, server.says("/feed", text, ETag='"v1"'), every=HOUR)
    monkeypatch.setattr(poll, "FEED_SECONDS", 0.0)
    await SourcePoller(archive, [source], fetcher).poll()
    found = await state(archive, source)
    assert (found.items["1"], found.etag, found.failures) == ("unread 0", None, 0)
    monkeypatch.setattr(poll, "FEED_SECONDS", 30.0)
    clock.shift(HOUR)
    await SourcePoller(archive, [source], fetcher).poll()
    found = await state(archive, source)
    assert (set(found.items), found.etag) == ({"evil", "1"}, '"v1"')
    assert not found.items["1"].startswith("unread")
    assert len(await archive.issues.find("")) == 1
    assert "If-None-Match" not in server.requests[-1].headers
