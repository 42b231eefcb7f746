"""Links and labels around papers in the generic layout: `[pdf]`, enumeration, lines of links."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from newsletter import links
from newsletter.arxiv_id import abs_url, find_id, find_ids
from newsletter.model import Entry, LinkCard, ParseWarning
from newsletter.parsing.layouts.numbered.entries import ParsedEntry
from newsletter.parsing.markdown.blocks import Block
from newsletter.parsing.markdown.cards import Card
from newsletter.parsing.markdown.inline import Span, TextRow
from newsletter.parsing.warnings import NO_LINK

_PAPER_WORDS = re.compile(
    r"\W*(?:abs(?:tract)?|pdf|papers?|arxiv(?:\.org)?|preprint|link|read(?: more| the paper)?|article|blog|post|source"
    r"|论文|原文|链接|論文|リンク)\W*",
    re.IGNORECASE,
)
_SIDE_WORDS = re.compile(
    r"\W*(?:tweets?|twitter|x|code|github|demo|video|slides?|project(?: page)?|website|dataset|models?|bib(?:tex)?|html"
    r"|代码|コード|动画|動画)\W*",
    re.IGNORECASE,
)
_ENUMERATION = re.compile(r"\s*(?:\d{1,3}\s*[.．、:：)）](?!\d)|#\d{1,3}:?)\s*")


def build_entry(
    line: int,
    headline: str,
    linked: list[Span],
    summary: str,
    base: str | None,
    images: tuple[str, ...] = (),
    card: Card | None = None,
) -> ParsedEntry:
    """Build an entry. Its URL is the best of the links; `card` is the link preview next to it."""
    url = _best_url(linked, base)
    if url is None and len(written := find_ids(summary)) == 1:
        url = abs_url(written[0])  # a URL without https:// is not parsed as a link
    own = find_id(url) if url else None
    ids = [each for span in linked if span.url for each in find_ids(span.url)] + list(find_ids(summary))
    mentions = tuple(each for each in dict.fromkeys(ids) if each != own)
    entry = Entry(headline or None, url, own, None, summary, images, mentions, _link_card(card, base))
    warnings = () if url else (ParseWarning(line, NO_LINK),)
    return ParsedEntry(line, entry, warnings, has_citation=False)


def _link_card(card: Card | None, base: str | None) -> LinkCard | None:
    if card is None:
        return None
    address = links.canonical(card.url, base) if card.url else None
    return LinkCard(card.title, card.site or (links.site(address) if address else None))


def _best_url(linked: list[Span], base: str | None) -> str | None:
    """Choose the URL of an entry: the paper, otherwise the link with a title, otherwise the first usable link."""
    usable = [(span, url) for span in linked if span.url and (url := links.canonical(span.url, base))]
    wanted: tuple[Callable[[Span, str], bool], ...] = (
        lambda _, url: find_id(url) is not None,
        lambda span, _: not is_label(span),
        lambda span, _: bool(_PAPER_WORDS.fullmatch(span.text)),
        lambda span, _: not _SIDE_WORDS.fullmatch(span.text),
    )
    for is_wanted in wanted:
        for span, url in usable:
            if is_wanted(span, url):
                return url
    return usable[0][1] if usable else None


def has_paper_link(blocks: Sequence[Block]) -> bool:
    """Return whether the blocks contain a line of links such as `[abs](…) [pdf](…)`."""
    return any(_PAPER_WORDS.fullmatch(span.text) for block in blocks for span in linked_spans(block.spans))


def linked_spans(spans: tuple[Span, ...]) -> list[Span]:
    """Return the links that lead out of the document."""
    return [span for span in spans if span.url and not span.is_image and not span.url.startswith("#")]


def is_label(span: Span) -> bool:
    """Return whether a link's text is only a page type or a URL."""
    if span.url is None:
        return False
    text = span.text.strip(" []()【】*")
    return bool(not text or text.startswith("http") or _PAPER_WORDS.fullmatch(text) or _SIDE_WORDS.fullmatch(text))


def without_number(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Remove the enumeration, as in `1) Title`."""
    for index, span in enumerate(spans):
        if not span.text.strip():
            continue
        match = _ENUMERATION.match(span.text)
        if match and span.url is None:
            return (*spans[:index], replace(span, text=span.text[match.end() :]), *spans[index + 1 :])
        break
    return spans


def headline_of(spans: tuple[Span, ...]) -> str:
    """Return the text of a heading without enumeration and labels."""
    return clean(text_of(tuple(span for span in without_number(spans) if not is_label(span))))


def prose_of(row: TextRow) -> str:
    """Return the text of a row without labels such as `[pdf]`; "" if nothing else is left."""
    text = "".join("" if is_label(span) else span.text for span in row.spans)
    if not re.search(r"\w{2}", text):
        return ""
    return clean_rest(text) if any(map(is_label, row.spans)) else _clean_start(" ".join(text.split()))


def prose_in(block: Block) -> str:
    """Return the text of a block without labels, one line per row."""
    return "\n".join(filter(None, map(prose_of, block.rows)))


def text_of(spans: tuple[Span, ...]) -> str:
    """Join the text of spans."""
    return "".join(span.text for span in spans)


def clean(text: str) -> str:
    """Strip punctuation and empty brackets from a headline."""
    bare = re.sub(r"[\[(（【]\W*[\])）】]", " ", text)
    return " ".join(bare.split()).strip(" |:：,;·*-–—[]")


def clean_rest(text: str) -> str:
    """Strip the leading dash and the remains of a line of links from the text after a headline."""
    bare = re.sub(r"[\[(（【][\s,|/·]*[\])）】]", " ", text)
    return _clean_start(re.sub(r"(?:\s*[|,/·])+\s*$", "", " ".join(bare.split())))


def _clean_start(text: str) -> str:
    return text.strip().lstrip("-–—:：|, ").strip()


def with_paragraphs(found: ParsedEntry, blocks: Sequence[Block]) -> ParsedEntry:
    """Append paragraphs to the summary of an entry, and the papers they mention."""
    text = "\n\n".join(filter(None, map(prose_in, blocks)))
    summary = "\n\n".join(filter(None, (found.entry.summary, text)))
    linked = [span.url for block in blocks for span in linked_spans(block.spans) if span.url]
    ids = (
        *found.entry.mentions_arxiv,
        *(each for url in linked for each in find_ids(url)),
        *find_ids(text),
    )
    mentions = tuple(each for each in dict.fromkeys(ids) if each != found.entry.arxiv_id)
    return replace(found, entry=replace(found.entry, summary=summary, mentions_arxiv=mentions))
