"""Bytes of the web and of files as text, whatever they say of themselves."""

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
# As browsers do: what calls itself Latin-1 or ASCII mostly has Windows' quotation marks in it.
_SUPERSETS = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
_EAST_ASIAN = {"gb18030", "big5", "big5hkscs", "cp932", "euc_jp", "iso2022_jp", "euc_kr", "koi8-r"}


def decode(data: bytes, content_type: str | None = None) -> str:
    """The text of a document: by its byte order mark, its HTTP header, what it says in its first lines, or UTF-8.

    Never fails: bytes that no charset explains become U+FFFD.
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
            continue  # it lies: UTF-8 is the likelier truth
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("utf-8" if any(declared) else "cp1252", "replace")


def _is_utf8(data: bytes) -> bool:
    """UTF-8 is not met by chance; the other charsets are often named by default."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _web_charset(name: str) -> str | None:
    """Python's name of a charset that the web uses; None for anything else, such as `zip` or `unicode_escape`."""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    if re.fullmatch(r"utf-?(?:8|16|32)(?:-[lb]e)?|iso8859-\d{1,2}|cp\d{3,4}", found) or found in _EAST_ASIAN | set(
        _SUPERSETS
    ):
        return _SUPERSETS.get(found, found)
    return None
