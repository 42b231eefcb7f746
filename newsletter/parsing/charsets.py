"""Decodes bytes from files and from the web to text."""

import codecs
import re

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Decode with the superset, as browsers do (https://encoding.spec.whatwg.org/#names-and-labels).
_SUPERSETS = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
_EAST_ASIAN = {"gb18030", "big5", "big5hkscs", "cp932", "euc_jp", "iso2022_jp", "euc_kr", "koi8-r"}


def decode(data: bytes, content_type: str | None = None) -> str:
    """Decode a document.

    The order of precedence is: byte order mark, charset of the HTTP header, charset declared in the first 2,048 bytes,
    UTF-8. Never raises; undecodable bytes become U+FFFD.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    declared = [_DECLARED.search((content_type or "").encode("ascii", "replace")), _DECLARED.search(data[:2048])]
    for match in declared:
        charset = _web_charset(match[1].decode("ascii")) if match else None
        if charset == "utf-8" or charset is None or (charset == "cp1252" and _is_utf8(data)):
            continue
        try:
            return data.decode(charset)
        except (UnicodeDecodeError, ValueError):
            continue  # the declaration is wrong; UTF-8 is more likely
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("utf-8" if any(declared) else "cp1252", "replace")


def _is_utf8(data: bytes) -> bool:
    """Return whether the bytes are valid UTF-8. Text in another charset is almost never valid UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _web_charset(name: str) -> str | None:
    """Return Python's name for a charset used on the web, or None for any other codec, such as `zip` or
    `unicode_escape`."""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    if re.fullmatch(r"utf-?(?:8|16|32)(?:-[lb]e)?|iso8859-\d{1,2}|cp\d{3,4}", found) or found in _EAST_ASIAN | set(
        _SUPERSETS
    ):
        return _SUPERSETS.get(found, found)
    return None
