"""What the options of /subscribe mean, and what is suggested while they are typed."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import discord
from discord import app_commands

from bot.client import Paperboy
from bot.features.subscribe.form import NINE
from bot.features.subscribe.form_selects import ARRIVAL
from bot.features.subscribe.zones import suggest_zone_names
from bot.ui.choices import choices
from bot.ui.custom_ids import Wish
from bot.ui.errors import RequestError
from bot.ui.translations import _
from newsletter.errors import ScheduleError
from newsletter.schedule.weekly import LATE, Weekday, Weekly, parse_day, parse_time, parse_zone
from newsletter.schedule.zones import knows_zone
from storage.subscriptions.records import DigestChoice, Subscription

DAYS = [
    app_commands.Choice(name="As soon as it is out", value=ARRIVAL),
    *(app_commands.Choice(name=day.label, value=day.code) for day in Weekday),
]

ALWAYS = 0
LATENESS = [
    app_commands.Choice(name="Up to a day late", value=1),
    app_commands.Choice(name="Up to 2 days late", value=2),
    app_commands.Choice(name=f"Up to {LATE.days} days late, as if left empty", value=LATE.days),
    app_commands.Choice(name="Up to 14 days late", value=14),
    app_commands.Choice(name="Up to 30 days late", value=30),
    app_commands.Choice(name="However late", value=ALWAYS),
]

FORMATS = [
    app_commands.Choice(name="Rich: a picture, the editor's words, and a sentence on each pick", value="rich"),
    app_commands.Choice(name="Compact: one short message", value="compact"),
]


@dataclass(frozen=True, slots=True)
class Options:
    """The options of /subscribe as they were typed; None where they were left out."""

    day: str | None
    time: str | None
    zone: str | None
    late: int | None
    format: str | None
    role: discord.Role | None


async def read_options(options: Options, present: Subscription | None, channel_id: int | None, locale: str) -> Wish:
    """What is wished for. Raises ScheduleError or RequestError.

    What is left out stays as it is at present; a day, a time and a zone are given together.
    """
    # In a thread: the names of zones take a while the first time.
    when = await asyncio.to_thread(_read_when, options, present.when if present else None, locale)
    late = present.late if present else LATE
    if options.late is not None:
        late = timedelta(days=options.late) if options.late != ALWAYS else None
    if options.role is not None and channel_id is None:
        raise RequestError(_("A role is mentioned in a channel: choose `channel:` too, or leave `role:` empty."))
    return Wish(
        channel_id,
        when,
        late,
        DigestChoice(options.format) if options.format else present.format if present else DigestChoice.RICH,
        present.sections if present else None,
        options.role.id if options.role else present.role_id if present else None,
    )


def _read_when(options: Options, present: Weekly | None, locale: str) -> Weekly | None:
    at, zone = options.time, options.zone
    if options.day is None and not at and not zone:
        return present if present and knows_zone(present.zone) else None
    if options.day in (None, ARRIVAL):
        if at or zone:
            raise RequestError(_("A time or zone needs a day: choose a weekday too, or leave all three empty."))
        return None
    assert options.day is not None  # noqa: S101 - for the type checker
    return Weekly(parse_day(options.day), parse_time(at) if at else NINE, parse_zone(zone, locale) if zone else "UTC")


async def suggest_times(interaction: discord.Interaction[Paperboy], current: str) -> list[app_commands.Choice[str]]:
    """Full hours, or the time that was typed."""
    hours = [f"{hour:02}:00" for hour in [*range(6, 24), *range(6)]]
    typed = current.strip()
    fitting = [hour for hour in hours if hour.startswith(typed)]
    with suppress(ScheduleError):
        fitting = [f"{parse_time(typed):%H:%M}"]
    return choices((hour, hour) for hour in fitting)


async def suggest_zones(interaction: discord.Interaction[Paperboy], current: str) -> list[app_commands.Choice[str]]:
    """In a thread: the names of a language are read when they are asked for first."""
    return choices(await asyncio.to_thread(suggest_zone_names, current, str(interaction.locale)))
