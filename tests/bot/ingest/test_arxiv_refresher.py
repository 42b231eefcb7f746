"""arXiv is asked about papers nobody knows yet, beside everything else, and what it says is searched."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from aiohttp import web

from bot.ingest.arxiv_refresher import STATE_NAME, ArxivRefresher
from newsletter.search.query import read_query
from sources.arxiv_client import ArxivApi
from sources.fetcher import Fetcher
from storage.archive import Archive
from storage.errors import StorageError
from storage.metadata import REFRESH_INTERVAL
from tests.samples import make_entry, make_issue
from tests.sources.conftest import Server, fetcher, server
from tests.sources.test_arxiv_client import Arxiv, Waiter

__all__ = ["fetcher", "server"]


async def fill(archive: Archive) -> None:
    entries = (
        make_entry("用剪枝压缩网络", "2102.00001", mentions_arxiv=("2102.00002",), summary="他们"),
        make_entry("另一篇", "2102.00009", summary="没有"),
    )
    await archive.issues.save(make_issue(1, *entries, language="zh"), datetime.now(UTC))


def asking(archive: Archive, server: Server, fetcher: Fetcher) -> tuple[ArxivRefresher, Arxiv]:
    arxiv = Arxiv({"2102.00001": "Pruning Networks Without Tears", "2102.00002": "A paper that is mentioned"})
    return ArxivRefresher(archive, ArxivApi(fetcher, server.does("/api/query", arxiv.answer), sleep=Waiter())), arxiv


async def test_an_english_query_finds_a_paper_that_was_described_in_chinese(
    archive: Archive, server: Server, fetcher: Fetcher
):
    await fill(archive)
    job, _ = asking(archive, server, fetcher)
    await job.refresh_due()
    found = await archive.papers.search(read_query("pruning networks"))
    assert [hit.entry.headline for hit in found.hits] == ["用剪枝压缩网络"]


async def test_entries_and_mentions_are_asked_for_once_and_again_after_a_month(
    archive: Archive, server: Server, fetcher: Fetcher
):
    await fill(archive)
    job, arxiv = asking(archive, server, fetcher)
    await job.refresh_due()
    await job.refresh_due()
    assert [sorted(ids) for ids in arxiv.asked] == [["2102.00001", "2102.00002", "2102.00009"]]
    known = await archive.metadata.count()
    assert (known.papers, known.known, known.unknown) == (3, 2, 1)
    with time_machine.travel(datetime.now(UTC) + REFRESH_INTERVAL + timedelta(hours=1)):
        await job.refresh_due()
    assert len(arxiv.asked) == 2


async def test_arxiv_is_left_alone_when_it_asks_for_that(archive: Archive, server: Server, fetcher: Fetcher):
    """And its state is remembered for `python -m bot metadata show`."""
    await fill(archive)
    job, arxiv = asking(archive, server, fetcher)
    arxiv.before = [web.Response(text="Rate exceeded.", status=429)]
    for _ in range(3):
        await job.refresh_due()
    assert len(arxiv.asked) == 1
    state = await archive.sources.load(STATE_NAME, server.url + "/api/query")
    assert (state.failures, state.problem) == (1, "arXiv asks to be asked less often.")
    assert (await archive.metadata.count()).unknown == 0
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        await job.refresh_due()
    assert (await archive.metadata.count()).known == 2


async def test_a_paper_that_arxiv_knows_tomorrow_has_its_title_tomorrow(
    archive: Archive, server: Server, fetcher: Fetcher
):
    """Its API lacks the newest papers for a day: the newest issue's are not left without a title for a month."""
    await fill(archive)
    job, arxiv = asking(archive, server, fetcher)
    await job.refresh_due()
    arxiv.known["2102.00009"] = "The newest paper"
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)):
        await job.refresh_due()
    assert arxiv.asked[1:] == [["2102.00009"]]
    assert (await archive.metadata.count()).known == 3


async def test_a_paper_that_arxiv_cannot_answer_for_keeps_no_other_from_being_found(
    archive: Archive, server: Server, fetcher: Fetcher
):
    """Batches become smaller until it is asked for alone; then it waits as one that is not known."""
    await fill(archive)
    job, arxiv = asking(archive, server, fetcher)
    answer = arxiv.answer

    async def stumbling(request: web.Request) -> web.Response:
        normal = await answer(request)
        return web.Response(status=500) if "2102.00009" in request.query["id_list"] else normal

    server.does("/api/query", stumbling)
    now = datetime.now(UTC)
    for _ in range(12):
        with time_machine.travel(now):
            await job.refresh_due()
        now += timedelta(hours=1)
    assert (await archive.metadata.count()).known == 2
    assert (await archive.sources.load(STATE_NAME, server.url + "/api/query")).failures == 0


@pytest.mark.parametrize("error", [StorageError("The disk is full."), RecursionError("too deep")])
async def test_what_nobody_foresaw_is_waited_out_like_any_failure(
    archive: Archive, server: Server, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, error: Exception
):
    """arXiv is not asked again at every tick, not even where the failure cannot be written down."""
    await fill(archive)
    job, arxiv = asking(archive, server, fetcher)

    async def broken(*_: object) -> int:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(archive.metadata, "save", broken)
        patch.setattr(archive.sources, "save", broken)
        with pytest.raises(type(error)):
            await job.refresh_due()
        await job.refresh_due()
    assert len(arxiv.asked) == 1
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        await job.refresh_due()
    assert (await archive.metadata.count()).known == 2
