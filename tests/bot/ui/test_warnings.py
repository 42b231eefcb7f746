"""Equal warnings are said once, with all their lines."""

import pytest

from bot.ui.translations import in_language
from bot.ui.warnings import group_warnings
from newsletter.model import ParseWarning
from newsletter.parsing.warnings import FUTURE_DATE, NO_LINK, OTHER_CITATION, REPEATED_PAPER


def told(*warnings: ParseWarning) -> list[tuple[tuple[int, ...], str]]:
    return [(group.lines, group.text) for group in group_warnings(warnings)]


def test_warnings_of_one_kind_are_one_sentence_with_their_lines_in_order():
    """Where they stand, and how many; two on one line are two."""
    assert told(*(ParseWarning(line, NO_LINK) for line in (20, 14, 33, 14))) == [
        ((14, 20, 33), "4 entries have no link, so they cannot be found by paper.")
    ]


def test_a_warning_of_its_own_keeps_its_sentence():
    cited = ParseWarning(7, OTHER_CITATION, {"cited": "2104.00001", "target": "arXiv:2104.00002"})
    assert told(ParseWarning(9, NO_LINK), cited) == [
        ((7,), "The citation names arXiv:2104.00001, but the headline leads to arXiv:2104.00002, which counts."),
        ((9,), "This entry has no link, so it cannot be found by paper."),
    ]


@pytest.mark.parametrize(("number", "named"), [(2, "p0, p1"), (3, "p0, p1, p2"), (5, "p0, p1, p2, …")])
def test_a_sentence_about_several_names_what_differs(number: int, named: str):
    """The first of them, where there are many."""
    twice = [ParseWarning(n, REPEATED_PAPER, {"paper": f"p{n}", "first": 1}) for n in range(number)]
    end = "" if named.endswith("…") else "."
    assert told(*twice) == [(tuple(range(number)), f"This issue has {number} papers twice: {named}{end}")]


def test_what_can_be_said_only_once_is_not_put_together():
    dates = {"day": "2030-01-01", "tomorrow": "2026-11-29"}
    assert len(told(*(ParseWarning(line, FUTURE_DATE, dates) for line in (1, 2)))) == 2


@pytest.mark.usefixtures("german")
def test_warnings_are_in_the_language_of_whoever_reads_them():
    with in_language("de"):
        ((_, one),) = told(ParseWarning(1, NO_LINK))
        ((_, many),) = told(ParseWarning(1, NO_LINK), ParseWarning(2, NO_LINK))
    assert one == "¤This entry has no link, so it cannot be found by paper."
    assert many == "¤2 entries have no link, so they cannot be found by paper."
