"""Pauses and tests come into a database that has neither: each row stays as it was, and so do the indexes."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from storage.archive import Archive
from storage.deliveries.outbox import nonce_of
from storage.engine.migrate import APPLICATION_ID, _statements, _steps
from storage.errors import StatementRefusedError
from tests.storage.test_migrations import NOW, PAST, insert, rows_of

Rows = list[tuple[Any, ...]]

DESTINATIONS: Rows = [  # id, kind, guild, channel, user, state, reason, failures, changed
    (1, "channel", 1, 100, 7, "active", None, 0, PAST),
    (2, "dm", None, 200, 7, "suspended", "direct_messages_closed", 3, PAST),
    (3, "channel", 1, 101, 7, "ended", "bot_removed", 0, PAST),
]
SUBSCRIPTIONS: Rows = [  # id, destination, day, time, zone, late, state, reason, details, created, changed
    (1, 1, None, None, None, 6, "ended", "unsubscribed", None, PAST, PAST),
    (2, 1, 0, "09:00", "Europe/Berlin", None, "active", None, None, PAST, PAST),
    (3, 2, None, None, None, 2, "active", None, None, PAST, PAST),
    (4, 3, 4, "18:30", "Moved/Away", 6, "suspended", "unknown_zone", '{"zone": "Moved/Away"}', PAST, PAST),
]
DELIVERIES: Rows = [  # id, subscription, kind, issue, state, due, next, attempts, reason, details, finished
    (1, 1, "issue", 1, "sent", PAST, PAST, 1, None, None, PAST),
    (3, 2, "issue", 1, "unknown", PAST, PAST, 2, "timeout", None, None),
    (4, 2, "issue", 2, "queued", PAST, PAST, 0, None, None, None),
    (5, 3, "issue", 2, "refused", PAST, PAST, 1, "http_error", '{"status": 400}', PAST),
    (6, 4, "period", None, "skipped", PAST, PAST, 0, "too_late", '{"days": 6}', PAST),
    (8, 4, "period", None, "queued", PAST, PAST, 0, None, None, None),
]
MESSAGES: Rows = [  # delivery, nonce, attempted, message, channel, revision, form, edit, publish, published
    (1, nonce_of(1, 1, 100), PAST, 555, 100, "h1", "components", PAST, None, None),
    (3, nonce_of(3, 1, 100), PAST, None, None, "h1", None, None, None, None),
    (5, nonce_of(5, 2, 200), PAST, 556, 200, None, "embeds", None, PAST, PAST),
]
COLUMNS = {
    "destinations": "id, kind, guild_id, channel_id, user_id, state, reason, failures, changed_at",
    "subscriptions": "id, destination_id, day, time, zone, late_days, state, reason, reason_details, created_at,"
    " changed_at",
    "deliveries": "id, subscription_id, subject_kind, issue_id, state, due_at, next_at, attempts, reason,"
    " reason_details, finished_at",
    "messages": "delivery_id, nonce, attempted_at, message_id, channel_id, revision, form, edit_at, publish_at,"
    " published_at",
}
ROWS = dict(zip(COLUMNS, (DESTINATIONS, SUBSCRIPTIONS, DELIVERIES, MESSAGES), strict=True))


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A database of version 13, with rows of every kind in it."""
    path = tmp_path / "paperboy.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN")
    for script in _steps()[:13]:
        for statement in _statements(script):
            connection.execute(statement)
    insert(
        connection,
        "issues",
        "id, identity, hash, title, language, picks, commentary, certainty, day, place, added_at, changed_at",
        [(n, f"i{n}", f"h{n}", f"News {n}", "en", "[]", "[]", 0, f"2026-11-{n:02}", n, PAST, PAST) for n in (1, 2)],
    )
    for table, rows in ROWS.items():
        insert(connection, table, COLUMNS[table], rows)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 13")
    connection.execute("COMMIT")
    connection.close()
    return path


def indexes(path: Path) -> set[tuple[str, str, str]]:
    connection = sqlite3.connect(path)
    found = connection.execute(
        "SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN"
        " ('destinations', 'subscriptions', 'deliveries', 'messages')"
    ).fetchall()
    connection.close()
    return set(found)


async def test_each_subscription_delivery_and_message_is_as_it_was_and_goes_on(before: Path):
    """The same ids, the same nonces, the same thing due next."""
    known = indexes(before)
    async with await Archive.open(before) as archive:
        for table, columns in COLUMNS.items():
            found = await rows_of(archive, table)
            assert [tuple(row[name] for name in columns.split(", ")) for row in found] == ROWS[table]
        (due,) = await archive.outbox.due(NOW)
        assert due.delivery_id == 3
        assert await archive.deliveries.begin(due, "h1", NOW) == nonce_of(3, 1, 100)
        periods = [row["subject_key"] for row in await rows_of(archive, "deliveries") if not row["issue_id"]]
        assert periods == ["6", "8"]
        assert [one.delivery_id for one in await archive.sent.to_edit(NOW)] == [1]
        assert [one.delivery_id for one in await archive.sent.to_publish(NOW)] == [5]
    assert indexes(before) >= known


async def test_an_issue_and_a_period_are_queued_once_and_tests_as_often_as_asked_for(before: Path):
    async with await Archive.open(before) as archive:
        assert not await archive.deliveries.request(1, 2, NOW)
        assert len({await archive.deliveries.request_test(1, 2, NOW) for _ in range(3)}) == 3
        period = (
            "INSERT INTO deliveries (subscription_id, subject_kind, subject_key, due_at, next_at)"
            f" VALUES (4, 'period', '2026-10', '{PAST}', '{PAST}')"
        )
        await archive.database.write(lambda c: c.execute(period))
        with pytest.raises(StatementRefusedError):
            await archive.database.write(lambda c: c.execute(period))
