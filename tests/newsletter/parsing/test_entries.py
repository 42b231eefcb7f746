"""Where an entry begins in a section: which lines are headlines, by what stands under them."""

import pytest

from newsletter.parsing import parse_markdown
from tests.newsletter.parsing.documents import CARD, HEAD, OTHER, PAPER, entries_of

ONE = f"## [One]({PAPER})\n\nText one.\n\n"
PICTURE = "![](b.png)\n\n"
CITED = "[2103.11886] Another title\n\n"
POST = "https://blog.example.org/a"
TEXT = "Text two."


def heads(section: str) -> list[str | None]:
    return [entry.headline for entry in entries_of(section)]


@pytest.mark.parametrize("below", [f"{PICTURE}{CITED}", f"{PICTURE}Image from the paper\n\n{CITED}"])
@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("A line without a mark", True),
        ("x" * 100, True),
        ("x" * 101, False),
        ("Two\nrows", False),
        ("Image: the authors", False),
        ("[2104.00001] A citation", False),
        ("With a [link](https://example.org/) in it", False),
    ],
)
def test_a_line_without_any_mark_is_a_headline_above_a_picture_and_a_citation(line: str, is_one: bool, below: str):
    """One short line, neither a picture's credit nor a citation; also as the first of its section."""
    found = entries_of(f"{ONE}{line}\n\n{below}{TEXT}")
    assert [entry.headline for entry in found] == (["One", line] if is_one else ["One"])
    if is_one:
        assert (found[1].arxiv_id, found[1].summary, found[1].images) == ("2103.11886", TEXT, ("b.png",))
        assert heads(f"{line}\n\n{below}{TEXT}\n\n{ONE}") == [line, "One"]


@pytest.mark.parametrize("below", [CITED, PICTURE, f"{CITED}{PICTURE}", f"{PICTURE}Image from the paper\n\n", ""])
def test_a_line_without_any_mark_is_text_where_picture_or_citation_is_missing(below: str):
    assert heads(f"{ONE}A line without a mark\n\n{below}{TEXT}") == ["One"]


def test_the_first_line_under_a_headline_is_its_text_whatever_follows():
    (entry,) = entries_of(f"## [One]({PAPER})\n\nA line without a mark\n\n{PICTURE}{CITED}{TEXT}")
    assert entry.summary.startswith("A line without a mark")
    (entry,) = entries_of(f"## [One]({PAPER})\n\n**A line in bold**\n\n{CITED}{TEXT}")
    assert entry.summary.startswith("A line in bold")


@pytest.mark.parametrize(
    ("below", "is_one"),
    [
        (CITED, True),
        (f"{OTHER}\n\n", True),
        (f"[A post about it]({POST})\n\n", True),
        ("[medium.com](/sample/a-post-1a2b3c)\n\n", True),
        (f"{CARD}\n\n", True),
        (f"{PICTURE}Image: the authors\n\n{OTHER}\n\n", True),
        (f"Another title {OTHER}\n\n", True),
        ("", False),
        (PICTURE, False),
        (f"> {OTHER}\n\n", False),
        (f"* {OTHER}\n\n", False),
        (f"It is told [here]({POST}).\n\n", False),
    ],
)
@pytest.mark.parametrize(
    ("line", "may_be"),
    [
        ("**A line in bold**", True),
        (f"**{'x' * 100}**", True),
        (f"**{'x' * 101}**", False),
        ("**Two**\n**rows**", False),
        ("**A word in front:**", False),
        ("**Image: the authors**", False),
        ("**A line** and more", False),
        ("**[2104.00001] A citation**", False),
    ],
)
def test_a_line_in_bold_is_a_headline_by_what_follows_it(line: str, may_be: bool, below: str, is_one: bool):
    """A citation, an address, one link or a card, also with a picture and its credit between."""
    found = heads(f"{ONE}{line}\n\n{below}{TEXT}")
    assert found == (["One", line.strip("*")] if is_one and may_be else ["One"])


@pytest.mark.parametrize("own", [f"[A post about it]({POST})", f"[blog.example.org]({POST})", POST])
def test_one_link_under_a_headline_without_a_link_is_where_the_entry_leads(own: str):
    for headline in ("## Two", "**Two**"):
        for joint in ("\n\n", "\n"):
            (entry,) = entries_of(f"{headline}\n\n{own}{joint}{TEXT}")
            assert (entry.headline, entry.url, entry.summary) == ("Two", POST, TEXT)


CARD_OF_IT = f"[## A card\n\n### More\n\nblog.example.org]({POST})\n\n"


@pytest.mark.parametrize(
    ("below", "is_one"),
    [
        (PICTURE, True),
        (CITED, True),
        ("*A title in italics*\n\n", True),
        (f"---\n\n{PICTURE}", True),
        (CARD_OF_IT, True),
        (CARD_OF_IT.replace("/a)", "/b)"), False),
        ("Something else.\n\n", False),
        (f"> {CITED}", False),
        ("---\n\n", False),
    ],
)
def test_a_lone_link_is_a_headline_above_a_picture_a_citation_or_its_own_card(below: str, is_one: bool):
    assert heads(f"{ONE}[A lone link]({POST})\n\n{below}{TEXT}") == (["One", "A lone link"] if is_one else ["One"])


