"""Custom ids of buttons and selects. All state is in them, so that they outlive the process.

A message that was sent years ago still carries the form it was sent with: forms may be added, never changed.
"""

import re

OPEN_SECTION = re.compile(r"section:(?P<issue>\d+)(?::(?P<delivery>\d+))?")
"""The select of a digest; its value is the key of a chapter. A delivered digest bears its ledger row."""

TURN_SECTION = re.compile(r"section:(?P<issue>\d+):(?P<key>\w+):p(?P<page>\d+)")
TURN_SEARCH = re.compile(r"search:p(?P<page>\d+):(?P<section>\w*):(?P<year>\d*):(?P<text>.*)", re.DOTALL)
SHARE_SEARCH = re.compile(r"share:p(?P<page>\d+):(?P<section>\w*):(?P<year>\d*):(?P<text>.*)", re.DOTALL)
OPEN_CARD = re.compile(r"card:(?P<entry>\d+)")
SEND_LATEST = re.compile(r"send-latest:(?P<channel>\d+)")
IMPORT = re.compile(r"import:(?P<id>\d+):(?P<act>approve|hold|undo|drop)")
"""The buttons of an issue's preview."""

TURN_HISTORY = re.compile(r"history:(?P<whose>\d+|me):p(?P<page>\d+)")
RESTORE = re.compile(r"restore-subscriptions")
OPEN_ISSUE_ID = "open-issue"
OPEN_ISSUE = re.compile(OPEN_ISSUE_ID)
"""The select of an inbox; its value is the issue."""

SEARCH_TEXT = 70
"""Characters of a query that fit into a page button's id; longer ones are cut before the search."""


def open_section(issue_id: int, delivery_id: int | None = None) -> str:
    return f"section:{issue_id}" + (f":{delivery_id}" if delivery_id is not None else "")


def turn_section(issue_id: int, key: str, page: int) -> str:
    return f"section:{issue_id}:{key}:p{page}"


def turn_search(page: int, section: str | None, year: int | None, text: str) -> str:
    return f"search:p{page}:{section or ''}:{year or ''}:{text}"


def turn_history(whose: str, page: int) -> str:
    return f"history:{whose}:p{page}"


def share_search(page: int, section: str | None, year: int | None, text: str) -> str:
    return f"share:p{page}:{section or ''}:{year or ''}:{text}"


def open_card(entry_id: int) -> str:
    return f"card:{entry_id}"


def send_latest(channel_id: int) -> str:
    return f"send-latest:{channel_id}"


def decide_import(import_id: int, act: str) -> str:
    return f"import:{import_id}:{act}"
