"""A database of any earlier version is upgraded: nobody's subscription, history or queued digest is lost or changed."""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cli.subscriptions_jsonl import read_subscriptions, write_subscription
from bot.ui.reasons import describe_reason
from storage.archive import Archive
from storage.deliveries import due
from storage.deliveries.outbox import nonce_of
from storage.engine.migrate import APPLICATION_ID, _statements, _steps
from storage.reasons import ReasonCode, read_reason
from storage.subscriptions.records import DestinationKind

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
PAST, LATER = "2026-11-25T08:00:00.000+00:00", "2026-11-30T08:00:00.000+00:00"
ZONE = "the time zone Moved/Away is not known on this computer: choose another one with /subscribe"
NO_PERMISSION = "the bot may not post there (Send Messages, Embed Links)"
REMOVED = "the bot was removed from the server"
NOT_CORRECTED = "the correction is not shown: the look-up failed: Discord did not answer in time"
VERSIONS = range(1, 13)

SUBSCRIPTIONS: list[tuple[Any, ...]] = [  # id, kind, guild, channel, user, day, time, zone, state, reason
    (1, "channel", 1, 100, 7, None, None, None, "ended", "unsubscribed"),
    (2, "channel", 1, 100, 7, 0, "09:00", "Europe/Berlin", "active", None),
    (3, "channel", 1, 101, None, None, None, None, "paused", NO_PERMISSION),
    (4, "channel", 1, 102, 8, 0, "09:00", "Moved/Away", "paused", ZONE),
    (5, "dm", None, 200, 7, None, None, None, "paused", "direct messages are closed"),
    (6, "dm", None, 201, 8, None, None, None, "active", None),
    (7, "channel", 2, 103, 7, 4, "18:30", "UTC", "ended", REMOVED),
    (8, "channel", 1, 104, 7, None, None, None, "ended", "the channel was deleted"),
    (9, "channel", 1, 105, 7, None, None, None, "paused", "what nobody knows any more"),
    (10, "channel", 1, 106, 7, None, None, None, "paused", None),
]
DELIVERIES: list[tuple[Any, ...]] = [  # id, issue, subscription, state, due, next, attempts, reason, finished
    (1, 1, 1, "sent", PAST, PAST, 1, None, PAST),
    (2, 1, 2, "sent", PAST, PAST, 1, NOT_CORRECTED, PAST),
    (3, 2, 2, "queued", LATER, LATER, 0, None, None),
    (4, 1, 3, "queued", PAST, PAST, 3, NO_PERMISSION, None),
    (5, 1, 4, "queued", PAST, PAST, 0, None, None),
    (6, 1, 5, "unknown", PAST, PAST, 2, "the look-up failed: Server Error (HTTP 502, code 0)", None),
    (7, 1, 6, "unknown", PAST, PAST, 1, "the connection to Discord failed", None),
    (8, 2, 6, "queued", PAST, PAST, 0, None, None),
    (9, 1, 7, "skipped", PAST, PAST, 0, REMOVED, PAST),
    (10, 1, 8, "refused", PAST, PAST, 1, 'Invalid "Form" Body (HTTP 400, code 50035)', PAST),
    (11, 1, 9, "skipped", PAST, PAST, 0, "late by more than 6 days", PAST),
    (12, 2, 9, "skipped", PAST, PAST, 0, "late by more than 1 day", PAST),
    (13, 1, 10, "refused", PAST, PAST, 1, "no reason given (HTTP 404, code 0)", PAST),
    (14, 2, 10, "sending", PAST, PAST, 1, "an odd one (HTTP x, code 1)", None),
]  # fmt: skip
MESSAGES = [(1, 100, 555), (2, 100, 556), (6, 200, None), (7, 201, None), (14, 106, None)]  # delivery, channel, message
ISSUES = {delivery: issue for delivery, issue, *_ in DELIVERIES}

DUE = (
    "SELECT d.id FROM deliveries AS d JOIN subscriptions AS s ON s.id = d.subscription_id"
    " WHERE d.state IN ('queued', 'unknown') AND d.next_at <= ? AND s.state = 'active' AND NOT EXISTS"
    " (SELECT 1 FROM deliveries AS e WHERE e.subscription_id = d.subscription_id AND e.id < d.id"
    " AND e.state IN ('queued', 'sending', 'unknown')) ORDER BY d.next_at, d.id"
)
"""How what is due was found before destinations had a table."""


