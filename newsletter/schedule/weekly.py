"""Weekly schedules in a time zone, and parsing of weekday, time and zone as users type them.

Pure, apart from the clock in the hint of `parse_zone`.
"""

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
"""Default maximum lateness of a digest; after that the next weekly digest is almost due."""


class Weekday(IntEnum):
    """Days of the week, numbered as in datetime.weekday()."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6

    @property
    def code(self) -> str:
        """Three letters, as stored and exported: "mon"."""
        return self.name[:3].lower()

    @property
    def label(self) -> str:
        """The display name: "Monday"."""
        return self.name.capitalize()


@dataclass(frozen=True, slots=True)
class Weekly:
    """A weekly slot: a weekday and a local time (in minutes) in an IANA zone or a fixed offset such as "UTC+05:30"."""

    day: Weekday
    time: time
    zone: str

    def __str__(self) -> str:
        return f"{self.day.label}s at {self.time:%H:%M} ({self.zone})"


def next_slot(weekly: Weekly, after: datetime) -> datetime:
    """Return the first slot at or after an aware instant, in UTC.

    Each week has exactly one slot, also across daylight saving changes: a skipped time moves to the time after the gap,
    a repeated time is its first occurrence (PEP 495, fold=0). Raises UnknownZoneError if this host does not know the
    zone.
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
    """Parse a weekday: its name or first three letters, in any case. Raises ScheduleError."""
    folded = text.strip().casefold()
    for day in Weekday:
        if folded in (day.code, day.label.casefold()):
            return day
    raise ScheduleError("“{text}” is no day of the week: write Monday, Tuesday, … or Sunday.", text=text)


_CLOCK = re.compile(
    r"(?:(?P<am>上午|午前|凌晨|早上|오전)|(?P<pm>下午|午後|晚上|오후))?\s*"
    r"(?P<hour>[0-9]{1,2})(?:(?:[:.h]|[時时点點시]\s*)(?P<minute>[0-9]{2})[分분]?|[時时点點시]|(?P<joined>[0-9]{2}))?"
    r"\s*(?:(?P<half>[ap])\.?(?:m\.?)?|h|uhr)?"
)
_NAMED = {"noon": time(12), "midnight": time(0)}


def parse_time(text: str) -> time:
    """Parse a time of day: 9, 9:00, 09:30, 21.15, 0930, 21h, 21h30, 9am, 9:30 PM, 9 p.m., 下午3点, noon.

    Raises ScheduleError.
    """
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    match = _CLOCK.fullmatch(folded)
    found = _clock_time(match) if match else _NAMED.get(folded)
    if found is not None:
        return found
    raise ScheduleError(
        "“{text}” is no time of day: write hours and minutes from 00:00 to 23:59, such as 09:00, or 9am.",
        text=text[:100],
    )


def _clock_time(match: re.Match[str]) -> time | None:
    hour, minute = int(match["hour"]), int(match["minute"] or match["joined"] or 0)
    if match["am"] or match["pm"] or match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["pm"] or match["half"] == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def parse_zone(text: str, locale: str = ENGLISH) -> str:
    """Parse a zone and return its stored name.

    Accepts an IANA name in any case, an offset, or a place name in English or in the language of `locale`:
    “europe/berlin”, “new york”, “GMT+2”, “India”. Raises ScheduleError.
    """
    found = parse_offset(text) or find_name(text) or zone_by_exact_name(text, locale)
    if found is not None:
        return found
    if near := search_zones(text, locale, datetime.now(UTC), limit=3) if text.strip() else []:
        raise ScheduleError(
            "“{text}” is no time zone: write its IANA name, a city or an offset, "
            "such as Europe/Berlin, Tokyo or UTC+8. The nearest are {zones}.",
            text=text[:100],
            zones=", ".join(near),
        )
    raise ScheduleError(
        "“{text}” is no time zone: write its IANA name, a city or an offset, such as Europe/Berlin, Tokyo or UTC+8.",
        text=text[:100],
    )
