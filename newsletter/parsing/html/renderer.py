"""Renders HTML elements in the Markdown forms that the parser supports."""

import re
from collections import deque
from collections.abc import Callable

from lxml import etree

from newsletter.parsing.html.elements import (
    BLOCKS,
    DROPPED,
    escape,
    escaped_text,
    image_source,
    is_card,
    is_data_table,
    is_hidden,
    is_platform_widget,
    is_single_link_list,
    link_destination,
    markdown_prefix,
    render_card,
    render_italics,
    render_leading_bold,
)

_AT_START = re.compile(r"^(\s*(?=[+-]\s)|\s*\d{1,2}(?=[.)]\s))", re.MULTILINE)
_DASHES = re.compile(r"\s*[-‐‑‒–—―⸺⸻─━－−_=~～\s]*")
_SPACES = re.compile(r"[ \t\r\f\v]+")
_MARKS = re.compile(r"[\x01-\x04]")


class MarkdownRenderer:
    """Renders an element and its descendants iteratively, so that the nesting depth is not limited by recursion.

    `has_raw_markdown`: the HTML was generated from Markdown and contains unconverted syntax, which is then kept
    unescaped.
    """

    def __init__(self, *, has_raw_markdown: bool) -> None:
        self.texts: list[str] = []
        self.lines: list[int] = []
        self._has_raw_markdown = has_raw_markdown
        self._inline: list[str] = []
        self._line = 1
        self._prefixes: list[str] = []  # of the open blocks: "# ", "* ", "> "
        self._links: list[str] = []
        self._italic_depth = 0  # number of open italic elements
        self._recent_urls: deque[str] = deque(maxlen=6)  # URLs without query

    def render(self, root: "etree._Element") -> None:
        """Append the Markdown of `root` to `texts`, and the HTML line of each line to `lines`."""
        walk = etree.iterwalk(root, events=("start", "end"))
        skipped: etree._Element | None = None
        for event, element in walk:
            if event == "start":
                if not self._open(element):
                    skipped = element
                    walk.skip_subtree()
                continue
            if element is not skipped:
                self._close(element)
            skipped = None
            if element is not root:
                self._append_text(element.tail)
        self._flush()

    def _open(self, element: "etree._Element") -> bool:
        """Handle a start tag. Return False if the subtree is dropped or already rendered."""
        name = element.tag
        if name in DROPPED or is_hidden(element) or is_platform_widget(element):
            return False
        is_atomic: Callable[[etree._Element], bool] | None = _ATOMIC.get(name)
        if is_atomic and is_atomic(element) and (name != "ul" or self._repeats_link(element)):
            self._render_atomic(element)
            return False
        if name in BLOCKS:
            self._flush()
            self._line = element.sourceline or self._line
            self._prefixes += markdown_prefix(element)
        elif name == "a":
            self._links.append(element.get("href") or "")
            self._recent_urls.append(self._links[-1].partition("?")[0])
            self._inline.append("[")
        elif name in {"strong", "b"}:
            self._inline.append("**" if self._links else "\x03")
        elif name in {"em", "i"}:
            self._inline.append("\x01")  # start marker; `render_italics` moves it to the text
            self._italic_depth += 1
        self._append_text(element.text)
        return True

    def _close(self, element: "etree._Element") -> None:
        name = element.tag
        if name in BLOCKS:
            self._flush()
            for _ in markdown_prefix(element):
                self._prefixes.pop()
        elif name == "a":
            self._inline.append(f"]({link_destination(self._links.pop())})")
        elif name in {"strong", "b"}:
            self._inline.append("**" if self._links else "\x04")
        elif name in {"em", "i"}:
            self._inline.append("\x02")
            self._italic_depth -= 1

    def _repeats_link(self, element: "etree._Element") -> bool:
        """Return whether a single-link list repeats a recent link. It is a card then."""
        return (next(element.iter("a")).get("href") or "").partition("?")[0] in self._recent_urls

    def _render_atomic(self, element: "etree._Element") -> None:
        """Render an element as one inline piece or as its own block."""
        name = element.tag
        if name == "br":
            self._inline.append(" " if self._links or "#" in "".join(self._prefixes) else "\n")
        elif name == "hr":
            self._flush()
            self._block(["---"], element)
        elif name == "img":
            address = image_source(element)
            self._inline.append(f"![]({link_destination(address)})" if address else "")
        elif name == "table":
            self._flush()
            self._block([_render_table_row(row) for row in element.iter("tr")], element)
        elif name == "a":
            self._flush()
            self._block([render_card(element)], element)
        else:  # a list of one link, as feeds render a card
            self._flush()
            link = next(element.iter("a"))
            self._block([f"[## {escaped_text(link)}\n\n]({link_destination(link.get('href') or '')})"], element)

    def _append_text(self, text: str | None) -> None:
        if not text:
            return
        plain = _SPACES.sub(" ", _MARKS.sub("", text))
        plain = re.sub(r" ?\n ?", "\n", plain) if "\n" in plain else plain
        if self._links or "#" in "".join(self._prefixes):
            plain = plain.replace("\n", " ")
        self._inline.append(plain if self._has_raw_markdown else escape(plain))

    def _flush(self) -> None:
        """Finish the current block."""
        if not self._inline:
            return
        if self._links:  # a block inside a link continues the link's label
            if self._inline[-1].strip(" [*"):
                self._inline.append(" ")
            return
        text = render_italics(render_leading_bold("".join(self._inline)))
        self._inline = ["\x01"] if self._italic_depth else []
        text = "\n".join(line.strip() for line in text.split("\n")).strip("\n")
        if not text.strip():
            return
        prefix = "".join(dict.fromkeys(self._prefixes))
        if not (self._has_raw_markdown or prefix or _DASHES.fullmatch(text)):
            text = _AT_START.sub(r"\1\\", text)
        lines = [line for line in text.split("\n") if line.strip()]
        lines = [prefix + lines[0], *((prefix if prefix == "> " else "") + line for line in lines[1:])]
        self._prefixes = ["" if each in {"* ", "1. "} else each for each in self._prefixes]
        self._block(lines, None)

    def _block(self, lines: list[str], element: "etree._Element | None") -> None:
        if element is not None:
            self._line = element.sourceline or self._line
        for line in "\n".join(lines).split("\n"):
            self.texts.append(line)
            self.lines.append(self._line)
        self.texts.append("")
        self.lines.append(self._line)


_ATOMIC: dict[str, Callable[["etree._Element"], bool]] = {
    "br": lambda _: True,
    "hr": lambda _: True,
    "img": lambda _: True,
    "table": is_data_table,
    "a": is_card,
    "ul": is_single_link_list,
}


def _render_table_row(row: "etree._Element") -> str:
    """Render a table row as Markdown: text and links of its cells."""
    cells = []
    for cell in row:
        if cell.tag not in {"td", "th"}:
            continue
        renderer = MarkdownRenderer(has_raw_markdown=False)
        renderer.render(cell)
        cells.append(" ".join(" ".join(renderer.texts).replace("|", "/").split()))
    return "| " + " | ".join(cells) + " |"
