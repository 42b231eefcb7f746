"""Vocabulary of headings and lines: boilerplate, contents, picks, credits, footers, sources."""

import pytest

from newsletter.parsing.fields.vocabulary import (
    is_boilerplate,
    is_contents,
    is_credit,
    is_footer,
    is_picks,
    is_source,
    kind_of,
)


@pytest.mark.parametrize(
    "text",
    [
        "Past articles",
        "Previous weeks' issues",
        "Back numbers",
        "Related posts",
        "Archive",
        "Newsletter archives:",
        "My other blogs",
        "More posts",
        "My writing",
        "About the editor",
        "About me",
        "Sign up",
        "Ｓｕｂｓｃｒｉｂｅ",
        "Mailing list",
        "Follow me on Twitter",
        "My Twitter",
        "推特",
        "关注我",
        "以往的文章",
        "往期回顾",
        "其他博客",
        "我的帖子",
        "关于作者",
        "作者简介",
        "电子报",
        "過去の記事",
        "バックナンバー",
        "他のブログ",
        "著者紹介",
        "フォローして",
    ],
)
def test_boilerplate_is_detected_in_three_languages(text: str):
    assert is_boilerplate(text, is_heading=True)
    assert is_boilerplate(text, is_heading=False)


@pytest.mark.parametrize(
    "text",
    [
        "Past lives of models",
        "An archive of images",
        "Blogs that learn",
        "More postsynaptic models",
        "About attention",
        "Twitter as a data set",
        "关于注意力",
        "过去十年的研究",
        "",
    ],
)
def test_headlines_with_such_words_are_not_boilerplate(text: str):
    assert not is_boilerplate(text, is_heading=True)


def test_what_is_longer_than_any_such_heading_or_line_is_content():
    for length, is_line, is_heading in ((30, True, True), (31, False, True), (120, False, True), (121, False, False)):
        text = "Subscribe ".ljust(length, "x")
        assert is_boilerplate(text, is_heading=False) is is_line
        assert is_boilerplate(text, is_heading=True) is is_heading


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Table of Contents", True),
        ("— In this issue —", True),
        ("目录：", True),
        ("もくじ", True),
        ("Topics", True),
        ("Topics in learning", False),
    ],
)
def test_a_table_of_contents_is_called_so_and_no_more(text: str, is_one: bool):
    assert is_contents(text) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Editors' choice", True),
        ("Our weekly selection", True),
        ("Pickups", True),
        ("編集者イチオシ", True),
        ("每周推荐", True),
        ("编者精选", True),
        ("Picking a model", False),
    ],
)
def test_picks_are_called_so_anywhere_in_a_name(text: str, is_one: bool):
    assert is_picks(text) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Image from the paper", True),
        ("(The header image is taken from the post)", True),
        ("Fig. 3 and caption adapted from it", True),
        ("Photo credit: Somebody", True),
        ("Pictures: Somebody", True),
        ("Source: the paper", True),
        ("Quoted from this article", True),
        ("图 1 来自论文", True),
        ("来源：论文", True),
        ("図は論文より", True),
        ("出典：論文", True),
        ("論文より引用。", True),
        ("Image: ".ljust(90, "x"), True),
        ("Image: ".ljust(91, "x"), False),
        ("Images are read with two networks", False),
        ("A picture: from pixels", False),
        ("来自论文", False),
    ],
)
def test_a_line_that_says_where_a_picture_is_from_is_a_credit(text: str, is_one: bool):
    assert is_credit(text) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Unsubscribe", True),
        ("You’re receiving this because you asked", True),
        ("You get these letters every week", True),
        ("You received this since you asked", True),
        ("View this e-mail in your browser", True),
        ("Manage your subscription", True),
        ("退订", True),
        ("配信停止はこちら", True),
        ("Unsubscribe ".ljust(200, "x"), True),
        ("Unsubscribe ".ljust(201, "x"), False),
        ("You get this result", False),
    ],
)
def test_a_footer_says_how_to_get_no_more(text: str, is_one: bool):
    assert is_footer(text) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("原文：here", True),
        ("> Originally published there", True),
        ("Link to the original", True),
        ("ＳＯＵＲＣＥ", True),
        ("元記事", True),
        ("The source of it", False),
        ("." * 54 + "source", True),
        ("." * 55 + "source", False),
    ],
)
def test_a_line_about_the_original_begins_with_such_a_word(text: str, is_one: bool):
    assert is_source(text) is is_one


def test_a_name_is_judged_by_its_first_400_characters():
    assert kind_of("x" * 394 + " paper") is not None
    assert kind_of("x" * 395 + " paper") is None
