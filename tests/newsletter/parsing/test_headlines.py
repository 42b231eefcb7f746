"""Headlines: what an entry is called and where it leads."""

import pytest

from tests.newsletter.parsing.documents import CARD, OTHER, PAPER, TRACKED, entries_of, entry_of

BODY = "\n\n![](img/a.png)\n\n[2102.00554] Learning to Forget\n\nThey forget."


@pytest.mark.parametrize(
    "headline",
    [
        f"## [How to forget]({TRACKED})",
        f"## [**How to forget**]({TRACKED})",
        f"## **[**How to forget**]({TRACKED})**",
        f"### [How to forget]({TRACKED})",
        f"# [How to forget]({TRACKED})",
        f"[**How to forget**]({TRACKED})",
        f"****[**How to forget**]({TRACKED})****",
        f"[How to forget]({TRACKED})",
        f"[**How to forget**]({TRACKED})**——**[**arxiv.org**]({PAPER})",
        f"[**How to forget**]({TRACKED})**——**[**【arxiv.org】**]({PAPER})",
        f"[**How to forget**]({TRACKED})**——**[【arxiv.org】T21]({PAPER})",
        f"[**How to forget**]({TRACKED})**——**[**arxiv . org**]({PAPER})",
        f"[**How to**]({TRACKED})**——**[**forget arxiv.org**]({PAPER})",
        f"【arxiv.org】**How to forget****——**[]({PAPER})",
        f"**How to forget**——[**arxiv.org**]({PAPER})",
        f"**How** [**to**]({PAPER}) forget**——**[**arxiv.org**]({PAPER})",
        f"## [**How to**]({TRACKED}) forget",
        f"## [**How to\nforget**]({TRACKED})",
        f"## [How to forget]({PAPER})——arxiv.org",
        f"## [How to forget — arxiv.org]({PAPER})",
        f"## [How to forget]({PAPER})（arxiv.org）",
        f"## 【arxiv.org】[How to forget]({PAPER})",
        "## How to forget",
        "## How to forget——arxiv.org",
        "# How to forget",
        "**How to forget**",
        f"## [How to forget]({PAPER}) — — — —",
    ],
)
def test_a_headline_is_read_in_any_form(headline: str):
    """The words without marks, site labels and dashes; the paper from its link or else from the citation."""
    entry = entry_of(headline + BODY)
    assert (entry.headline, entry.url, entry.arxiv_id) == ("How to forget", PAPER, "2102.00554")
    assert (entry.cited_title, entry.summary, entry.images) == ("Learning to Forget", "They forget.", ("img/a.png",))


@pytest.mark.parametrize(
    "headline", [f"[]({PAPER})****——**[**arxiv.org**]({PAPER})", f"## []({PAPER})", f"[]({PAPER})"]
)
def test_a_lost_headline_is_none(headline: str):
    entry = entry_of(headline + BODY)
    assert (entry.headline, entry.url) == (None, PAPER)


def test_a_lost_headline_takes_the_title_of_the_card():
    link = "https://blog.example.org/a"
    entry = entry_of(f"**[]({link})****——**[**The blog . example**]({link})**\n\n{CARD}\n\nIt is told.")
    assert (entry.headline, entry.url) == ("How to deploy", "https://blog.example.org/a")


@pytest.mark.parametrize(
    "words",
    [
        "【scikit】learn 1.0.0",
        "Running on Tensorflow.js",
        "Node.js — a tour",
        "What about A*?",
        "3. Deep Learning",
        "Man vs. machine",
        "人类 vs. AI",
    ],
)
@pytest.mark.parametrize("form", ["## [{}]({})", "[**{}**]({})", "[{}]({})\n\n![](a.png)"])
def test_words_that_look_like_labels_stay(words: str, form: str):
    """And make no entry less."""
    text = f"## [Before]({OTHER})\n\nText.\n\n{form.format(words, PAPER)}\n\nText."
    assert [entry.headline for entry in entries_of(text)] == ["Before", words]


def test_a_summary_may_begin_with_a_link():
    """Only a bold link, or one with an entry under it, is a headline."""
    entry = entry_of(
        f"## [One]({PAPER})\n\n[2102.00554] Learning to Forget\n\n[DALL-E]({OTHER}) draws. It draws very well."
    )
    assert entry.summary == "DALL-E draws. It draws very well."
    assert entry.mentions_arxiv == ("2103.11886",)


