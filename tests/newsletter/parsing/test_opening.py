"""What stands before the first section: the title, where the original is, what the editor picks and says."""

import pytest

from newsletter.model import Commentary, Issue, Remark
from newsletter.parsing import parse_markdown
from tests.newsletter.parsing.documents import OTHER, PAPER

SECTIONS = "".join(
    f"# {number}. {name}\n\n## [{name}](https://example.org/{number})\n\nText.\n\n"
    for number, name in enumerate(("Papers", "Articles", "Other Topics"), start=1)
)
PICKED = "## Editor's picks\n\n* [A pick](/p/1)"


def issue_of(opening: str) -> Issue:
    return parse_markdown(f"{opening}\n\n{SECTIONS}", "folder/the-file.md").issue


@pytest.mark.parametrize(
    ("opening", "title"),
    [
        ("# Sample News", "Sample News"),
        ("# Sample News\n\nA line.\n\n# A heading", "Sample News"),
        ("Sample News\n\n# A heading", "Sample News"),
        ("x" * 200 + "\n\n# A heading", "x" * 200),
        ("x" * 201 + "\n\n# Sample News", "Sample News"),
        ("[A link](https://example.org/)\n\n# Sample News", "Sample News"),
        ("Original: example\n\nSample News", "Sample News"),
        ("> A quotation\n\n* A bullet\n\n# Sample News", "Sample News"),
        ("# Sample News #22\n\n* Papers\n* Articles", "Sample News #22"),
        ("# Contents\n\nPapers, articles.\n\n# Sample News", "the-file"),
        ("# Editor's picks\n\nNone this week.\n\n# Sample News", "the-file"),
        ("# What I think\n\n* A lot\n\n# Sample News", "the-file"),
        ("# What I think\n\nA lot.\n\n* Really", "What I think"),
        ("", "the-file"),
    ],
)
def test_the_title_is_the_first_heading_or_line_that_is_nothing_else(opening: str, title: str):
    """Without one, the file's name. A heading over bullets is the editor's, unless it says which issue this is."""
    assert issue_of(opening).title == title


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("a.md", "a"),
        ("f/a.b.Markdown", "a.b"),
        ("a.HTM", "a"),
        ("a.txt", "a"),
        ("a.pdf", "a.pdf"),
        (".md", "Untitled issue"),
        (None, "Untitled issue"),
    ],
)
def test_a_file_calls_an_issue_without_its_ending(name: str | None, title: str):
    """And counts nothing in it: the name of a file says no date."""
    assert parse_markdown(SECTIONS, name).issue.title == title


def test_the_name_of_a_file_says_neither_week_nor_date():
    issue = parse_markdown(SECTIONS, "2021-02-07-week-7.md").issue
    assert (issue.title, issue.week, issue.date) == ("2021-02-07-week-7", None, None)


ONE, TWO = "https://example.org/one", "https://example.org/two"


@pytest.mark.parametrize(
    ("opening", "url"),
    [
        (f"> {ONE}", ONE),
        (f"> mailto:a@example.org {ONE} {TWO}", ONE),
        (f"> {TWO}\n\n> Original: {ONE}", ONE),
        (f"> {TWO}\n\nSource: {ONE}", ONE),
        (f"Source: {TWO}\n\n> 原文：{ONE}", ONE),
        (f"A line to {ONE}", None),
        (f"* Source: {ONE}", None),
        ("> Original: nowhere", None),
    ],
)
def test_the_original_is_where_a_quotation_or_a_line_says(opening: str, url: str | None):
    """One that says so counts before others."""
    assert issue_of(f"# News\n\n{opening}").source_url == url


def test_a_pick_leads_to_the_site_of_the_original_and_names_its_papers():
    """Each address and paper once, in their order, also from its words."""
    bullet = (
        f"* [This](/p/1?source=x), [again](/p/1)\n  and [that]({PAPER}) (see {OTHER}), [mail](mailto:a@example.org)"
    )
    issue = issue_of(f"# News\n\n> https://medium.com/a/b\n\n## Editor's picks\n\n{bullet}")
    assert issue.picks == (
        Remark(
            f"This, again\nand that (see {OTHER}), mail",
            ("https://medium.com/p/1", PAPER, OTHER),
            ("2102.00554", "2103.11886"),
        ),
    )


