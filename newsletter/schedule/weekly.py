"""When a subscriber wants the digest: as soon as it is out, or weekly at an hour of a time zone. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import IntEnum

from newsletter.errors import ScheduleError
from newsletter.schedule.zone_names import ENGLISH, search_zones, zone_by_exact_name
from newsletter.schedule.zones import find_name, parse_offset, zone_info, zones

__all__ = [
    "LATE", "ScheduleError", "Weekday", "Weekly", "next_slot", "parse_day", "parse_time", "parse_zone", "zones",
]  # fmt: skip

LATE = timedelta(days=6)
"""How late a digest may still come, where a subscriber has said nothing else: by then the next one is about to."""


class Weekday(IntEnum):
    """Days as datetime.weekday() counts them."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6

    @property
    def code(self) -> str:
        """Three letters, as they are stored and exported: "mon"."""
        return self.name[:3].lower()

    @property
    def label(self) -> str:
        """As a person reads it: "Monday"."""
        return self.name.capitalize()


@dataclass(frozen=True, slots=True)
class Weekly:
    """Once a week on a day, at a local time (to the minute) of an IANA zone or a fixed offset such as "UTC+05:30"."""

    day: Weekday
    time: time
    zone: str

    def __str__(self) -> str:
        return f"{self.day.label}s at {self.time:%H:%M} ({self.zone})"


def next_slot(weekly: Weekly, after: datetime) -> datetime:
    """The first slot at or after an aware instant, as aware UTC.

    Over a change of summer time each week has one slot and only one: an hour that is skipped counts as the
    hour the clock jumps to, an hour that comes twice counts the first time (PEP 495, fold=0).
    Raises UnknownZoneError for a zone that this host does not know.
    """
    zone = zone_info(weekly.zone)
    day = after.astimezone(zone).date() - timedelta(days=7)
    day += timedelta(days=(weekly.day - day.weekday()) % 7)
    while True:
        slot = datetime.combine(day, weekly.time, zone).astimezone(UTC)
        if slot >= after:
            return slot
        day += timedelta(days=7)


def parse_day(text: str) -> Weekday:
    """A weekday from its name or the first three letters of it, in any case."""
    folded = text.strip().casefold()
    for day in Weekday:
        if folded in (day.code, day.label.casefold()):
            return day
    raise ScheduleError(f"“{text}” is no day of the week: write Monday, Tuesday, … or Sunday.")


_CLOCK = re.compile(
    r"(?:(?P<am>上午|午前|凌晨|早上|오전)|(?P<pm>下午|午後|晚上|오후))?\s*"
    r"(?P<hour>[0-9]{1,2})(?:(?:[:.h]|[時时点點시]\s*)(?P<minute>[0-9]{2})[分분]?|[時时点點시]|(?P<joined>[0-9]{2}))?"
    r"\s*(?:(?P<half>[ap])\.?(?:m\.?)?|h|uhr)?"
)
_NAMED = {"noon": time(12), "midnight": time(0)}


def parse_time(text: str) -> time:
    """A time of day on either clock: 9, 9:00, 09:30, 21.15, 0930, 21h, 21h30, 9am, 9:30 PM, 9 p.m., 下午3点, noon.

    Raises ScheduleError.
    """
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    match = _CLOCK.fullmatch(folded)
    found = _clock_time(match) if match else _NAMED.get(folded)
    if found is not None:
        return found
    raise ScheduleError(
        f"“{text[:100]}” is no time of day: write hours and minutes from 00:00 to 23:59, such as 09:00, or 9am."
    )


def _clock_time(match: re.Match[str]) -> time | None:
    hour, minute = int(match["hour"]), int(match["minute"] or match["joined"] or 0)
    if match["am"] or match["pm"] or match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["pm"] or match["half"] == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def parse_zone(text: str, locale: str = ENGLISH) -> str:
    """A zone as it is stored, from an IANA name in any case, an offset, or a name in English or a language of Discord.

    “europe/berlin”, “new york”, “GMT+2”, “India”. Raises ScheduleError.
    """
    found = parse_offset(text) or find_name(text) or zone_by_exact_name(text, locale)
    if found is not None:
        return found
    message = (
        f"“{text[:100]}” is no time zone: write its IANA name, a city or an offset, "
        "such as Europe/Berlin, Tokyo or UTC+8."
    )
    if near := search_zones(text, locale, datetime.now(UTC), limit=3) if text.strip() else []:
        message += f" The nearest are {', '.join(near)}."
    raise ScheduleError(message)
