"""The open archive: the database file and the rooms in it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from storage.agenda import Agenda
from storage.database import Database
from storage.deliveries import Deliveries
from storage.facts import Facts
from storage.generation import Generation
from storage.history import History
from storage.imports import Imports
from storage.issues import Issues
from storage.metadata import Metadata
from storage.misses import Misses
from storage.pauses import Pauses
from storage.restored import Restores
from storage.search.index import Index
from storage.search.papers import Papers
from storage.sent import SentMessages
from storage.sources import Sources
from storage.subscriptions import Subscriptions


@dataclass(frozen=True, slots=True)
class Archive:
    """Everything Paperboy keeps."""

    database: Database
    issues: Issues
    papers: Papers
    metadata: Metadata
    subscriptions: Subscriptions
    pauses: Pauses
    agenda: Agenda
    deliveries: Deliveries
    sent: SentMessages
    history: History
    generation: Generation
    restores: Restores
    facts: Facts
    sources: Sources
    imports: Imports
    index: Index
    misses: Misses

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open or create the file; raises StorageError with a sentence."""
        database = await Database.open(path)
        archive = cls(
            database,
            Issues(database),
            Papers(database),
            Metadata(database),
            Subscriptions(database),
            Pauses(database),
            Agenda(database),
            Deliveries(database),
            SentMessages(database),
            History(database),
            Generation(database),
            Restores(database),
            Facts(database),
            Sources(database),
            Imports(database),
            Index(database),
            Misses(database),
        )
        try:
            await archive.index.prepare()
            await archive.issues.settle(datetime.now(UTC).date())
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
