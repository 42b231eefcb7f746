"""Whole documents: sections, boilerplate around them, and warnings."""

import datetime

import pytest

from newsletter.errors import DocumentError
from newsletter.model import Issue, SectionKind
from newsletter.parsing import parse_markdown
from tests.newsletter.parsing.documents import CARD, HEAD, OTHER, PAPER, issue_of

ENTRY = f"## [One]({PAPER})\n\n[2102.00554] A title\n\nText one.\n\n"
NEXT = f"## [Two]({OTHER})\n\n[2103.11886] Another title\n\nText two.\n\n"
DASHES = "— — — — — –"


def _outline(issue: Issue) -> list[tuple[int, str, SectionKind, int]]:
    return [(each.number, each.title, each.kind, len(each.entries)) for each in issue.sections]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("# 1.Machine Learning Papers", SectionKind.PAPERS),
        ("# **1. Papers**", SectionKind.PAPERS),
        ("# ****1.报纸****", SectionKind.PAPERS),
        ("**# 1. 機械学習論文**", SectionKind.PAPERS),
        ("#1.机器学习论文", SectionKind.PAPERS),
        ("# 1、机器学习论文", SectionKind.PAPERS),
        ("# １．論文", SectionKind.PAPERS),
        ("# 1. Papers — — — —", SectionKind.PAPERS),
        ("# 1. Technical Articles", SectionKind.ARTICLES),
        ("# 1.机器学习技术相关文章", SectionKind.ARTICLES),
        ("# 1. 技術記事", SectionKind.ARTICLES),
        ("# 1. Examples of Machine Learning use cases", SectionKind.USE_CASES),
        ("# 1.机器学习用例的例子", SectionKind.USE_CASES),
        ("# 1. 機械学習の活用事例", SectionKind.USE_CASES),
        ("# 1. Featured Paper/News in This Week", SectionKind.FEATURED),
        ("# 1.本周特稿/新闻", SectionKind.FEATURED),
        ("# 1. 今週の注目論文/ニュース", SectionKind.FEATURED),
        ("# 1. Other Topics", SectionKind.OTHER),
        ("# 1.其他主题", SectionKind.OTHER),
        ("# 1. その他のトピック", SectionKind.OTHER),
    ],
)
def test_a_section_is_a_numbered_heading_of_known_kind(heading: str, kind: SectionKind):
    (section,) = issue_of(f"{HEAD}{heading}\n\n{ENTRY}").sections
    assert (section.number, section.kind, len(section.entries)) == (1, kind, 1)
    assert not section.title.endswith(("*", "—"))


@pytest.mark.parametrize(
    "separator", ["— —", DASHES, f"**{DASHES}**", "****— –****", f"# {DASHES}", "---", "- - -", "* * *", "———"]
)
def test_separators_are_nothing_wherever_they_stand(separator: str):
    text = (
        f"{HEAD}{separator}\n\n# 1. Papers\n\n{separator}\n\n{ENTRY}{separator}\n\n{NEXT}{separator}\n\n"
        f"# **2. Other Topics**\n{separator}\n{ENTRY}{separator}\n"
    )
    issue = issue_of(text)
    assert _outline(issue) == [(1, "Papers", SectionKind.PAPERS, 2), (2, "Other Topics", SectionKind.OTHER, 1)]
    assert [entry.summary for entry in issue.entries] == ["Text one.", "Text two.", "Text one."]


def test_bold_marks_may_open_and_close_anywhere():
    text = (
        f"{HEAD}# 1. Papers\n\n[**One**]({PAPER})\n\n**![](a.png)**\n\n***【2102.00554】A title*\nText one.**\n\n"
        f"## **[**Two**]({OTHER})**\n\n**{CARD}\n\nText two.** \n\n"
        f"**{DASHES}**\n\n# **2. Other**\n\n****[**Three**](https://example.org/3)****\n\nText three.****"
    )
    issue = issue_of(text)
    assert [(entry.headline, entry.summary) for entry in issue.entries] == [
        ("One", "Text one."),
        ("Two", "Text two."),
        ("Three", "Text three."),
    ]


