"""Newsletters of other makers: which headings are entries, which begin a section, and what makes a newsletter."""

import pytest

from newsletter.errors import DocumentError
from newsletter.model import Issue
from newsletter.parsing import Origin, parse_text

A, B = "https://arxiv.org/abs/2305.00050", "https://arxiv.org/abs/2305.01210"
POST = "https://blog.example.org/a"
OTHER_POST = "https://blog.example.org/b"
REST = f"## [First]({A})\n\nOrder matters.\n\n## [Second]({B})\n\nMinds change."
CARD = f"[## A card\n\nblog.example.org]({POST})"


def issue_of(*parts: str, name: str | None = None) -> Issue:
    return parse_text("\n\n".join(parts), None, Origin(name)).issue


def outline(issue: Issue) -> list[tuple[str, list[str | None]]]:
    return [(section.title, [entry.headline for entry in section.entries]) for section in issue.sections]


@pytest.mark.parametrize(
    ("heading", "body"),
    [
        ("One", f"It is told [here]({POST})."),
        ("One", f"[A link]({POST}) in front.\n\nIt is told."),
        ("One", f"It is told.\n\n{CARD}"),
        ("One", f"It is told.\n\n- [abs]({POST})\n- and more"),
        ("One", "It is told in arXiv:2305.01625."),
        ("One", f"[abs]({POST})"),
        ("One", f"- [abs]({POST})"),
        ("One", f"> It is told [here]({POST})."),
        (f"[One]({POST})", ""),
        (f"[One]({POST})", f"- [more]({OTHER_POST})\n- [and more]({POST}?c=1)"),
        (f"1) [One]({POST})", "It is told."),
        (f"#1: [One]({POST}) [[pdf]({OTHER_POST})]", "It is told."),
        ("Articles that one should read", f"It is told [here]({POST})."),
    ],
)
def test_a_heading_with_a_link_in_it_or_in_what_it_says_is_an_entry(heading: str, body: str):
    """Without its count and its labels."""
    headline = "One" if "One" in heading else heading
    assert outline(issue_of("# Weekly #3", f"## {heading}", body, REST)) == [
        ("Weekly #3", [headline, "First", "Second"])
    ]


@pytest.mark.parametrize(
    ("heading", "body", "entries"),
    [
        ("Section", f"- [One]({POST}): said\n- [Two]({OTHER_POST}): said", ["One", "Two"]),
        ("Section", f"[One]({POST}) said\n\n[Two]({OTHER_POST}) said", ["One", "Two"]),
        ("Section", f"| Paper | Said |\n|--|--|\n| [One]({POST}) | this |", ["One"]),
        ("Section", f"- [One]({POST}): said", ["One"]),
        ("Section", CARD, ["A card"]),
        ("Section", f"It is told.\n\n{CARD}\n\n{CARD.replace('/a)', '/b)')}", ["A card", "A card"]),
        ("Articles", f"- [One]({POST}): said", ["One"]),
        ("Articles", f"{CARD}\n\nSaid.", ["A card"]),
        ("Section", f"It is told.\n\n- [One]({POST}): said\n- [Two]({OTHER_POST}): said", ["One", "Two"]),
        ("Section", "It is told.", []),
        ("Section", "", []),
    ],
)
def test_a_heading_over_several_entries_is_a_section(heading: str, body: str, entries: list[str]):
    assert outline(issue_of("# Weekly #3", f"## {heading}", body, REST)) == [(heading, [*entries, "First", "Second"])]


@pytest.mark.parametrize(
    "heading",
    [
        "Contents",
        "In this issue",
        "Past issues",
        "Subscribe, so that you never miss what we write",
        f"[Subscribe]({POST})",
        "目次",
    ],
)
def test_boilerplate_headings_are_no_sections_and_their_content_no_entries(heading: str):
    found = issue_of("# Weekly #3", f"## {heading}", f"- [One]({POST}): said\n- [Two]({OTHER_POST}): said", REST)
    assert [entry.headline for entry in found.entries] == ["First", "Second"]


def test_links_above_the_title_and_under_it_are_of_one_section():
    found = issue_of(f"- [Zero]({OTHER_POST}): said", "# Weekly #3", f"- [One]({POST}): said", "## Papers", REST)
    assert outline(found) == [("Weekly #3", ["Zero", "One"]), ("Papers", ["First", "Second"])]


