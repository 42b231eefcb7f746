"""Citations: the paper's title and id, and where the summary begins."""

import pytest

from tests.newsletter.parsing.documents import OTHER, PAPER, TRACKED, entry_of

TITLE = "Learning to Forget: A Study"
SUMMARY = "They forget what is not needed."
ID_FORMS = [
    f"[2102.00554] {TITLE}\n\n",
    f"[2102.00554]{TITLE}\n",
    f"【2102.00554】{TITLE}\n\n",
    f"*【2102.00554】{TITLE}*\n",
    f"*【2102.00554】{TITLE}* ",
    f"***【2102.00554】{TITLE}*\n",
    f"*[2102.00554] {TITLE}*\n\n",
    f"[2102.00554] *{TITLE}* ",
    f"**[2102.00554] {TITLE}\n",
    f"[2102.00554 {TITLE}\n\n",
    f"2102.00554】{TITLE}\n\n",
    f"*【2102.00554】{TITLE}\n",
    f"【2102.00554】{TITLE}* ",
    f"[2102.00554v2] {TITLE}\n\n",
    f"[arXiv:2102.00554] {TITLE}\n\n",
    f"arXiv:2102.00554 {TITLE}\n\n",
    f"2102.00554 {TITLE}\n\n",
    f"[2102.00554]({PAPER}) {TITLE}\n\n",
    f"[[2102.00554] {TITLE}]({PAPER})\n\n",
    f"\\[2102.00554\\] {TITLE}\n\n",
    f"[2102.00554]\n{TITLE}\n\n",
    f"[2102.00554]{TITLE}\n[{PAPER}]({TRACKED})\n\n",
    f"[2102.00554]{TITLE}\n[{PAPER}]({TRACKED})\n",
    f"[2102.00554]{TITLE} {PAPER}\nT3\n\n",
    f"【2102.00554】{PAPER}\n[{TITLE}]({TRACKED})\n\n",
    f"[2102.00554] Learning {PAPER}\n[to]({TRACKED}) Forget: A Study\n\n",
    f"[2102.00554] Learning to {PAPER}\nForget: A Study\n\n",
    f"*{TITLE}*{PAPER}[T21]({PAPER})\n\n",
    f"*{TITLE}*\n[{PAPER}]({PAPER})\n\n",
    f"{TITLE}\n[{PAPER}]({PAPER})\n\n",
    f"[{TITLE}]({PAPER})\n\n",
]


@pytest.mark.parametrize("citation", ID_FORMS)
@pytest.mark.parametrize("headline", ["## One", f"## [One]({TRACKED})", f"[**One**]({TRACKED})"])
def test_a_citation_is_read_in_any_form(headline: str, citation: str):
    """Title and id whatever brackets, marks and addresses are around them; the summary starts behind."""
    if headline == "## One" or "[**" not in headline:
        entry = entry_of(f"{headline}\n\n{citation}{SUMMARY}")
    else:
        entry = entry_of(f"{headline}\n\n![](a.png)\n\n{citation}{SUMMARY}")
    assert (entry.cited_title, entry.arxiv_id, entry.summary) == (TITLE, "2102.00554", SUMMARY)


@pytest.mark.parametrize(
    "citation",
    [f"*{TITLE}*\n", f"*{TITLE}* ", f"*【{TITLE}】*\n", f"【{TITLE}】\n", f"【{TITLE}】\n\n", f"【{TITLE}\n"],
)
def test_a_title_without_an_id_is_a_citation_by_its_marks(citation: str):
    entry = entry_of(f"## [One]({PAPER})\n\n{citation}{SUMMARY}")
    assert (entry.cited_title, entry.summary) == (TITLE, SUMMARY)


def test_a_summary_without_a_citation_is_whole():
    entry = entry_of(f"## [One]({PAPER})\n\n{SUMMARY}\n\nA second paragraph.")
    assert (entry.cited_title, entry.summary) == (None, f"{SUMMARY}\n\nA second paragraph.")


def test_an_emphasised_word_is_no_citation():
    entry = entry_of(f"## [One]({PAPER})\n\n*BERT* is used to rank what people ask.")
    assert (entry.cited_title, entry.summary) == (None, "BERT is used to rank what people ask.")


def test_the_headlines_link_wins_over_another_id_in_the_citation():
    entry = entry_of(f"## [One]({PAPER})\n\n*【2103.11886】Another title*\n{SUMMARY}")
    assert (entry.arxiv_id, entry.url, entry.cited_title) == ("2102.00554", PAPER, "Another title")


def test_other_papers_in_the_summary_are_mentions():
    """In order, each once, without the entry's own."""
    text = f"It extends [{OTHER}')]({OTHER}')), [2104.00001] and {OTHER}, but not {PAPER}."
    assert entry_of(f"## [One]({PAPER})\n\n{text}").mentions_arxiv == ("2103.11886", "2104.00001")


@pytest.mark.parametrize(
    "trace", [f"[{PAPER}]({PAPER})", f"{PAPER}[]({PAPER})", f"[arxiv.org]({PAPER})", "T21", f"<{PAPER}>"]
)
def test_what_repeats_the_address_is_no_summary(trace: str):
    entry = entry_of(f"## [One]({PAPER})\n\n{trace}\n\n![](a.png)\n\n[2102.00554] {TITLE}\n\n{SUMMARY}")
    assert (entry.summary, entry.cited_title) == (SUMMARY, TITLE)


@pytest.mark.parametrize(
    "credit",
    [
        "图片引自本文",
        "图片来自[的博客](https://example.org/)。",
        "Image quoted from this paper",
        "Image: Example Lab",
        "画像は論文より引用",
    ],
)
def test_a_picture_credit_is_no_summary(credit: str):
    entry = entry_of(f"## [One]({PAPER})\n\n![](a.png)\n\n{credit}\n\n[2102.00554] {TITLE}\n\n{SUMMARY}")
    assert (entry.summary, entry.cited_title, entry.images) == (SUMMARY, TITLE, ("a.png",))
