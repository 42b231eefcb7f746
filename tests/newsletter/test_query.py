"""What a person typed, read as a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.query import MAX_TERMS, Query, read_query, tokens


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("BatchNorm", ["batchnorm"]),
        ("VL-T5 的模型", ["vl", "t5", "的", "模", "型"]),
        ("ＧＡＮ", ["gan"]),
        ("Ångström_1", ["ångström", "1"]),
        ("", []),
        ("\ud800", []),
    ],
)
def test_words_are_what_a_reader_would_call_words(text: str, wanted: list[str]):
    assert tokens(text) == wanted


def test_a_run_of_chinese_is_one_phrase_and_a_word_with_a_hyphen_too():
    assert read_query("剪枝 GAN vl-t5").terms == (("剪", "枝"), ("gan",), ("vl", "t5"))
    assert read_query("用GAN生成").terms == (("用",), ("gan",), ("生", "成"))


@pytest.mark.parametrize("text", ["2102.00554", " arXiv:2102.00554v3 ", "https://arxiv.org/pdf/2102.00554.pdf"])
def test_an_id_in_any_form_is_the_paper(text: str):
    assert read_query(text).arxiv_id == "2102.00554"


@pytest.mark.parametrize("text", ["", "  ", '"', "-", "***", "()", "。、", "🙂"])
def test_what_has_no_word_in_it_is_no_query(text: str):
    assert not read_query(text)


def test_a_pasted_paragraph_is_its_first_words():
    assert len(read_query("word " * 5000).terms) == MAX_TERMS


@given(st.text())
def test_nothing_a_person_types_can_fail(text: str):
    query = read_query(text)
    assert all(term and all(term) for term in query.terms)


@pytest.mark.parametrize("query", [Query("x", "2102.00554", ()), Query("gan", None, (("gan",),))])
def test_a_paper_or_a_word_is_something_to_search_for(query: Query):
    assert query


@pytest.mark.parametrize(("typed", "text"), [("  Batch \n norm ", "Batch norm"), ("GAN\ud800", "GAN")])
def test_what_was_typed_is_kept_to_be_shown(typed: str, text: str):
    assert read_query(typed).text == text