def test_an_address_of_an_editor_is_no_link():
    entry = entry_of(f"## [One](http://applewebdata://46DD/x){BODY}")
    assert entry.url == PAPER


def test_forms_mix_within_a_section():
    found = entries_of(
        f"## [One]({PAPER})\n\nText one.\n\n[**Two**]({OTHER})**——**[**arxiv.org**]({OTHER})\n\nText two.\n\n"
        f"# Three\n\n*[2104.00001] Third title*\nText three."
    )
    assert [entry.headline for entry in found] == ["One", "Two", "Three"]
    assert [entry.summary for entry in found] == ["Text one.", "Text two.", "Text three."]


@pytest.mark.parametrize(
    "below",
    [
        "[2102.00554] Learning to Forget\n\nThey forget.",
        "*Learning to Forget*\n[https://arxiv.org/abs/2102.00554](https://arxiv.org/abs/2102.00554)\n\nThey forget.",
        "Learning to Forget\nhttps://arxiv.org/abs/2102.00554\n\nThey forget.",
        "https://arxiv.org/abs/2102.00554\n\nThey forget.",
        "![](img/a.png)\n\n【2102.00554】Learning to Forget\n\nThey forget.",
    ],
)
@pytest.mark.parametrize("joint", ["\n", "\n\n"])
@pytest.mark.parametrize("marks", ["**", "****"])
def test_a_line_in_bold_is_a_headline_where_a_citation_or_an_address_follows(below: str, joint: str, marks: str):
    """Without a heading's mark and without a link, first in its section and behind another entry."""
    entry = f"{marks}Forget what you know{marks}{joint}{below}"
    for found in entries_of(f"{entry}\n\n{entry.replace('00554', '00553')}"):
        assert (found.headline, found.summary) == ("Forget what you know", "They forget.")
    assert [found.arxiv_id for found in entries_of(f"{entry}\n\n{entry.replace('00554', '00553')}")] == [
        "2102.00554",
        "2102.00553",
    ]


@pytest.mark.parametrize("text", ["Bold, all of it.", "**Bold, all of it.**", "**Bold:** with a word behind"])
def test_a_summary_in_bold_begins_no_entry(text: str):
    (first, second) = entries_of(f"## [One]({PAPER})\n\n{text}\n\n[**Two**]({OTHER})\n\nText.")
    assert (first.headline, first.summary) == ("One", text.replace("*", ""))
    assert second.headline == "Two"


@pytest.mark.parametrize(
    ("tail", "is_headline"),
    [(" and more", True), (" x" * 31, False), (". And a sentence", False), ("。又一句", False), (" ends.", True)],
)
def test_a_bold_link_with_a_sentence_behind_it_is_text(tail: str, is_headline: bool):
    found = entries_of(f"## [One]({PAPER})\n\nText.\n\n[**Two**]({OTHER}){tail}\n\nMore.")
    assert (len(found) == 2) == is_headline


def test_a_paragraph_that_is_longer_than_any_headline_is_text():
    for number, count in ((240, 2), (241, 1)):
        assert len(entries_of(f"## [One]({PAPER})\n\nText.\n\n[**{'x' * number}**]({OTHER})\n\nMore.")) == count


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (f"## [How to forget——arxiv.org]({PAPER})", "How to forget"),
        (f"## How to forget [arxiv.org]({PAPER})", "How to forget"),
        ("## How to forget [cut", "How to forget [cut"),
        ("## How to forget [here](https://exa", "How to forget here"),
        (f"## [AI]({PAPER})——arxiv.org", "AI"),
        (f"## [A——arxiv.org]({PAPER})", "A"),
        (f"## [Node.js, explained]({PAPER})", "Node.js, explained"),
        (f"## [【scikit】 made easy]({PAPER})", "【scikit】 made easy"),
        ("## [One](https://www.the-gradient.pub/x)——The Gradient", "One——The Gradient"),
        ("[**One**](https://www.the-gradient.pub/x)**——**[**The Gradient**](https://www.the-gradient.pub/x)", "One"),
        (
            "[**One**](https://x.pub/a)**——**[**A Much Longer Name Of It**](https://x.pub/a)",
            "One A Much Longer Name Of It",
        ),
        ("[**One**](https://www.x.pub/a)**——**[**www.x.pub**](https://www.x.pub/a)", "One"),
        ("[**One**](https://x.pub/a)**——**[**https://x.pub**](https://x.pub/a)", "One"),
        ("[**One**](https://x.pub/a)**——**[**two more x.pub**](https://x.pub/a)", "One two more"),
    ],
)
def test_site_labels_are_taken_off_and_words_that_look_like_them_stay(written: str, text: str):
    assert entry_of(f"{written}\n\n![](img/a.png)\n\nText.").headline == text


