"""Checks the pictures of issues: before an issue is saved, and in the background."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

import structlog

from bot.ingest.error_report import describe, locate
from newsletter.model import Issue
from newsletter.picture_check import CheckedPicture
from newsletter.pictures import picture_addresses
from sources.fetcher import Fetcher
from sources.pictures import check_picture
from storage.archive import Archive

PictureCheck = Callable[[Sequence[Issue]], Awaitable[None]]
"""Checks the pictures of issues that are about to be saved; raises nothing."""

log = structlog.get_logger()

SECONDS = 10.0
"""Time limit of a check, whatever the number of pictures. Those not known by then are due in the background."""

AT_ONCE = 13
"""Pictures of an issue that are checked before it is saved: its own and those of twelve entries."""

BATCH = 25
"""Pictures that the background job checks per run."""

MAX_ADDRESSES = 100
"""Pictures per check where several issues come in. The fetcher sends one request per host at a time."""


class PictureChecker:
    """Checks addresses and stores the results.

    `own_url` is an address on the only host that may be private, such as that of a demonstration.
    """

    def __init__(
        self, archive: Archive, fetcher: Fetcher, own_url: str | None = None, *, seconds: float = SECONDS
    ) -> None:
        self._archive = archive
        self._fetcher = fetcher
        self._own_url = own_url
        self._seconds = seconds

    async def check(self, issues: Sequence[Issue]) -> None:
        """Check the pictures of issues that are about to be saved, within the time limit. Raises nothing.

        What fails or is not known in time is left to `check_due`.
        """
        addresses = [address for issue in issues for address in picture_addresses(issue)[:AT_ONCE]]
        if not addresses:
            return
        try:
            unknown = await self._archive.pictures.unchecked(dict.fromkeys(addresses), datetime.now(UTC))
            await self._check(unknown)
        except Exception as error:
            log.warning("pictures not checked", reason=describe(error), where=locate(error))

    async def check_due(self) -> None:
        """Check the pictures that are due, at most BATCH of them."""
        await self._check(await self._archive.pictures.due(datetime.now(UTC), BATCH))

    async def _check(self, addresses: Sequence[str]) -> None:
        checked = await check_all(self._fetcher, addresses, self._own_url, self._seconds)
        if checked:
            await self._archive.pictures.record(checked, datetime.now(UTC))
            usable = sum(each.reason is None for each in checked)
            log.info("pictures checked", usable=usable, others=len(checked) - usable)


async def check_all(
    fetcher: Fetcher, addresses: Sequence[str], own_url: str | None = None, seconds: float = SECONDS
) -> list[CheckedPicture]:
    """Return the results that are there within the time limit, in the order of the addresses."""
    if not addresses:
        return []
    tasks = [asyncio.create_task(check_picture(fetcher, address, own_url)) for address in addresses[:MAX_ADDRESSES]]
    try:
        await asyncio.wait(tasks, timeout=seconds)
    finally:
        for task in tasks:
            task.cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
    return [result for result in done if isinstance(result, CheckedPicture)]
