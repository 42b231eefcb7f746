"""arXiv ids: whatever a person pastes or a document prints leads to one id."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.arxiv_id import abs_url, find_id, find_ids

FORMS = (
    "{}",
    " {}v3 ",
    "arXiv:{}",
    "arxiv: {}v2",
    "ARXIV {}",
    "arXiv:{}v1 [cs.LG]",
    "[{}]",
    "【{}】",
    "（{}）",
    "https://arxiv.org/abs/{}",
    "http://www.arxiv.org/abs/{}v12",
    "arxiv.org/abs/{}",
    "https://arxiv.org/pdf/{}",
    "https://arxiv.org/pdf/{}v2.pdf",
    "https://arxiv.org/html/{}v1#S3.T1",
    "https://arxiv.org/ps/{}",
    "https://arxiv.org/format/{}",
    "https://export.arxiv.org/abs/{}",
    "https://ar5iv.org/abs/{}",
    "https://ar5iv.labs.arxiv.org/html/{}",
    "https://www.alphaxiv.org/abs/{}",
    "https://www.alphaxiv.org/pdf/{}",
    "https://alphaxiv.org/overview/{}v1",
    "https://huggingface.co/papers/{}",
    "https://hf.co/papers/{}",
    "https://scirate.com/arxiv/{}",
    "https://papers.cool/arxiv/{}",
    "https://papers.cool/arxiv/kimi?paper={}",
    "https://api.semanticscholar.org/arXiv:{}",
    "https://www.semanticscholar.org/arxiv/{}",
    "https://www.semanticscholar.org/paper/arXiv:{}",
    "https://www.semanticscholar.org/search?q=arXiv%3A{}",
    "https://api.semanticscholar.org/graph/v1/paper/arXiv:{}?fields=title",
    "https://www.emergentmind.com/papers/{}",
    "10.48550/arXiv.{}",
    "https://doi.org/10.48550/arXiv.{}",
    "https://arxiv.org/abs/{}?utm_campaign=A%27s%20news&utm_medium=email",
    "https%3A%2F%2Farxiv.org%2Fabs%2F{}",
    "https://arxiv.org/abs/{}'))",
)


@st.composite
def ids(draw: st.DrawFn) -> str:
    """Canonical ids of all three schemes."""
    month = draw(st.integers(1, 12))
    scheme = draw(st.sampled_from(["five", "four", "old"]))
    if scheme == "five":
        return f"{draw(st.integers(15, 40))}{month:02d}.{draw(st.integers(1, 99_999)):05d}"
    if scheme == "four":
        return f"{draw(st.integers(8, 14)):02d}{month:02d}.{draw(st.integers(1, 9_999)):04d}"
    archive = draw(st.sampled_from(["hep-th", "cs", "math", "cond-mat", "astro-ph", "q-bio"]))
    return f"{archive}/{draw(st.integers(91, 99))}{month:02d}{draw(st.integers(1, 999)):03d}"


@given(ids(), st.sampled_from(FORMS))
def test_every_form_of_an_id_is_the_same_paper(arxiv_id: str, form: str):
    text = form.format(arxiv_id)
    assert find_id(text) == arxiv_id
    assert find_ids(f"见 {text} 。") == (arxiv_id,)


@given(ids())
def test_an_address_made_from_an_id_leads_back_to_it(arxiv_id: str):
    assert find_id(abs_url(arxiv_id)) == arxiv_id


@pytest.mark.parametrize("written", ["cs.LG/0101001", "CS.LG/0101001v2", "https://arxiv.org/abs/cs.LG/0101001"])
def test_the_subject_class_of_an_old_id_is_dropped(written: str):
    """arXiv itself calls cs.LG/0101001 cs/0101001."""
    assert find_id(written) == "cs/0101001"


def test_fullwidth_digits_are_digits():
    assert find_id("２１０２．００５５４") == "2102.00554"


@pytest.mark.parametrize(
    "text",
    [
        "2021.1234",  # no month 21
        "2113.12345",
        "2100.12345",
        "1412.12345",  # five digits from 1501 on
        "1501.1234",
        "0703.1234",  # the scheme began in April 2007
        "2102.00000",
        "12102.00554",  # inside longer numbers
        "2102.005541",
        "2102.00554.1",
        "3.2102.00554",
        "1.8.1",
        "2021-02-07",
        "2012.12345%",
        "$1203.4567",
        "hep-th/9913001",
        "hep-xx/9901001",
        "x_2102.00554",
        "https://example.org/1203.4567",
        "",
    ],
)
def test_what_only_looks_like_an_id_is_none(text: str):
    assert find_ids(text) == ()
    assert find_id(text) is None


@pytest.mark.parametrize(
    "text", ["2102.00554 and more", "2102.00554 2102.00555", "see arXiv:2102.00554", "[2102.00554] Title"]
)
def test_a_sentence_is_not_a_single_id(text: str):
    assert find_id(text) is None
    assert "2102.00554" in find_ids(text)


def test_ids_in_running_text_come_in_order_and_once():
    text = (
        "论文2102.00554和 https://arxiv.org/abs/2010.07432[T21](https://arxiv.org/abs/2010.07432)，"
        "ghost net([https://arxiv.org/abs/1911.11907')](https://arxiv.org/abs/1911.11907'))；2102.10772))、(hep-th/9901001)"
    )
    assert find_ids(text) == ("2102.00554", "2010.07432", "1911.11907", "2102.10772", "hep-th/9901001")


@given(st.text(alphabet="0123456789./v arxiv:hepth-cs%[]【】", max_size=60))
def test_an_id_is_never_made_up(text: str):
    """Every id that is found stands in the text, a subject class aside."""
    for found in find_ids(text):
        assert found.rpartition("/")[2] in text
