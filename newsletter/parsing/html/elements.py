"""Classifies HTML elements and renders their text as Markdown."""

import re

from lxml import etree

HEADINGS = {f"h{level}": level for level in range(1, 7)}
DROPPED = frozenset(
    (
        *("script", "style", "template", "noscript", "svg", "math", "iframe", "object", "embed", "head", "dialog"),
        *("form", "button", "input", "select", "textarea", "nav", "footer", "aside", "audio", "video", "canvas", "map"),
    )
)
"""Elements whose content is not part of the document's text."""

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
# Elements that platforms insert: subscribe and share buttons, sponsors, media players, heading anchors, footnotes and
# their references, embedded posts.
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
    """Return whether the element is not displayed."""
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style


def is_platform_widget(element: "etree._Element") -> bool:
    """Return whether the publishing platform inserted the element, judged by CSS classes that platforms use."""
    classes = element.get("class")
    return bool(classes) and bool(_PLATFORM_WIDGETS.search(classes))


def is_card(element: "etree._Element") -> bool:
    """Return whether a link is a card: it contains a heading, or the platform marks it as one."""
    classes = element.get("class") or ""
    return bool(_CARD_CLASSES.search(classes)) or (
        next(element.iter(*HEADINGS), None) is not None
        and not any(parent.tag in HEADINGS for parent in element.iterancestors())
        and (len(element) > 1 or next(element.iter("p", "div"), None) is not None)
    )


def render_card(element: "etree._Element") -> str:
    """Render a card as crawlers do in Markdown: its title and its site."""
    href = link_destination(element.get("href") or "")
    texts = [" ".join(text.split()) for text in element.itertext() if text.strip()]
    named = [each for each in element.iter() if _CARD_TITLES.search(each.get("class") or "")]
    heads = named or list(element.iter(*HEADINGS, "strong", "b"))
    title = escaped_text(heads[0]) if heads else texts[0] if texts else ""
    site = next((text for text in reversed(texts) if _HOST.fullmatch(text)), "")
    return f"[## {title}\n\n{site}]({href})"


def is_single_link_list(element: "etree._Element") -> bool:
    """Return whether a list has one item that consists of one link."""
    if len(element) != 1 or element[0].tag != "li":
        return False
    links = list(element.iter("a"))
    return len(links) == 1 and bool(escaped_text(links[0])) and escaped_text(element[0]) == escaped_text(links[0])


def is_data_table(element: "etree._Element") -> bool:
    """Return whether a table holds data, as opposed to a table for page layout."""
    if next(element.iterdescendants("table"), None) is not None:
        return False
    if next(element.iter(*HEADINGS, "hr"), None) is not None:
        return False
    rows = [len(row.findall("td")) + len(row.findall("th")) for row in element.iter("tr")]
    return len(rows) > 1 and min(rows) > 1


def markdown_prefix(element: "etree._Element") -> list[str]:
    """Return the Markdown prefix of the first line of a block."""
    if element.tag in HEADINGS:
        return ["#" * HEADINGS[element.tag] + " "]
    if element.tag == "li":
        parent = element.getparent()
        return ["1. " if parent is not None and parent.tag == "ol" else "* "]
    return ["> "] if element.tag == "blockquote" else []


def escaped_text(element: "etree._Element") -> str:
    """Return the text of an element on one line, escaped for Markdown."""
    return escape(" ".join("".join(element.itertext()).split()))


def image_source(element: "etree._Element") -> str | None:
    """Return the URL of an image; None for a tracking pixel and for an inline data: image."""
    if any(_PIXEL.fullmatch(element.get(side) or "") for side in ("width", "height")):
        return None
    found = element.get("src") or element.get("data-src") or (element.get("srcset") or "").split(" ")[0]
    return found if found and not found.lower().startswith("data:") else None


def link_destination(address: str) -> str:
    """Encode a URL for the round brackets of a Markdown link."""
    bare = re.sub(r"[\n\r\t\x00-\x08]", "", address.strip())
    if not re.search(r"[\s()<>]", bare):
        return bare
    return "<" + bare.replace("<", "%3C").replace(">", "%3E") + ">"


def escape(text: str) -> str:
    """Escape Markdown syntax in a text, except in URLs."""
    parts: list[str] = []
    at = 0
    for match in _URL.finditer(text):
        parts += [_SPECIAL.sub(r"\\\g<0>", text[at : match.start()]), match[0]]
        at = match.end()
    return "".join([*parts, _SPECIAL.sub(r"\\\g<0>", text[at:])])


def render_leading_bold(text: str) -> str:
    r"""Replace bold markers (\x03 start, \x04 end) by asterisks at the start of a line; drop them elsewhere.

    Only bold text at the start of a line matters, because it may be a headline.
    """
    if "\x03" not in text and "\x04" not in text:
        return text
    lines = [_BOLD_LEAD.sub(r"\1**\2**", line) for line in text.split("\n")]
    return re.sub(r"[\x03\x04]", "", "\n".join(lines))


def render_italics(text: str) -> str:
    r"""Replace italic markers (\x01 start, \x02 end) by asterisks that touch the text.

    Italics may be nested and may span several blocks.
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
    """Count the italics that are still open from the previous block."""
    depth = lowest = 0
    for part in parts:
        depth += {"\x01": 1, "\x02": -1}.get(part, 0)
        lowest = min(lowest, depth)
    return -lowest


def _wrap_italics(text: str) -> str:
    words = text.strip()
    before, _, behind = text.partition(words) if words else (text, "", "")
    return f"{before}*{words}*{behind}" if words else text
