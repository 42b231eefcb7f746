"""In how many documents words are: counted in the vocabulary, of Latin ones; of any other, estimated."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from newsletter.search.tokenizer import is_cjk
from storage.search.documents import UNDATED

SAMPLE = 100
"""Documents with a word, the newest, from whose places in time it is estimated how many there are."""

GUESSED = 0.02
"""The part of all documents that is taken to have a word, and neighbours of it, that was not looked up."""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How frequent the words of a query are."""

    times: Mapping[str, float] = field(default_factory=dict)
    documents: int = 0

    def __contains__(self, word: object) -> bool:
        return word in self.times

    def and_of(self, times: Mapping[str, float]) -> Self:
        """These too."""
        return type(self)({**self.times, **times}, self.documents)

    def of(self, word: str) -> float:
        """Of one word."""
        if word in self.times:
            return self.times[word]
        return 0 if is_counted(word) else self.documents * GUESSED

    def rarest(self, phrase: Sequence[str]) -> str:
        """The rarest of several words."""
        return min(phrase, key=self.of) if len(phrase) > 1 else phrase[0]


def is_counted(word: str) -> bool:
    """Whether the vocabulary has such words: Latin ones that are more than a letter or a number."""
    return len(word) > 1 and not word[0].isdigit() and (word.isascii() or not is_cjk(word))


def look_up(connection: sqlite3.Connection, words: Iterable[str]) -> Frequencies:
    """Those of the words that the archive has."""
    wanted = {word for word in words if word}
    counted = sorted(filter(is_counted, wanted))
    found, last = connection.execute(
        "SELECT group_concat(word || ' ' || times, ' '), (SELECT max(id) FROM entries)"
        " FROM json_each(?) AS wanted CROSS JOIN vocabulary"
        " ON initial = substr(wanted.value, 1, 1) AND size = length(wanted.value) AND word = wanted.value",
        (json.dumps(counted),),
    ).fetchone()
    others = sorted(wanted.difference(counted))
    # Which of them is rarer is worth a look only where there are several.
    estimated = _estimate(connection, others, last or 0) if len(others) > 1 else {}
    return Frequencies({**read(found), **estimated}, last or 0)


def _estimate(connection: sqlite3.Connection, words: Sequence[str], documents: int) -> dict[str, float]:
    """The further back in time a sample of the newest documents with a word reaches, the rarer it is."""
    found, newest, oldest = connection.execute(
        "SELECT json_group_array((SELECT rowid FROM texts WHERE texts MATCH '\"' || wanted.value || '\"'"
        " ORDER BY rowid LIMIT 1 OFFSET ?)), (SELECT min(docid) FROM documents),"
        " (SELECT max(docid) FROM documents WHERE docid < ?)"
        " FROM json_each(?) AS wanted",
        (SAMPLE - 1, UNDATED, json.dumps(words)),
    ).fetchone()
    reached = zip(words, json.loads(found), strict=True)
    return {
        word: SAMPLE / 2
        if docid is None
        else min(documents, SAMPLE * ((oldest or newest) - newest) / max(1, docid - newest))
        for word, docid in reached
    }


def read(found: str | None) -> dict[str, float]:
    """Words and their numbers, parted by spaces."""
    words = found.split() if found else []
    return dict(zip(words[::2], map(int, words[1::2]), strict=True))
