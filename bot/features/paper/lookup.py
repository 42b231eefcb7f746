"""Loads what a card shows."""

from storage.archive import Archive
from storage.records import Hit

Card = Hit


async def load_card(archive: Archive, entry_id: int) -> Card | None:
    """The card of an entry; None where there is none with this id."""
    return await archive.papers.load(entry_id)