def test_links_above_all_headings_are_under_the_name_that_the_feed_gives():
    found = issue_of(f"- [One]({POST}): said", "## Papers", REST, "## Links", LINKS, name="The feed's #4")
    assert next((title, len(headlines)) for title, headlines in outline(found)) == ("The feed's #4", 1)


def test_dashes_around_a_name_are_no_part_of_it():
    assert outline(issue_of("# Weekly #3", "## — Papers ——", REST.replace("## ", "### "))) == [
        ("Papers", ["First", "Second"])
    ]


def test_what_stands_before_the_first_section_is_under_the_title():
    found = issue_of("# Weekly #3", f"- [One]({POST}): said", "## Papers", REST)
    assert outline(found) == [("Weekly #3", ["One"]), ("Papers", ["First", "Second"])]


LINKS = f"- [One]({POST}): said\n- [Two]({OTHER_POST}): said\n- [Three](https://example.org/3): said"


@pytest.mark.parametrize(
    ("title", "name"),
    [("# Weekly links", None), ("# Some links\n\n## This week", None), ("", "A digest"), ("# Some links", "A digest")],
)
def test_three_links_are_an_issue_where_a_title_says_so(title: str, name: str | None):
    """The document's, a section's, or what the feed calls it; without papers, two links are none."""
    assert [entry.headline for entry in issue_of(title, LINKS, name=name).entries] == ["One", "Two", "Three"]
    with pytest.raises(DocumentError):
        issue_of(title, LINKS.rpartition("\n")[0], name=name)
    with pytest.raises(DocumentError):
        issue_of(title, "\n".join([LINKS.partition("\n")[0]] * 3), name=name)


@pytest.mark.parametrize("title", ["# Some links", ""])
def test_links_without_a_title_that_says_what_they_are_make_no_issue(title: str):
    with pytest.raises(DocumentError):
        issue_of(title, LINKS)


@pytest.mark.parametrize("title", ["# Some links", ""])
def test_two_papers_make_an_issue_whatever_it_is_called(title: str):
    papers = f"- [One]({A}): said\n- [Two]({B}): said"
    assert outline(issue_of(title, papers)) == [(title.strip("# ") or "Papers", ["One", "Two"])]
    with pytest.raises(DocumentError):
        issue_of(title, papers.replace(B, A))


def numbered(*cited: bool) -> str:
    urls = (A, B, "https://arxiv.org/abs/2305.01625", "https://arxiv.org/abs/2305.01626")
    return "\n\n".join(
        f"# {number}. Paper {number}\n\n" + (f"[abs]({url})\n\n" if is_cited else "") + "Text of it."
        for number, (is_cited, url) in enumerate(zip(cited, urls, strict=False), start=1)
    )


@pytest.mark.parametrize(
    ("cited", "headlines"),
    [
        ((True, True), ["Paper 1", "Paper 2"]),
        ((True, True, False), ["Paper 1", "Paper 2"]),
        ((True, False, True), ["Paper 1", "Paper 3"]),
        ((True, True, True, True), ["Paper 1", "Paper 2", "Paper 3", "Paper 4"]),
    ],
)
def test_numbered_titles_are_entries_where_most_have_a_line_of_links(cited: tuple[bool, ...], headlines: list[str]):
    assert [entry.headline for entry in issue_of("# Daily #7", numbered(*cited)).entries] == headlines


def with_id(number: int, *, is_cited: bool, below: str = "") -> str:
    """A numbered title with its paper's id under it, as an entry that lost its headline would have."""
    url = f"https://arxiv.org/abs/2305.0162{number}"
    line = f"[abs]({url}) [pdf]({url})\n\n" if is_cited else ""
    return f"# {number}. Paper {number}\n\narXiv:2305.0162{number}\n\n{line}Text of it.{below}"


SUB = f"\n\n## [Below]({POST})\n\nText."


@pytest.mark.parametrize(
    ("papers", "sections"),
    [
        ([with_id(1, is_cited=True), with_id(2, is_cited=True)], [["Paper 1", "Paper 2"]]),
        (
            [with_id(1, is_cited=True), with_id(2, is_cited=False), with_id(3, is_cited=True)],
            [["Paper 1", "Paper 2", "Paper 3"]],
        ),
        ([with_id(1, is_cited=True), with_id(2, is_cited=False)], [[None], [None]]),
        ([with_id(1, is_cited=True)], [[None]]),
        ([with_id(1, is_cited=True), with_id(2, is_cited=True, below=SUB)], [[None], [None, "Below"]]),
        ([f"# 1. Papers{SUB}\n\n[abs]({A})", with_id(2, is_cited=True)], [["Below"], [None]]),
    ],
)
def test_numbered_titles_over_an_id_are_entries_only_where_most_have_a_line_of_links(
    papers: list[str], sections: list[list[str | None]]
):
    """Two at least, none with a headline or a second entry of its own."""
    assert [headlines for _, headlines in outline(issue_of("# Daily #7", *papers))] == sections


