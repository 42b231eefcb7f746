"""Time zones: names of the IANA database, and fixed offsets with names such as "UTC+05:30". Pure."""

import re
import unicodedata
from datetime import timedelta, timezone, tzinfo
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from newsletter.errors import ScheduleError

EXCLUDED_NAMES = frozenset({"Factory", "localtime", "posixrules", "EST", "MST", "HST"})
"""Names that users do not mean: the host's own setting, and US zones without daylight saving time."""

MAX_OFFSET, MIN_OFFSET = timedelta(hours=14), timedelta(hours=-12)
"""The range of offsets in use."""

_FIXED = re.compile(r"UTC([+-])(\d{2}):(\d{2})")
_WRITTEN = re.compile(r"(?:(?:utc|gmt|z)\s*)?([+-])\s*(\d{1,2})(?::?([0-5]\d)|[.,](25|5|50|75))?|(?:utc|gmt)(\d{1,2})")
_FRACTIONS = {None: 0, "25": 15, "5": 30, "50": 30, "75": 45}
_POSIX = re.compile(r"etc/gmt([+-])(\d{1,2})")
_ZERO = frozenset({"utc", "gmt", "z", "zulu", "uct", "etc/utc", "etc/gmt", "etc/uct", "etc/zulu", "universal"})


class UnknownZoneError(ScheduleError):
    """This host's time zone database lacks a stored zone."""


def zone_info(name: str) -> tzinfo:
    """Return the tzinfo of a stored zone name. Raises UnknownZoneError."""
    if match := _FIXED.fullmatch(name):
        return timezone(_offset(match[1], int(match[2]), int(match[3])))
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise UnknownZoneError(reason_unknown(name)) from None


def reason_unknown(name: str) -> str:
    """Return the reason for suspending a subscription with an unknown zone."""
    return f"the time zone {name} is not known on this computer: choose another one with /subscribe"


def knows_zone(name: str) -> bool:
    """Return whether this host knows a stored zone."""
    try:
        zone_info(name)
    except UnknownZoneError:
        return False
    return True


def is_portable(name: str) -> bool:
    """Return whether every host knows the zone: a fixed offset, or a name in the tzdata package."""
    return _FIXED.fullmatch(name) is not None or (name in _names() and name not in {"Factory", "localtime"})


def parse_offset(text: str) -> str | None:
    """Parse a fixed offset and return its stored name; None if it is not an offset. East is positive: UTC+8, GMT+2,
    +05:30, -3.

    "Etc/GMT+2" is west, as in POSIX. Offset zero is "UTC".
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
    """Return the stored name of an offset; None if the offset is outside the range in use."""
    if not MIN_OFFSET <= offset <= MAX_OFFSET:
        return None
    if not offset:
        return "UTC"
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    return f"UTC{'-' if offset < timedelta() else '+'}{hours:02}:{minutes:02}"


def find_name(text: str) -> str | None:
    """Find a zone of the database by name, in any case, with spaces for underscores."""
    name = _by_folded_name().get(fold(text))
    return None if name is None or name.startswith("Etc/") else name


def fold(text: str) -> str:
    """Normalize a name for comparison: case, accents, underscores and dashes."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).replace("_", " ").casefold())
    kept = "".join(char for char in plain if not unicodedata.combining(char) or ord(char) > LAST_STRIPPED_MARK)
    return " ".join(re.sub(r"[−–—‐]", "-", kept).replace("±", "+").split())


LAST_STRIPPED_MARK = 0x36F
"""Last code point of the accents that are stripped. Later combining marks, as in Hindi, are part of the letter."""


@cache
def zones() -> tuple[str, ...]:
    """Return the zones offered to users: one per place, and UTC."""
    return (*sorted(places()), "UTC")


@cache
def places() -> dict[str, str]:
    """Return zone → ISO 3166 country code."""
    return {columns[2]: columns[0] for columns in _table("zone.tab")}


@cache
def comments() -> dict[str, str]:
    """Return zone → comment in the database, such as "Beijing Time"."""
    return {columns[2]: columns[3] for columns in _table("zone.tab") if len(columns) > 3}


@cache
def countries() -> dict[str, str]:
    """Return country code → English name."""
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
