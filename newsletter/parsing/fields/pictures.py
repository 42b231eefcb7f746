"""Finds the issue's own picture."""

from collections.abc import Sequence

from newsletter.model import Entry
from newsletter.parsing.markdown.blocks import Block
from newsletter.pictures import picture_address


def find_picture(
    named: str | None, opening: Sequence[Block], start: int, entries: Sequence[Entry], source_url: str | None
) -> str | None:
    """Return the absolute address of the picture that the metadata names, else of the first one before the entries.

    `opening` are the blocks before the first section, or all blocks if there are no numbered sections; the first entry
    is on line `start`. A relative address is resolved against `source_url`; without it, it is skipped.
    """
    of_entries = {image for entry in entries for image in entry.images}
    shown = [block.image for block in opening if block.image and block.line < start and block.image not in of_entries]
    addresses = (picture_address(written, source_url) for written in (named or "", *shown))
    return next((address for address in addresses if address), None)
