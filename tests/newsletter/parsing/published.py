"""An issue of Markdown as HTML, in two ways: as a renderer of Markdown makes it, and as a platform publishes it."""

from html import escape

from markdown_it import MarkdownIt

from newsletter.parsing.markdown.blocks import Block, BlockKind, parse_blocks
from newsletter.parsing.markdown.inline import Span, TextRow


def rendered(text: str) -> str:
    """By CommonMark, which leaves in the text what it cannot read: cards, and `**` that touches Chinese."""
    return f"<!DOCTYPE html><html><body>{MarkdownIt('commonmark').render(text)}</body></html>"


def published(text: str) -> str:
    """As its author wrote it before a crawler made Markdown of it: clean elements, cards as links around headings."""
    body = "".join(map(_element, parse_blocks(text)))
    return (
        "<!DOCTYPE html><html><head><title>Page</title><script>alert('<h1>1. Papers</h1>')</script></head>"
        f"<body><nav><a href='/'>Home</a></nav><article>{body}</article>"
        "<footer>© <p>Subscribe</p></footer></body></html>"
    )


def _element(block: Block) -> str:
    if block.kind is BlockKind.SEPARATOR:
        return "<p>— — — —</p>"
    if block.kind is BlockKind.IMAGE:
        return f'<figure><img alt="" src="{escape(block.image)}"></figure>'
    if block.kind is BlockKind.CARD and block.card:
        parts = [f"<h2>{escape(block.card.title or '')}</h2>", "<div><h3>Something about it</h3></div>"]
        parts.append(f"<div><p>{escape(block.card.site or '')}</p></div>")
        return f'<div><a href="{escape(block.card.url or "")}"><div>{"".join(parts)}</div></a></div>'
    inside = "<br>".join(map(_row, block.rows))
    if block.kind is BlockKind.HEADING:
        return f"<h{block.level}>{inside.replace('<br>', ' ')}</h{block.level}>"
    name = {BlockKind.BULLET: "ul", BlockKind.NUMBERED: "ol"}.get(block.kind)
    if name:
        return f"<{name}><li>{inside}</li></{name}>"
    return f"<blockquote><p>{inside}</p></blockquote>" if block.kind is BlockKind.QUOTE else f"<p>{inside}</p>"


def _row(row: TextRow) -> str:
    shown = "".join(map(_piece, row.spans))
    bold = escape(row.bold)
    is_text = bool(bold) and row.spans[0].url is None and not row.spans[0].italic and shown.startswith(bold)
    return f"<strong>{bold}</strong>{shown.removeprefix(bold)}" if is_text else shown


def _piece(piece: Span) -> str:
    text = escape(piece.text)
    if piece.bold:
        text = f"<strong>{text}</strong>"
    if piece.italic and text.strip():
        text = f"<em>{text}</em>"
    return text if piece.url is None else f'<a href="{escape(piece.url)}">{text}</a>'