def test_pictures_and_cards_stay_with_their_entry_before_or_after_the_summary():
    text = (
        f"{HEAD}# 1. Papers\n\n# One\n\n*A longer title*\n\nText one.\n\n![](1.png)\n\n# Two\n\n{CARD}\n\nText two.\n\n"
        f"# Three\n\nText three.\n\n[## Third card\n\n### About…\n\nwww.example.com](https://www.example.com/3?sh=1) \n"
    )
    one, two, three = issue_of(text).entries
    assert (one.images, one.link_card, one.url) == (("1.png",), None, None)
    assert two.link_card is not None
    assert (two.images, two.link_card.title, two.link_card.site, two.url) == (
        (),
        "How to deploy",
        "blog.example.org",
        "https://blog.example.org/a",
    )
    assert three.link_card is not None
    assert (three.summary, three.link_card.title, three.url) == (
        "Text three.",
        "Third card",
        "https://www.example.com/3",
    )


def test_a_card_whose_site_was_translated_is_called_by_its_link():
    text = f"{HEAD}# 1. Papers\n\n## [One](https://distill.example/a)\n\n[## T\n\n### d\n\n蒸馏. example](https://distill.example/a)\n\nText."
    card = issue_of(text).entries[0].link_card
    assert card is not None
    assert card.site == "distill.example"


AROUND = [
    "# Past Newsletters",
    "# **过去的时事通讯**",
    "# —过去的文章",
    "## 每周新闻信！请订阅！",
    "# 🌟 I publish a newsletter every week! Please subscribe! 🌟",
    "# About Me",
    "# 关于我",
    "# 自己紹介",
    "# Other Blogs",
    "# 其他博客",
    "# 過去のニュースレター",
    "# Twitter, I post one-sentence paper comments.",
    "**Past Newsletters**",
]


@pytest.mark.parametrize("heading", AROUND)
@pytest.mark.parametrize(
    "body",
    [CARD * 2, "An engineer. [http://github.com/x](https://t.co/x)", "[Week 6](/s/w6) ⇦ Week 7 ⇨ [Week 8](/s/w8)"],
)
def test_boilerplate_is_no_entry_at_any_position(heading: str, body: str):
    block = f"{heading}\n\n{body}\n\n"
    text = f"{HEAD}{block}# 1. Papers\n\n{ENTRY}{block}# 2. Other Topics\n\n{NEXT}{block}"
    assert _outline(issue_of(text)) == [(1, "Papers", SectionKind.PAPERS, 1), (2, "Other Topics", SectionKind.OTHER, 1)]


def test_entries_behind_a_subscribe_block_are_found():
    text = f"{HEAD}# 1. Papers\n\n{ENTRY}# Please subscribe!\n\n{CARD}\n\n{NEXT}"
    assert [entry.headline for entry in issue_of(text).entries] == ["One", "Two"]


def test_a_headline_about_twitter_is_an_entry():
    text = f"{HEAD}# 1. Papers\n\n## [Twitter posts in a new corpus]({PAPER})\n\n[2102.00554] A title\n\nText."
    assert len(issue_of(text).entries) == 1


def test_picks_and_commentary_are_told_from_the_table_of_contents():
    text = (
        f"{HEAD}Articles I read in week 7, 2021 (Feb 7 ~).\n\n## Topics\n\n1.  Papers\n2.  Others\n\n"
        f"## — Weekly Editor's Picks\n\n*   [A pick]({PAPER}?utm_source=x)\n*   A pick without a link\n\n"
        f"## Papers.\n\n*   I think [this]({OTHER})) and {PAPER} matter.\n*   So it goes.\n\n{DASHES}\n\n"
        f"Five topics follow.\n\n*   Papers\n*   Other Topics\n\n"
        f"# 1. Papers\n\n{ENTRY}# 2. Other Topics\n\n{NEXT}"
    )
    issue = issue_of(text)
    assert [(pick.text, pick.urls, pick.arxiv_ids) for pick in issue.picks] == [
        ("A pick", (PAPER,), ("2102.00554",)),
        ("A pick without a link", (), ()),
    ]
    (block,) = issue.commentary
    assert block.heading == "Papers."
    assert [(item.text, item.arxiv_ids) for item in block.items] == [
        (f"I think this) and {PAPER} matter.", ("2103.11886", "2102.00554")),
        ("So it goes.", ()),
    ]
    assert issue.date == datetime.date(2021, 2, 7)


