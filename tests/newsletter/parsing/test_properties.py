"""Whatever a document holds: an issue or a sentence, and never a paper that is not in it."""

import unicodedata
from random import Random
from urllib.parse import unquote

from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from newsletter.errors import NewsletterError
from newsletter.model import ParsedIssue
from newsletter.parsing import parse_markdown
from tests.examples import examples
from tests.newsletter.parsing.documents import PAPER
from tests.newsletter.parsing.made import make_issue

MARKUP = [
    "#",
    "# 1. ",
    "## ",
    "**",
    "*",
    "[",
    "]",
    "](",
    "(",
    ")",
    "![](",
    "[## ",
    "### ",
    "【",
    "】",
    "——",
    "— —",
    "\n",
    "\n\n",
    "> ",
]
WORDS = [
    "Papers",
    "论文",
    "arxiv.org",
    PAPER,
    "[2102.00554]",
    "T3",
    "https://x.org/?utm_source=a",
    "Please subscribe",
    "a",
    "。",
    " ",
    "\t",
    "`",
    "\\",
    "_",
]


def _try(text: str) -> ParsedIssue | None:
    """The issue, or none where the document was refused with a sentence."""
    try:
        return parse_markdown(text, "sample.md")
    except NewsletterError:
        return None


def _assert_nothing_made_up(text: str) -> None:
    parsed = _try(text)
    if parsed is None:
        return
    plain = unicodedata.normalize("NFKC", unquote(text))
    issue = parsed.issue
    remarks = [*issue.picks, *(item for block in issue.commentary for item in block.items)]
    found = [each for remark in remarks for each in remark.arxiv_ids]
    found += [each for entry in issue.entries for each in (entry.arxiv_id, *entry.mentions_arxiv) if each]
    assert all(each.rpartition("/")[2] in plain for each in found)
    assert all(1 <= warning.line <= text.count("\n") + 1 for warning in parsed.warnings)


@examples(150)
@given(st.text())
def test_any_text_is_an_issue_or_gets_a_sentence(text: str):
    _assert_nothing_made_up(text)
    _assert_nothing_made_up(f"# 1. Papers\n\n## [One]({PAPER})\n\n{text}")


@examples(250)
@given(st.lists(st.sampled_from(MARKUP + WORDS), max_size=60).map("".join))
def test_any_mess_of_marks_is_an_issue_or_gets_a_sentence(text: str):
    _assert_nothing_made_up(text)
    _assert_nothing_made_up(f"# 1. Papers\n\n## [One]({PAPER})\n\n{text}")


@examples(150, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, 5_000),
    st.sampled_from(["cut", "double", "shuffle", "strip", "join", "drop"]),
    st.randoms(use_true_random=False),
)
def test_a_broken_issue_is_read_or_refused(seed: int, how: str, random: Random):
    """Cut off, lines doubled, shuffled, dropped or joined, marks stripped."""
    text = make_issue(seed).text
    lines = text.split("\n")
    if how == "cut":
        text = text[random.randrange(len(text)) :][: random.randrange(len(text))]
    elif how == "double":
        text = "\n".join(line for line in lines for _ in range(random.choice([1, 1, 2])))
    elif how == "shuffle":
        random.shuffle(lines)
        text = "\n".join(lines)
    elif how == "strip":
        text = "".join(mark for mark in text if mark not in "#*[]()" or random.random() < 0.7)
    elif how == "join":
        text = "".join(line + random.choice(["\n", "\n", " "]) for line in lines)
    else:
        text = "\n".join(line for line in lines if random.random() < 0.8)
    _assert_nothing_made_up(text)


@examples(30)
@given(st.integers(0, 5_000))
def test_reading_twice_gives_the_same(seed: int):
    text = make_issue(seed).text
    assert _try(text) == _try(text)
