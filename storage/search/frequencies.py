"""Document frequencies: exact for Latin words, estimated otherwise."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from newsletter.search.tokenizer import is_cjk
from storage.search.documents import UNDATED

SAMPLE_SIZE = 100
"""Newest documents with a word from whose docids its document frequency is estimated."""

ASSUMED_SHARE = 0.02
"""Assumed document frequency of terms not looked up, as a share of all documents."""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Document frequencies of the words of a query."""

    times: Mapping[str, float] = field(default_factory=dict)
    documents: int = 0

    def __contains__(self, word: object) -> bool:
        return word in self.times

    def merged_with(self, times: Mapping[str, float]) -> Self:
        """A copy with more frequencies."""
        return type(self)({**self.times, **times}, self.documents)

    def of(self, word: str) -> float:
        """The document frequency of a word: counted, estimated or assumed."""
        if word in self.times:
            return self.times[word]
        return 0 if in_vocabulary(word) else self.documents * ASSUMED_SHARE

    def rarest(self, phrase: Sequence[str]) -> str:
        """The word with the lowest document frequency."""
        return min(phrase, key=self.of) if len(phrase) > 1 else phrase[0]


def in_vocabulary(word: str) -> bool:
    """Whether the vocabulary counts such a word: Latin, longer than one letter, not a number."""
    return len(word) > 1 and not word[0].isdigit() and (word.isascii() or not is_cjk(word))


def look_up(connection: sqlite3.Connection, words: Iterable[str]) -> Frequencies:
    """Look up the document frequencies of words; words that the archive does not have are left out."""
    wanted = {word for word in words if word}
    counted = sorted(filter(in_vocabulary, wanted))
    found, last = connection.execute(
        "SELECT group_concat(word || ' ' || times, ' '), (SELECT max(id) FROM entries)"
        " FROM json_each(?) AS wanted CROSS JOIN vocabulary"
        " ON initial = substr(wanted.value, 1, 1) AND size = length(wanted.value) AND word = wanted.value",
        (json.dumps(counted),),
    ).fetchone()
    others = sorted(wanted.difference(counted))
    # An estimate is only needed to compare several words.
    estimated = _estimate(connection, others, last or 0) if len(others) > 1 else {}
    return Frequencies({**parse_counts(found), **estimated}, last or 0)


def _estimate(connection: sqlite3.Connection, words: Sequence[str], documents: int) -> dict[str, float]:
    """Estimate document frequencies from the docids of the SAMPLE_SIZE newest documents of each word.

    The further back in time the sample reaches, the rarer the word.
    """
    found, newest, oldest = connection.execute(
        "SELECT json_group_array((SELECT rowid FROM texts WHERE texts MATCH '\"' || wanted.value || '\"'"
        " ORDER BY rowid LIMIT 1 OFFSET ?)), (SELECT min(docid) FROM documents),"
        " (SELECT max(docid) FROM documents WHERE docid < ?)"
        " FROM json_each(?) AS wanted",
        (SAMPLE_SIZE - 1, UNDATED, json.dumps(words)),
    ).fetchone()
    reached = zip(words, json.loads(found), strict=True)
    return {
        word: SAMPLE_SIZE / 2
        if docid is None
        else min(documents, SAMPLE_SIZE * ((oldest or newest) - newest) / max(1, docid - newest))
        for word, docid in reached
    }


def parse_counts(found: str | None) -> dict[str, float]:
    """Parse words and their counts, separated by spaces."""
    words = found.split() if found else []
    return dict(zip(words[::2], map(int, words[1::2]), strict=True))
