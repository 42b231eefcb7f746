"""The open archive: the database file and what is stored in it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from storage.deliveries.due import Outbox
from storage.deliveries.history import History
from storage.deliveries.messages import SentMessages
from storage.deliveries.outcomes import Deliveries
from storage.deliveries.overview import Overview
from storage.deliveries.restore_guard import Generation
from storage.deliveries.restores import Restores
from storage.engine.database import Database
from storage.facts import Facts
from storage.greetings import Greetings
from storage.issues.repository import Issues
from storage.metadata import Metadata
from storage.misses import Misses
from storage.pictures import Pictures
from storage.search.indexer import Index
from storage.search.service import Papers
from storage.sources import Sources
from storage.submissions import Submissions
from storage.subscriptions.repository import Subscriptions
from storage.subscriptions.suspensions import Suspensions


@dataclass(frozen=True, slots=True)
class Archive:
    """Everything Paperboy keeps."""

    database: Database
    issues: Issues
    papers: Papers
    metadata: Metadata
    pictures: Pictures
    subscriptions: Subscriptions
    suspensions: Suspensions
    outbox: Outbox
    deliveries: Deliveries
    sent: SentMessages
    history: History
    overview: Overview
    generation: Generation
    restores: Restores
    facts: Facts
    sources: Sources
    submissions: Submissions
    index: Index
    misses: Misses
    greetings: Greetings

    @classmethod
    async def open(cls, path: Path, *, with_pictures: bool = True) -> Self:
        """Open or create the file. Without pictures, issues are loaded as if none were usable. Raises StorageError."""
        database = await Database.open(path)
        archive = cls(
            database,
            Issues(database, with_pictures=with_pictures),
            Papers(database),
            Metadata(database),
            Pictures(database),
            Subscriptions(database),
            Suspensions(database),
            Outbox(database),
            Deliveries(database),
            SentMessages(database),
            History(database),
            Overview(database),
            Generation(database),
            Restores(database),
            Facts(database),
            Sources(database),
            Submissions(database),
            Index(database),
            Misses(database),
            Greetings(database),
        )
        try:
            await archive.index.prepare()
            await archive.issues.refresh_order(datetime.now(UTC).date())
        except BaseException:
            await database.close()
            raise
        return archive

    async def close(self) -> None:
        await self.database.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()
