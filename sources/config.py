"""Parses `sources.toml`. Errors name the line and key.

contact = "me@example.org"      # sent to servers in the User-Agent header

[[source]]
name = "akira"                  # unique, for logs and `python -m bot sources`
kind = "feed"                   # feed, page, file (raw Markdown or HTML on the web) or folder
url = "https://example.org/feed"    # path = "issues" for a folder, relative to this file
every = "1h"                    # poll interval: 10m, 6h, 1d
deliver = "latest"              # which new issues to deliver: latest, all or none
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from newsletter.errors import NewsletterError, SourceError
from sources.addresses import parse_url

_KEYS = {"name", "kind", "url", "path", "every", "deliver"}
_DURATION = re.compile(r"(\d{1,4})\s*([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_MIN_INTERVAL = timedelta(minutes=5)


class Deliver(StrEnum):
    """Which of the issues that are news one run delivers; older issues are archived and never posted."""

    LATEST = "latest"
    ALL = "all"
    NONE = "none"


class SourceKind(StrEnum):
    """The type of a source."""

    FEED = "feed"
    PAGE = "page"
    FILE = "file"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Source:
    """A place where issues are published."""

    name: str
    kind: SourceKind
    url: str | None = None
    path: Path | None = None
    every: timedelta = timedelta(hours=1)
    deliver: Deliver = Deliver.LATEST

    @property
    def address(self) -> str:
        """The key of the source's stored state: its URL, or the path of a folder."""
        return self.url or str(self.path or "")


@dataclass(frozen=True, slots=True)
class Catalog:
    """The content of the file."""

    sources: tuple[Source, ...] = ()
    contact: str | None = None


class CatalogError(NewsletterError):
    """The file is invalid. The message names file, line and key."""


def read_catalog(file: Path) -> Catalog:
    """Read and validate `sources.toml`. Raises CatalogError."""
    try:
        text = file.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except OSError as error:
        raise CatalogError(f"{file} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise CatalogError(f"{file} is not UTF-8 text.") from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        reason = str(error).partition(" (at")[0]
        raise CatalogError(f"{file}:{line[1] if line else text.count(chr(10)) + 1}: {reason}.") from error
    return _CatalogParser(file, text.split("\n")).parse(data)


def _is_contact(value: object) -> bool:
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        return False
    return re.search(r"\S@\S|https?://\S", value) is not None


@dataclass(frozen=True, slots=True)
class _CatalogParser:
    """Validates the parsed TOML. `lines` is the source text, to find line numbers."""

    file: Path
    lines: list[str]

    def parse(self, data: dict[str, Any]) -> Catalog:
        for key in data.keys() - {"contact", "source"}:
            raise self._error(None, key, "no such key; expected contact and [[source]]")
        contact = data.get("contact")
        if contact is not None and not _is_contact(contact):
            reason = "expected an e-mail address or the address of a page, in ASCII as headers of requests are"
            raise self._error(None, "contact", reason)
        tables = data.get("source", [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise self._error(None, "source", "expected tables that begin with [[source]]")
        sources = tuple(self._source(index, table) for index, table in enumerate(tables))
        names = [source.name for source in sources]
        for index, name in enumerate(names):
            if name in names[:index]:
                raise self._error(index, "name", f"“{name}” is the name of an earlier source")
        if contact is None and any(source.url for source in sources):
            raise self._error(None, "contact", "missing; servers are told whom to write to, so give an e-mail address")
        return Catalog(sources, contact)

    def _source(self, index: int, table: dict[str, Any]) -> Source:
        for key, value in table.items():
            if key not in _KEYS:
                raise self._error(index, key, f"no such key; expected {', '.join(sorted(_KEYS))}")
            if not isinstance(value, str) or not value.strip():
                raise self._error(index, key, "expected a text in quotation marks")
        name = self._required(index, table, "name")
        kind = self._required(index, table, "kind")
        if kind not in set(SourceKind):
            raise self._error(index, "kind", f"“{kind}” is none of {', '.join(SourceKind)}")
        is_folder = kind == SourceKind.FOLDER
        if ("url" if is_folder else "path") in table:
            key, other = ("url", "path") if is_folder else ("path", "url")
            raise self._error(index, key, f"a {kind} has a {other} instead")
        deliver = table.get("deliver", Deliver.LATEST)
        if deliver not in set(Deliver):
            raise self._error(index, "deliver", f"“{deliver}” is none of {', '.join(Deliver)}")
        return Source(
            name,
            SourceKind(kind),
            None if is_folder else self._address(index, table),
            self.file.parent / self._required(index, table, "path") if is_folder else None,
            self._duration(index, table.get("every", "1h")),
            Deliver(deliver),
        )

    def _address(self, index: int, table: dict[str, Any]) -> str:
        url = self._required(index, table, "url")
        try:
            parse_url(url)
        except SourceError as error:
            reason = f"“{url}” is no address that begins with https:// or http:// and can be fetched"
            raise self._error(index, "url", reason) from error
        return url

    def _duration(self, index: int, text: str) -> timedelta:
        match = _DURATION.fullmatch(text.strip())
        if not match:
            raise self._error(index, "every", f"“{text}” is no time such as 30m, 6h or 1d")
        duration = timedelta(**{_UNITS[match[2]]: int(match[1])})
        if duration < _MIN_INTERVAL:
            raise self._error(index, "every", "no server likes to be asked more often than every 5m")
        return duration

    def _required(self, index: int, table: dict[str, Any], key: str) -> str:
        if key not in table:
            raise self._error(index, key, "missing")
        return str(table[key]).strip()

    def _error(self, index: int | None, key: str, reason: str) -> CatalogError:
        return CatalogError(f"{self.file}:{self._line(index, key)}: {key}: {reason}.")

    def _line(self, index: int | None, key: str) -> int:
        """Return the 1-based line of a source's key, or of the start of the source."""
        starts = [at for at, line in enumerate(self.lines) if re.match(r"\s*\[\[\s*source\s*\]\]", line)]
        begin = starts[index] if index is not None and index < len(starts) else 0
        end = next((at for at in starts if at > begin), len(self.lines)) if index is not None else len(self.lines)
        pattern = re.compile(rf"""\s*(?:\[+\s*)?["']?{re.escape(key)}["']?\s*(?:=|\])""")
        return next((at for at in range(begin, end) if pattern.match(self.lines[at])), begin) + 1
