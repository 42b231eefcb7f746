"""Client for the arXiv API: official titles, authors and abstracts by id.

Terms of use: at most one request every three seconds, one connection at a time
(https://info.arxiv.org/help/api/tou.html). Manual: https://info.arxiv.org/help/api/user-manual.html. Undocumented
behaviour, from recorded responses: unknown ids are omitted, an error is an entry of an Atom feed with HTTP 200 or 400,
and the rate limit response is a line of plain text.
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
BATCH = 50  # ids per request; responses to larger batches are slow
_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_BAD_ID = re.compile(r"incorrect id format for\s+(\S+)")


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """A parsed response: papers, or an error message."""

    records: tuple[PaperRecord, ...]
    error: str | None = None


@dataclass(slots=True)
class ArxivApi:
    """Sends rate-limited requests to arXiv. `pause` is in seconds; tests replace `sleep`."""

    fetcher: Fetcher
    address: str = ADDRESS
    pause: float = REQUEST_INTERVAL
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _last_request_at: float | None = None  # event loop time

    async def fetch(self, ids: Sequence[str]) -> list[PaperRecord]:
        """Fetch records in the order of `ids`, without duplicates. An unknown paper gets a record without title.

        Raises SourceError if the API is unavailable.
        """
        known: dict[str, PaperRecord] = {}
        for start in range(0, len(ids), BATCH):
            known.update(await self._batch(list(dict.fromkeys(ids[start : start + BATCH]))))
        return [known.get(each) or PaperRecord(each, None) for each in dict.fromkeys(ids)]

    async def _batch(self, ids: list[str]) -> dict[str, PaperRecord]:
        """Fetch one batch, with further requests if an id causes an error."""
        if not ids:
            return {}
        response = await self._request(ids)
        if response.error is not None:
            return await self._retry_without_bad_id(ids, response.error)
        if not response.records and len(ids) > 1:
            response = await self._request(ids)  # the API sometimes returns an empty feed by mistake
        return {record.arxiv_id: record for record in response.records}

    async def _retry_without_bad_id(self, ids: list[str], error: str) -> dict[str, PaperRecord]:
        """Retry without the id that the error names; if it names none, bisect the batch."""
        named = _BAD_ID.search(error)
        bad_id = named[1].rstrip(".,") if named else None
        if bad_id in ids:
            return await self._batch([each for each in ids if each != bad_id])
        if len(ids) == 1:
            return {}
        middle = len(ids) // 2
        return {**await self._batch(ids[:middle]), **await self._batch(ids[middle:])}

    async def _request(self, ids: list[str]) -> ApiResponse:
        # The default of max_results is 10.
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
    """Parse a response. Raises SourceError for a rate limit, a server error or a response that is not Atom."""
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
        return None  # HTML, or an entity expansion attack
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
