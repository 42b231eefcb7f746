"""Site labels: the `——arxiv.org` that the newsletter puts beside its headlines, often mangled in translation."""

import re
import unicodedata

from newsletter import links
from newsletter.parsing.markdown.blocks import DASHES
from newsletter.parsing.markdown.inline import Piece

_OPEN, _CLOSE = "[\\[【(（「『]", "[\\]】)）」』]"
_HOSTLIKE = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,18}/?", re.IGNORECASE)
# A stray token that translation put in the place of a word it could not read.
_TOKEN = re.compile(r"T\d{1,2}")
_TOKEN_BEHIND = re.compile(
    rf"(?<={_CLOSE})\s*T\d{{1,2}}$|(?<=\.[a-z]{{2}})\s*T\d{{1,2}}$|(?<=\.[a-z]{{3}})\s*T\d{{1,2}}$"
)


def is_token(text: str) -> bool:
    """Whether a text is nothing but a stray token such as T3 or T21."""
    return bool(_TOKEN.fullmatch(text.strip()))


def is_joint(text: str) -> bool:
    """Whether a text is nothing but the dash between a headline and its site label."""
    marks = "".join(text.split())
    return bool(marks) and not marks.strip(DASHES) and (len(marks) > 1 or marks in "—–―─")


def squash(text: str) -> str:
    """A label without blanks, brackets and stray tokens: `【the gradient . pub】T21` → `thegradient.pub`."""
    bare = _TOKEN_BEHIND.sub("", unicodedata.normalize("NFKC", text[:200]).strip())
    return re.sub(rf"\s+|{_OPEN}|{_CLOSE}", "", bare).lower().rstrip("/")


def looks_like_host(text: str) -> bool:
    """Whether a text is a host by its form, as in `arxiv.org`, `[arxiv.org]`, `蒸馏. pub`."""
    return bool(_HOSTLIKE.fullmatch(squash(text)))


def names_site(text: str, url: str | None, base: str | None) -> bool:
    """Whether a text names the site that a link leads to: its host, or the name of the site in words."""
    address = links.canonical(url, base) if url else None
    if not address:
        return False
    label = squash(text).removeprefix("https://").removeprefix("http://").removeprefix("www.")
    if not label:
        return False
    site = links.host(address)
    if label == site or (looks_like_host(label) and (label.endswith(f".{site}") or site.endswith(f".{label}"))):
        return True
    words = re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKC", text).lower())
    whole = re.sub(r"[^a-z0-9]", "", "/".join(address.lower().split("/")[2:4]))
    return text.isascii() and 0 < len(words) <= 4 and all(word in whole for word in words)


def is_host_of(text: str, url: str | None, base: str | None) -> bool:
    """Whether a text is exactly the host that a link leads to, blanks and brackets aside."""
    address = links.canonical(url, base) if url else None
    return bool(address) and squash(text).removeprefix("www.") == links.host(address or "")


def is_url_text(piece: Piece) -> bool:
    """Whether a link shows nothing but an address."""
    return bool(re.match(r"\s*(?:https?://|www\.)\S*\s*$", piece.text, re.IGNORECASE))


def is_trace(piece: Piece, base: str | None) -> bool:
    """Whether a piece only repeats where something leads: an address, a host, an empty link, a stray token."""
    text = piece.text.strip()
    if piece.url is None:
        return not text or is_token(text) or is_joint(text) or (text[0] in "[【(（「" and looks_like_host(text))
    return not text or is_url_text(piece) or is_token(text) or (looks_like_host(text) and _leads_to(text, piece, base))


def _leads_to(text: str, piece: Piece, base: str | None) -> bool:
    """`Node.js` and `Man vs. machine` look like hosts, but links that show them lead elsewhere; `蒸馏. pub` is one."""
    is_translated = ". " in text and not re.search(r"[A-Za-z0-9]", text.partition(". ")[0])
    return text[0] in "[【(（「" or names_site(text, piece.url, base) or " ." in text or is_translated