@pytest.mark.parametrize("name", ["## —每周编辑精选", "# Weekly editor's pickup", "## 今週の編集者のおすすめ"])
def test_picks_are_known_by_their_name(name: str):
    assert len(issue_of(f"{HEAD}{name}\n\n* [A pick]({PAPER})\n\n# 1. Papers\n\n{ENTRY}").picks) == 1


@pytest.mark.parametrize(
    "source",
    [
        "> 原文：<https://medium.com/a/b-123?source=x>",
        "> Original: https://medium.com/a/b-123",
        "原文：[link](https://medium.com/a/b-123?gi=1)",
        "> 元記事: [https://medium.com/a/b-123](https://medium.com/a/b-123)",
    ],
)
def test_relative_links_lead_to_the_site_of_the_original(source: str):
    issue = issue_of(f"# News\n\n{source}\n\n# 1. Papers\n\n## [One](/c/d-456?source=y)\n\nText.")
    assert (issue.source_url, issue.entries[0].url) == ("https://medium.com/a/b-123", "https://medium.com/c/d-456")


def test_without_an_original_a_card_tells_where_relative_links_lead():
    text = (
        "# News\n\n# 1. Papers\n\n## [One](/c/d-456)\n\n[](/c/d-456) [## T\n\n### d\n\nmedium.com](/c/d-456) \n\nText."
    )
    assert issue_of(text).entries[0].url == "https://medium.com/c/d-456"


@pytest.mark.parametrize(
    ("title", "entry", "language"),
    [
        ("样本新闻", "## [测试 BERT 与 GPT](https://example.org/)\n\n这是一篇关于 Transformer 的文章。", "zh"),
        ("サンプルニュース", "## [BERTの検証](https://example.org/)\n\nこれはTransformerについての記事です。", "ja"),
        (
            "Sample News",
            "## [Testing 北京 data](https://example.org/)\n\nAn article about a city and its many data sets.",
            "en",
        ),
    ],
)
def test_the_language_is_the_one_a_reader_reads(title: str, entry: str, language: str):
    assert issue_of(f"# {title}\n\n# 1. Papers\n\n{entry}").language == language


def test_warnings_have_the_line_of_their_cause():
    text = (
        "# News\n\n# 1. Papers\n\n"
        f"## [One]({PAPER})\n\n*【2103.11886】Another title*\nText.\n\n"
        f"## []({OTHER})\n\nText.\n\n## Three\n\nText.\n\n## [Four]({PAPER})\n\nText."
    )
    assert [(warning.line, warning.text) for warning in parse_markdown(text).warnings] == [
        (1, "This issue says neither its week nor its number nor its date."),
        (7, "The citation names arXiv:2103.11886, but the headline leads to arXiv:2102.00554, which counts."),
        (10, "The headline of this entry is lost; nothing stands in."),
        (14, "This entry has no link, so it cannot be found by paper."),
        (18, "This issue has arXiv:2102.00554 twice, first on line 5."),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "notes.md is empty"),
        (" \n\n", "notes.md is empty"),
        ("Hello.\n\nWorld.", r"found none \(headings: 0, paragraphs: 2\)\."),
        ("# 1. Papers\n\n# 2. Other", r"found no entry \(numbered sections: 2\)\."),
        ("# 1. Papers", r"found no entry \(numbered sections: 1\)\."),
        ("# Shopping\n\n* milk", r"found none \(headings: 1, paragraphs: 0\)\."),
    ],
)
def test_what_is_no_newsletter_gets_a_sentence(text: str, reason: str):
    with pytest.raises(DocumentError, match=reason):
        parse_markdown(text, "notes.md")


def test_a_document_that_is_cut_off_is_read_as_far_as_it_goes():
    """Even inside a link or a card."""
    whole = f"{HEAD}# 1. Papers\n\n{ENTRY}## [Two](https://blog.example.org/a)\n\n{CARD}\n\nText two."
    start = whole.index("Text one.") + 9
    for end in range(start, len(whole)):
        first, *others = issue_of(whole[:end]).entries
        assert (first.headline, first.summary) == ("One", "Text one.")
        assert len(others) <= 1
        assert all((other.headline or "Two")[:1] in "T[H" for other in others)


def test_line_endings_of_windows_and_a_byte_order_mark_change_nothing():
    text = f"{HEAD}# 1. Papers\n\n{ENTRY}{NEXT}"
    assert issue_of("\ufeff" + text.replace("\n", "\r\n")) == issue_of(text)


