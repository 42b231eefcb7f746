"""Whatever goes wrong with one source is its own problem: it is kept and shown, and the others are read and saved."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from aiohttp import web

import bot.ingest.folder
import bot.ingest.poller
from bot.cli.sources import _state as shown
from bot.ingest.poller import SourcePoller
from sources.config import Source, SourceKind
from sources.fetcher import Fetcher, Limits, Validators
from sources.poll import PollResult, poll_source
from storage.archive import Archive
from storage.errors import StorageError
from storage.sources import SourceState
from tests.bot.ingest.test_poller import FILES, HOUR, feed, item, state
from tests.sources.conftest import Server, fetcher, server
from tests.sources.raw import Write, head, serving

__all__ = ["fetcher", "server"]

ISSUE = FILES[0].read_bytes()
NEXT = FILES[1].read_bytes()


def good(server: Server, path: str = "/good") -> Source:
    return Source("good", SourceKind.FILE, server.says(path, ISSUE, Content_Type="text/plain"))


async def titles(archive: Archive) -> int:
    return len(await archive.issues.find(""))


@pytest.mark.parametrize(
    "answer",
    [
        head(302, Location="http://xn--/x", Content_Length="0"),
        head(302, Location=b"http://[::1\xff", Content_Length="0"),
        head(503, Retry_After="Fri, 31 Dec 9999 23:59:59 GMT", Content_Length="0"),
        head(503, Retry_After="9" * 300, Content_Length="0"),
        head(304),
        head(200, Content_Encoding="gzip", Content_Length="4") + b"page",
        head(200, Content_Encoding=b"\xff\x1b[31m", Content_Length="4") + b"page",
        head(200, Content_Length="1000") + b"cut off",
        head(200, Transfer_Encoding="chunked") + b"zz\r\n",
        b"\x00\xff nothing of the kind \r\n\r\n",
        b"",
    ],
)
async def test_an_odd_answer_is_the_problem_of_its_source_alone(
    archive: Archive, server: Server, fetcher: Fetcher, answer: bytes
):
    """Its problem is a sentence that is shown, it is asked again after a backoff, and the other source is saved."""

    async def serve(path: str, write: Write) -> None:
        await write(answer)

    async with serving(serve) as port:
        bad = Source("bad", SourceKind.FEED, f"http://127.0.0.1:{port}/")
        watch = SourcePoller(archive, [bad, good(server)], fetcher)
        await watch.poll()
        await watch.poll()
    assert await titles(archive) == 1
    kept = await state(archive, bad)
    assert kept.failures == 1
    assert kept.next_at is not None
    assert HOUR / 2 < kept.next_at - datetime.now(UTC) <= timedelta(days=7)
    assert shown(bad, kept) == "failed once"
    assert (kept.problem or "").startswith("127.0.0.1 ")
    assert (kept.problem or "").isprintable()


@pytest.mark.parametrize("tag", [b'"\xe9"', b'"a\x01b"', b'"' + b"x" * 60_000 + b'"'])
async def test_no_etag_stops_the_looks_to_come(archive: Archive, server: Server, fetcher: Fetcher, tag: bytes):
    """Not even one that an earlier version of the program kept."""
    issues = [ISSUE, NEXT]

    async def serve(path: str, write: Write) -> None:
        body = issues.pop(0)
        await write(head(200, ETag=tag, Content_Type="text/plain", Content_Length=str(len(body))) + body)

    async with serving(serve) as port:
        source = Source("bad", SourceKind.FILE, f"http://127.0.0.1:{port}/")
        await SourcePoller(archive, [source], fetcher).poll()
        old = await state(archive, source)
        assert old.etag is None
        await archive.database.write(
            lambda connection: connection.execute("UPDATE sources SET next_at = '', etag = ?", (tag.decode("latin-1"),))
        )
        await SourcePoller(archive, [source], fetcher).poll()
    assert (await state(archive, source)).failures == 0
    assert await titles(archive) == 2


async def test_a_slow_source_holds_up_no_other(archive: Archive, server: Server):
    """What the others have is saved while it is still being waited for."""
    asked, done = asyncio.Event(), asyncio.Event()

    async def silent(request: web.Request) -> web.Response:
        asked.set()
        await done.wait()
        return web.Response(status=500)

    slow = Source("slow", SourceKind.FEED, server.does("/slow", silent).replace("127.0.0.1", "localhost"))
    async with Fetcher(None, ["127.0.0.1", "localhost"], Limits(seconds=20)) as fetcher:
        looking = asyncio.create_task(SourcePoller(archive, [slow, good(server)], fetcher).poll())
        await asked.wait()
        for _ in range(500):
            if await titles(archive):
                break
            await asyncio.sleep(0.01)
        assert await titles(archive) == 1
        assert not looking.done()
        done.set()
        await looking
    assert "in trouble" in ((await state(archive, slow)).problem or "")


@pytest.mark.parametrize(
    "error", [RecursionError("too deep"), ValueError("bad \x1b[31m\ud800\0"), MemoryError(), KeyError("x" * 5_000)]
)
async def test_an_error_that_nobody_foresaw_is_the_problem_of_its_source(
    archive: Archive, server: Server, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, error: Exception
):
    """Wherever in its reading it is raised."""

    async def broken(
        source: Source, fetcher: Fetcher, validators: Validators, known: dict[str, str], *, read_before: bool
    ) -> PollResult:
        if source.name == "bad":
            raise error
        return await poll_source(source, fetcher, validators, known, read_before=read_before)

    monkeypatch.setattr(bot.ingest.poller, "poll_source", broken)
    bad = Source("bad", SourceKind.FILE, "https://example.org/")
    await SourcePoller(archive, [bad, good(server)], fetcher).poll()
    assert await titles(archive) == 1
    kept = await state(archive, bad)
    assert f"nobody foresaw ({type(error).__name__}" in (kept.problem or "")
    assert (kept.problem or "").isprintable()
    assert len(kept.problem or "") <= 300


async def test_what_the_archive_refuses_is_the_problem_of_its_source(
    archive: Archive, server: Server, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
):
    """A lone surrogate is no text to SQLite; nothing of the source is half saved."""

    async def poisoned(
        source: Source, fetcher: Fetcher, validators: Validators, known: dict[str, str], *, read_before: bool
    ) -> PollResult:
        news = await poll_source(source, fetcher, validators, known, read_before=read_before)
        (only,) = news.items
        if source.name != "bad" or only.issue is None:
            return news
        issue = replace(only.issue, issue=replace(only.issue.issue, title="a lone \ud800"))
        return PollResult((replace(only, issue=issue),), news.validators)

    monkeypatch.setattr(bot.ingest.poller, "poll_source", poisoned)
    bad = Source("bad", SourceKind.FILE, server.says("/bad", NEXT, Content_Type="text/plain"))
    await SourcePoller(archive, [bad, good(server)], fetcher).poll()
    assert await titles(archive) == 1
    assert (await state(archive, bad)).failures == 1


async def test_a_state_that_cannot_be_saved_is_waited_out_all_the_same(
    archive: Archive, server: Server, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
):
    """A full disk does not make Paperboy ask a server at every tick."""
    source = Source("bad", SourceKind.FEED, server.says("/", status=500))
    watch = SourcePoller(archive, [source], fetcher)

    async def full(state: SourceState) -> None:
        raise StorageError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(archive.sources, "save", full)
        for _ in range(3):
            await watch.poll()
    assert len(server.requests) == 1
    with time_machine.travel(datetime.now(UTC) + HOUR):
        await watch.poll()
    assert (await state(archive, source)).failures == 2


async def test_a_state_that_cannot_be_read_is_begun_anew(archive: Archive, server: Server, fetcher: Fetcher):
    """A damaged row stops neither its own source for ever nor any other."""
    bad = Source("bad", SourceKind.FILE, server.says("/bad", NEXT, Content_Type="text/plain"))
    await archive.sources.save(SourceState(bad.name, bad.address, problem="old"))
    await archive.database.write(lambda connection: connection.execute("UPDATE sources SET items = '{'"))
    watch = SourcePoller(archive, [bad, good(server)], fetcher)
    await watch.poll()
    assert await titles(archive) == 1
    with time_machine.travel(datetime.now(UTC) + HOUR):
        await watch.poll()
    assert await titles(archive) == 2


async def test_a_folder_that_fails_tells_why_until_it_is_mended(
    archive: Archive, server: Server, fetcher: Fetcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = Source("ours", SourceKind.FOLDER, path=tmp_path)
    (tmp_path / "one.md").write_bytes(NEXT)
    watch = SourcePoller(archive, [folder, good(server)], fetcher)

    def refuse(paths: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(bot.ingest.folder, "find_documents", refuse)
        await watch.poll()
    assert await titles(archive) == 1
    kept = await archive.sources.load("ours", str(tmp_path))
    assert "Permission denied" in (kept.problem or "")
    assert shown(folder, kept) == "failed once"
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        await watch.poll()
    assert await titles(archive) == 2
    assert shown(folder, await archive.sources.load("ours", str(tmp_path))) == "watched while the bot runs"


async def test_a_clock_that_was_ahead_silences_no_source(archive: Archive, server: Server, fetcher: Fetcher):
    """What was planned in a year to come is not waited for."""
    watch = SourcePoller(archive, [good(server)], fetcher)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=3650)):
        await watch.poll()
    await watch.poll()
    await watch.poll()
    assert len(server.requests) == 2


async def test_a_failure_makes_the_next_look_ask_for_everything(archive: Archive, server: Server, fetcher: Fetcher):
    """A server that stumbles over its own ETag is not asked with it for ever."""

    async def stumbling(request: web.Request) -> web.Response:
        if "If-None-Match" in request.headers:
            return web.Response(status=500)
        return web.Response(text=ISSUE.decode(), headers={"ETag": '"1"'})

    source = Source("odd", SourceKind.FILE, server.does("/", stumbling))
    watch = SourcePoller(archive, [source], fetcher)
    for hours in (0, 1, 2):
        with time_machine.travel(datetime.now(UTC) + hours * HOUR):
            await watch.poll()
    assert [("If-None-Match" in request.headers) for request in server.requests] == [False, True, False]
    assert (await state(archive, source)).failures == 0


async def test_a_feed_that_renames_its_items_at_each_look_fills_no_database(
    archive: Archive, server: Server, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
):
    """The items that were read last are known."""
    monkeypatch.setattr(bot.ingest.poller, "MAX_KNOWN_ITEMS", 3)
    source = Source("odd", SourceKind.FEED, server.url + "/feed")
    watch = SourcePoller(archive, [source], fetcher)
    for look in range(4):
        server.says("/feed", feed(item(2 * look, "Soup", "<p>Boil it.</p>"), item(2 * look + 1, "Tea", "<p>Sip.</p>")))
        with time_machine.travel(datetime.now(UTC) + look * HOUR):
            await watch.poll()
    assert set((await state(archive, source)).items) == {"5", "6", "7"}
