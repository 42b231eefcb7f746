"""The arXiv API: official titles, authors and abstracts of papers, by their ids.

Terms of use: no more than one request every three seconds, one connection at a time
(https://info.arxiv.org/help/api/tou.html). The manual is https://info.arxiv.org/help/api/user-manual.html; what the
API does beyond it was recorded: ids that do not exist are silently left out, an error is an entry of an Atom feed
with HTTP 200 or 400, being asked too often is a line of text.
"""

import asyncio
import datetime
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from lxml import etree

from newsletter.arxiv_id import find_id
from newsletter.errors import DocumentError, SourceError
from newsletter.model import PaperRecord
from newsletter.workers import run_in_worker
from sources.fetcher import Fetcher, FetchResult

ADDRESS = "https://export.arxiv.org/api/query"
REQUEST_INTERVAL = 3.0  # seconds between two requests
BATCH = 50  # ids of one request, well below where answers become slow
_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_BAD_ID = re.compile(r"incorrect id format for\s+(\S+)")


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """What one answer says: papers, and the error in it, if it is one."""

    records: tuple[PaperRecord, ...]
    error: str | None = None


@dataclass(slots=True)
class ArxivApi:
    """Asks arXiv, never faster than it allows. `sleep` is there for tests."""

    fetcher: Fetcher
    address: str = ADDRESS
    pause: float = REQUEST_INTERVAL
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _last_request_at: float | None = None  # by the loop's clock

    async def fetch(self, ids: Sequence[str]) -> list[PaperRecord]:
        """What arXiv says of papers, in the order of their ids; a record without title for one it does not know.

        Raises SourceError where it cannot be asked now.
        """
        known: dict[str, PaperRecord] = {}
        for start in range(0, len(ids), BATCH):
            known.update(await self._batch(list(dict.fromkeys(ids[start : start + BATCH]))))
        return [known.get(each) or PaperRecord(each, None) for each in dict.fromkeys(ids)]

    async def _batch(self, ids: list[str]) -> dict[str, PaperRecord]:
        """One request, and more where arXiv stumbles over one of the ids."""
        if not ids:
            return {}
        response = await self._request(ids)
        if response.error is not None:
            return await self._retry_without_bad_id(ids, response.error)
        if not response.records and len(ids) > 1:
            response = await self._request(ids)  # now and then an answer is empty for no reason
        return {record.arxiv_id: record for record in response.records}

    async def _retry_without_bad_id(self, ids: list[str], error: str) -> dict[str, PaperRecord]:
        named = _BAD_ID.search(error)
        bad_id = named[1].rstrip(".,") if named else None
        if bad_id in ids:
            return await self._batch([each for each in ids if each != bad_id])
        if len(ids) == 1:
            return {}
        middle = len(ids) // 2
        return {**await self._batch(ids[:middle]), **await self._batch(ids[middle:])}

    async def _request(self, ids: list[str]) -> ApiResponse:
        # Without max_results only ten of them would come.
        params = {"id_list": ",".join(ids), "start": "0", "max_results": str(len(ids))}
        async with self._lock:
            clock = asyncio.get_running_loop().time
            if self._last_request_at is not None:
                await self.sleep(max(0.0, self._last_request_at + self.pause - clock()))
            try:
                result = await self.fetcher.get(self.address, params=params, any_status=True)
            finally:
                self._last_request_at = clock()
        try:
            return await run_in_worker("The answer of arXiv", parse_response, result)
        except DocumentError as error:
            raise SourceError(str(error)) from error


def parse_response(result: FetchResult) -> ApiResponse:
    """The papers of an answer. Raises SourceError for one that is no answer: too many requests, a page of HTML."""
    data = result.data or b""
    root = _parse(data)
    if root is None or root.tag != f"{_ATOM}feed":
        head = " ".join(data[:200].decode("utf-8", "replace").split())
        if result.status == 429 or re.search(r"rate exceeded|too many requests|retry", head, re.IGNORECASE):
            raise SourceError("arXiv asks to be asked less often.", retry_after=60.0)
        raise SourceError(f"arXiv answers something else than Atom (HTTP {result.status}): “{head[:80]}”.")
    records: list[PaperRecord] = []
    for entry in root.iterfind(f"{_ATOM}entry"):
        if "/api/errors" in _text(entry, "id"):
            return ApiResponse((), _text(entry, "summary") or "unknown error")
        if (record := _record(entry)) is not None:
            records.append(record)
    if result.status >= 400:
        raise SourceError(f"arXiv is in trouble (HTTP {result.status}).")
    return ApiResponse(tuple(records))


def _parse(data: bytes) -> "etree._Element | None":
    if b"<!ENTITY" in data or b"<!DOCTYPE" in data:
        return None  # a page of HTML, or what no honest answer holds
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _record(entry: "etree._Element") -> PaperRecord | None:
    arxiv_id = find_id(_text(entry, "id"))
    if arxiv_id is None:
        return None
    primary = entry.find(f"{_ARXIV}primary_category")
    first = [primary.get("term")] if primary is not None else []
    terms = [*first, *(each.get("term") for each in entry.iterfind(f"{_ATOM}category"))]
    authors = (" ".join((each.text or "").split()) for each in entry.iterfind(f"{_ATOM}author/{_ATOM}name"))
    return PaperRecord(
        arxiv_id,
        title=_text(entry, "title") or None,
        authors=tuple(filter(None, authors)),
        abstract=_text(entry, "summary"),
        categories=tuple(dict.fromkeys(filter(None, terms))),
        published=_day(_text(entry, "published")),
        updated=_day(_text(entry, "updated")),
    )


def _text(entry: "etree._Element", name: str) -> str:
    return " ".join((entry.findtext(f"{_ATOM}{name}") or "").split())


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        return None
