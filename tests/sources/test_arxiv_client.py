"""arXiv client: keeps the rate limit and handles every known form of response."""

import json
import os
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from aiohttp import web

from newsletter.errors import SourceError
from newsletter.model import PaperRecord
from sources.arxiv_client import BATCH, ArxivApi, parse_response
from sources.fetcher import Fetcher, FetchResult
from tests.sources.conftest import Server, fetcher, server

__all__ = ["fetcher", "server"]

FEED = (
    "<?xml version='1.0' encoding='UTF-8'?><feed xmlns:arxiv='http://arxiv.org/schemas/atom'"
    " xmlns='http://www.w3.org/2005/Atom'><title>arXiv Query</title>{}</feed>"
)
PAPER = (
    "<entry><id>http://arxiv.org/abs/{id}v2</id><title>{title}</title><updated>2021-02-03T10:00:00Z</updated>"
    "<summary>  An abstract\n  of two lines. </summary><category term='cs.CV'/><category term='cs.LG'/>"
    "<published>2021-01-31T18:00:00Z</published><arxiv:primary_category term='cs.LG'/>"
    "<author><name>Ada  Author</name></author><author><name>Böb Writer</name></author></entry>"
)
ERROR = (
    "<entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_{0}</id><title>Error</title>"
    "<summary>incorrect id format for {0}</summary><author><name>arXiv api core</name></author></entry>"
)


