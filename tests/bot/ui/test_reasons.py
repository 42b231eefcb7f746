"""Reasons are stored as codes and read as sentences."""

import json
import sqlite3

import pytest

from bot.ui.reasons import describe_reason
from storage.reasons import Detail, Reason, ReasonCode, read_reason, write_reason

DETAILS: dict[ReasonCode, dict[str, Detail]] = {
    ReasonCode.TOO_LATE: {"days": 6},
    ReasonCode.UNKNOWN_ZONE: {"zone": "Moved/Away"},
    ReasonCode.MISSING_PERMISSIONS: {"permissions": ["Send Messages", "Embed Links"]},
    ReasonCode.EARLIER_ATTEMPT_HIDDEN: {"permissions": ["Read Message History"]},
    ReasonCode.HTTP_ERROR: {"status": 403, "code": 50013, "text": "Missing Permissions"},
    ReasonCode.OTHER: {"text": "a sentence from before"},
}
CAUSE = Reason(ReasonCode.HTTP_ERROR, {"status": 500, "code": 0, "text": ""})
CAUSED = (ReasonCode.LOOKUP_FAILED, ReasonCode.CORRECTION_FAILED, ReasonCode.PUBLISH_FAILED)


def row_of(code: str | None, details: str | None) -> sqlite3.Row:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    row: sqlite3.Row = connection.execute("SELECT ? AS reason, ? AS reason_details", (code, details)).fetchone()
    connection.close()
    return row


@pytest.mark.parametrize("code", ReasonCode)
def test_each_code_has_a_sentence_with_all_its_details_also_after_it_was_stored(code: ReasonCode):
    """Nothing is left to fill in, and nobody reads a code."""
    reason = Reason(code, DETAILS.get(code, {}), CAUSE if code in CAUSED else None)
    sentence = describe_reason(reason)
    assert sentence
    assert not {"?", "{", "_"} & set(sentence)
    assert read_reason(row_of(*write_reason(reason))) == reason


def test_the_cause_is_told_in_the_sentence():
    inner = Reason(ReasonCode.LOOKUP_FAILED, cause=CAUSE)
    assert describe_reason(Reason(ReasonCode.CORRECTION_FAILED, cause=inner)) == (
        "the correction is not shown: the look-up failed: no reason given (HTTP 500, code 0)"
    )


def test_one_day_is_no_plural():
    assert describe_reason(Reason(ReasonCode.TOO_LATE, {"days": 1})) == "late by more than 1 day"


@pytest.mark.parametrize("details", [None, "", "{", "[1]", json.dumps({"cause": 7})])
def test_details_that_cannot_be_read_leave_a_sentence(details: str | None):
    """One odd row spoils no list."""
    assert describe_reason(read_reason(row_of("too_late", details))) == "late by more than ? days"


def test_a_code_of_a_newer_version_is_shown_as_it_is():
    assert describe_reason(read_reason(row_of("struck_by_lightning", None))) == "struck_by_lightning"
    assert read_reason(row_of(None, None)) is None
    assert describe_reason(None) == "no reason is known"
