"""All digest formats, and which one a destination gets.

To add a format, write a module with a class that implements DigestFormat, give it a code in storage.records.Form and
list it in FORMATS. Nothing outside this module decides between formats.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import discord

from bot.digest.compact import CompactFormat
from bot.digest.embeds import CompactEmbedsFormat, EmbedsFormat
from bot.digest.fingerprint import Fingerprint
from bot.digest.format import TEST, DigestFormat, Payload, Rendering
from bot.digest.marker import Marker, find_marker
from bot.digest.message import CROSSPOSTED, JSON, has_flag, list_lines_above
from bot.digest.rich import RichFormat
from storage.records import Form, StoredIssue
from storage.subscriptions.records import DigestChoice

RICH, COMPACT, EMBEDS, COMPACT_EMBEDS = RichFormat(), CompactFormat(), EmbedsFormat(), CompactEmbedsFormat()

FORMATS: Mapping[Form, DigestFormat] = {each.form: each for each in (RICH, COMPACT, EMBEDS, COMPACT_EMBEDS)}


@dataclass(frozen=True, slots=True)
class Choice:
    """The format of new digests at a destination."""

    format: DigestFormat
    publish: bool  # whether followers of the channel get them too

    def is_to_publish(self, found: DigestFormat, message: JSON) -> bool:
        """Whether a digest that is there already has yet to be published. Raises UnreadableError."""
        return self.publish and isinstance(found, EmbedsFormat) and not has_flag(message, CROSSPOSTED)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A message that is a digest."""

    format: DigestFormat
    fingerprint: Fingerprint
    marker: Marker | None  # issue and delivery in the database that sent it; None in embeds


def choose_format(channel: object, choice: DigestChoice = DigestChoice.RICH) -> Choice:
    """The format for a destination: a channel, or None for direct messages.

    Followers of an announcement channel get embeds: Discord said in 2022 that it does not show them components.
    """
    is_compact = choice is DigestChoice.COMPACT
    if isinstance(channel, discord.TextChannel) and channel.is_news():
        return Choice(COMPACT_EMBEDS if is_compact else EMBEDS, publish=True)
    return Choice(COMPACT if is_compact else RICH, publish=False)


def render_preview(channel: object, choice: DigestChoice, stored: StoredIssue, rendering: Rendering) -> Payload:
    """An issue as a destination would get it, to be shown to one person.

    The buttons that would subscribe, pause or stop are disabled.
    """
    return choose_format(channel, choice).format.render(stored, replace(rendering, is_preview=True))


def identify_format(message: JSON) -> DigestFormat:
    """The format of a digest of ours. Raises UnreadableError."""
    return next((each for each in FORMATS.values() if each.matches(message)), RICH)


def find_shown(message: JSON, stored: StoredIssue, *, is_test: bool = False) -> DigestFormat | None:
    """The format in which a message shows an issue that this database has sent; None where it shows another thing.

    A test is no delivery of the issue, and a delivery is no test.
    """
    if _is_test(message) is not is_test:
        return None
    return next((each for each in FORMATS.values() if each.shows(message, stored)), None)


def recognise(message: JSON) -> Recognised | None:
    """What a message shows if it is a digest of any database; not a test, an answer to a command or another page."""
    if message.get("interaction_metadata") is not None or _is_test(message):
        return None
    for each in FORMATS.values():
        if (fingerprint := each.read(message)) is not None:
            return Recognised(each, fingerprint, find_marker(message))
    return None


def list_fingerprints(stored: StoredIssue) -> tuple[Fingerprint, ...]:
    """What a digest of an issue may show, by format."""
    return tuple(each.fingerprint(stored) for each in FORMATS.values())


def _is_test(message: JSON) -> bool:
    return any(line.startswith(f"-# {TEST}") for line in list_lines_above(message))
