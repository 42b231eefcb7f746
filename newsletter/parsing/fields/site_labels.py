"""Site labels: the `——arxiv.org` next to a headline, often garbled by machine translation."""

import re
import unicodedata

from newsletter import links
from newsletter.parsing.markdown.blocks import DASHES
from newsletter.parsing.markdown.inline import Span

_OPEN, _CLOSE = "[\\[【(（「『]", "[\\]】)）」』]"
_HOST_FORM = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,18}/?", re.IGNORECASE)
# A placeholder that machine translation left for a word it could not translate.
_TOKEN = re.compile(r"T\d{1,2}")
_TRAILING_TOKEN = re.compile(
    rf"(?<={_CLOSE})\s*T\d{{1,2}}$|(?<=\.[a-z]{{2}})\s*T\d{{1,2}}$|(?<=\.[a-z]{{3}})\s*T\d{{1,2}}$"
)


def is_stray_token(text: str) -> bool:
    """Return whether the text is only a stray token such as T3 or T21."""
    return bool(_TOKEN.fullmatch(text.strip()))


def is_dash_separator(text: str) -> bool:
    """Return whether the text is only the dash between a headline and its site label."""
    marks = "".join(text.split())
    return bool(marks) and not marks.strip(DASHES) and (len(marks) > 1 or marks in "—–―─")


def normalize_label(text: str) -> str:
    """Remove blanks, brackets and stray tokens: `【the gradient . pub】T21` → `thegradient.pub`."""
    bare = _TRAILING_TOKEN.sub("", unicodedata.normalize("NFKC", text[:200]).strip())
    return re.sub(rf"\s+|{_OPEN}|{_CLOSE}", "", bare).lower().rstrip("/")


def looks_like_host(text: str) -> bool:
    """Return whether the text has the form of a host, as in `arxiv.org`, `[arxiv.org]`, `蒸馏. pub`."""
    return bool(_HOST_FORM.fullmatch(normalize_label(text)))


def names_site(text: str, url: str | None, base: str | None) -> bool:
    """Return whether the text names the site of the link: its host, or the site's name in words."""
    address = links.canonical(url, base) if url else None
    if not address:
        return False
    label = normalize_label(text).removeprefix("https://").removeprefix("http://").removeprefix("www.")
    if not label:
        return False
    site = links.host(address)
    if label == site or (looks_like_host(label) and (label.endswith(f".{site}") or site.endswith(f".{label}"))):
        return True
    words = re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKC", text).lower())
    whole = re.sub(r"[^a-z0-9]", "", "/".join(address.lower().split("/")[2:4]))
    return text.isascii() and 0 < len(words) <= 4 and all(word in whole for word in words)


def is_host_of(text: str, url: str | None, base: str | None) -> bool:
    """Return whether the text is exactly the host of the link, ignoring blanks and brackets."""
    address = links.canonical(url, base) if url else None
    return bool(address) and normalize_label(text).removeprefix("www.") == links.host(address or "")


def is_url_text(span: Span) -> bool:
    """Return whether the link text is only a URL."""
    return bool(re.match(r"\s*(?:https?://|www\.)\S*\s*$", span.text, re.IGNORECASE))


def is_redundant(span: Span, base: str | None) -> bool:
    """Return whether a span adds no text: a URL, a host, an empty link or a stray token."""
    text = span.text.strip()
    if span.url is None:
        return (
            not text
            or is_stray_token(text)
            or is_dash_separator(text)
            or (text[0] in "[【(（「" and looks_like_host(text))
        )
    return (
        not text
        or is_url_text(span)
        or is_stray_token(text)
        or (looks_like_host(text) and _is_site_label(text, span, base))
    )


def _is_site_label(text: str, span: Span, base: str | None) -> bool:
    """Return whether host-like link text is a site label. `Node.js` and `Man vs. machine` are not; `蒸馏. pub` is."""
    is_translated = ". " in text and not re.search(r"[A-Za-z0-9]", text.partition(". ")[0])
    return text[0] in "[【(（「" or names_site(text, span.url, base) or " ." in text or is_translated
