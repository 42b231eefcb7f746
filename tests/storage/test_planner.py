"""Words are looked for in an order that saves time, and found where they are, in whatever order that is."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.search import fts5_tables
from storage.search.documents import IndexedDocument
from storage.search.frequencies import Frequencies
from storage.search.fts5_quoting import Alternatives, Phrase
from storage.search.planner import all_of, nested_and

WORDS = ("net", "deep", "gan", "模型", "剪枝", "5")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=6), min_size=1, max_size=12)
WAYS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(tuple)
GROUPS = st.lists(st.lists(WAYS, max_size=3), max_size=5)


def make_index(texts: list[list[str]]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    fts5_tables.create(connection, "")
    documents = (IndexedDocument(("",) * 5, (" ".join(text), "", "", "", ""), frozenset()) for text in texts)
    fts5_tables.insert(connection, "", enumerate(documents))
    return connection


@pytest.fixture
def index() -> Iterator[sqlite3.Connection]:
    connection = make_index([["net", "deep"], ["deep", "net"]])
    yield connection
    connection.close()


def find(index: sqlite3.Connection, expression: str) -> list[int]:
    rows = index.execute("SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rowid", (expression,))
    return [rowid for (rowid,) in rows]


def has(text: list[str], way: Phrase) -> bool:
    return any(tuple(text[i : i + len(way)]) == way for i in range(len(text)))


@given(TEXTS, GROUPS, st.dictionaries(st.sampled_from(WORDS), st.integers(0, 10**6)))
def test_whatever_is_believed_of_their_frequency_the_same_documents_are_found(
    texts: list[list[str]], groups: list[Alternatives], times: dict[str, float]
):
    index = make_index(texts)
    asked = [group for group in groups if group]
    wanted = [i for i, text in enumerate(texts) if asked and all(any(has(text, way) for way in g) for g in asked)]
    assert find(index, all_of(groups, Frequencies(times, 100))) == wanted
    index.close()


def test_the_rarest_word_is_looked_for_first():
    known = Frequencies({"net": 900, "gan": 3, "deep": 50}, 1000)
    planned = all_of([[("net",)], [("deep",)], [("gan",)]], known)
    assert planned.index("gan") < planned.index("deep") < planned.index("net")


def test_a_phrase_is_looked_at_only_where_its_rarest_word_stands_with_what_is_rarer_still():
    known = Frequencies({"net": 900, "gan": 3, "deep": 50}, 1000)
    planned = all_of([[("net", "deep")], [("gan",)]], known)
    assert planned.index('"gan"') < planned.index('"deep"') < planned.index('"net deep"')


def test_a_spelling_in_two_frequent_words_is_looked_at_only_beside_a_rare_one_that_is_needed():
    known = Frequencies({"net": 900, "gan": 3, "deep": 50, "deepnet": 5}, 1000)
    assert all_of([[("deepnet",), ("deep", "net")], [("gan",)]], known).count('"gan"') == 2
    known = known.merged_with({"gan": 800})
    assert all_of([[("deepnet",), ("deep", "net")], [("gan",)]], known).count('"gan"') == 1


def test_more_words_than_brackets_can_be_put_inside_each_other_are_still_all_looked_for(index: sqlite3.Connection):
    many = [f'"{word}"' for word in ("net", "deep") * 100]
    assert find(index, nested_and(many)) == [0, 1]
    assert find(index, nested_and([*many, '"gan"'])) == []
