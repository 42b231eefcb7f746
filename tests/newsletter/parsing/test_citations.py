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
    f"[2102. 00554] {TITLE}\n\n",
    f"【2102．00554】{TITLE}\n",
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
    "redundant", [f"[{PAPER}]({PAPER})", f"{PAPER}[]({PAPER})", f"[arxiv.org]({PAPER})", "T21", f"<{PAPER}>"]
)
def test_a_repeated_url_is_not_part_of_the_summary(redundant: str):
    entry = entry_of(f"## [One]({PAPER})\n\n{redundant}\n\n![](a.png)\n\n[2102.00554] {TITLE}\n\n{SUMMARY}")
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


def cited(text: str, headline: str = f"## [One]({PAPER})") -> tuple[str | None, str | None, str]:
    entry = entry_of(f"{headline}\n\n{text}")
    return entry.cited_title, entry.url, entry.summary


@pytest.mark.parametrize("headline", [f"## [One]({PAPER})", "## One"])
def test_a_title_goes_on_in_the_row_that_begins_with_the_papers_link(headline: str):
    """The headline's or, without one, that of the id; another link begins the summary."""
    assert cited(f"[2102.00554] Learning to\n[Forget]({TRACKED}) more\n\nText.", headline) == (
        "Learning to Forget more",
        PAPER,
        "Text.",
    )
    assert cited("[2102.00554] Learning\n[A post](https://example.org/) says.", headline) == (
        "Learning",
        PAPER,
        "A post says.",
    )


def test_a_title_broken_by_an_address_goes_on_in_the_last_row_and_only_there():
    half = f"[2102.00554] Learning to {PAPER}"
    assert cited(f"{half}\nForget\n\nText.") == ("Learning to Forget", PAPER, "Text.")
    assert cited(f"{half}\nIt forgets.")[2] == "It forgets."
    assert cited(f"{half}\nIt forgets.\nMore.\n\nText.")[2] == "It forgets.\nMore.\n\nText."
    assert cited(f"{half}\n{'long ' * 40}\n\nText.")[0] == "Learning to"
    assert cited(f"[2102.00554] {PAPER}\n{TITLE}\n\nText.")[0] == TITLE
    assert cited("[2102.00554] Learning\nIt forgets.\n\nText.")[2] == "It forgets.\n\nText."


def test_a_line_longer_than_any_title_belongs_to_the_summary():
    words = "word " * 50
    assert cited(f"[2102.00554]\n[{words}]({PAPER})\n\nText.")[2].startswith("word word")


@pytest.mark.parametrize(("words", "is_glued"), [(30, False), (40, True)])
def test_a_summary_glued_to_its_citation_is_kept_where_nothing_parts_them(words: int, is_glued: bool):
    """One line, too long for a title and with sentences in it: it is the summary, and no title is claimed."""
    text = f"Learning to Forget. They forget{' a lot' * words}."
    title, _, summary = cited(f"[2102.00554] {text}")
    assert (title, summary) == ((None, text) if is_glued else (None, text) if len(text) > 160 else (text, ""))
    assert cited(f"[2102.00554] {text}\n\nText.")[2] == "Text."
    assert cited(f"[2102.00554] {text}\nText.")[2] == "Text."


def test_italics_longer_than_any_title_are_the_summary():
    for number, is_title in ((480, True), (481, False)):
        title, _, summary = cited(f"*{'x' * number}*\n\nText.")
        assert (title is not None, summary == "Text.") == (is_title, is_title)


def test_short_italics_are_a_title_where_they_stand_alone_or_behind_an_id():
    assert cited("*BERT*\n\nText.")[0] == "BERT"
    assert cited("[2102.00554] *BERT* Text.") == ("BERT", PAPER, "Text.")
    assert cited("*BERT* is here.\n\nText.")[0] is None


def test_an_id_in_front_counts_before_one_in_the_italics():
    assert cited(f"[2102.00554] *[2103.11886] {TITLE}*\n\nText.", "## One")[1] == PAPER


def test_italics_over_two_rows_are_one_title():
    assert cited("*Learning\nto Forget*\nText.")[::2] == ("Learning to Forget", "Text.")
    assert cited("*Learning to Forget\nText.\n\nMore.")[2].endswith("More.")


def test_a_plain_title_is_known_by_the_papers_address_behind_it():
    assert cited(f"{TITLE} {PAPER}\n\nText.", "## One") == (TITLE, PAPER, "Text.")
    assert cited(f"{TITLE} {PAPER}", "## One")[2] == f"{TITLE} {PAPER}"
    assert cited(f"{TITLE}\nhttps://example.org/a\n\nText.")[0] is None
    for end in ("。", "(", "（", ":", "："):
        assert cited(f"They write{end} {PAPER}\n\nText." if end != "。" else f"They write。\n{PAPER}\n\nText.")[0] in {
            None,
            f"They write{end}",
        }
        assert cited(f"They write{end}\n{PAPER}\n\nText.")[0] is None
    for number, is_title in ((160, True), (161, False)):
        assert (cited(f"{'x' * number}\n{PAPER}\n\nText.")[0] is not None) == is_title