class Arxiv:
    """A made-up arXiv that knows some papers."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known
        self.asked: list[list[str]] = []
        self.before: list[web.Response] = []  # answers to give first
        self.bad: set[str] = set()
        self.bad_status = 400

    async def answer(self, request: web.Request) -> web.Response:
        ids = request.query["id_list"].split(",")
        self.asked.append(ids)
        if self.before:
            return self.before.pop(0)
        for each in ids:
            if each in self.bad:
                return web.Response(text=FEED.format(ERROR.format(each)), status=self.bad_status)
        most = int(request.query.get("max_results", 10))
        papers = [PAPER.format(id=each, title=escape(self.known[each])) for each in ids if each in self.known]
        return web.Response(text=FEED.format("".join(papers[:most])), content_type="application/atom+xml")


@pytest.fixture
def arxiv() -> Arxiv:
    return Arxiv({f"2101.{n:05}": f"Paper & number {n}" for n in range(1, 121)} | {"cs/0101001": "An old one"})


@pytest.fixture
def api(server: Server, fetcher: Fetcher, arxiv: Arxiv) -> ArxivApi:
    """Asks the made-up one; notes how long it waits instead of waiting."""
    return ArxivApi(fetcher, server.does("/api/query", arxiv.answer), sleep=Waiter())


class Waiter:
    def __init__(self) -> None:
        self.waits: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)


async def test_a_paper_has_its_official_title_authors_abstract_categories_and_dates(api: ArxivApi):
    assert await api.fetch(["2101.00001"]) == [
        PaperRecord(
            "2101.00001",
            "Paper & number 1",
            ("Ada Author", "Böb Writer"),
            "An abstract of two lines.",
            ("cs.LG", "cs.CV"),
            date(2021, 1, 31),
            date(2021, 2, 3),
        )
    ]


async def test_many_ids_are_asked_for_in_batches_three_seconds_apart(api: ArxivApi, arxiv: Arxiv, server: Server):
    """All of a batch come: without max_results only ten would."""
    ids = [f"2101.{n:05}" for n in range(1, 121)]
    found = await api.fetch(ids)
    assert [record.arxiv_id for record in found if record.title] == ids
    assert list(map(len, arxiv.asked)) == [BATCH, BATCH, 120 - 2 * BATCH]
    assert isinstance(api.sleep, Waiter)
    assert len(api.sleep.waits) == 2
    assert all(0 <= wait <= 3 for wait in api.sleep.waits)
    assert server.most_at_once == 1


async def test_ids_that_arxiv_leaves_out_are_known_to_be_unknown(api: ArxivApi):
    found = await api.fetch(["2101.00001", "2101.99999", "cs/0101001"])
    assert [(record.arxiv_id, record.title) for record in found] == [
        ("2101.00001", "Paper & number 1"), ("2101.99999", None), ("cs/0101001", "An old one"),
    ]  # fmt: skip


@pytest.mark.parametrize("status", [200, 400])
async def test_an_id_that_arxiv_stumbles_over_keeps_no_other_from_being_found(api: ArxivApi, arxiv: Arxiv, status: int):
    """An error comes as Atom, with HTTP 200 or 400, and names the id."""
    arxiv.bad, arxiv.bad_status = {"2101.00002"}, status
    found = await api.fetch(["2101.00001", "2101.00002", "2101.00003"])
    assert [bool(record.title) for record in found] == [True, False, True]


async def test_an_error_that_names_no_id_is_narrowed_down(api: ArxivApi, arxiv: Arxiv):
    arxiv.before = [web.Response(text=FEED.format(ERROR.format("nothing")), status=400)]
    found = await api.fetch(["2101.00001", "2101.00002", "2101.00003"])
    assert all(record.title for record in found)
    assert [len(ids) for ids in arxiv.asked] == [3, 1, 2]


async def test_an_empty_response_is_retried(api: ArxivApi, arxiv: Arxiv):
    arxiv.before = [web.Response(text=FEED.format(""))]
    found = await api.fetch(["2101.00001", "2101.00002"])
    assert all(record.title for record in found)


@pytest.mark.parametrize(
    ("status", "text", "words"),
    [
        (429, "Rate exceeded.", "less often"),
        (200, "Rate exceeded.", "less often"),
        (503, "<html><body>Retry after 5</body></html>", "less often"),
        (200, "<!DOCTYPE html><html><body>Maintenance</body></html>", "something else than Atom"),
        (500, "", "something else than Atom"),
        (500, FEED.format(""), "in trouble"),
        (200, '<!DOCTYPE x [<!ENTITY a "b">]><feed xmlns="http://www.w3.org/2005/Atom">&a;</feed>', "something else"),
        (200, "<feed", "something else than Atom"),
    ],
)
async def test_an_invalid_response_is_an_error_and_marks_no_paper_as_unknown(
    api: ArxivApi, arxiv: Arxiv, status: int, text: str, words: str
):
    arxiv.before = [web.Response(text=text, status=status)]
    with pytest.raises(SourceError, match=words):
        await api.fetch(["2101.00001"])


def test_recorded_responses_of_arxiv_are_parsed():
    """Recordings of real responses, where available."""
    corpus = os.environ.get("PAPERBOY_CORPUS")
    folder = Path(corpus or ".").parent / "arxiv" / "api"
    if not corpus or not folder.is_dir():
        pytest.skip("no recorded answers beside the folder that PAPERBOY_CORPUS names")
    said = {}
    for file in folder.glob("*.xml"):
        said[file.name.split("_s0")[0]] = parse_response(
            FetchResult("", int(file.name.split(".")[-2]), file.read_bytes())
        )
    assert said["id_0000.0000"].records == ()
    assert said["id_abc"].error == "incorrect id format for abc"
    assert [record.arxiv_id for record in said["id_0808.05394_1707.08567"].records] == ["1707.08567"]
    assert said["id_2104.12255v1"].records[0].title == "0"
    assert said["id_quant-ph_0201082v1"].records[0].arxiv_id == "quant-ph/0201082"
    assert said["id_1605.08386"].records[0].categories == ("math.CO", "math.ST")
    assert all(record.title and record.authors for each in said.values() for record in each.records)


async def test_the_papers_of_real_issues_get_their_true_titles(server: Server, fetcher: Fetcher):
    """All of them, in one go."""
    corpus = os.environ.get("PAPERBOY_CORPUS")
    file = Path(corpus or ".").parent / "arxiv" / "metadata.json"
    if not corpus or not file.is_file():
        pytest.skip("no metadata.json beside the folder that PAPERBOY_CORPUS names")
    known = {key: value["title"] for key, value in json.loads(file.read_text("utf-8")).items() if value["title"]}
    api = ArxivApi(fetcher, server.does("/api/query", Arxiv(known).answer), sleep=Waiter())
    found = await api.fetch(list(known))
    assert {record.arxiv_id: record.title for record in found} == {
        key: " ".join(title.split()) for key, title in known.items()
    }
