"""Limits that hold before a parser sees HTML or XML: libxml2 and feedparser compare the attributes of a tag with one
another, so their time grows with the square of the number."""

import re
from collections.abc import Iterator

from newsletter.errors import DocumentError

HTML_ATTRIBUTES = 200
"""Attributes of one tag. The pages known have up to 30."""

FEED_ATTRIBUTES = 64
"""Attributes and namespaces of one element. The feeds known have up to 20."""

MOST_TAGS = 50_000
"""Opening tags of one document. The longest page known has 6,000."""

# As a parser of HTML 5 splits a tag. Each quantifier is possessive and each match is consumed: linear time.
_VALUE = r"""(?:"[^"]*+"?+|'[^']*+'?+|[^\s>"'][^\s>]*+)"""
_ATTRIBUTE = rf"[\s/]*+=?+[^\s/>=]++(?:\s*+=\s*+{_VALUE}?+)?+"
_COMMENT = r"<!--(?:-?>|(?:[^-]++|-(?!-!?>))*+(?:--!?>)?)"
_RAW = r"(?:[^>]*+>(?:[^<]++|<(?!/(?:script|style)))*+)"


def _pattern(attributes: int) -> str:
    return rf"(?:{_ATTRIBUTE}){{0,{attributes}}}+(?P<more>{_ATTRIBUTE})?+"


_HTML = re.compile(
    rf"{_COMMENT}|(?P<tag><(?:(?P<raw>script|style)(?=[\s/>])|[a-z][^\s/>]*+){_pattern(HTML_ATTRIBUTES)})(?(raw){_RAW}?)",
    re.IGNORECASE,
)
_XML = re.compile(
    rf"{_COMMENT}|<!\[CDATA\[(?:[^\]]++|\](?!\]>))*+|(?P<tag><[^\W\d][^\s/>]*+{_pattern(FEED_ATTRIBUTES)})"
)


def check_html(text: str, called: str) -> None:
    """Raise DocumentError for HTML with more tags, or attributes of one tag, than any page has."""
    _check(_HTML.finditer(text), called, HTML_ATTRIBUTES)


def check_xml(text: str, called: str) -> None:
    """Raise DocumentError for a feed with more elements, or attributes of one element, than any feed has."""
    _check(_XML.finditer(text), called, FEED_ATTRIBUTES)


def _check(found: Iterator[re.Match[str]], called: str, attributes: int) -> None:
    tags = 0
    for match in found:
        if match["more"]:
            raise DocumentError(
                "{document} is not read: expected at most {number} attributes of one element, found more.",
                document=called,
                number=attributes,
            )
        tags += match["tag"] is not None
        if tags > MOST_TAGS:
            raise DocumentError(
                "{document} is not read: expected at most {number} elements, found more.",
                document=called,
                number=f"{MOST_TAGS:,}",
            )