def test_a_pick_leads_to_the_site_that_cards_name_where_no_original_is():
    card = "## [One](/p/1)\n\n[## A card\n\n### More\n\nmedium.com](/p/1)\n\nText."
    issue = parse_markdown(f"# News\n\n{PICKED}\n\n# 1. Papers\n\n{card}").issue
    assert [pick.urls for pick in issue.picks] == [("https://medium.com/p/1",)]
    assert [pick.urls for pick in issue_of(f"# News\n\n{PICKED}").picks] == [()]


def test_picks_may_stand_under_several_headings():
    issue = issue_of("# News\n\n## Editor's picks\n\n* One\n* Two\n\n## More picks\n\n* Three")
    assert [pick.text for pick in issue.picks] == ["One", "Two", "Three"]


SAID = "* A lot\n* And more"
WHOLE = (Commentary("What I think", (Remark("A lot", (), ()), Remark("And more", (), ()))),)


@pytest.mark.parametrize(
    ("opening", "commentary"),
    [
        (f"## What I think\n\n{SAID}", WHOLE),
        (f"## — What I think ——\n\n---\n\n{SAID}\n\nThen a text.", WHOLE),
        (f"## What I think\n\n{SAID}\n\n---\n\n* Of nobody", WHOLE),
        ("## What I think\n\n* A lot\n\nBetween.\n\n* And more\n\n## Else\n\nText.", WHOLE),
        (f"## What I think\n\n{SAID}\n\nThen a text.\n\n---\n\n* Of nobody", WHOLE),
        (f"## Subscribe, so that you never miss what we write\n\n{SAID}", ()),
        (f"## Contents\n\n{SAID}", ()),
        (SAID, ()),
        (f"---\n\n{SAID}", ()),
        ("## What I think\n\nA lot.", ()),
        ("## What I think\n\n1. A lot", ()),
    ],
)
def test_bullets_under_a_heading_are_what_the_editor_says(opening: str, commentary: tuple[Commentary, ...]):
    """Up to a separator or the next heading."""
    issue = issue_of(f"# News\n\nHello.\n\n{opening}")
    assert (issue.commentary, issue.picks) == (commentary, ())


@pytest.mark.parametrize(
    ("heading", "bullets", "is_contents"),
    [
        ("This week", ["Papers", "Articles", "Others"], True),
        ("This week", ["1. Papers", "2) ARTICLES", "and", "more"], False),
        ("This week", ["1. Papers", "2) Articles", "and", "more"], True),
        ("This week", ["Papers", "and", "much", "more"], False),
        ("This week", ["Some", "and", "more"], True),
        ("This week", ["Some", "more"], False),
        ("This week", ["Papers", "Other/Topics", "and", "more"], True),
        ("This week", ["Papers", "x" * 40], True),
        ("This week", ["Papers", "Articles", "x" * 41], False),
        ("This week", ["Papers", "[Articles](https://example.org/)"], False),
        ("— Papers —", ["Papers", "Articles", "Others"], False),
        ("Other topics", ["Some", "and", "more"], True),
        ("Other Topics!", ["Some", "and", "more"], False),
    ],
)
def test_bullets_that_name_the_sections_are_contents(heading: str, bullets: list[str], is_contents: bool):
    """Half of them, or as many as there are sections; under a section's name they are what the editor says of it."""
    issue = issue_of(f"# News\n\n## {heading}\n\n" + "\n".join(f"* {bullet}" for bullet in bullets))
    assert (not issue.commentary) is is_contents


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        ("Hello on 7 May 2021.", "2021-05-07"),
        ("## 7 May 2021", "2021-05-07"),
        ("## What I think\n\nOn 7 May 2021.", "2021-05-07"),
        ("## 7 May 2021\n\n* A bullet", None),
        ("## Subscribe\n\nSince 7 May 2021.", None),
        ("[Since 7 May 2021](https://example.org/)", None),
        ("* Since 7 May 2021", None),
        ("> Since 7 May 2021", None),
    ],
)
def test_the_day_stands_in_a_line_or_a_heading_of_its_own(opening: str, day: str | None):
    date = issue_of(f"# News\n\n{opening}").date
    assert (date and date.isoformat()) == day
