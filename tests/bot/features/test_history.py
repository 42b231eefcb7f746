"""What a person reads in a history: what went where, when, and why not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.features.history.view import render_history
from storage.deliveries.history import DeliveryRecord
from storage.reasons import Reason, ReasonCode
from storage.records import DeliveryState, IssueRef
from storage.subscriptions.records import DestinationKind, Target

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TOO_LONG = Reason(ReasonCode.OTHER, {"text": "too long"})
DUE = NOW - timedelta(hours=1)
TOLD = {
    "sent": "✅ **News 7** · <#5>\n-# Posted <t:1795424400:f> · [open it](https://discord.com/channels/2/5/9)",
    "refused": "⛔ **News 7** · <#5>\n-# Refused <t:1795424400:f>: too long",
    "skipped": "⏭️ **News 7** · <#5>\n-# Skipped <t:1795424400:f>: too long",
    "unknown": "🔎 **News 7** · <#5>\n-# May have arrived, is being looked up; was due <t:1795420800:f>: too long",
    "queued": "🕓 **News 7** · <#5>\n-# Waits since <t:1795420800:f>: too long",
}


def record(state: str, due: datetime = DUE, reason: Reason | None = TOO_LONG) -> DeliveryRecord:
    finished = NOW if state in ("sent", "refused", "skipped") else None
    target = Target(DestinationKind.CHANNEL, 5, 2, 1)
    return DeliveryRecord(
        3,
        IssueRef(1, "News 7", None, "en"),
        target,
        DeliveryState(state),
        due,
        finished,
        reason,
        9 if finished else None,
        5,
    )


def test_a_test_is_marked_as_one():
    """It is not the digest."""
    assert "**News 7** · test · <#5>" in render_history([replace(record("sent"), is_test=True)], "2", NOW).text


@pytest.mark.parametrize("state", TOLD)
def test_each_state_says_when_and_why_not(state: str):
    assert TOLD[state] in render_history([record(state)], "2", NOW).text


def test_what_is_to_come_says_when():
    text = render_history([record("queued", NOW + timedelta(days=1), None)], "2", NOW).text
    assert "🕓 **News 7** · <#5>\n-# Comes <t:1795510800:F>, <t:1795510800:R>" in text