def insert(connection: sqlite3.Connection, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * len(columns.split(",")))
    connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(rows))


def old_database(path: Path, version: int) -> sqlite3.Connection:
    """A database of an earlier schema version, with rows of every state in it."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    for script in _steps()[:version]:
        for statement in _statements(script):
            connection.execute(statement)
    insert(
        connection,
        "issues",
        "id, identity, hash, title, language, picks, commentary, certainty, day, place, added_at, changed_at",
        [(n, f"i{n}", f"h{n}", f"News {n}", "en", "[]", "[]", 0, f"2026-11-{n:02}", n, PAST, PAST) for n in (1, 2)],
    )
    insert(
        connection,
        "subscriptions",
        "id, kind, guild_id, channel_id, user_id, day, time, zone, state, reason, created_at, changed_at",
        [(*row, PAST, PAST) for row in SUBSCRIPTIONS],
    )
    insert(
        connection,
        "deliveries",
        "id, issue_id, subscription_id, state, due_at, next_at, attempts, reason, finished_at",
        DELIVERIES,
    )
    insert(
        connection,
        "messages",
        "delivery_id, part, nonce, attempted_at, message_id",
        [(one, 0, nonce_of(one, ISSUES[one], channel), PAST, message) for one, channel, message in MESSAGES],
    )
    if version >= 4:
        connection.execute("UPDATE subscriptions SET refusals = 3, told_at = ? WHERE id = 9", (PAST,))
        connection.execute("UPDATE messages SET channel_id = 100, edit_at = ? WHERE delivery_id = 2", (PAST,))
        connection.execute("UPDATE messages SET channel_id = 100, publish_at = ? WHERE delivery_id = 1", (PAST,))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute("COMMIT")
    return connection


async def rows_of(archive: Archive, table: str) -> list[sqlite3.Row]:
    return await archive.database.read(lambda c: c.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall())


@pytest.mark.parametrize("version", VERSIONS)
async def test_what_is_due_sent_suspended_ended_or_in_doubt_stays_so(tmp_path: Path, version: int):
    """Of any version."""
    path = tmp_path / "paperboy.db"
    before = old_database(path, version)
    expected = [row[0] for row in before.execute(DUE, (NOW.isoformat(timespec="milliseconds"),))]
    assert expected == [7]
    before.close()
    async with await Archive.open(path) as archive:
        assert [one.delivery_id for one in await archive.outbox.due(NOW)] == expected
        rows = await rows_of(archive, "deliveries")
        names = ("id", "issue_id", "subscription_id", "state", "due_at", "next_at", "attempts")
        assert [tuple(row[name] for name in names) for row in rows] == [row[:7] for row in DELIVERIES]
        assert [row["finished_at"] for row in rows] == [row[8] for row in DELIVERIES]
        assert {row["subject_kind"] for row in rows} == {"issue"}
        known = {one.id: one for one in await archive.subscriptions.all()}
        assert {number: one.suspended for number, one in known.items()} == {
            row[0]: row[8] == "paused" for row in SUBSCRIPTIONS if row[8] != "ended"
        }
        assert await archive.subscriptions.restorable(2, NOW - timedelta(days=30)) == 1
        assert await archive.subscriptions.restorable(1, NOW - timedelta(days=30)) == 0
        assert [one.delivery_id for one in await archive.history.of_reader(7, 20)] == [6]
        assert await archive.outbox.recover() == 1, "what was being sent is in doubt"


@pytest.mark.parametrize("version", [1, 12])
async def test_each_reason_is_read_as_before(tmp_path: Path, version: int):
    """Codes are stored now; a sentence that has none is kept."""
    old_database(tmp_path / "paperboy.db", version).close()
    async with await Archive.open(tmp_path / "paperboy.db") as archive:
        subscriptions = await rows_of(archive, "subscriptions")
        deliveries = await rows_of(archive, "deliveries")
        destinations = await rows_of(archive, "destinations")
        reasons = {row["id"]: read_reason(row) for row in deliveries}
        assert {one: describe_reason(reason) if reason else None for one, reason in reasons.items()} == {
            row[0]: row[7] for row in DELIVERIES
        }
        assert [one for one, reason in reasons.items() if reason and reason.code is ReasonCode.OTHER] == [14]
        said = {row["id"]: row["destination_id"] for row in subscriptions}
        newest = {row["channel_id"]: read_reason(row) for row in destinations}
        channels = {row["id"]: row["channel_id"] for row in destinations}
        for number, _, _, channel, *_, reason in SUBSCRIPTIONS[1:]:
            assert channels[said[number]] == channel
            own = read_reason(next(row for row in subscriptions if row["id"] == number))
            found = newest[channel] or own
            assert (describe_reason(found) if found else None) == reason
        (zone,) = [row for row in subscriptions if row["state"] == "suspended"]
        assert (zone["id"], zone["reason"]) == (4, ReasonCode.UNKNOWN_ZONE)


@pytest.mark.parametrize("version", [1, 4])
async def test_messages_keep_their_nonces_and_what_is_left_to_do(tmp_path: Path, version: int):
    """Discord knows a repeat by its nonce; a new attempt has the one that it always would have had."""
    assert nonce_of(3, 2, 100) == "799f09af913ebde3cf323ffe"
    old_database(tmp_path / "paperboy.db", version).close()
    async with await Archive.open(tmp_path / "paperboy.db") as archive:
        rows = await rows_of(archive, "messages")
        assert [(row["delivery_id"], row["nonce"], row["message_id"]) for row in rows] == [
            (one, nonce_of(one, ISSUES[one], channel), message) for one, channel, message in MESSAGES
        ]
        left = ([2], [1]) if version >= 4 else ([], [])
        assert [one.delivery_id for one in await archive.sent.to_edit(NOW)] == left[0]
        assert [one.delivery_id for one in await archive.sent.to_publish(NOW)] == left[1]
        failures = {
            one.target.channel_id: one.failures for one in await archive.suspensions.suspended(DestinationKind.CHANNEL)
        }
        assert failures == {101: 0, 105: 3 if version >= 4 else 0, 106: 0}
        notified = {one.id for one in await archive.suspensions.not_notified()}
        assert notified == ({4, 10} if version >= 4 else {4, 9, 10})


async def test_subscriptions_are_exported_as_before_the_upgrade_and_imported_again(tmp_path: Path):
    old_database(tmp_path / "paperboy.db", 12).close()
    async with await Archive.open(tmp_path / "paperboy.db") as archive:
        lines = [write_subscription(one) for one in await archive.subscriptions.all()]
        assert lines[0] == (
            '{"kind": "channel", "guild_id": "1", "user_id": "7", "channel_id": "100",'
            ' "when": {"day": "mon", "time": "09:00", "zone": "Europe/Berlin"}, "late_days": 6}'
        )
        assert lines[-3:-2] == [
            '{"kind": "dm", "user_id": "8", "channel_id": "201", "when": "arrival", "late_days": 6}'
        ]
        file = tmp_path / "export.jsonl"
        file.write_text("\n".join(line for line in lines if "Moved/Away" not in line))
        assert await archive.subscriptions.add_all(read_subscriptions(file), NOW) == 0
        assert len(await archive.subscriptions.all()) == len(lines)


async def test_the_questions_of_every_tick_look_into_indexes_only(tmp_path: Path):
    """No table is read as a whole, however many subscriptions there are."""
    async with await Archive.open(tmp_path / "paperboy.db") as archive:
        for question in (due._ANYTHING, due._DUE):
            plan = await explain(archive, question)
            assert any("deliveries_open" in step for step in plan)
            scans = {
                step for step in plan if step.startswith("SCAN") and "USING" not in step and "json_each" not in step
            }
            assert scans <= {"SCAN CONSTANT ROW"}


async def explain(archive: Archive, question: str) -> list[str]:
    values = {"now": PAST, "direct": True, "without": "[]", "held": "[]", "limit": 10}
    return await archive.database.read(
        lambda c: [row["detail"] for row in c.execute(f"EXPLAIN QUERY PLAN {question}", values)]
    )
