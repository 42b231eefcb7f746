"""Converts HTML to Markdown, so that one parser handles both formats.

Nothing of the document is executed or fetched. Scripts, forms and navigation are dropped.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from newsletter.errors import DocumentError
from newsletter.parsing.html.elements import DROPPED
from newsletter.parsing.html.limits import check_html
from newsletter.parsing.html.renderer import MarkdownRenderer

_TAGS = re.compile(
    r"</?(?:html|body|article|section|div|p|h[1-6]|ul|ol|li|dl|dt|dd|table|tr|td|blockquote|figure)\b", re.I
)
_HEADING_MARKS = re.compile(r"^#{1,6} ", re.MULTILINE)
_DOCTYPE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)
# Markdown syntax that another renderer left unconverted in the text.
_RAW_MARKDOWN = re.compile(r"\]\(\S|\*\*|^\s*#{1,6} ")
_MIN_MAIN_SHARE = 0.5  # share of the page's text; an article with less is a teaser


@dataclass(frozen=True, slots=True)
class Converted:
    """An HTML document as Markdown. `lines` has the HTML line number of each line of `text`."""

    text: str
    lines: tuple[int, ...]
    title: str | None  # of the page, not of the issue
    url: str | None  # the address that the page gives as its own
    image: str | None  # the picture that the page gives as its own, as written


def looks_like_html(text: str) -> bool:
    """Return whether a text is HTML rather than Markdown that contains a tag."""
    head = text[:4096].lstrip("\ufeff")
    if _DOCTYPE.match(head):
        return True
    return head.lstrip().startswith("<") and len(_TAGS.findall(text)) >= 4 and not _HEADING_MARKS.search(text)


def convert(text: str, display_name: str = "This document") -> Converted:
    """Convert the main part of a document to Markdown.

    Raises DocumentError if it is empty, nested too deeply, or larger than any page.
    """
    check_html(text, display_name)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    source = re.sub(r"[\x00\ufffe\uffff]", "", text)
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = None
    problems = {each.type for each in parser.error_log}
    if etree.ErrorTypes.ERR_NO_MEMORY in problems:
        raise MemoryError  # lxml reports it as a syntax error
    if etree.ErrorTypes.ERR_RESOURCE_LIMIT in problems:
        raise DocumentError(
            "{document} cannot be read as HTML: its elements are nested deeper than those of any page.",
            document=display_name,
        )
    if root is None:
        raise DocumentError(
            "{document} is empty: expected an issue as HTML, found no element in it.", document=display_name
        )
    main = _main_part(root)
    renderer = MarkdownRenderer(has_raw_markdown=any(_RAW_MARKDOWN.search(span) for span in main.itertext()))
    renderer.render(main)
    return Converted(
        "\n".join(renderer.texts), tuple(renderer.lines), _title(root), _own_address(root), _own_image(root)
    )


def _main_part(root: "etree._Element") -> "etree._Element":
    """Return the article element if it has at least half of the page's text, otherwise the root."""
    total, sizes = _text_sizes(root)
    for is_wanted in _MAIN_PARTS:
        found = [each for each in sizes if is_wanted(each)]
        largest = max(found, key=sizes.__getitem__, default=root)
        if found and sizes[largest] >= _MIN_MAIN_SHARE * total:
            return largest
    return root


_MAIN_PARTS: tuple[Callable[["etree._Element"], bool], ...] = (
    lambda each: each.tag == "article",
    lambda each: each.tag == "main",
    lambda each: each.get("role") == "main",
    lambda each: each.get("itemprop") == "articleBody",
)


def _text_sizes(root: "etree._Element") -> tuple[int, dict["etree._Element", int]]:
    """Count the visible characters, approximately: in total, and in each candidate for the main part."""
    walk = etree.iterwalk(root, events=("start", "end"))
    seen = 0
    sizes: dict[etree._Element, int] = {}
    for event, each in walk:
        if event == "end":
            if each in sizes:
                sizes[each] += seen
            seen += len(each.tail or "")
        elif each.tag in DROPPED:
            walk.skip_subtree()
        else:
            if any(is_wanted(each) for is_wanted in _MAIN_PARTS):
                sizes[each] = -seen
            seen += len(each.text or "")
    return seen, sizes


def _title(root: "etree._Element") -> str | None:
    found = root.xpath("//meta[@property='og:title']/@content | //head/title/text()")
    return " ".join(str(found[0]).split()) or None if found else None


def _own_address(root: "etree._Element") -> str | None:
    found = root.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    return str(found[0]).strip() or None if found else None


_IMAGES = (
    "og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"
)  # fmt: skip


def _own_image(root: "etree._Element") -> str | None:
    """Return the picture that a page names for previews of itself: https://ogp.me, else Twitter's equivalent."""
    named: dict[str, str] = {}
    for each in root.iter("meta"):
        name = (each.get("property") or each.get("name") or "").strip().lower()
        if name in _IMAGES and (address := (each.get("content") or "").strip()):
            named.setdefault(name, address)
    return next((named[name] for name in _IMAGES if name in named), None)
