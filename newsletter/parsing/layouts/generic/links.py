"""What newsletters of other makers put beside their papers: labels such as `[pdf]`, counts, lines of links."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from newsletter import links
from newsletter.arxiv_id import abs_url, find_id, find_ids
from newsletter.model import Doubt, Entry, LinkCard
from newsletter.parsing.layouts.numbered.entries import Found
from newsletter.parsing.markdown.blocks import Block
from newsletter.parsing.markdown.cards import Card
from newsletter.parsing.markdown.inline import Piece, Row

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
_COUNTED = re.compile(r"\s*(?:\d{1,3}\s*[.．、:：)）](?!\d)|#\d{1,3}:?)\s*")


def build_entry(
    line: int,
    headline: str,
    linked: list[Piece],
    summary: str,
    base: str | None,
    images: tuple[str, ...] = (),
    card: Card | None = None,
) -> Found:
    """An entry that leads to the best of its links; `card` is the preview of a page that stands with it."""
    url = _best(linked, base)
    if url is None and len(written := find_ids(summary)) == 1:
        url = abs_url(written[0])  # an address without https:// in front is no link, but says as much
    own = find_id(url) if url else None
    ids = [each for piece in linked if piece.url for each in find_ids(piece.url)] + list(find_ids(summary))
    mentions = tuple(each for each in dict.fromkeys(ids) if each != own)
    entry = Entry(headline or None, url, own, None, summary, images, mentions, _link_card(card, base))
    doubts = () if url else (Doubt(line, "This entry has no link, so it cannot be found by paper."),)
    return Found(line, entry, doubts, has_citation=False)


def _link_card(card: Card | None, base: str | None) -> LinkCard | None:
    if card is None:
        return None
    address = links.canonical(card.url, base) if card.url else None
    return LinkCard(card.title, card.site or (links.site(address) if address else None))


def _best(linked: list[Piece], base: str | None) -> str | None:
    """Where an entry leads: to its paper, else where its words lead, else to the first address."""
    usable = [(piece, url) for piece in linked if piece.url and (url := links.canonical(piece.url, base))]
    wanted: tuple[Callable[[Piece, str], bool], ...] = (
        lambda _, url: find_id(url) is not None,
        lambda piece, _: not is_label(piece),
        lambda piece, _: bool(_PAPER_WORDS.fullmatch(piece.text)),
        lambda piece, _: not _SIDE_WORDS.fullmatch(piece.text),
    )
    for is_wanted in wanted:
        for piece, url in usable:
            if is_wanted(piece, url):
                return url
    return usable[0][1] if usable else None


def is_cited(blocks: Sequence[Block]) -> bool:
    """Whether a line of links such as `[abs](…) [pdf](…)` stands among blocks."""
    return any(_PAPER_WORDS.fullmatch(piece.text) for block in blocks for piece in linked_pieces(block.pieces))


def linked_pieces(pieces: tuple[Piece, ...]) -> list[Piece]:
    """The links that lead out of the document."""
    return [piece for piece in pieces if piece.url and not piece.is_image and not piece.url.startswith("#")]


def is_label(piece: Piece) -> bool:
    """A link that only says what kind of page it leads to, or shows its address."""
    if piece.url is None:
        return False
    text = piece.text.strip(" []()【】*")
    return bool(not text or text.startswith("http") or _PAPER_WORDS.fullmatch(text) or _SIDE_WORDS.fullmatch(text))


def without_count(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Pieces without the number that counts them, as in `1) Title`."""
    for index, piece in enumerate(pieces):
        if not piece.text.strip():
            continue
        match = _COUNTED.match(piece.text)
        if match and piece.url is None:
            return (*pieces[:index], replace(piece, text=piece.text[match.end() :]), *pieces[index + 1 :])
        break
    return pieces


def headline_of(pieces: tuple[Piece, ...]) -> str:
    """The words of a heading, without its count and labels."""
    return clean(text_of(tuple(piece for piece in without_count(pieces) if not is_label(piece))))


def prose_of(row: Row) -> str:
    """A row without labels such as `[pdf]`; "" where nothing else is in it."""
    text = "".join("" if is_label(piece) else piece.text for piece in row.pieces)
    if not re.search(r"\w{2}", text):
        return ""
    return clean_rest(text) if any(map(is_label, row.pieces)) else _clean_start(" ".join(text.split()))


def prose_in(block: Block) -> str:
    """A block's rows, each without its labels."""
    return "\n".join(filter(None, map(prose_of, block.rows)))


def text_of(pieces: tuple[Piece, ...]) -> str:
    """The characters of pieces."""
    return "".join(piece.text for piece in pieces)


def clean(text: str) -> str:
    """A headline without the marks and emptied brackets around it."""
    bare = re.sub(r"[\[(（【]\W*[\])）】]", " ", text)
    return " ".join(bare.split()).strip(" |:：,;·*-–—[]")


def clean_rest(text: str) -> str:
    """What follows a headline, without the dash that joins them and what is left of a line of links."""
    bare = re.sub(r"[\[(（【][\s,|/·]*[\])）】]", " ", text)
    return _clean_start(re.sub(r"(?:\s*[|,/·])+\s*$", "", " ".join(bare.split())))


def _clean_start(text: str) -> str:
    return text.strip().lstrip("-–—:：|, ").strip()


def with_text(found: Found, blocks: Sequence[Block]) -> Found:
    """An entry with more paragraphs, and the papers that they mention."""
    text = "\n\n".join(filter(None, map(prose_in, blocks)))
    summary = "\n\n".join(filter(None, (found.entry.summary, text)))
    linked = [piece.url for block in blocks for piece in linked_pieces(block.pieces) if piece.url]
    ids = (
        *found.entry.mentions_arxiv,
        *(each for url in linked for each in find_ids(url)),
        *find_ids(text),
    )
    mentions = tuple(each for each in dict.fromkeys(ids) if each != found.entry.arxiv_id)
    return replace(found, entry=replace(found.entry, summary=summary, mentions_arxiv=mentions))
