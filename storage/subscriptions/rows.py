"""Rows of destinations and subscriptions to their records, and back."""

import json
import sqlite3
from datetime import time, timedelta

from newsletter.model import SectionKind
from newsletter.schedule.weekly import Weekday, Weekly
from storage.reasons import read_reason
from storage.rows import read_instant
from storage.subscriptions.records import (
    Destination,
    DestinationKind,
    DestinationState,
    DigestChoice,
    Subscription,
    SubscriptionState,
    Target,
)

TARGET = "t.kind, t.channel_id, t.guild_id, t.user_id"
"""The columns of a target, from `destinations AS t`."""

DESTINATION = (
    f"{TARGET}, t.id AS destination_id, t.state AS destination_state, t.reason AS destination_reason,"
    " t.reason_details AS destination_reason_details, t.failures, t.changed_at AS destination_changed_at"
)
"""The columns of a destination, from `destinations AS t`."""

WISHES = "s.format, s.filter, s.role_id"
"""The columns of what a digest shows, from `subscriptions AS s`."""

SUBSCRIPTION = (
    f"{DESTINATION}, s.id, s.day, s.time, s.zone, s.late_days, {WISHES}, s.state, s.reason, s.reason_details,"
    " s.changed_at"
)
"""The columns of a subscription, from `destinations AS t` and `subscriptions AS s`."""

JOINED = "destinations AS t JOIN subscriptions AS s ON s.destination_id = t.id"


def read_target(row: sqlite3.Row) -> Target:
    """A target from a row with the columns TARGET."""
    return Target(DestinationKind(row["kind"]), row["channel_id"], row["guild_id"], row["user_id"])


def read_destination(row: sqlite3.Row) -> Destination:
    """A destination from a row with the columns DESTINATION."""
    return Destination(
        id=row["destination_id"],
        target=read_target(row),
        state=DestinationState(row["destination_state"]),
        reason=read_reason(row, "destination_"),
        failures=row["failures"],
        changed_at=read_instant(row["destination_changed_at"]),
    )


def read_subscription(row: sqlite3.Row) -> Subscription:
    """A subscription from a row with the columns SUBSCRIPTION."""
    return Subscription(
        id=row["id"],
        destination=read_destination(row),
        when=read_when(row),
        late=read_late(row),
        state=SubscriptionState(row["state"]),
        reason=read_reason(row),
        changed_at=read_instant(row["changed_at"]),
        format=read_format(row),
        sections=read_sections(row),
        role_id=row["role_id"],
    )


def read_format(row: sqlite3.Row) -> DigestChoice:
    """How much a digest shows, from a row with `format`."""
    return DigestChoice(row["format"]) if row["format"] is not None else DigestChoice.RICH


def read_sections(row: sqlite3.Row) -> frozenset[SectionKind] | None:
    """The sections that a digest shows, from a row with `filter`; None where it shows all."""
    if row["filter"] is None:
        return None
    return frozenset(map(SectionKind, json.loads(row["filter"])["sections"]))


def write_sections(sections: frozenset[SectionKind] | None) -> str | None:
    """The column `filter`. No section at all stands for all of them."""
    return json.dumps({"sections": sorted(sections)}) if sections else None


def read_when(row: sqlite3.Row) -> Weekly | None:
    """A schedule from a row with `day`, `time` and `zone`."""
    if row["day"] is None:
        return None
    return Weekly(Weekday(row["day"]), time.fromisoformat(row["time"]), row["zone"])


def write_when(when: Weekly | None) -> tuple[int | None, str | None, str | None]:
    """The columns `day`, `time` and `zone` of a schedule."""
    return (int(when.day), when.time.isoformat("minutes"), when.zone) if when else (None, None, None)


def read_late(row: sqlite3.Row) -> timedelta | None:
    """How late a digest may be, from a row with `late_days`."""
    return timedelta(days=row["late_days"]) if row["late_days"] is not None else None