def test_numbered_titles_are_entries_also_above_boilerplate():
    letter = f"{numbered(True, True)}\n\n## Subscribe\n\nIt is free: [here]({POST})"
    assert [entry.headline for entry in issue_of("# Daily #7", letter).entries] == ["Paper 1", "Paper 2"]


@pytest.mark.parametrize(
    ("sections", "titles"),
    [
        (f"# 1. Papers\n\n## [One]({A})\n\n[abs]({A})\n\n## [Two]({B})\n\n[abs]({B})", ["Papers"]),
        (f"# 1. Papers\n\n## [One]({A})\n\nSaid.\n\n# 2. Odds\n\n## [Two]({B})\n\nSaid.", ["Papers", "Odds"]),
        (f"# 1. Papers\n\n[abs]({A})\n\n## [One]({A})\n\n# 2. Odds\n\n## [Two]({B})\n\nSaid.", ["Papers", "Odds"]),
    ],
)
def test_numbered_headings_over_entries_are_sections(sections: str, titles: list[str]):
    """Whatever lines of links stand under the entries."""
    assert [title for title, _ in outline(issue_of("# Daily #7", sections))] == titles


@pytest.mark.parametrize(
    ("entries", "kind"),
    [
        (f"- [One]({A}): said\n- [Two]({B}): said\n- [Three]({POST}): said", "papers"),
        (f"- [One]({A}): said\n- [Two]({POST}): said", "papers"),
        (f"- [One]({A}): said\n- [Two]({POST}): said\n- [Three]({OTHER_POST}): said", "articles"),
    ],
)
def test_a_section_of_no_known_name_is_of_papers_where_half_of_it_are(entries: str, kind: str):
    issue = issue_of("# Weekly #3", "## Odds and ends", entries, "## Papers", REST.replace("## ", "### "))
    assert [section.kind.value for section in issue.sections] == [kind, "papers"]


def test_a_card_that_leads_to_no_page_names_no_site():
    (first, *_) = issue_of(
        "# Weekly #3", "## One", "Said.", "[## A card\n\nsomewhere](mailto:a@example.org)", REST
    ).entries
    assert first.link_card is not None
    assert (first.url, first.link_card.title, first.link_card.site) == (None, "A card", None)


def test_an_entry_has_the_pictures_that_stand_under_it():
    (first, *_) = issue_of("# Weekly #3", f"## [One]({POST})", "![](a.png)", "Said.\n![]()\n![](b.png)", REST).entries
    assert (first.images, first.summary) == (("a.png", "b.png"), "Said.")


def test_the_page_names_an_issue_that_has_no_title_of_its_own():
    """A heading over the rest is the title, unless the feed has one and other headings are as high."""
    sections = "## Papers\n\n" + REST.replace("## ", "### ")
    assert issue_of("# Weekly #3", sections).title == "Weekly #3"
    assert issue_of("# — Weekly #3 —", sections, name="The feed's #4").title == "Weekly #3"
    assert issue_of(sections, name="The feed's #4").title == "Papers"
    assert issue_of(sections, "## Articles", LINKS, name="The feed's #4").title == "The feed's #4"
    assert issue_of(REST, name="The feed's #4").title == "The feed's #4"
    assert issue_of(f"**First** [pdf]({A})", "Text.", f"**Second** [pdf]({B})", "Text.", name="Feed").title == "Feed"


def test_dates_stand_in_the_first_three_paragraphs_or_the_first_section():
    assert str(issue_of("# Weekly", "Hello.", "And hello.", "On 7 May 2023.", REST).date) == "2023-05-07"
    assert issue_of("# Weekly", "Hello.", "And.", "Hello.", "On 7 May 2023.", REST).date is None
    assert issue_of("# Weekly", "Hello.", "## A word", "On 7 May 2023.", REST).date is None
    assert issue_of("# Weekly", "## Papers", REST.replace("## ", "### "), "## Links of 7 May 2023", LINKS).date is None
    assert str(issue_of("# Weekly", "## Papers of 7 May 2023", REST.replace("## ", "### ")).date) == "2023-05-07"
