"""Time zones: names of the IANA database that every host has, and fixed offsets, whose names are "UTC+05:30". Pure."""

import re
import unicodedata
from datetime import timedelta, timezone, tzinfo
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from newsletter.errors import ScheduleError

EXCLUDED_NAMES = frozenset({"Factory", "localtime", "posixrules", "EST", "MST", "HST"})
"""Names of the database that nobody means who types them: what the host is set to, or American hours without their
summer time."""

MAX_OFFSET, MIN_OFFSET = timedelta(hours=14), timedelta(hours=-12)
"""The offsets that are in use are between these."""

_FIXED = re.compile(r"UTC([+-])(\d{2}):(\d{2})")
_WRITTEN = re.compile(r"(?:(?:utc|gmt|z)\s*)?([+-])\s*(\d{1,2})(?::?([0-5]\d)|[.,](25|5|50|75))?|(?:utc|gmt)(\d{1,2})")
_FRACTIONS = {None: 0, "25": 15, "5": 30, "50": 30, "75": 45}
_POSIX = re.compile(r"etc/gmt([+-])(\d{1,2})")
_ZERO = frozenset({"utc", "gmt", "z", "zulu", "uct", "etc/utc", "etc/gmt", "etc/uct", "etc/zulu", "universal"})


class UnknownZoneError(ScheduleError):
    """A zone that was stored is not known on this host: its database of zones is another one."""


def zone_info(name: str) -> tzinfo:
    """The zone of a stored name. Raises UnknownZoneError."""
    if match := _FIXED.fullmatch(name):
        return timezone(_offset(match[1], int(match[2]), int(match[3])))
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise UnknownZoneError(reason_unknown(name)) from None


def reason_unknown(name: str) -> str:
    """Why a subscription with such a zone is suspended."""
    return f"the time zone {name} is not known on this computer: choose another one with /subscribe"


def knows_zone(name: str) -> bool:
    """Whether times can be told in a stored zone on this host."""
    try:
        zone_info(name)
    except UnknownZoneError:
        return False
    return True


def is_portable(name: str) -> bool:
    """Whether a name means the same on every host: a fixed offset, or what the package tzdata has."""
    return _FIXED.fullmatch(name) is not None or (name in _names() and name not in {"Factory", "localtime"})


def parse_offset(text: str) -> str | None:
    """The name of a fixed offset as people write them, east positive: UTC+8, GMT+2, +05:30, -3; None for no offset.

    "Etc/GMT+2" is west, as POSIX has it. An offset of nothing is "UTC".
    """
    folded = fold(text)
    if folded in _ZERO:
        return "UTC"
    if posix := _POSIX.fullmatch(folded):
        return _name(_offset("-" if posix[1] == "+" else "+", int(posix[2]), 0))
    match = _WRITTEN.fullmatch(folded)
    if not match:
        return None
    minutes = int(match[3]) if match[3] else _FRACTIONS[match[4]]
    return _name(_offset(match[1] or "+", int(match[2] or match[5]), minutes))


def _offset(sign: str, hours: int, minutes: int) -> timedelta:
    offset = timedelta(hours=min(hours, 23), minutes=min(minutes, 59))
    return -offset if sign == "-" else offset


def _name(offset: timedelta) -> str | None:
    """The name under which an offset is stored, None for one that is nowhere in use."""
    if not MIN_OFFSET <= offset <= MAX_OFFSET:
        return None
    if not offset:
        return "UTC"
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    return f"UTC{'-' if offset < timedelta() else '+'}{hours:02}:{minutes:02}"


def find_name(text: str) -> str | None:
    """A zone of the database by its name in any case, with spaces for underscores."""
    name = _by_folded_name().get(fold(text))
    return None if name is None or name.startswith("Etc/") else name


def fold(text: str) -> str:
    """A name as it is compared: without case, accents, underscores, and with one form of each sign."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).replace("_", " ").casefold())
    kept = "".join(char for char in plain if not unicodedata.combining(char) or ord(char) > LAST_STRIPPED_MARK)
    return " ".join(re.sub(r"[−–—‐]", "-", kept).replace("±", "+").split())


LAST_STRIPPED_MARK = 0x36F
"""The last accent of Latin, Greek and Cyrillic letters. Marks beyond it belong to their letters, as in Hindi."""


@cache
def zones() -> tuple[str, ...]:
    """The zones that are offered: one for each place of the world, and UTC."""
    return (*sorted(places()), "UTC")


@cache
def places() -> dict[str, str]:
    """The zones of places, each with the code of its country (ISO 3166)."""
    return {columns[2]: columns[0] for columns in _table("zone.tab")}


@cache
def comments() -> dict[str, str]:
    """What the database says of a zone beside its name: "Beijing Time"."""
    return {columns[2]: columns[3] for columns in _table("zone.tab") if len(columns) > 3}


@cache
def countries() -> dict[str, str]:
    """English names of countries by their codes."""
    return {columns[0]: columns[1] for columns in _table("iso3166.tab")}


def _table(name: str) -> list[list[str]]:
    text = (resources.files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _names() -> frozenset[str]:
    return frozenset((resources.files("tzdata") / "zones").read_text(encoding="utf-8").split())


@cache
def _by_folded_name() -> dict[str, str]:
    return {fold(name): name for name in _names() - EXCLUDED_NAMES}
