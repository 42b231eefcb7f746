"""Canonical URLs: one URL per page, without tracking parameters."""

import re
from functools import lru_cache
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from newsletter.arxiv_id import abs_url, find_id

# The referrer that Ghost adds to links: a site name, not a branch as on GitLab.
_REFERRER = re.compile(r"ref=(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
# Tracking parameters, which never select content. `gi` is from Medium, `sh` from Forbes.
_TRACKING = re.compile(
    r"(?:utm_[\w-]*|source|gi|sh|fbclid|gclid|dclid|msclkid|igshid|mc_[ce]id|_hsenc|_hsmi)$", re.IGNORECASE
)
_LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
_HOST = re.compile(rf"(?:{_LABEL}\.)+(?!\d+$){_LABEL}|\d{{1,3}}(?:\.\d{{1,3}}){{3}}")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_SURROUNDING = "<>\"'`“”‘’*"
_CLOSERS = {")": "(", "]": "[", "}": "{", "】": "【", "）": "（", "」": "「"}
_TRAILING_PUNCTUATION = "。，、；;,!！？*'\" "
_MAX_LENGTH = 8_192  # characters; longer URLs are not supported everywhere


@lru_cache(maxsize=512)  # the parser looks up each link several times
def canonical(url: str, base: str | None = None) -> str | None:
    """Return the canonical https URL of a page without tracking parameters; for an arXiv paper, its abstract page.

    A relative URL is resolved against `base`. Returns None for anything that is not a web page: mailto, javascript,
    fragments, URLs with credentials.
    """
    text = _trim(url)
    if not text or text.startswith("#") or len(text) > _MAX_LENGTH:
        return None
    if re.match(r"https?%3a", text, re.IGNORECASE):
        text = unquote(text)
    if text.startswith("//"):
        text = f"https:{text}"
    elif text.lower().startswith("www."):
        text = f"https://{text}"
    try:
        found = _canonical_page(text) or (
            _canonical_page(urljoin(base, text)) if base and not _SCHEME.match(text) else None
        )
    except ValueError:  # urllib: bad host, port or bracket
        return None
    # Removing tracking may expose trailing punctuation.
    return found if found is None or _trim(found) == found else canonical(_trim(found))


def host(url: str) -> str:
    """Return the host of a canonical URL without a leading www."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def site(url: str) -> str:
    """Return the host of a canonical URL."""
    return urlsplit(url).hostname or ""


def _canonical_page(text: str) -> str | None:
    parts = urlsplit(text)
    if parts.scheme.lower() not in {"http", "https"}:
        found = find_id(text) if parts.scheme in {"", "arxiv", "doi"} else None
        return abs_url(found) if found else None
    if "@" in parts.netloc or not (name := _host(parts.hostname or "")):
        return None
    found = find_id(text)
    if found:
        return abs_url(found)
    port = "" if parts.port in {None, 80, 443} else f":{parts.port}"
    path, query = _split_encoded_query(parts.path, parts.query)
    fragment = "" if _is_tracking_fragment(parts.fragment) else parts.fragment
    return urlunsplit(("https", name + port, _quote(path), _quote(_without_tracking(query)), _quote(fragment)))


def _host(name: str) -> str | None:
    name = name.rstrip(".")
    if not name.isascii():
        try:
            name = name.encode("idna").decode() if len(name) < 254 else ""
        except UnicodeError:
            return None
    name = name.lower()
    return name if len(name) < 254 and _HOST.fullmatch(name) else None


def _trim(url: str) -> str:
    """Strip white space, quotes, and closing brackets that are not opened inside the URL."""
    text = re.sub(r"[\t\r\n\x00]", "", url).strip().strip(_SURROUNDING)
    unopened = {mark: text.count(mark) - text.count(opener) for mark, opener in _CLOSERS.items()}
    end = len(text)
    while end and (text[end - 1] in _TRAILING_PUNCTUATION or unopened.get(text[end - 1], 0) > 0):
        end -= 1
        if text[end] in unopened:
            unopened[text[end]] -= 1
    return text[:end]


def _split_encoded_query(path: str, query: str) -> tuple[str, str]:
    """Remove an encoded `?` and what follows if it is only tracking; otherwise it belongs to the path."""
    head, mark, tail = path.partition("%3F") if "%3F" in path else path.partition("%3f")
    behind = unquote(tail)
    return (head, query) if mark and behind and not _without_tracking(behind) else (path, query)


def _without_tracking(query: str) -> str:
    """Remove tracking parameters. Order and spelling of the others are kept."""
    kept = [
        part
        for part in query.replace("&amp;", "&").split("&")
        if part and not (_TRACKING.match(unquote(part.partition("=")[0])) or _REFERRER.fullmatch(part))
    ]
    return "&".join(kept)


def _is_tracking_fragment(fragment: str) -> bool:
    parts = fragment.split("&")
    return fragment.startswith(":~:") or all(_TRACKING.match(unquote(part.partition("=")[0])) for part in parts)


def _quote(part: str) -> str:
    """Encode blanks and control characters only."""
    return re.sub(r"[\s\x00-\x20\x7f<>\"]", lambda mark: quote(mark[0]), part)
