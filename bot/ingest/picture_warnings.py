"""Warns of the pictures of a document that would not be shown."""

from collections.abc import Iterator

from bot.ingest.pictures import check_all
from newsletter.model import ParsedIssue, ParseWarning, WarningKind
from newsletter.picture_check import PictureReason, PictureState
from newsletter.pictures import picture_address
from sources.fetcher import Fetcher
from sources.pictures import MAX_ASPECT, MAX_BYTES, MAX_SIDE, MIN_SIDE

KINDS = {
    PictureReason.NOT_FOUND: WarningKind(
        "The picture {address} is not there: it is not shown.",
        "{number} pictures are not there and not shown: {address}.",
    ),
    PictureReason.PRIVATE_HOST: WarningKind(
        "The picture {address} is not on the open internet: it is not shown.",
        "{number} pictures are not on the open internet and not shown: {address}.",
    ),
    PictureReason.NO_PICTURE: WarningKind(
        "The picture {address} is neither PNG, JPEG, GIF nor WebP: it is not shown.",
        "{number} pictures are neither PNG, JPEG, GIF nor WebP and not shown: {address}.",
    ),
    PictureReason.DAMAGED: WarningKind(
        "The picture {address} is damaged: it is not shown.",
        "{number} pictures are damaged and not shown: {address}.",
    ),
    PictureReason.TOO_LARGE: WarningKind(
        "The picture {address} has more than {megabytes} MB: it is not shown.",
        "{number} pictures have more than {megabytes} MB and are not shown: {address}.",
    ),
    PictureReason.TOO_SMALL: WarningKind(
        "The picture {address} has fewer than {smallest} pixels on a side: it is not shown.",
        "{number} pictures have fewer than {smallest} pixels on a side and are not shown: {address}.",
    ),
    PictureReason.TOO_WIDE: WarningKind(
        "The picture {address} has more than {largest} pixels on a side: it is not shown.",
        "{number} pictures have more than {largest} pixels on a side and are not shown: {address}.",
    ),
    PictureReason.TOO_NARROW: WarningKind(
        "The picture {address} is more than {aspect} times as long as it is wide: it is not shown.",
        "{number} pictures are more than {aspect} times as long as they are wide and not shown: {address}.",
    ),
}

_LIMITS = {
    "megabytes": MAX_BYTES // 1024**2,
    "smallest": MIN_SIDE,
    "largest": f"{MAX_SIDE:,}",
    "aspect": f"{MAX_ASPECT:.0f}",
}


async def warn_of_pictures(content: ParsedIssue, fetcher: Fetcher, own_url: str | None = None) -> list[ParseWarning]:
    """Check the absolute addresses that a document names, and warn of those that a digest would leave out.

    `own_url` is as for `PictureChecker`. Addresses that do not answer now are not mentioned, since that may pass.
    """
    lines: dict[str, int] = {}
    for line, address in _absolute(content):
        lines.setdefault(address, line)
    return [
        ParseWarning(lines[each.address], KINDS[each.reason], {"address": each.address, **_LIMITS})
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