SITE = "[x.org](https://x.org/a)"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (f"[One](https://x.org/a) - {SITE}", "One"),
        (f"[One](https://x.org/a)——{SITE} more", "One more"),
        ("[One](https://x.org/a)——[w x.org](https://x.org/a)", "One"),
        ("[One](https://x.org/a)——[two x.org](https://x.org/a)", "One two"),
        ("[One](https://x.org/a)——[two y.org](https://x.org/a)", "One"),
        ("[One](https://x.org/a)——[X](https://x.org/a)", "One"),
        ("[One](https://x.org/a)——[two](https://y.org/)——[x.org](https://x.org/a)", "One two"),
        ("[One](https://x.org/a) — x . org", "One"),
        ("[One](https://x.org/a) T3", "One T3"),
        ("[One](https://x.org/a) — [x](https://x.org/a) T3", "One"),
        ("One — x.org", "One"),
        ("One -- x.org", "One"),
        ("One - x.org", "One"),
        ("One-x.org", "One-x.org"),
        ("One (x.org)", "One"),
        ("One【x . org】", "One"),
        ("One — a.words", "One — a.words"),
        ("One (scikit.learn)", "One (scikit.learn)"),
        ("One (x)", "One (x)"),
        ("【x.org】——One", "One"),
        ("x.org——One", "One"),
        ("(x.org) T3— One", "One"),
        ("[scikit.learn] One", "[scikit.learn] One"),
        ("(x.org)", "(x.org)"),
        ("——One——", "One"),
        ("- One --", "- One"),
        ("-One-", "-One-"),
        ("One\\[ two](https:", "One two"),
        (f"{'x' * 990} — x.org", "x" * 990),
        (f"{'x' * 995} — x.org", f"{'x' * 995} — x.org"),
    ],
)
def test_what_parts_headline_and_label_goes_with_the_label(written: str, text: str):
    """A label is a host of a known ending, or names the site the link leads to; no other word is taken off."""
    assert entries_of(f"## [Before]({OTHER})\n\nText.\n\n## {written}\n\nText.")[1].headline == text


@pytest.mark.parametrize(
    ("paragraph", "headline"),
    [
        (f"[**One**](https://x.org/a)——{SITE}", "One"),
        ("[**One**](https://x.org/a)——x.org", "One"),
        ("[**One**](https://x.org/a)——T3", "One——T3"),
        ("[**One**](https://x.org/a)——words", "One——words"),
        ("[**One**](https://x.org/a)——", "One"),
        ("[**One**](https://x.org/a) two", "One two"),
        (f"[One](https://x.org/a) — {SITE}", "One"),
        (f"One——{SITE}", "One"),
        (f"[x.org]——**One**——{SITE}", "One"),
        (f"{SITE}——{SITE}", None),
        (f"[One](https://x.org/a)——{SITE} more", None),
        ("One——[more](https://x.org/a)", None),
        ("[One](https://x.org/a)——words", None),
        ("[One](https://x.org/a) two", None),
        (f"[One](https://x.org/a) - {SITE}", None),
        ("**One** [**two**](https://x.org/a)", None),
        ("[**https://x.org/a**](https://x.org/a)", None),
        ("[**x.org**](https://x.org/a)", None),
        ("——", None),
        (f"——{SITE}", None),
    ],
)
def test_a_paragraph_is_a_headline_by_a_bold_link_or_by_a_dash_before_its_site(paragraph: str, headline: str | None):
    found = entries_of(f"## [Before]({OTHER})\n\nText.\n\n{paragraph}\n\nMore.")
    assert [entry.headline for entry in found] == (["Before", headline] if headline else ["Before"])
