"""Newsletters of other makers: an ordinary heading, table row or list item per paper, with a link and a paragraph.

Nothing here knows any one newsletter. A document is taken for one where several such entries lead to papers, or
where its title says that it is an issue of something.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from newsletter import arxiv, links
from newsletter.model import Doubt, Entry, Section, SectionKind
from newsletter.parsing.blocks import DASHES, Block, Kind
from newsletter.parsing.entries import Found
from newsletter.parsing.inline import Piece, Row
from newsletter.parsing.names import is_around, is_contents, is_credit, kind_of
from newsletter.parsing.sections import RawSection

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
_COUNTED = re.compile(r"\s*(?:\d{1,3}\s*[.．、:：)）]|#\d{1,3}:?)\s*(?=\S)")
_ISSUE_WORDS = re.compile(
    r"news|digest|weekly|daily|week\b|issue|roundup|round-up|papers|reading list|bulletin|#\s?\d|周|期|通讯|速递|日报"
    r"|週|号|論文|ニュース|まとめ",
    re.IGNORECASE,
)
_HEADS = re.compile(r"\W*(?:papers?|titles?|names?|article|summary|论文|标题|題名|タイトル|論文)\W*", re.IGNORECASE)
_RULE = re.compile(r"[\s|:-]*-[\s|:-]*")
_LONGEST = 300  # characters of a headline
_FEWEST = 2  # entries


@dataclass(frozen=True, slots=True)
class Plain:
    """What an ordinary newsletter holds."""

    title: str | None
    sections: tuple[Section, ...]
    found: tuple[Found, ...]
    lines: tuple[str, ...]  # in which a date may stand


@dataclass(slots=True)
class _Part:
    """A heading and what stands under it, up to the next heading."""

    heading: Block | None
    blocks: list[Block] = field(default_factory=list)


def are_entries(sections: Sequence[RawSection], found: Sequence[Sequence[Found]]) -> bool:
    """Whether numbered headings are entries rather than sections: `# 3. Title` with `[abs](…)` under it."""
    if len(sections) < _FEWEST or any(len(entries) > 1 for entries in found):
        return False
    return sum(_is_cited(section.blocks) for section in sections) * 2 > len(sections)


def read_plain(blocks: list[Block], base: str | None, name: str | None) -> Plain | None:
    """The entries of an ordinary newsletter; None where the document is something else."""
    parts = _parts(blocks)
    title, parts = _title(parts)
    sections: list[Section] = []
    found: list[Found] = []
    heading, own = "", []  # the section that is open
    for part in parts:
        entry = _entry_of(part, base)
        if entry is not None:
            own.append(entry)
            continue
        inside = [] if _is_foreign(part) else list(_inside(part.blocks, base))
        if part.heading is None or not (inside or own or heading):
            own += inside
            heading = heading or _name(part)
            continue
        sections += _close(len(sections) + 1, heading or title or name or "", own)
        found += own
        heading, own = _name(part), inside
    sections += _close(len(sections) + 1, heading or title or name or "", own)
    found += own
    lines = tuple(block.text for part in parts[:1] for block in part.blocks if block.kind is Kind.PARAGRAPH)
    plain = Plain(title, tuple(sections), tuple(found), (*(lines[:3]), *(s.title for s in sections[:1])))
    return plain if _is_issue(plain, name) else None


def _is_issue(plain: Plain, name: str | None) -> bool:
    addresses = {each.entry.url for each in plain.found if each.entry.url}
    papers = {each.entry.arxiv_id for each in plain.found if each.entry.arxiv_id}
    told = [plain.title or "", name or "", *(section.title for section in plain.sections)]
    if len(addresses) < _FEWEST:
        return False
    return len(papers) >= _FEWEST or (len(addresses) > _FEWEST and any(_ISSUE_WORDS.search(text) for text in told))


def _parts(blocks: list[Block]) -> list[_Part]:
    parts = [_Part(None)]
    for block in blocks:
        if block.kind is Kind.HEADING:
            parts.append(_Part(block))
        elif block.kind is not Kind.SEPARATOR:
            parts[-1].blocks.append(block)
    return parts if parts[0].blocks else parts[1:]


def _title(parts: list[_Part]) -> tuple[str | None, list[_Part]]:
    """The first heading, where it stands above the others or has no link of its own."""
    first = next((part for part in parts if part.heading), None)
    if first is None or first.heading is None or _linked(first.heading.pieces):
        return None, parts
    others = [part.heading.level for part in parts if part.heading and part is not first]
    if others and min(others) <= first.heading.level and _is_cited(first.blocks):
        return None, parts
    rest = [_without_heading(part) if part is first else part for part in parts]
    return first.heading.text.strip(DASHES + " "), [part for part in rest if part.heading or part.blocks]


def _without_heading(part: _Part) -> _Part:
    """The same without its heading."""
    return _Part(None, part.blocks)


def _name(part: _Part) -> str:
    return part.heading.text.strip(DASHES + " ") if part.heading else ""


def _is_foreign(part: _Part) -> bool:
    name = _name(part)
    return bool(name) and (is_around(name, is_heading=True) or is_contents(name))


def _close(number: int, heading: str, found: list[Found]) -> list[Section]:
    if not found:
        return []
    entries = tuple(each.entry for each in found)
    papers = sum(entry.arxiv_id is not None for entry in entries)
    guess = SectionKind.PAPERS if papers * 2 >= len(entries) else SectionKind.ARTICLES
    return [Section(number, heading or "Papers", (kind_of(heading) if heading else None) or guess, entries)]


def _entry_of(part: _Part, base: str | None) -> Found | None:
    """The entry that a heading with a link of its own is, or one with a line of links under it."""
    if part.heading is None or _is_foreign(part) or len(part.heading.text) > _LONGEST:
        return None
    bullets = [block for block in part.blocks if block.kind in {Kind.BULLET, Kind.NUMBERED}]
    texts = [block for block in part.blocks if block.kind in {Kind.PARAGRAPH, Kind.QUOTE}]
    linked_heading = _linked(part.heading.pieces)
    if not linked_heading and (any(map(_is_table, texts)) or len([b for b in bullets if _linked(b.pieces)]) > 1):
        return None
    own = linked_heading or [piece for block in (*texts, *bullets) for piece in _linked(block.pieces)]
    if not own or not (linked_heading or texts or _is_cited(part.blocks)):
        return None
    rows = [row for block in (*texts, *bullets) for row in block.rows]
    images = tuple(block.image for block in part.blocks if block.kind is Kind.IMAGE and block.image)
    headline = _headline(part.heading.pieces)
    groups = ["\n".join(filter(None, (_prose(row) for row in block.rows))) for block in (*texts, *bullets)]
    all_linked = [*linked_heading, *(piece for row in rows for piece in _linked(row.pieces))]
    return _found(part.heading.line, headline, all_linked, "\n\n".join(filter(None, groups)), base, images)


def _inside(blocks: list[Block], base: str | None) -> Iterator[Found]:
    """The entries of a section: rows of its tables, items of its lists, paragraphs that begin with a link."""
    current: Found | None = None
    for block in blocks:
        if block.kind is Kind.PARAGRAPH and _is_table(block):
            yield from _rows(block, base)
            continue
        entry = None
        if block.kind in {Kind.BULLET, Kind.NUMBERED, Kind.PARAGRAPH}:
            entry = _item(block, base)
        if entry is not None:
            if current is not None:
                yield current
            current = entry
        elif current is not None and block.kind in {Kind.PARAGRAPH, Kind.QUOTE} and not is_credit(block.text):
            current = _with_text(current, "\n".join(filter(None, map(_prose, block.rows))))
    if current is not None:
        yield current


def _item(block: Block, base: str | None) -> Found | None:
    """A list item, or a paragraph, that names something with a link: at its start, or at its end as `[paper](…)`."""
    linked = _linked(block.pieces)
    usable = [piece for piece in linked if links.canonical(piece.url or "", base)]
    if not usable or not block.rows:
        return None
    lead = _without_count(block.pieces)
    first = next((piece for piece in lead if piece.text.strip(" \t*·•:-")), None)
    titled = first is not None and first.url is not None and not _is_label(first)
    if block.kind is Kind.PARAGRAPH and not (titled and len(block.text) > len(first.text if first else "")):
        return None
    head, rest = _split(lead, titled=titled)
    if not head or len(head) > _LONGEST or is_around(head, is_heading=False):
        return None
    more = "\n".join(filter(None, map(_prose, block.rows[1:]))) if len(block.rows) > 1 else ""
    summary = "\n".join(filter(None, (rest, more)))
    return _found(block.line, head, linked, summary, base)


def _split(pieces: tuple[Piece, ...], *, titled: bool) -> tuple[str, str]:
    """Headline and what is said of it: behind the link, or behind a dash, a colon or the end of a sentence."""
    if titled:
        at = next(index for index, piece in enumerate(pieces) if piece.url is not None)
        rest = "".join("" if _is_label(piece) else piece.text for piece in pieces[at + 1 :])
        return _clean(pieces[at].text), _clean_rest(rest)
    words = "".join("" if _is_label(piece) else piece.text for piece in pieces)
    head, _, rest = re.split(r"(\s+[-–—]+\s+|[:：]\s+|[。]|\.\s+(?=[A-Z])|\n)", words + "\n", maxsplit=1)
    return _clean(head), _clean_rest(rest)


def _is_table(block: Block) -> bool:
    rows = [row for row in block.rows if row.text]
    return len(rows) > 1 and all(row.text.startswith("|") for row in rows)


def _rows(block: Block, base: str | None) -> Iterator[Found]:
    """An entry for each row of a table that has a link."""
    for row in block.rows:
        cells = [cell for cell in _cells(row) if any(p.text.strip() or p.url for p in cell)]
        if not cells or _RULE.fullmatch(row.text) or (not _linked(row.pieces) and _is_head(cells)):
            continue
        told = [cell for cell in cells if not all(_is_label(p) or not p.text.strip(" ,·/") for p in cell)]
        lead = next((_without_count(cell) for cell in told if _text(cell).strip(" #.0123456789)")), None)
        linked = _linked(row.pieces)
        if lead is None or not linked:
            continue
        first = next((piece for piece in lead if piece.text.strip()), None)
        titled = first is not None and first.url is not None and not _is_label(first)
        head, rest = _split(lead, titled=titled)
        others = [_clean(_text(cell)) for cell in told if _without_count(cell) != lead and not _linked(cell)]
        summary = "\n".join(text for text in (rest, *others) if text and not text.isdigit())
        if head:
            yield _found(row.line, head[:_LONGEST], linked, summary, base)


def _is_head(cells: list[tuple[Piece, ...]]) -> bool:
    return any(_HEADS.fullmatch(_text(cell)) for cell in cells)


def _cells(row: Row) -> list[tuple[Piece, ...]]:
    cells: list[list[Piece]] = [[]]
    for piece in row.pieces:
        if piece.url is not None:
            cells[-1].append(piece)
            continue
        for index, text in enumerate(piece.text.split("|")):
            if index:
                cells.append([])
            cells[-1].append(replace(piece, text=text))
    return [tuple(cell) for cell in cells]


def _found(
    line: int, headline: str, linked: list[Piece], summary: str, base: str | None, images: tuple[str, ...] = ()
) -> Found:
    url = _best(linked, base)
    own = arxiv.find_id(url) if url else None
    ids = [each for piece in linked if piece.url for each in arxiv.find_ids(piece.url)] + list(arxiv.find_ids(summary))
    mentions = tuple(each for each in dict.fromkeys(ids) if each != own)
    entry = Entry(headline or None, url, own, None, summary, images, mentions)
    doubts = () if url else (Doubt(line, "This entry has no link, so it cannot be found by paper."),)
    return Found(line, entry, doubts, has_citation=False)


def _best(linked: list[Piece], base: str | None) -> str | None:
    """Where an entry leads: to its paper, else where its words lead, else to the first address."""
    usable = [(piece, url) for piece in linked if piece.url and (url := links.canonical(piece.url, base))]
    wanted: tuple[Callable[[Piece, str], bool], ...] = (
        lambda _, url: arxiv.find_id(url) is not None,
        lambda piece, _: not _is_label(piece),
        lambda piece, _: bool(_PAPER_WORDS.fullmatch(piece.text)),
        lambda piece, _: not _SIDE_WORDS.fullmatch(piece.text),
    )
    for is_wanted in wanted:
        for piece, url in usable:
            if is_wanted(piece, url):
                return url
    return usable[0][1] if usable else None


def _is_cited(blocks: Sequence[Block]) -> bool:
    """Whether a line of links such as `[abs](…) [pdf](…)` stands among blocks that hold no further headline."""
    if any(block.kind is Kind.HEADING for block in blocks):
        return False
    return any(_PAPER_WORDS.fullmatch(piece.text) for block in blocks for piece in _linked(block.pieces))


def _linked(pieces: tuple[Piece, ...]) -> list[Piece]:
    return [piece for piece in pieces if piece.url and not piece.is_image and not piece.url.startswith("#")]


def _is_label(piece: Piece) -> bool:
    """A link that only says what kind of page it leads to, or shows its address."""
    if piece.url is None:
        return False
    text = piece.text.strip(" []()【】*")
    return bool(not text or text.startswith("http") or _PAPER_WORDS.fullmatch(text) or _SIDE_WORDS.fullmatch(text))


def _without_count(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    for index, piece in enumerate(pieces):
        if not piece.text.strip():
            continue
        match = _COUNTED.match(piece.text) or re.fullmatch(r"\s*\d{1,3}\s*[.)]\s*", piece.text)
        if match and piece.url is None:
            return (*pieces[:index], replace(piece, text=piece.text[match.end() :]), *pieces[index + 1 :])
        break
    return pieces


def _headline(pieces: tuple[Piece, ...]) -> str:
    return _clean(_text(tuple(piece for piece in _without_count(pieces) if not _is_label(piece))))


def _prose(row: Row) -> str:
    """A row without labels such as `[pdf]`; "" where nothing else is in it."""
    text = "".join("" if _is_label(piece) else piece.text for piece in row.pieces)
    return _clean_rest(text) if re.search(r"\w{2}", text) else ""


def _text(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


def _clean(text: str) -> str:
    bare = re.sub(r"[\[(（【]\W*[\])）】]", " ", text)
    return " ".join(bare.split()).strip(" |:：,;·*-–—[]")


def _clean_rest(text: str) -> str:
    bare = re.sub(r"[\[(（【][\s,|/·]*[\])）】]", " ", text)
    return re.sub(r"(?:\s*[|,/·])+\s*$", "", " ".join(bare.split())).strip().lstrip("-–—:：|, ").strip()


def _with_text(found: Found, text: str) -> Found:
    if not text:
        return found
    summary = "\n\n".join(filter(None, (found.entry.summary, text)))
    own = found.entry.arxiv_id
    ids = (*found.entry.mentions_arxiv, *arxiv.find_ids(text))
    mentions = tuple(each for each in dict.fromkeys(ids) if each != own)
    return replace(found, entry=replace(found.entry, summary=summary, mentions_arxiv=mentions))
