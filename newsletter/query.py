"""What a person typed into a search, read as a query. Pure; nothing a person types can fail.

Words are matched as the archive indexes them: NFKC, folded case, Latin runs whole, each Chinese or Japanese
character by itself, so that a run of them is found as a phrase wherever it stands.
"""

import re
import unicodedata
from dataclasses import dataclass

from newsletter.arxiv import find_id

MAX_TERMS = 12
"""More words than that are a pasted paragraph; its first words say what it is about."""

_CJK = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_TOKEN = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")


@dataclass(frozen=True, slots=True)
class Query:
    """A search: the paper somebody named, or terms that must all occur, the last of them as a beginning."""

    text: str  # as typed, white space collapsed
    arxiv_id: str | None
    terms: tuple[tuple[str, ...], ...]  # each a run of tokens that stand side by side

    def __bool__(self) -> bool:
        return bool(self.arxiv_id or self.terms)


def fold(text: str) -> str:
    """Text as it is compared: compatibility forms united, case folded, lone surrogates dropped."""
    return unicodedata.normalize("NFKC", text.encode("utf-8", "ignore").decode()).casefold()


def tokens(text: str) -> list[str]:
    """The words of a text as they are indexed, Chinese and Japanese character by character."""
    found = []
    for run in _TOKEN.findall(fold(text)):
        found += list(run) if re.match(f"[{_CJK}]", run) else [run]
    return found


def read_query(text: str) -> Query:
    """Read what a person typed."""
    clean = " ".join(text.encode("utf-8", "ignore").decode().split())
    terms = [tuple(tokens(word)) for word in re.findall(rf"[{_CJK}]+|[^\s{_CJK}]+", fold(clean))]
    return Query(clean, find_id(clean), tuple(term for term in terms if term)[:MAX_TERMS])
