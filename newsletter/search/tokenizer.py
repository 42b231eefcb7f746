"""Tokenizer for documents and queries. Pure.

Chinese, Japanese and Korean runs become character bigrams, so that any substring is found as a phrase; single
characters are indexed as well. Names in Latin script are split wherever a user might split them (BatchNorm, batch-norm,
ResNet50) and also indexed joined (batchnorm, resnet50), so that all spellings match.
"""

import re
import unicodedata
from functools import lru_cache
from operator import add

from newsletter.characters import wordless
from newsletter.search.letters import plain_letters

CJK = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
SEPARATOR = "#"
"""Separates the tokens of the text from added tokens, so that no phrase matches across."""

_NAMES = r"(?<![^\W_])(?:[cC]\+\+|[cCfF]#|\.[nN][eE][tT])(?![^\W_])"
_LATIN = rf"[^\W_{CJK}]"
# A digit after a space belongs to the name before it: "ResNet 50", "wav2vec 2.0".
_COMPOUND = rf"{_LATIN}+(?:[-‐‑./_'’+]{_LATIN}+)*(?:(?<=[^\W\d_]) \d+(?:\.\d+)*(?!{_LATIN}))?"
_RUN = re.compile(rf"[{CJK}]+|{_NAMES}|{_COMPOUND}")
_CHARACTER = re.compile(f"[{CJK}]")
_NAME = re.compile(_NAMES)
_FULLWIDTH_PUNCTUATION = tuple(zip("，：；！？（）％～＂", ',:;!?()%~"', strict=True))
# GANs and ViT are one piece: a final capital belongs to the short word before it.
_PIECE = re.compile(
    r"[A-Z]{2,}s(?![a-z])|[A-Z][a-z]{1,3}[A-Z](?![A-Za-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+"
)
_MAX_JOINED = 5  # maximum pieces of a name that are joined
_MAX_PARTS = 8  # a run with more pieces is a URL, not a name


def normal(text: str) -> str:
    """Normalize to NFKC and drop invisible characters. Case is kept, because it separates names."""
    if text.isascii():
        return text
    text = wordless(text.encode("utf-8", "ignore").decode())
    # Most texts only have fullwidth punctuation. Checking for that is faster than normalizing.
    for wide, plain in _FULLWIDTH_PUNCTUATION:  # four times as fast as one `translate` for all
        text = text.replace(wide, plain)
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def fold(text: str) -> str:
    """Normalize for comparison: NFKC, case folding, no invisible characters."""
    return normal(text).casefold()


def runs(text: str) -> list[str]:
    """Split a text into runs of one script: a CJK run, or a name with its hyphens and digits."""
    return _RUN.findall(normal(text))


def is_cjk(run: str) -> bool:
    """Return whether a run is Chinese, Japanese or Korean."""
    return _CHARACTER.match(run) is not None


def pairs(run: str) -> list[str]:
    """Return the character bigrams of a run; the character itself for a run of one."""
    return list(map(add, run, run[1:])) or [run]


def stem(word: str) -> str:
    """Reduce a plural to its singular. The result is not always a word."""
    if len(word) > 3 and word[-1] == "s" and word[-2] != "s":
        if word.endswith("ies") and len(word) > 4:
            return word[:-3] + "y"
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith(("che", "she", "xe", "sse", "ze")) else word


@lru_cache(maxsize=100_000)
def parts(run: str) -> tuple[str, ...]:
    """Split a name into parts, folded and singular: VL-T5 is vl, t, 5."""
    if len(run) < 5 and _NAME.fullmatch(run):
        return (run.lower(),)
    return tuple(stem(piece) for piece in _pieces(run))


@lru_cache(maxsize=100_000)
def joined(run: str) -> tuple[str, ...]:
    """Return the concatenations of neighbouring parts of a name, longest first; () for a single part."""
    pieces = _pieces(run)
    if not 1 < len(pieces) <= _MAX_PARTS:
        return ()
    found = (
        stem("".join(pieces[i : i + n]))
        for n in range(min(len(pieces), _MAX_JOINED), 1, -1)
        for i in range(len(pieces) - n + 1)
    )
    return tuple(dict.fromkeys(found))


def _pieces(run: str) -> tuple[str, ...]:
    return tuple(_singular(piece).casefold() for piece in _PIECE.findall(plain_letters(run)))


def _singular(piece: str) -> str:
    """Return AI for AIs, which is too short for `stem`."""
    return piece[:-1] if piece[-1] == "s" and piece[:-1].isupper() and len(piece) > 2 else piece


def index_text(text: str) -> tuple[str, set[str]]:
    """Return the text as indexed, tokens separated by spaces, and its Latin words for the vocabulary."""
    main: list[str] = []
    latin: list[str] = []
    chinese: list[str] = []
    names: dict[str, None] = {}
    spans: list[tuple[int, int, str]] = []  # names of several parts: start and end in `main`, joined form
    for run in _RUN.findall(normal(text)):
        if run > "\u3000" and is_cjk(run):
            main += pairs(run)
            chinese.append(run)
            continue
        pieces = parts(run)
        if len(pieces) > 1 and (whole := joined(run)):
            names |= dict.fromkeys(whole)
            if len(pieces) <= _MAX_JOINED:
                spans.append((len(main), len(main) + len(pieces), whole[0]))
        main += pieces
        latin += pieces
    latin += names
    added: list[str] = []
    for start, end, whole_name in spans:  # with its neighbours, so that phrases match every spelling
        added += [SEPARATOR, *main[max(0, start - 1) : start], whole_name, *main[end : end + 1]]
        names.pop(whole_name, None)
    if names or chinese:
        added += [SEPARATOR, *names, *dict.fromkeys("".join(chinese))]
    return " ".join(main + added), set(latin)
