"""When a subscriber wants the digest: as soon as it is out, or weekly at an hour of a time zone. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import IntEnum
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from newsletter.errors import NewsletterError

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


class ScheduleError(NewsletterError):
    """A day, time or zone that cannot be used; the message says what to type instead."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """Once a week on a day, at a local time (to the minute) of an IANA zone."""

    day: Weekday
    time: time
    zone: str

    def __str__(self) -> str:
        return f"{self.day.label}s at {self.time:%H:%M} ({self.zone})"


def next_slot(weekly: Weekly, after: datetime) -> datetime:
    """The first slot at or after an aware instant, as aware UTC.

    Over a change of summer time each week has one slot and only one: an hour that is skipped counts as the
    hour the clock jumps to, an hour that comes twice counts the first time (PEP 495, fold=0).
    """
    zone = ZoneInfo(weekly.zone)
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


def parse_time(text: str) -> time:
    """A time of day as 24-hour clock: 9, 9:00, 09:30, 21.15."""
    match = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?", text.strip(), re.ASCII)
    if match:
        hour, minute = int(match[1]), int(match[2] or 0)
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise ScheduleError(f"“{text}” is no time of day: write hours and minutes from 00:00 to 23:59, such as 09:00.")


@cache
def zones() -> tuple[str, ...]:
    """All IANA zones by name, sorted: the places first, the odd ones (Etc/…, UTC aside) last."""
    return tuple(sorted(available_timezones(), key=lambda zone: ("/" not in zone or zone.startswith("Etc/"), zone)))


def parse_zone(text: str) -> str:
    """An IANA zone in any case, with spaces for underscores: “europe/berlin”, “new york” if only one ends so."""
    folded = text.strip().replace(" ", "_").casefold()
    endings = []
    for zone in zones():
        if zone.casefold() == folded:
            return zone
        if zone.casefold().endswith("/" + folded):
            endings.append(zone)
    if len(endings) == 1:
        return endings[0]
    raise ScheduleError(f"“{text}” is no time zone: write its IANA name, such as Europe/Berlin, Asia/Tokyo or UTC.")
