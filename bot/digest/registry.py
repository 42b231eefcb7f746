"""All digest formats, and which one a destination gets.

To add a format, write a module with a class that implements DigestFormat, give it a code in storage.records.Form and
list it in FORMATS. Nothing outside this module decides between formats.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import discord

from bot.digest.components import ComponentsFormat, find_marker
from bot.digest.embeds import EmbedsFormat
from bot.digest.fingerprint import Fingerprint
from bot.digest.format import DigestFormat, Payload, Rendering
from bot.digest.message import CROSSPOSTED, JSON, has_flag
from bot.ui.custom_ids import OpenSection
from storage.records import Form, StoredIssue
from storage.subscriptions.records import DigestChoice

COMPONENTS, EMBEDS = ComponentsFormat(), EmbedsFormat()

FORMATS: Mapping[Form, DigestFormat] = {each.form: each for each in (COMPONENTS, EMBEDS)}


@dataclass(frozen=True, slots=True)
class Choice:
    """The format of new digests at a destination."""

    format: DigestFormat
    publish: bool  # whether followers of the channel get them too

    def is_to_publish(self, found: DigestFormat, message: JSON) -> bool:
        """Whether a digest that is there already has yet to be published. Raises UnreadableError."""
        return self.publish and found is self.format and not has_flag(message, CROSSPOSTED)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A message that is a digest."""

    format: DigestFormat
    fingerprint: Fingerprint
    marker: OpenSection | None  # issue and delivery in the database that sent it; None in embeds


def choose_format(channel: object, choice: DigestChoice = DigestChoice.RICH) -> Choice:
    """The format for a destination: a channel, or None for direct messages.

    Followers of an announcement channel get embeds: Discord said in 2022 that it does not show them components.
    """
    if isinstance(channel, discord.TextChannel) and channel.is_news():
        return Choice(EMBEDS, publish=True)
    return Choice(COMPONENTS, publish=False)


def identify_format(message: JSON) -> DigestFormat:
    """The format of a digest of ours. Raises UnreadableError."""
    return next(each for each in FORMATS.values() if each.matches(message))


def find_shown(message: JSON, stored: StoredIssue) -> DigestFormat | None:
    """The format in which a message shows an issue that this database has sent; None where it shows another thing."""
    return next((each for each in FORMATS.values() if each.shows(message, stored)), None)


def recognise(message: JSON) -> Recognised | None:
    """What a message shows if it is a digest of any database, not the answer to a command nor another page."""
    if message.get("interaction_metadata") is not None:
        return None
    for each in FORMATS.values():
        if (fingerprint := each.read(message)) is not None:
            return Recognised(each, fingerprint, find_marker(message))
    return None


def list_fingerprints(stored: StoredIssue) -> tuple[Fingerprint, ...]:
    """What a digest of an issue may show, by format."""
    return tuple(each.fingerprint(stored) for each in FORMATS.values())


def render_preview(channel: object, choice: DigestChoice, stored: StoredIssue, rendering: Rendering) -> Payload:
    """The message of a new digest at a destination, to be shown to one person."""
    return choose_format(channel, choice).format.render(stored, rendering)
