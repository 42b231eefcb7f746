"""Warns of the pictures of a document that would not be shown."""

from collections.abc import Iterator

from bot.ingest.pictures import check_all
from newsletter.model import ParsedIssue, ParseWarning
from newsletter.picture_check import PictureReason, PictureState
from newsletter.pictures import picture_address
from sources.fetcher import Fetcher
from sources.pictures import MAX_ASPECT, MAX_BYTES, MAX_SIDE, MIN_SIDE

_REASONS = {
    PictureReason.NOT_FOUND: "is not there",
    PictureReason.PRIVATE_HOST: "is not on the open internet",
    PictureReason.NO_PICTURE: "is neither PNG, JPEG, GIF nor WebP",
    PictureReason.DAMAGED: "is damaged",
    PictureReason.TOO_LARGE: f"has more than {MAX_BYTES // 1024**2} MB",
    PictureReason.TOO_SMALL: f"has fewer than {MIN_SIDE} pixels on a side",
    PictureReason.TOO_WIDE: f"has more than {MAX_SIDE:,} pixels on a side",
    PictureReason.TOO_NARROW: f"is more than {MAX_ASPECT:.0f} times as long as it is wide",
}


async def warn_of_pictures(content: ParsedIssue, fetcher: Fetcher, own_url: str | None = None) -> list[ParseWarning]:
    """Check the absolute addresses that a document names, and warn of those that a digest would leave out.

    `own_url` is as for `PictureChecker`. Addresses that do not answer now are not mentioned, since that may pass.
    """
    lines: dict[str, int] = {}
    for line, address in _absolute(content):
        lines.setdefault(address, line)
    return [
        ParseWarning(lines[each.address], f"The picture {each.address} {_REASONS[each.reason]}: it is not shown.")
        for each in await check_all(fetcher, list(lines), own_url)
        if each.reason and each.state is not PictureState.PENDING
    ]


def _absolute(content: ParsedIssue) -> Iterator[tuple[int, str]]:
    if content.issue.image:
        yield 1, content.issue.image
    for line, entry in zip(content.lines, content.issue.entries, strict=False):
        address = picture_address(entry.images[0]) if entry.images else None
        if address:
            yield line, address
