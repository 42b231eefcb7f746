"""Small documents for the tests."""

from newsletter.model import Entry, Issue
from newsletter.parsing import parse_markdown

PAPER = "https://arxiv.org/abs/2102.00554"
OTHER = "https://arxiv.org/abs/2103.11886"
TRACKED = f"{PAPER}?utm_campaign=Sample%27s%20News&utm_medium=email&utm_source=Letter"
HEAD = (
    "# Sample News — Week 7, 2021\n\n> Original: <https://medium.com/sample/news-week-7-2021-8d6517711a17?source=x>\n\n"
)
CARD = (
    "[](https://blog.example.org/a?utm_source=x) [## How to deploy\n\n### A guide to…\n\n"
    "blog.example.org](https://blog.example.org/a?utm_source=x) "
)


def issue_of(text: str) -> Issue:
    """The issue that a document holds."""
    return parse_markdown(text).issue


def entries_of(section: str) -> tuple[Entry, ...]:
    """The entries of a document whose first section has this text."""
    return issue_of(f"{HEAD}# 1. Papers\n\n{section}").entries


def entry_of(section: str) -> Entry:
    """The one entry of a section."""
    (entry,) = entries_of(section)
    return entry