def test_addresses_under_a_title_in_brackets_or_a_linked_one_are_no_summary():
    assert cited(f"【{TITLE}】\n{PAPER}\nText.") == (TITLE, PAPER, "Text.")
    assert cited(f"[{TITLE}]({PAPER})\n{PAPER}\nText.") == (TITLE, PAPER, "Text.")
    assert cited(f"*{TITLE}*\n{PAPER}\n{PAPER}\nText.", "## One") == (TITLE, PAPER, "Text.")


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("【A study】", "A study"),
        ("【A study", "A study"),
        ("A study】", "A study"),
        ("[A study]", "A study"),
        ("《A study》", "A study"),
        ("【「A study」】", "A study"),
        ("A study [v2]", "A study [v2]"),
        ("[A] study [B]", "[A] study [B]"),
        ("[A] study", "[A] study"),
        ("", None),
    ],
)
@pytest.mark.parametrize("mark", ["", "*"])
def test_brackets_around_a_title_are_no_part_of_it(written: str, title: str | None, mark: str):
    """Also where only one is left; those inside it are."""
    line = f"[2102.00554] {mark}{written}{mark}" if written else "[2102.00554]"
    assert cited(f"{line}\n{PAPER}\n\nText.") == (title, PAPER, "Text.")


RELATIVE = "/sample/a-post-1a2b3c4d5e6f?source=x"
WHOLE = "https://medium.com/sample/a-post-1a2b3c4d5e6f"


@pytest.mark.parametrize(
    "text",
    [
        f"## [One]({RELATIVE})\n\nText.",
        f"[**One**]({RELATIVE})\n\nText.",
        f"[**One**]({RELATIVE})**——**[**medium.com**]({RELATIVE})\n\nText.",
        f"[**One**]({RELATIVE})**——**[**medium . com**]({RELATIVE})\n\nText.",
        f"[]({RELATIVE})**——**[**One medium.com**]({RELATIVE})\n\nText.",
        f"## One\n\n[medium.com]({RELATIVE})\n\nText.",
        f"## One\n\n*A title of it [medium.com]({RELATIVE})*\nText.",
        f"## One\n\n*A title of it*\n[medium.com]({RELATIVE})\nText.",
        f"## One\n\n[2103.11886x] A title\n[medium.com]({RELATIVE})\n\nText.".replace("2103.11886x", "9999.99999"),
        f"## One\n\nText.\n\n[## A card\n\n### More\n\nmedium.com]({RELATIVE})",
        f"**One**\n\n[medium.com]({RELATIVE})\n\nText.",
        f"[One]({RELATIVE})\n\n[## A card\n\n### More\n\nmedium.com]({RELATIVE})\n\nText.",
        f"## [One]({RELATIVE})\n\n[A title of it]({RELATIVE})\nText.",
        f"## One\n\n[A title of it]({RELATIVE})\nText.",
        f"## [One]({RELATIVE})\n\n[**medium.com**]({RELATIVE})\nText.",
        f"[**One**]({RELATIVE})\n[**medium.com**]({RELATIVE})\n\nText.",
        f"**One**\n\n[**medium.com**]({RELATIVE})\n\nText.",
        f"**One**\n[medium.com]({RELATIVE}) T3\nText.",
        f"**One**\n\n[medium.com]({RELATIVE}) T3\n\nText.",
        f"## [One]({RELATIVE})\n\n[medium.com]({RELATIVE})\n\n![](a.png)\n\nText.",
        f"## [One]({RELATIVE})\n\n[A title of it]({RELATIVE})\n[medium.com]({RELATIVE})\nText.",
        f"## [One]({RELATIVE})\n\n【A title of it】\n[medium.com]({RELATIVE})\nText.",
        f"## [One]({RELATIVE})\n\nA title of it [medium.com]({RELATIVE})\n\nText.",
        f"## [One]({RELATIVE})\n\nA title of it\n[medium.com]({RELATIVE})\nText.",
        f"## [One]({RELATIVE})\n\n*A title of it* [medium.com]({RELATIVE})\nText.",
    ],
)
def test_a_relative_link_leads_to_the_site_of_the_issue_wherever_it_stands(text: str):
    """In headline, label, citation, line and card."""
    entry = entry_of(text)
    assert (entry.headline, entry.url, entry.summary) == ("One", WHOLE, "Text.")
