"""Headlines of entries: what they say, where they lead, and which paragraphs are some."""

import re
from dataclasses import dataclass

from newsletter import links
from newsletter.parsing.fields.site_labels import (
    is_host_of,
    is_joint,
    is_token,
    is_trace,
    is_url_text,
    looks_like_host,
    names_site,
    squash,
)
from newsletter.parsing.markdown.blocks import ANY_DASH
from newsletter.parsing.markdown.inline import Piece

_LONGEST = 240  # characters of a paragraph that may be a headline
_LONGEST_CLEANED = 1_000  # characters; what is longer is no headline, and not worth the patterns
_LONGEST_TAIL = 60  # characters of a headline that may go on behind its link
_SENTENCE_END = re.compile(r"[。！？!?]\s*\S|\.\s+[A-Z]")
_LABEL_BEFORE = re.compile(
    r"\s*(?:[\[【(（]\s*([^\[\]【】()（）]{1,80})\s*[\])】）]\s*(?:T\d{1,2})?[—–―-]*|([\w.-]{4,60})\s*(?:——|[—―]))\s*(?=\S)"
)
_LABEL_BEHIND = re.compile(
    rf"\s*(?:[—–―─]+|[{ANY_DASH}]{{2,}}|\s-)\s*([^—–―─]{{1,80}})$|\s*[\[【(（]\s*([\w. -]{{4,60}})\s*[\])】）]$"
)
_JOINT_BEHIND = re.compile(r"(?<![—―])(?:——|[—―])\s*$")
_CUT_LINK = re.compile(r"\[([^\[\]]*)(?:\]\([^()\s]*)?$")
_EDGE_DASHES = re.compile(
    rf"^[\s{ANY_DASH}]*(?:[—–―─]|[{ANY_DASH}]{{2}})[\s{ANY_DASH}]*|\s*(?:[—–―─]|[{ANY_DASH}]{{2}})[\s{ANY_DASH}]*$"
    r"|\s-$"
)


@dataclass(frozen=True, slots=True)
class Headline:
    """What stands above an entry."""

    line: int
    text: str | None  # None where the document lost it
    url: str | None  # canonical
    is_link: bool  # whether it has a link at all, be it a usable one or not


def read_headline(pieces: tuple[Piece, ...], line: int, base: str | None) -> Headline:
    """The headline that a heading or a paragraph is, without site labels before or behind it."""
    linked = [piece for piece in pieces if piece.url is not None and not piece.is_image]
    addresses = [links.canonical(piece.url, base) for piece in linked if piece.url]
    url = next((address for address in addresses if address), None)
    text = _without_labels(_words(pieces, base), url)
    return Headline(line, text or None, url, bool(linked))


def is_headline(pieces: tuple[Piece, ...], base: str | None) -> bool:
    """Whether a paragraph is a headline by its form alone.

    These are: a bold link; a link with a dash and a site label behind it; bracketed label, text, dash and an
    empty link, where translation took the link apart.
    """
    solid = [piece for piece in pieces if piece.text.strip() or piece.url is not None]
    linked = [piece for piece in solid if piece.url is not None]
    if not linked or sum(len(piece.text) for piece in solid) > _LONGEST:
        return False
    first = solid[0]
    if _has_joint(solid):
        lost = first.url is not None and not first.text.strip()
        led = first.url is not None or is_trace(first, base) or is_trace(linked[-1], base)
        return led and (lost or any(not is_trace(piece, base) for piece in solid)) and _ends_in_link(solid)
    if first.url is None or not first.bold or is_url_text(first) or is_trace(first, base):
        return False
    tail = "".join(piece.text for piece in solid[1:]).strip()
    return len(tail) <= _LONGEST_TAIL and not _SENTENCE_END.search(tail)


def is_bare_link(pieces: tuple[Piece, ...], base: str | None) -> bool:
    """Whether a paragraph is one link and nothing else: a headline only where an entry follows it."""
    solid = [piece for piece in pieces if piece.text.strip() or piece.url is not None]
    if len(solid) != 1 or solid[0].url is None:
        return False
    return not solid[0].text.strip() or not (is_trace(solid[0], base) or is_url_text(solid[0]))


def _has_joint(solid: list[Piece]) -> bool:
    """Whether a dash parts the words from a link behind it."""
    return any(
        piece.url is None and (is_joint(piece.text) or _JOINT_BEHIND.search(piece.text)) and index + 1 < len(solid)
        for index, piece in enumerate(solid)
    )


def _ends_in_link(solid: list[Piece]) -> bool:
    behind = solid[-1]
    return behind.url is not None or is_token(behind.text) or looks_like_host(behind.text)


def _words(pieces: tuple[Piece, ...], base: str | None) -> str:
    """The text of the pieces that are words of the headline."""
    words: list[str] = []
    behind_joint = False
    solid = [piece for piece in pieces if not piece.is_image]
    for piece in solid:
        if piece.url is None and is_joint(piece.text):
            behind_joint = True
            words.append(" ")
        elif piece.url is None and (joint := _JOINT_BEHIND.search(piece.text)):
            behind_joint = True
            words.append(piece.text[: joint.start()] + " ")
        elif piece.url is None:
            words.append("" if is_token(piece.text) and behind_joint else piece.text)
        elif behind_joint:
            words.append(_behind_joint(piece, base))
        elif not is_trace(piece, base):
            words.append(piece.text)
    return "".join(words)


def _behind_joint(piece: Piece, base: str | None) -> str:
    """What a link behind the dash adds to the headline: `继续 keras.io` goes on, `keras . io` is the site."""
    head, _, tail = piece.text.strip().rpartition(" ")
    if is_host_of(piece.text, piece.url, base):
        return ""
    if looks_like_host(tail) and names_site(tail, piece.url, base) and re.search(r"\w{2}", head):
        return head
    is_label = names_site(piece.text, piece.url, base) or is_trace(piece, base) or looks_like_host(piece.text)
    return "" if is_label else piece.text


def _without_labels(text: str, url: str | None) -> str:
    text = " ".join(text.split())
    if len(text) > _LONGEST_CLEANED:
        return text
    cut = _CUT_LINK.search(text)
    if cut and "](" in cut[0]:
        text = text[: cut.start()] + cut[1]
    text = text.strip()
    before = _LABEL_BEFORE.match(text)
    if before and _is_site(before[1] or before[2], url):
        text = text[before.end() :]
    behind = _LABEL_BEHIND.search(text)
    if behind and behind.start() > 0 and _is_site(behind[1] or behind[2], url):
        text = text[: behind.start()]
    return " ".join(_EDGE_DASHES.sub("", text).split())


def _is_site(label: str, url: str | None) -> bool:
    """A label in the text itself has to be a host, so that `【scikit】…` stays a word of the headline."""
    if not looks_like_host(label):
        return False
    known = re.search(
        r"\.(?:com|org|net|io|ai|dev|pub|co|edu|gov|info|blog|app|me|tv|jp|cn|uk|de|fr|eu|us|ca|ch|in|kr|tech)$",
        squash(label),
    )
    return bool(known) or names_site(label, url, None)
