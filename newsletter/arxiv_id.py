"""Parses arXiv identifiers in any written form into a canonical id without version.

Source: https://info.arxiv.org/help/arxiv_identifier.html. The forms are `YYMM.NNNN` from April 2007, `YYMM.NNNNN` from
January 2015, and `archive/YYMMNNN` before.
"""

import re
from functools import lru_cache
from urllib.parse import unquote

_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs"
    "|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol"
    "|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_MONTH = r"(?:0[1-9]|1[0-2])"
# The month's serial number has four digits up to 1412 and five from 1501, and starts at 1.
_NEW = (
    rf"(?:(?:07(?:0[4-9]|1[0-2])|(?:0[89]|1[0-4]){_MONTH})\.(?!0000)\d{{4}}"
    rf"|(?:1[5-9]|[2-8]\d){_MONTH}\.(?!00000)\d{{5}})"
)
_OLD = rf"(?:{_ARCHIVES})(?:\.[a-z]{{2}})?/(?:9[1-9]|0[0-7]){_MONTH}(?!000)\d{{3}}"
_ID = rf"(?P<id>{_NEW}|{_OLD})(?:v\d{{1,3}}(?!\d))?"
# The id must not continue as a longer number, a dotted version or a percentage.
_END = r"(?!\d|\.\d|\s?%)"

# Bare ids need a word boundary. After a prefix such as arxiv.org/abs/ other characters may follow directly, as in
# `…/abs/2010.07432T21`. The limit of 40 characters bounds the search.
_IN_TEXT = re.compile(
    rf"(?:(?:arxiv|ar5iv|alphaxiv|(?:huggingface|hf)\.co/papers/|emergentmind\.com/papers/)[^\s\d]{{0,40}}?(?<![\d+$€£¥]){_ID}{_END}"
    rf"|(?<![A-Za-z0-9_./=&+$€£¥%#@-]){_ID.replace('<id>', '<bare>')}{_END}(?![A-Za-z_]))",
    re.IGNORECASE | re.ASCII,
)

# Every id has one of these. It is found many times faster than an id, and no id goes beyond its line.
_SERIAL = re.compile(r"[0-9]{4}\.[0-9]{4}|/[0-9]{7}")

_HOSTED = re.compile(
    r"(?:(?:[a-z]+\.)?arxiv\.org/+(?:abs|pdf|html|ps|format|e-print|src|tb)/"
    r"|(?:(?:www\.)?ar5iv\.org|ar5iv\.labs\.arxiv\.org)/(?:(?:abs|html|pdf)/)?"
    r"|(?:www\.)?alphaxiv\.org/(?:[a-z]{2}/)?(?:abs|pdf|overview|html)/"
    r"|(?:www\.)?(?:huggingface\.co|hf\.co|emergentmind\.com)/papers/"
    r"|(?:www\.)?(?:scirate\.com|papers\.cool)/arxiv/(?:[a-z]+\?paper=)?"
    r"|(?:[a-z0-9]+\.)?semanticscholar\.org/[^\s#]{0,60}?arxiv[:/]"
    r"|(?:(?:www\.|dx\.)?doi\.org/)10\.48550/arxiv\.)"
    rf"(?:arxiv:)?{_ID}{_END}",
    re.IGNORECASE | re.ASCII,
)
# As printed on papers: arXiv:2102.00554v1 [cs.LG]
_ALONE = re.compile(
    rf"(?:(?:doi:\s*)?10\.48550/arxiv\.|arxiv\s*[:.]?\s*)?{_ID}(?:\.pdf|\s*\[[a-z.-]+)?", re.IGNORECASE | re.ASCII
)

# Fullwidth forms only: NFKC would also turn a superscript footnote mark into a digit.
_FULLWIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_SURROUNDING = " \t\r\n[](){}<>【】「」『』〔〕《》〈〉\"'`*“”‘’.,;:!?。，、；：！？"


_MIN_LENGTH = 9  # characters: 0704.0001


@lru_cache(maxsize=512)  # the parser looks up each link several times
def find_id(text: str) -> str | None:
    """Return the canonical id if the text is a single arXiv id or link, in any form; otherwise None."""
    plain = _normalize(text.strip()).strip(_SURROUNDING)
    if match := _ALONE.fullmatch(plain):
        return _canonical(match["id"])
    match = _HOSTED.match(re.sub(r"^https?:/{1,3}", "", plain, flags=re.IGNORECASE))
    is_single = len(text.split()) == 1  # a single link may contain an encoded blank
    return _canonical(match["id"]) if match and is_single else None


def find_ids(text: str) -> tuple[str, ...]:
    """Return the canonical ids in running text and its links, in order, without duplicates."""
    if len(text) < _MIN_LENGTH:
        return ()
    lines = (line for line in _normalize(text).split("\n") if _SERIAL.search(line))
    found = (match["id"] or match["bare"] for line in lines for match in _IN_TEXT.finditer(line))
    return tuple(dict.fromkeys(_canonical(each) for each in found))


def abs_url(arxiv_id: str) -> str:
    """Return the URL of the abstract page of a canonical id."""
    return f"https://arxiv.org/abs/{arxiv_id}"


def _normalize(text: str) -> str:
    """Replace fullwidth characters by ASCII and decode percent encoding, including double encoding."""
    plain = text.translate(_FULLWIDTH)
    for _ in range(2):
        plain = unquote(plain, errors="replace") if "%" in plain else plain
    return plain


def _canonical(found: str) -> str:
    """Lower the case and drop the subject class, as arXiv does: cs.LG/0101001 is cs/0101001."""
    archive, slash, serial = found.lower().rpartition("/")
    return archive.partition(".")[0] + slash + serial
