"""Parses entry headlines (text and link target) and detects which paragraphs are headlines."""

import re
from dataclasses import dataclass

from newsletter import links
from newsletter.parsing.fields.site_labels import (
    is_dash_separator,
    is_host_of,
    is_redundant,
    is_stray_token,
    is_url_text,
    looks_like_host,
    names_site,
    normalize_label,
)
from newsletter.parsing.markdown.blocks import ANY_DASH
from newsletter.parsing.markdown.inline import Span

_MAX_LENGTH = 240  # characters of a paragraph that may be a headline
_MAX_CLEANED_LENGTH = 1_000  # characters; longer text is no headline, and the patterns would be slow
_MAX_TAIL_LENGTH = 60  # characters of headline text after its link
_SENTENCE_END = re.compile(r"[。！？!?]\s*\S|\.\s+[A-Z]")
_LABEL_BEFORE = re.compile(
    r"\s*(?:[\[【(（]\s*([^\[\]【】()（）]{1,80})\s*[\])】）]\s*(?:T\d{1,2})?[—–―-]*|([\w.-]{4,60})\s*(?:——|[—―]))\s*(?=\S)"
)
_LABEL_BEHIND = re.compile(
    rf"\s*(?:[—–―─]+|[{ANY_DASH}]{{2,}}|\s-)\s*([^—–―─]{{1,80}})$|\s*[\[【(（]\s*([\w. -]{{4,60}})\s*[\])】）]$"
)
_TRAILING_DASH = re.compile(r"(?<![—―])(?:——|[—―])\s*$")
_CUT_LINK = re.compile(r"\[([^\[\]]*)(?:\]\([^()\s]*)?$")
_EDGE_DASHES = re.compile(
    rf"^[\s{ANY_DASH}]*(?:[—–―─]|[{ANY_DASH}]{{2}})[\s{ANY_DASH}]*|\s*(?:[—–―─]|[{ANY_DASH}]{{2}})[\s{ANY_DASH}]*$"
    r"|\s-$"
)


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline of an entry."""

    line: int
    text: str | None  # None if the document has lost it
    url: str | None  # canonical
    is_link: bool  # whether it contains any link, usable or not


def parse_headline(spans: tuple[Span, ...], line: int, base: str | None) -> Headline:
    """Parse a heading or paragraph as a headline, without site labels before or after it."""
    linked = [span for span in spans if span.url is not None and not span.is_image]
    addresses = [links.canonical(span.url, base) for span in linked if span.url]
    url = next((address for address in addresses if address), None)
    text = _without_labels(_headline_text(spans, base), url)
    return Headline(line, text or None, url, bool(linked))


def is_headline(spans: tuple[Span, ...], base: str | None) -> bool:
    """Return whether a paragraph has the form of a headline.

    These forms qualify: a bold link; a link followed by a dash and a site label; a bracketed label, text, a dash and an
    empty link, which machine translation produces from a link.
    """
    visible = [span for span in spans if span.text.strip() or span.url is not None]
    linked = [span for span in visible if span.url is not None]
    if not linked or sum(len(span.text) for span in visible) > _MAX_LENGTH:
        return False
    first = visible[0]
    if _has_dash_separator(visible):
        has_empty_text = first.url is not None and not first.text.strip()
        has_link = first.url is not None or is_redundant(first, base) or is_redundant(linked[-1], base)
        return (
            has_link
            and (has_empty_text or any(not is_redundant(span, base) for span in visible))
            and _ends_in_link(visible)
        )
    if first.url is None or not first.bold or is_url_text(first) or is_redundant(first, base):
        return False
    tail = "".join(span.text for span in visible[1:]).strip()
    return len(tail) <= _MAX_TAIL_LENGTH and not _SENTENCE_END.search(tail)


def is_bare_link(spans: tuple[Span, ...], base: str | None) -> bool:
    """Return whether a paragraph is a single link. It is a headline only if an entry follows."""
    visible = [span for span in spans if span.text.strip() or span.url is not None]
    if len(visible) != 1 or visible[0].url is None:
        return False
    return not visible[0].text.strip() or not (is_redundant(visible[0], base) or is_url_text(visible[0]))


def _has_dash_separator(visible: list[Span]) -> bool:
    """Return whether a dash separates the text from a link after it."""
    return any(
        span.url is None
        and (is_dash_separator(span.text) or _TRAILING_DASH.search(span.text))
        and index + 1 < len(visible)
        for index, span in enumerate(visible)
    )


def _ends_in_link(visible: list[Span]) -> bool:
    behind = visible[-1]
    return behind.url is not None or is_stray_token(behind.text) or looks_like_host(behind.text)


def _headline_text(spans: tuple[Span, ...], base: str | None) -> str:
    """Join the text of the spans that belong to the headline."""
    words: list[str] = []
    after_dash = False
    visible = [span for span in spans if not span.is_image]
    for span in visible:
        if span.url is None and is_dash_separator(span.text):
            after_dash = True
            words.append(" ")
        elif span.url is None and (dash := _TRAILING_DASH.search(span.text)):
            after_dash = True
            words.append(span.text[: dash.start()] + " ")
        elif span.url is None:
            words.append("" if is_stray_token(span.text) and after_dash else span.text)
        elif after_dash:
            words.append(_text_after_dash(span, base))
        elif not is_redundant(span, base):
            words.append(span.text)
    return "".join(words)


def _text_after_dash(span: Span, base: str | None) -> str:
    """Return the headline text of a link after the dash: `继续 keras.io` gives `继续`, `keras .

    io` is only a site label.
    """
    head, _, tail = span.text.strip().rpartition(" ")
    if is_host_of(span.text, span.url, base):
        return ""
    if looks_like_host(tail) and names_site(tail, span.url, base) and re.search(r"\w{2}", head):
        return head
    is_label = names_site(span.text, span.url, base) or is_redundant(span, base) or looks_like_host(span.text)
    return "" if is_label else span.text


def _without_labels(text: str, url: str | None) -> str:
    """Remove site labels, cut-off links and dashes at both ends."""
    text = " ".join(text.split())
    if len(text) > _MAX_CLEANED_LENGTH:
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
    """Return whether a label in plain text is a host. Anything else, as in `【scikit】…`, is part of the headline."""
    if not looks_like_host(label):
        return False
    known = re.search(
        r"\.(?:com|org|net|io|ai|dev|pub|co|edu|gov|info|blog|app|me|tv|jp|cn|uk|de|fr|eu|us|ca|ch|in|kr|tech)$",
        normalize_label(label),
    )
    return bool(known) or names_site(label, url, None)
