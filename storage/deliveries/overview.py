"""How far the delivery of each issue is: counts over all destinations, without tests, for the owners of the bot."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from storage.deliveries.outbox import OPEN
from storage.engine.database import Database
from storage.issues.refs import REF
from storage.reasons import Reason, read_reason
from storage.records import IssueRef
from storage.rows import read_instant, read_ref


@dataclass(frozen=True, slots=True)
class ScheduledIssue:
    """An issue with deliveries that are still to be made."""

    issue: IssueRef
    next_at: datetime  # of the first of them
    channels: int
    readers: int


@dataclass(frozen=True, slots=True)
class SentIssue:
    """An issue with deliveries that are over, whatever else is still to be made."""

    issue: IssueRef
    channels: int  # it was delivered to
    readers: int
    refused: int
    skipped: int
    last_at: datetime  # when the last of them was over
    reasons: tuple[tuple[Reason | None, int], ...] = ()  # of what was refused or skipped, the most frequent first

    @property
    def sent(self) -> int:
        return self.channels + self.readers


class Overview:
    """Read-only counts of the outbox."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def scheduled(self) -> tuple[ScheduledIssue, ...]:
        """What is still to be delivered, the next first."""

        def work(connection: sqlite3.Connection) -> tuple[ScheduledIssue, ...]:
            rows = connection.execute(
                f"SELECT {REF}, min(d.next_at) AS next_at, sum(t.kind = 'channel') AS channels,"
                f" sum(t.kind = 'dm') AS readers {_JOINED} WHERE d.{OPEN} AND d.subject_kind = 'issue'"
                " GROUP BY issues.id ORDER BY 5, issues.id"
            )
            return tuple(
                ScheduledIssue(read_ref(row), read_instant(row["next_at"]), row["channels"], row["readers"])
                for row in rows
            )

        return await self._database.read(work)

    async def sent(self, limit: int, offset: int = 0) -> tuple[SentIssue, ...]:
        """What was delivered, or not, the issue that came in last first."""
        return await self._database.read(lambda connection: _sent(connection, limit, offset))


_JOINED = (
    "FROM deliveries AS d JOIN subscriptions AS s ON s.id = d.subscription_id"
    " JOIN destinations AS t ON t.id = s.destination_id JOIN issues ON issues.id = d.issue_id"
)

_OVER = "d.subject_kind = 'issue' AND d.state IN ('sent', 'refused', 'skipped')"


def _sent(connection: sqlite3.Connection, limit: int, offset: int) -> tuple[SentIssue, ...]:
    rows = connection.execute(
        "SELECT id FROM issues WHERE EXISTS"
        f" (SELECT 1 FROM deliveries AS d WHERE d.issue_id = issues.id AND {_OVER})"
        " ORDER BY id DESC LIMIT ? OFFSET ?",
        (limit, offset),
    )
    page = json.dumps([row["id"] for row in rows])  # so that only these issues are counted
    reasons: dict[int, list[tuple[Reason | None, int]]] = {}
    for row in connection.execute(
        "SELECT d.issue_id, d.reason, d.reason_details, count(*) AS number FROM deliveries AS d"
        f" WHERE d.issue_id IN (SELECT value FROM json_each(?)) AND {_OVER} AND d.state <> 'sent'"
        " GROUP BY d.issue_id, d.reason, d.reason_details ORDER BY number DESC, d.reason",
        (page,),
    ):
        reasons.setdefault(row["issue_id"], []).append((read_reason(row), row["number"]))
    counted = connection.execute(
        f"SELECT {REF}, max(d.finished_at) AS last_at, sum(d.state = 'refused') AS refused,"
        " sum(d.state = 'skipped') AS skipped, sum(d.state = 'sent' AND t.kind = 'channel') AS channels,"
        f" sum(d.state = 'sent' AND t.kind = 'dm') AS readers {_JOINED}"
        f" WHERE d.issue_id IN (SELECT value FROM json_each(?)) AND {_OVER} GROUP BY issues.id ORDER BY issues.id DESC",
        (page,),
    )
    return tuple(_read(row, reasons.get(row["issue_id"], [])) for row in counted)


def _read(row: sqlite3.Row, reasons: list[tuple[Reason | None, int]]) -> SentIssue:
    return SentIssue(
        issue=read_ref(row),
        channels=row["channels"],
        readers=row["readers"],
        refused=row["refused"],
        skipped=row["skipped"],
        last_at=read_instant(row["last_at"]),
        reasons=tuple(reasons),
    )
