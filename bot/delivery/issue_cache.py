"""Cache of the issue that is being delivered, for one tick."""

import asyncio

from storage.archive import Archive
from storage.records import StoredIssue


class IssueCache:
    """Keeps one issue: they go out one after another."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._loading = asyncio.Lock()
        self._stored: StoredIssue | None = None

    async def load(self, issue_id: int) -> StoredIssue:
        """An issue as it was when this tick first needed it. Raises LookupError where it is not in the archive."""
        async with self._loading:
            if self._stored is None or self._stored.ref.id != issue_id:
                self._stored = await self._archive.issues.load(issue_id)
            if self._stored is None:
                raise LookupError(f"Issue {issue_id} is to be delivered but is not in the archive.")
            return self._stored
