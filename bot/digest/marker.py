"""The issue and the delivery that a digest names in its controls: ids of the database that sent it."""

from contextlib import suppress
from dataclasses import dataclass

from bot.digest.message import JSON, walk_components
from bot.ui.codec import InvalidIdError
from bot.ui.custom_ids import OpenSection, ReadIssue


@dataclass(frozen=True, slots=True)
class Marker:
    """What tells the digests of one database apart."""

    issue_id: int
    delivery_id: int | None = None  # None: the answer to a command


def find_marker(message: JSON) -> Marker | None:
    """From the button that opens the reader, or from the select of sections that digests had before it."""
    for component in walk_components(message):
        for codec in (ReadIssue, OpenSection):
            with suppress(InvalidIdError):
                found = codec.parse(str(component.get("custom_id")))
                return Marker(found.issue_id, found.delivery_id)
    return None
