"""What elements of HTML are, and their words as Markdown that shows them."""

import re

from lxml import etree

HEADINGS = {f"h{level}": level for level in range(1, 7)}
DROPPED = frozenset(
    (
        *("script", "style", "template", "noscript", "svg", "math", "iframe", "object", "embed", "head", "dialog"),
        *("form", "button", "input", "select", "textarea", "nav", "footer", "aside", "audio", "video", "canvas", "map"),
    )
)
"""What is no text of the document."""

BLOCKS = frozenset(
    (
        *("html", "body", "p", "div", "section", "article", "main", "header", "address", "details", "summary"),
        *("figure", "figcaption", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "pre", "hr", "center"),
        *("h1", "h2", "h3", "h4", "h5", "h6"),
        *("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"),
    )
)
_CARD_TITLES = re.compile(r"kg-bookmark-title|embed(?:ded)?-.*title|mixtapeEmbed-strong")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,18}", re.IGNORECASE)
_CARD_CLASSES = re.compile(r"mixtapeEmbed-anchor|kg-bookmark-container|bookmark-card|link-card|embedded-post(?!-)")
# What platforms put between and behind the paragraphs of an author: forms and buttons to subscribe and share,
# sponsors, players, marks beside headings and pictures, notes and what leads to them, posts of other platforms.
_PLATFORM_WIDGETS = re.compile(
    r"(?:^|\s)(?:subscri(?:ption|be)-widget[\w-]*|(?:captioned-)?button-wrap(?:per)?|image-link-expand|header-anchor[\w-]*"
    r"|embedded-publication[\w-]*|install-substack-app[\w-]*|community-chat|poll-embed|share-dialog|tweet|twitter-tweet"
    r"|kg-(?:signup|button|cta|audio|video)-card|kg-callout-emoji"
    r"|footnotes?|footnote-(?:anchor|ref|backref|number))(?=\s|$)"
)
_URL = re.compile(r"https?://[^\s<>\[\]`*]+")
_SPECIAL = re.compile(r"[\\`*_\[\]<>&#]")
_BOLD_LEAD = re.compile(r"^([\s\x01]*)\x03\s*([^\x03\x04]*[^\s\x03\x04])\s*\x04")
_PIXEL = re.compile(r"[01](?:px)?")


def is_hidden(element: "etree._Element") -> bool:
    """Whether a reader does not see it."""
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style


def is_platform_widget(element: "etree._Element") -> bool:
    """Whether a platform put it there and not the author, by the classes that platforms use."""
    classes = element.get("class")
    return bool(classes) and bool(_PLATFORM_WIDGETS.search(classes))


def is_card(element: "etree._Element") -> bool:
    """A link around a heading, or one that the platform calls a card."""
    classes = element.get("class") or ""
    return bool(_CARD_CLASSES.search(classes)) or (
        next(element.iter(*HEADINGS), None) is not None
        and not any(parent.tag in HEADINGS for parent in element.iterancestors())
        and (len(element) > 1 or next(element.iter("p", "div"), None) is not None)
    )


def render_card(element: "etree._Element") -> str:
    """A card as the Markdown that crawlers make of it: its title and the site it is from."""
    href = link_destination(element.get("href") or "")
    texts = [" ".join(text.split()) for text in element.itertext() if text.strip()]
    named = [each for each in element.iter() if _CARD_TITLES.search(each.get("class") or "")]
    heads = named or list(element.iter(*HEADINGS, "strong", "b"))
    title = escaped_text(heads[0]) if heads else texts[0] if texts else ""
    site = next((text for text in reversed(texts) if _HOST.fullmatch(text)), "")
    return f"[## {title}\n\n{site}]({href})"


def is_single_link_list(element: "etree._Element") -> bool:
    """A list of one item that is one link."""
    if len(element) != 1 or element[0].tag != "li":
        return False
    links = list(element.iter("a"))
    return len(links) == 1 and bool(escaped_text(links[0])) and escaped_text(element[0]) == escaped_text(links[0])


