"""HTML as the Markdown that the recogniser reads: one recogniser for both, whatever an issue was published as.

Nothing of the document is ever executed or fetched; scripts, forms and navigation are left out.
"""

import re
from dataclasses import dataclass

from lxml import etree

from newsletter.errors import DocumentError
from newsletter.parsing.writer import DROPPED, Writer

_TAGS = re.compile(r"</?(?:html|body|article|section|div|p|h[1-6]|ul|ol|li|table|tr|td|blockquote|figure)\b", re.I)
_HEADING_MARKS = re.compile(r"^#{1,6} ", re.MULTILINE)
_DOCTYPE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)
# Marks of Markdown that a renderer could not read and left in the text.
_SPILLED = re.compile(r"\]\(\S|\*\*|^\s*#{1,6} ")
_LARGEST_PART = 0.5  # an article that holds less than this share of the page's text is a teaser


@dataclass(frozen=True, slots=True)
class Converted:
    """A document of HTML as Markdown. `lines` has the HTML's line for each line of `text`."""

    text: str
    lines: tuple[int, ...]
    title: str | None  # of the page, not of the issue
    url: str | None  # the address that the page gives as its own


def looks_like_html(text: str) -> bool:
    """Whether a text is HTML rather than Markdown with a tag in it."""
    head = text[:4096].lstrip("\ufeff")
    if _DOCTYPE.match(head):
        return True
    return head.lstrip().startswith("<") and len(_TAGS.findall(text)) >= 4 and not _HEADING_MARKS.search(text)


def convert(text: str, called: str = "This document") -> Converted:
    """The document's main part as Markdown. Raises DocumentError where there is nothing in it."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    source = re.sub(r"[\x00\ufffe\uffff]", "", text)
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise DocumentError(f"{called} is empty: expected an issue as HTML, found no element in it.")
    main = _main_part(root)
    writer = Writer(is_spilled=any(_SPILLED.search(piece) for piece in main.itertext()))
    writer.write(main)
    return Converted("\n".join(writer.texts), tuple(writer.lines), _title(root), _own_address(root))


def _main_part(root: "etree._Element") -> "etree._Element":
    """The article, where the page marks one that holds most of its text; else all of it."""
    whole = _size(root)
    for path in (".//article", ".//main", ".//*[@role='main']", ".//*[@itemprop='articleBody']"):
        found = root.findall(path)
        if found:
            largest = max(found, key=_size)
            if _size(largest) >= _LARGEST_PART * whole:
                return largest
    body = root.find("body")
    return root if body is None else body


def _size(element: "etree._Element") -> int:
    """Characters of text that a reader would see, about."""
    walk = etree.iterwalk(element, events=("start", "end"))
    size = 0
    for event, each in walk:
        if event == "end":
            size += len(each.tail or "") if each is not element else 0
        elif each.tag in DROPPED:
            walk.skip_subtree()
        else:
            size += len(each.text or "")
    return size


def _title(root: "etree._Element") -> str | None:
    found = root.xpath("//meta[@property='og:title']/@content | //head/title/text()")
    return " ".join(str(found[0]).split()) or None if found else None


def _own_address(root: "etree._Element") -> str | None:
    found = root.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    return str(found[0]).strip() or None if found else None
