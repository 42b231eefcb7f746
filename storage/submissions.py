"""Issues submitted in Discord, from the preview to the archive.

    open → held ⇄ approved → published
      └──────┴────────┴→ dropped

An approved submission is published when its undo window is over; until then approval can be undone.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from storage.engine.database import Database
from storage.records import SaveStatus
from storage.rows import instant, read_instant

UNDO_WINDOW = timedelta(minutes=5)
"""How long an approval can be undone."""

UNDECIDED_RETENTION = timedelta(days=7)
"""How long an undecided submission is kept."""


class SubmissionState(StrEnum):
    """State of a submission."""

    OPEN = "open"  # previewed, nobody decided
    HELD = "held"
    APPROVED = "approved"
    PUBLISHED = "published"
    DROPPED = "dropped"


_FROM = {
    SubmissionState.HELD: (SubmissionState.OPEN, SubmissionState.APPROVED),
    SubmissionState.APPROVED: (SubmissionState.OPEN, SubmissionState.HELD),
    SubmissionState.DROPPED: (SubmissionState.OPEN, SubmissionState.HELD, SubmissionState.APPROVED),
    SubmissionState.PUBLISHED: (SubmissionState.APPROVED,),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a published submission: what it did to the archive, or why it could not be read.

    `problem` is a sentence in English with placeholders that are filled from `params`: the id of its translations.
    """

    status: SaveStatus | None = None
    queued: int = 0  # deliveries
    problem: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str | None:
        """The problem in English."""
        return self.problem.format(**self.params) if self.problem and self.params else self.problem


@dataclass(frozen=True, slots=True)
class Submission:
    """A document that an owner submitted."""

    id: int
    name: str
    content: bytes
    kind: str | None  # its content type
    user_id: int
    state: SubmissionState
    created_at: datetime
    publish_at: datetime | None
    outcome: Outcome | None


class Submissions:
    """Pending submissions, and the outcome of past ones."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, name: str, content: bytes, kind: str | None, user_id: int, now: datetime) -> int:
        """Store a submission and return its id. Deletes undecided ones older than UNDECIDED_RETENTION."""

        def work(connection: sqlite3.Connection) -> int:
            connection.execute(
                "DELETE FROM imports WHERE state = 'open' AND created_at < ?", (instant(now - UNDECIDED_RETENTION),)
            )
            cursor = connection.execute(
                "INSERT INTO imports (name, content, kind, user_id, created_at) VALUES (?, ?, ?, ?, ?)",
                (name, content, kind, user_id, instant(now)),
            )
            return int(cursor.lastrowid or 0)

        return await self._database.write(work)

    async def load(self, submission_id: int) -> Submission | None:
        """Load a submission by its id; None where there is none."""
        found = await self._select("id = ?", submission_id)
        return found[0] if found else None

    async def held(self) -> tuple[Submission, ...]:
        """Held submissions, oldest first."""
        return await self._select("state = ?", SubmissionState.HELD)

    async def pending(self) -> tuple[Submission, ...]:
        """Held and approved submissions, oldest first."""
        return await self._select("state IN ('approved', ?)", SubmissionState.HELD)

    async def due(self, now: datetime) -> tuple[Submission, ...]:
        """Approved submissions whose undo window is over, oldest first."""
        return await self._select("state = 'approved' AND publish_at <= ?", instant(now))

    async def transition(
        self, submission_id: int, state: SubmissionState, now: datetime, outcome: Outcome | None = None
    ) -> bool:
        """Change the state; False where the current state does not allow it.

        The content is deleted when a submission is published or dropped.
        """
        before = ", ".join(f"'{each}'" for each in _FROM[state])
        ends = state in {SubmissionState.PUBLISHED, SubmissionState.DROPPED}
        late = " AND (state <> 'approved' OR publish_at > :now)" if state is not SubmissionState.PUBLISHED else ""

        def work(connection: sqlite3.Connection) -> bool:
            cursor = connection.execute(
                "UPDATE imports SET state = :state, outcome = :outcome, publish_at = :publish_at,"
                f" content = CASE WHEN :ends THEN x'' ELSE content END WHERE id = :id AND state IN ({before}){late}",
                {
                    "id": submission_id,
                    "state": state,
                    "outcome": json.dumps(asdict(outcome), default=str) if outcome else None,
                    "now": instant(now),
                    "publish_at": instant(now + UNDO_WINDOW) if state is SubmissionState.APPROVED else None,
                    "ends": ends,
                },
            )
            return cursor.rowcount == 1

        return await self._database.write(work)

    async def _select(self, condition: str, value: int | str) -> tuple[Submission, ...]:
        def work(connection: sqlite3.Connection) -> tuple[Submission, ...]:
            rows = connection.execute(f"SELECT * FROM imports WHERE {condition} ORDER BY id", (value,))
            return tuple(_read(row) for row in rows)

        return await self._database.read(work)


def _read(row: sqlite3.Row) -> Submission:
    return Submission(
        row["id"],
        row["name"],
        bytes(row["content"]),
        row["kind"],
        row["user_id"],
        SubmissionState(row["state"]),
        read_instant(row["created_at"]),
        read_instant(row["publish_at"]) if row["publish_at"] else None,
        _read_outcome(row["outcome"]) if row["outcome"] else None,
    )


def _read_outcome(text: str) -> Outcome:
    """An outcome from its column. Earlier versions stored a sentence."""
    try:
        stored = json.loads(text)
        return Outcome(SaveStatus(stored["status"]) if stored["status"] else None, stored["queued"],
                       stored["problem"], stored["params"])  # fmt: skip
    except (ValueError, KeyError, TypeError):
        return Outcome(problem=text)