def is_data_table(element: "etree._Element") -> bool:
    """A table of data, not one that only lays out the page."""
    if next(element.iterdescendants("table"), None) is not None:
        return False
    if next(element.iter(*HEADINGS, "hr"), None) is not None:
        return False
    rows = [len(row.findall("td")) + len(row.findall("th")) for row in element.iter("tr")]
    return len(rows) > 1 and min(rows) > 1


def markdown_prefix(element: "etree._Element") -> list[str]:
    """The mark that the first line of a block has in front."""
    if element.tag in HEADINGS:
        return ["#" * HEADINGS[element.tag] + " "]
    if element.tag == "li":
        parent = element.getparent()
        return ["1. " if parent is not None and parent.tag == "ol" else "* "]
    return ["> "] if element.tag == "blockquote" else []


def escaped_text(element: "etree._Element") -> str:
    """All text of an element on one line."""
    return escape(" ".join("".join(element.itertext()).split()))


def image_source(element: "etree._Element") -> str | None:
    """Where a picture is; None for a pixel that counts readers and for one that is in the document itself."""
    if any(_PIXEL.fullmatch(element.get(side) or "") for side in ("width", "height")):
        return None
    found = element.get("src") or element.get("data-src") or (element.get("srcset") or "").split(" ")[0]
    return found if found and not found.lower().startswith("data:") else None


def link_destination(address: str) -> str:
    """An address as it may stand in the round brackets of a link."""
    bare = re.sub(r"[\n\r\t\x00-\x08]", "", address.strip())
    if not re.search(r"[\s()<>]", bare):
        return bare
    return "<" + bare.replace("<", "%3C").replace(">", "%3E") + ">"


def escape(text: str) -> str:
    """Characters as Markdown that shows them; addresses stay as they are."""
    parts: list[str] = []
    at = 0
    for match in _URL.finditer(text):
        parts += [_SPECIAL.sub(r"\\\g<0>", text[at : match.start()]), match[0]]
        at = match.end()
    return "".join([*parts, _SPECIAL.sub(r"\\\g<0>", text[at:])])


def render_leading_bold(text: str) -> str:
    """The places where bold begins (\\x03) and ends (\\x04) as asterisks where a line begins with it, else as nothing.

    A line that begins in bold may be a headline; elsewhere it says nothing here.
    """
    if "\x03" not in text and "\x04" not in text:
        return text
    lines = [_BOLD_LEAD.sub(r"\1**\2**", line) for line in text.split("\n")]
    return re.sub(r"[\x03\x04]", "", "\n".join(lines))


def render_italics(text: str) -> str:
    """The places where italics begin (\\x01) and end (\\x02) as asterisks that touch the text inside them.

    Italics may be nested, and go on from the block before or into the next one.
    """
    parts = re.split(r"([\x01\x02])", text)
    if len(parts) == 1:
        return text
    depth = _initial_depth(parts)
    runs: list[tuple[bool, list[str]]] = []
    for part in parts:
        if part in {"\x01", "\x02"}:
            depth += 1 if part == "\x01" else -1
        elif part and runs and runs[-1][0] == (depth > 0):
            runs[-1][1].append(part)
        elif part:
            runs.append((depth > 0, [part]))
    return "".join([_wrap_italics("".join(texts)) if is_italic else "".join(texts) for is_italic, texts in runs])


def _initial_depth(parts: list[str]) -> int:
    """How many italics were open before."""
    depth = lowest = 0
    for part in parts:
        depth += {"\x01": 1, "\x02": -1}.get(part, 0)
        lowest = min(lowest, depth)
    return -lowest


def _wrap_italics(text: str) -> str:
    words = text.strip()
    before, _, behind = text.partition(words) if words else (text, "", "")
    return f"{before}*{words}*{behind}" if words else text