CARD_OF_ONE = f"[## A card\n\n### More\n\narxiv.org]({PAPER})"


def test_behind_a_separator_only_the_entrys_own_card_belongs_to_it():
    """What else stands there without a headline is nobody's."""
    body = f"# 1. Papers\n\n## [One]({PAPER})\n\nText.\n\n---\n\nSomething else of no entry.\n\n![](x.png)\n\n"
    (entry,) = issue_of(HEAD + body + CARD_OF_ONE).entries
    assert (entry.summary, entry.images) == ("Text.", ())
    assert entry.link_card is not None
    (entry,) = issue_of(HEAD + body + CARD).entries
    assert (entry.summary, entry.link_card) == ("Text.", None)
    (entry,) = issue_of(f"{HEAD}# 1. Papers\n\n## [One]({PAPER})\n\n---\n\nText.\n\n{CARD}").entries
    assert (entry.summary, entry.link_card is not None) == ("Text.", True)


def heads(text: str) -> list[str | None]:
    return [entry.headline for entry in issue_of(f"{HEAD}# 1. Papers\n\n{text}").entries]


def test_a_heading_of_the_sections_level_is_an_entry_only_by_what_stands_under_it():
    """A picture, a card or a citation with a text; or a text, where entries before it are on that level."""
    one = "# One\n\n![](a.png)\n\nText.\n\n"
    assert heads(f"{one}# Two\n\nText.") == ["One", "Two"]
    assert heads(f"{one}# Two\n\n![](a.png)") == ["One"]
    assert heads(f"{one}# Two") == ["One"]
    assert heads(f"## [One]({PAPER})\n\nText.\n\n# Two\n\nText.") == ["One"]
    assert heads(f"## [One]({PAPER})\n\nText.\n\n# Two\n\n{CARD}\n\nText.") == ["One", "Two"]
    assert heads(f"## [One]({PAPER})\n\nText.\n\n# Two\n\n[2103.11886] A title\n\nText.") == ["One", "Two"]
    assert heads(f"{one}---\n\n# Two\n\nText.") == ["One"]
    assert heads(f"{one}---\n\n# Two\n\n![](a.png)\n\nText.") == ["One", "Two"]


def test_entries_after_boilerplate_are_detected_by_their_papers_or_their_whole_content():
    around = f"## [One]({PAPER})\n\nText.\n\n# About me\n\nAn engineer.\n\n"
    assert heads(f"{around}## [Two]({OTHER})\n\n[2103.11886] A title\n\nText.") == ["One", "Two"]
    assert heads(f"{around}## Two\n\n[2103.11886] A title\n\nText.") == ["One", "Two"]
    assert heads(f"{around}## [Two](https://example.org/2)\n\n![](a.png)\n\nText.") == ["One", "Two"]
    assert heads(f"{around}## [My blog](https://example.org/2)\n\nText.") == ["One"]
    assert heads(f"{around}## [My blog](https://example.org/2)\n\n![](a.png)") == ["One"]
    assert heads(f"{around}## Two\n\nText.") == ["One"]
    assert heads(f"## [One]({PAPER})\n\nText.\n\n## Newsletter\n\n[2103.11886] A title\n\nText.") == [
        "One",
        "Newsletter",
    ]


def test_bullets_are_contents_where_half_of_them_are_sections():
    sections = f"# 1. Papers\n\n{ENTRY}# 2. Articles\n\n{NEXT}"
    for bullets, number in (
        (["Papers", "Something"], 0),
        (["Papers", "A", "B"], 1),
        (["A", "B"], 1),
        (["Papers" * 9], 1),
    ):
        issue = issue_of(f"{HEAD}## This week\n\n" + "".join(f"* {each}\n" for each in bullets) + f"\n{sections}")
        assert len(issue.commentary) == number


def test_a_warning_about_a_lost_headline_says_whether_another_title_replaces_it():
    text = f"{HEAD}# 1. Papers\n\n[]({PAPER})**——**[**arxiv.org**]({PAPER})\n\n{CARD_OF_ONE}\n\nText."
    warnings = parse_markdown(text).warnings
    assert [warning.text for warning in warnings] == [
        "The headline of this entry is lost; the title of its link card stands in."
    ]
