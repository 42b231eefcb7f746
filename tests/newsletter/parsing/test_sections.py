"""Sections: which headings begin one, and which entries behind a heading that begins none."""

import pytest

from newsletter.model import SectionKind
from tests.newsletter.parsing.documents import HEAD, OTHER, PAPER, issue_of

ONE = f"## [One]({PAPER})\n\nText one."
TWO = f"## [Two]({OTHER})\n\nText two."


def outline(*parts: str) -> list[tuple[int, str, list[str | None]]]:
    """Number, title and headlines of each section."""
    issue = issue_of(HEAD + "\n\n".join(parts))
    return [(each.number, each.title, [entry.headline for entry in each.entries]) for each in issue.sections]


@pytest.mark.parametrize(
    ("first", "second", "titles"),
    [
        ("# 1. Papers", "# 2. Odds and ends", [(1, "Papers"), (2, "Odds and ends")]),
        ("# 1. Odds", "# 2. Ends", [(1, "Odds"), (2, "Ends")]),
        ("# 3. Papers", "# 4. Odds and ends", [(3, "Papers"), (4, "Odds and ends")]),
        ("# 1. Papers", "## 2. Articles", [(1, "Papers"), (2, "Articles")]),
        ("# 1. Papers", "# 4. Articles", [(1, "Papers"), (4, "Articles")]),
        ("# 1. Papers", "# 1. Articles", [(1, "Papers"), (1, "Articles")]),
        ("# 1 Papers", "# 2 Articles", [(1, "Papers"), (2, "Articles")]),
        ("# 1) Papers", "# 2: Articles", [(1, "Papers"), (2, "Articles")]),
        ("# 1. Papers", "# 2 Odds and ends", [(1, "Papers")]),
        ("# 1. Papers", "# 4 Articles", [(1, "Papers")]),
        ("# 1. Papers", "# 4. Odds and ends", [(1, "Papers")]),
        ("# 1. Papers", "## 2. Odds and ends", [(1, "Papers")]),
        ("# 1. Papers", "## 4. Articles", [(1, "Papers")]),
        ("# 1. Papers", f"## 2. Articles {'that go on and on ' * 4}", [(1, "Papers")]),
        ("# 1. Papers", "# 2.1 Articles", [(1, "Papers")]),
        ("# 1. Papers", "# 2. ——", [(1, "Papers")]),
        ("# 1. Papers", "# (2) Articles", [(1, "Papers")]),
        ("# 1. Papers", "# 2021 Articles", [(1, "Papers")]),
        ("# 1. Papers", "# [2. Articles](https://example.org/2)\n\nText.", [(1, "Papers")]),
    ],
)
def test_a_section_begins_with_a_number_that_goes_on_or_a_name_that_is_known(
    first: str, second: str, titles: list[tuple[int, str]]
):
    """On the level of the sections; a lower one begins a section with both. No entry is lost, whatever else it is."""
    found = outline(first, ONE, second, TWO)
    assert [(number, title) for number, title, _ in found] == titles
    headlines = [headline for _, _, inside in found for headline in inside]
    assert (headlines[0], headlines[-1]) == ("One", "Two")


@pytest.mark.parametrize("name", ["Papers", "Odds and ends"])
def test_a_heading_that_stands_there_twice_is_one_section(name: str):
    heading = f"# 1. {name}"
    for one in (ONE, "## One\n\nText."):
        assert outline(heading, heading, one, "# 2. Articles", TWO) == [(1, name, ["One"]), (2, "Articles", ["Two"])]
    assert outline(heading, ONE, heading.replace("1", "2"), TWO) == [(1, name, ["One"]), (2, name, ["Two"])]


def test_dashes_around_the_name_of_a_section_are_no_part_of_it():
    assert outline("# 1. — Papers — —", ONE) == [(1, "Papers", ["One"])]


@pytest.mark.parametrize(
    ("entries", "kind"),
    [
        ([ONE], SectionKind.PAPERS),
        ([ONE, TWO, "## [Three](https://example.org/3)\n\nText."], SectionKind.PAPERS),
        ([ONE, "## [Three](https://example.org/3)\n\nText."], SectionKind.OTHER),
        (["## [Three](https://example.org/3)\n\nText."], SectionKind.OTHER),
    ],
)
def test_a_section_of_unknown_name_is_of_papers_where_most_of_its_entries_are(entries: list[str], kind: SectionKind):
    (section,) = issue_of(HEAD + "\n\n".join(["# 1. Odds and ends", *entries])).sections
    assert section.kind is kind


@pytest.mark.parametrize(
    ("behind", "found"),
    [
        ("## [Two](https://example.org/2)\n\nText.", ["One", "Two"]),
        ("[**Two**](https://example.org/2)\n\nText.", ["One", "Two"]),
        ("## Two\n\n[2103.11886] A title\n\nText.", ["One", "Two"]),
        ("## [Two](https://example.org/2)", ["One"]),
        ("## [Two](mailto:a@example.org)\n\nText.", ["One"]),
        ("## Two\n\nText.", ["One"]),
        ("## Two\n\nText.\n\n## [Three](https://example.org/3)\n\nText.", ["One", "Three"]),
        ("## Two\n\n![](a.png)\n\nText.", ["One", "Two"]),
    ],
)
def test_behind_a_heading_of_unknown_use_an_entry_is_one_with_a_link_and_a_text(behind: str, found: list[str]):
    """On the level of the sections, and of no known name: what stands under it may be anything."""
    assert outline("# 1. Papers", ONE, "# A word of thanks", "To all.", behind) == [(1, "Papers", found)]


@pytest.mark.parametrize(
    ("heading", "body", "is_entry"),
    [
        ("# Two", "Text.", True),
        ("# Two", "", False),
        ("# Two", "![](a.png)\n\nText.", True),
        ("# Two", "![](a.png)", False),
        ("# Two", "[2103.11886] A title", False),
        ("# Two", "[2103.11886] A title\n\nText.", True),
    ],
)
def test_where_entries_are_headings_like_the_sections_they_have_a_text(heading: str, body: str, is_entry: bool):
    found = outline("# 1. Papers", "# One", "[2102.00554] A title\n\nText one.", heading, body)
    assert found == [(1, "Papers", ["One", "Two"] if is_entry else ["One"])]
    assert outline("# 1. Papers", ONE, heading, "Text.") == [(1, "Papers", ["One"])]


@pytest.mark.parametrize(
    ("body", "is_entry"),
    [
        ("Text.", False),
        ("Text.\n\n![](a.png)", True),
        ("![](a.png)", True),
        ("[2103.11886] A title\n\nText.", True),
        ("*A title of it*", True),
    ],
)
def test_behind_a_separator_a_heading_without_a_link_is_an_entry_by_a_picture_or_a_citation(body: str, is_entry: bool):
    found = outline("# 1. Papers", ONE, "---", "## Two", body)
    assert found == [(1, "Papers", ["One", "Two"] if is_entry else ["One"])]
    assert outline("# 1. Papers", ONE, "## Two", body) == [(1, "Papers", ["One", "Two"])]