def test_a_lone_link_that_ends_its_section_is_text():
    assert entries_of(f"{ONE}[A lone link]({POST})")[-1].summary == "Text one.\n\nA lone link"
    assert heads(f"{ONE}[A lone link]({POST})\n\n---") == ["One"]


def test_a_lone_link_to_where_the_headline_leads_begins_no_other_entry():
    assert heads(f"{ONE}[The same]({PAPER})\n\n{PICTURE}{TEXT}") == ["One"]
    assert heads(f"{ONE}[Not alone]({POST}) [at all]({OTHER})\n\n{PICTURE}{TEXT}") == ["One"]
    assert heads(f"{ONE}[No page](mailto:a@example.org)\n\n{PICTURE}{TEXT}") == ["One"]


def test_an_empty_link_opens_the_card_under_it_unless_the_entry_above_has_its_text():
    opener = f"[]({POST})\n\n{CARD_OF_IT}"
    assert heads(f"## [One]({PAPER})\n\n{PICTURE}{opener}{TEXT}") == ["One"]
    assert heads(f"{ONE}{opener}{TEXT}") == ["One", "A card"]


def test_what_stands_before_the_first_headline_is_an_entry_only_with_a_card_or_a_citation():
    assert heads(f"Before.\n\n{CARD}\n\nText.\n\n{ONE}") == ["How to deploy", "One"]
    assert heads(f"[2103.11886] A title\n\nText.\n\n{ONE}") == [None, "One"]
    assert heads(f"Before.\n\n[2103.11886] A title\n\n{ONE}") == [None, "One"]
    assert heads(f"Before.\n\n{PICTURE}{ONE}") == ["One"]
    assert heads(f"> [2103.11886] A quote\n\n{ONE}") == ["One"]


def test_a_line_about_newsletters_ends_the_entries_only_where_it_is_short():
    """A longer one is said of the entry above."""
    two = f"## [Two]({OTHER})\n\nText."
    assert heads(f"{ONE}Our other newsletters\n\nText.\n\n{two}") == ["One"]
    (one, _) = entries_of(f"{ONE}Our other newsletters were about this, too.\n\n{two}")
    assert one.summary == "Text one.\n\nOur other newsletters were about this, too."


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (f"## [Two]({OTHER})\n\nText.", 11),
        (f"[**Two**]({OTHER})\nText.", 11),
        (f"**Two**\n{CITED}Text.", 11),
        (f"**Two**\n\n{CITED}Text.", 11),
        (f"[Two]({OTHER})\n\n{PICTURE}Text.", 11),
        (f"Two\n\n{PICTURE}{CITED}Text.", 11),
        (f"\n\n[]({OTHER})\n\n{PICTURE}Text.", 13),
        (f"## [**Two\nrows**]({OTHER})\n\nText.", 11),
        (f"---\n\n## ![](a.png) [Two]({OTHER})\n\nText.", 13),
        (f"Two\n===\n\n{CITED}Text.", 11),
        (f"Newsletters\n\n{CITED}Text.", 11),
    ],
)
def test_an_entry_is_found_on_the_line_of_its_headline(entry: str, line: int):
    """Warnings name it, and so do links to the document."""
    assert parse_markdown(f"{HEAD}# 1. Papers\n\n{ONE}{entry}").lines == (7, line)


@pytest.mark.parametrize(
    ("first", "line"), [(f"\n\n{CARD}\n\n{ONE}", 9), (f"Before.\n\n{CITED}{ONE}", 7), (f"{CITED}{ONE}", 7)]
)
def test_an_entry_without_its_headline_is_found_where_it_begins(first: str, line: int):
    parsed = parse_markdown(f"{HEAD}# 1. Papers\n\n{first}")
    assert parsed.lines[0] == line
    assert parsed.warnings[0].line == line
    assert parsed.warnings[0].text.startswith("The headline of this entry is lost")


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (f"## [Two]({OTHER})\n\n[2104.00001] A title\n\nText.", 13),
        (f"[**Two**]({OTHER})\n[2104.00001] A title\n\nText.", 12),
        (f"## [Two]({OTHER})\n\n{PICTURE}*[2104.00001] A title*\nText.", 15),
        (f"## [Two]({OTHER})\n\n[2104.00001]\nA title\n\nText.", 13),
        (f"## [Two]({OTHER})\n\nImage: the authors\n[2104.00001] *A title* Text.", 14),
    ],
)
def test_a_warning_of_a_citation_names_the_line_of_the_citation(entry: str, line: int):
    (warning,) = parse_markdown(f"{HEAD}# 1. Papers\n\n{ONE}{entry}").warnings
    assert warning.line == line
    assert warning.text.startswith("The citation names arXiv:2104.00001")
