"""What a person typed, read as a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.model import SectionKind
from newsletter.search.query import MAX_TERMS, Term, read_query, without_fields
from newsletter.search.tokenizer import index_text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("BatchNorm", "batch norm # batchnorm"),
        ("batch norm", "batch norm"),
        ("Transformers and GANs", "transformer and gan"),
        ("ViT", "vit"),
        ("C++, C#, .NET", "c++ c# .net"),
        ("ＧＡＮ", "gan"),
        ("Ångström", "angstrom"),
        ("锚", "锚 # 锚"),
        ("剪枝", "剪枝 # 剪 枝"),
        ("", ""),
        ("\ud800", ""),
    ],
)
def test_a_text_is_indexed_by_its_parts_and_joined(text: str, wanted: str):
    assert index_text(text)[0] == wanted


def test_words_phrases_and_excluded_words_are_told_apart():
    query = read_query('剪枝 GAN "vision transformer" -video -"style transfer"')
    assert query.terms == (Term("剪枝"), Term("GAN"), Term("vision transformer", exact=True))
    assert query.excluded == (Term("video"), Term("style transfer", exact=True))


def test_field_words_narrow_a_search():
    query = read_query('gan section:papers year:2021 issue:"week 7" author:He')
    assert (query.section, query.year, query.issue, query.author) == (SectionKind.PAPERS, 2021, "week 7", "He")
    assert query.terms == (Term("gan"),)


@pytest.mark.parametrize("text", ["title:gan", "section:nonsense", "year:soon"])
def test_a_field_that_is_none_is_words(text: str):
    query = read_query(text)
    assert query.terms
    assert not query.narrowed


@pytest.mark.parametrize("text", ["2102.00554", " arXiv:2102.00554v3 ", "https://arxiv.org/pdf/2102.00554.pdf"])
def test_an_id_in_any_form_is_the_paper(text: str):
    assert read_query(text).arxiv_id == "2102.00554"


@pytest.mark.parametrize("text", ["", "  ", '"', "-", "***", "()", "。、", "🙂"])
def test_what_has_no_word_in_it_is_no_query(text: str):
    assert not read_query(text)


def test_a_pasted_paragraph_is_its_first_words():
    assert len(read_query("word " * 5000).terms) == MAX_TERMS


def test_what_narrows_a_pasted_paragraph_may_stand_behind_it():
    query = read_query("word " * 200 + '"" year:2024 -shark')
    assert (len(query.terms), query.year, query.excluded) == (MAX_TERMS, 2024, (Term("shark"),))


@given(st.text())
def test_nothing_a_person_types_can_fail(text: str):
    query = read_query(text)
    assert all(run for term in query.terms for run in term.runs)


def test_a_query_keeps_what_was_typed_with_single_blanks():
    assert read_query("  two\n words \ud800").text == "two words"
    assert read_query(" arXiv:2102.00554 ").text == "arXiv:2102.00554"


@pytest.mark.parametrize("text", ["section:papers", "-video", "gan", "2102.00554", "author:He"])
def test_each_part_of_a_query_alone_is_one(text: str):
    assert read_query(text)


def test_an_excluded_field_word_is_an_excluded_word():
    query = read_query("gan -year:2021")
    assert (query.year, query.excluded) == (None, (Term("year 2021"),))


def test_a_number_behind_a_dash_is_part_of_a_name_and_not_excluded():
    assert read_query("resnet -50").terms == (Term("resnet"), Term("50"))
    assert read_query("resnet -v2").excluded == (Term("v2"),)


def test_words_that_only_punctuation_parts_are_words_apart_unless_quoted():
    assert read_query("剪枝,GAN").terms == (Term("剪枝"), Term("GAN"))
    assert len(read_query('"剪枝,GAN"').terms) == 1


def test_marks_without_a_word_between_words_are_passed_over():
    assert read_query("gan *** vit").terms == (Term("gan"), Term("vit"))


@pytest.mark.parametrize("text", ["section:use-cases", "section:use_cases", 'section:"use cases"', "section:USECASES"])
def test_a_section_is_known_however_its_words_are_joined(text: str):
    assert read_query(text).section is SectionKind.USE_CASES


def test_a_year_is_written_in_plain_digits_and_an_authors_name_is_cut():
    assert read_query("year:２０２１").year == 2021
    assert read_query("year:٢٠٢١").year is None
    assert len(read_query(f"author:{'x' * 150}").author or "") == 100


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("gan OR vae", (Term("gan", others=(Term("vae"),)),)),
        ("a OR b OR c d", (Term("a", others=(Term("b"), Term("c"))), Term("d"))),
        ('gan OR "deep nets"', (Term("gan", others=(Term("deep nets", exact=True),)),)),
        ("gan ＯＲ vae", (Term("gan", others=(Term("vae"),)),)),
        ("gan OR OR vae", (Term("gan", others=(Term("vae"),)),)),
        ("gan or vae", (Term("gan"), Term("or"), Term("vae"))),
        ("OR gan OR", (Term("gan"),)),
        ("gan OR -vae", (Term("gan"),)),
        ("-gan OR vae", (Term("vae"),)),
        ("gan OR year:2021", (Term("gan"),)),
        ("year:2021 OR gan", (Term("gan"),)),
        ('gan "OR" vae', (Term("gan"), Term("OR", exact=True), Term("vae"))),
        ("gan OR *** vae", (Term("gan"), Term("vae"))),
        ("OR", (Term("OR"),)),
        ("vision OR nlp,speech", (Term("vision", others=(Term("nlp"),)), Term("speech"))),
    ],
)
def test_or_in_capitals_stands_between_two_terms_and_is_nothing_elsewhere(text: str, terms: tuple[Term, ...]):
    assert read_query(text).terms == terms


@given(st.lists(st.sampled_from(["OR", "gan", '"deep nets"', "-x", "year:2021", "剪枝", "or", "a,b"]), max_size=30))
def test_a_query_of_ors_keeps_to_what_is_compared(words: list[str]):
    query = read_query(" ".join(words))
    assert sum(len(term.choices) for term in query.terms) <= MAX_TERMS
    assert all(choice.runs for term in query.terms for choice in term.choices)
    assert all(not choice.others for term in query.terms for choice in term.choices)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("gan year:2020 section:papers", "gan"),
        ('author:"Le Cun" "deep nets" -wool 年份：2020', '"deep nets" -wool'),
        ("year:soon section:nothing", "year:soon section:nothing"),
        ("a OR b issue:week-7", "a OR b"),
        ("year:2020", ""),
    ],
)
def test_a_query_is_asked_again_without_its_filters(text: str, bare: str):
    """What is no filter stays, and so does what is not filtered by."""
    assert without_fields(text) == bare
    assert not read_query(bare).narrowed
    assert read_query(bare).terms == read_query(text).terms
