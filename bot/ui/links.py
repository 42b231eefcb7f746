"""What a title and an address become inside a masked link, `[…](…)`.

Discord shows a backslash in the text of a link as it is, and shows no link at all where its text has `http://` or
`https://` in it (https://github.com/discord/discord-api-docs/discussions/6185, answers of Discord's staff). So the
scheme is dropped there, and marks that would be markup become marks that look alike and mean nothing to Discord.
"""

import re
from urllib.parse import SplitResult, quote, urlsplit

from newsletter.characters import visible
from newsletter.links import canonical

LINK = 400
"""Characters of an address as it is sent; a longer one would crowd out what a message has to say."""

LOOK_ALIKES = {
    "\\": "∖",  # U+2216 set minus
    "*": "∗",  # U+2217 asterisk operator
    "_": "＿",  # U+FF3F fullwidth low line
    "~": "∼",  # U+223C tilde operator
    "`": "ˋ",  # U+02CB modifier letter grave accent
    "|": "ǀ",  # U+01C0 Latin letter dental click
    "[": "［",  # U+FF3B fullwidth left square bracket
    "]": "］",  # U+FF3D fullwidth right square bracket
    "<": "‹",  # U+2039 single left-pointing angle quotation mark
    "@": "＠",  # U+FF20 fullwidth commercial at
    ":": "꞉",  # U+A789 modifier letter colon
}
"""What stands for a mark in the text of a link, each a single line in the fonts that Discord falls back to."""

_MARKUP = re.compile(
    r"[\\*`\[\]]"
    r"|_(?![A-Za-z0-9])|(?<![A-Za-z0-9])_"  # Discord leaves the underscores of code_models alone
    r"|~(?=~)|(?<=~)~|\|(?=\|)|(?<=\|)\|"
    r"|<(?=[@#:/A-Za-z])|@(?=everyone|here)|:(?=[\w+-]+(?:::skin-tone-\d)?:)"
)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_NESTED = 4
"""Schemes inside each other that are dropped, as of hthttp://tp://; no title has more of them by chance."""

_SAFE = ":/?#@!$&+,;=%~-._"  # neither brackets nor the asterisks that would end a bold text


def link_text(text: str, address: str) -> str:
    """A text as Discord shows it inside a masked link, on one line; the link's host where nothing can be seen of it."""
    shown = " ".join(visible(text).split())
    for _ in range(_NESTED):
        shown = _SCHEME.sub("", shown)
    shown = _SCHEME.sub(lambda scheme: scheme[0].replace(":", LOOK_ALIKES[":"]), shown)
    return _MARKUP.sub(lambda mark: LOOK_ALIKES[mark[0]], shown.strip() or urlsplit(address).netloc)


def link_address(url: str | None, longest: int = 2048) -> str | None:
    """An http(s) address as it is sent; None for anything else, and for one that takes more than `longest`.

    A longer one is tried without its tracking and its fragment; of a paper in any form, arXiv's short address.
    """
    if not url:
        return None
    try:
        whole = _encode(urlsplit(url.encode("utf-8", "ignore").decode()))
        if whole is None or len(whole) <= longest:
            return whole
        short = canonical(url) or ""
        tries = (short, urlsplit(short)._replace(fragment="").geturl())
        return next((sent for each in tries if (sent := _encode(urlsplit(each))) and len(sent) <= longest), None)
    except ValueError:  # urllib's word for a bad host, port or bracket
        return None


def _encode(parts: SplitResult) -> str | None:
    host = parts.netloc
    if parts.scheme not in ("http", "https") or not host:
        return None
    if not host.isascii():
        host = host.encode("idna").decode()  # UnicodeError is a ValueError
    if not re.fullmatch(r"[\w.-]+(?::\d+)?", host, re.ASCII):  # who reads a name before an @ is deceived
        return None
    return quote(parts._replace(netloc=host).geturl(), safe=_SAFE)
