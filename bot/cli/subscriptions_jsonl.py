"""Subscriptions as JSON lines, the form in which they are imported and exported.

{"kind": "channel", "guild_id": "1", "channel_id": "2", "when": "arrival", "late_days": 2}
{"kind": "dm", "user_id": "3", "channel_id": "4", "when": {"day": "mon", "time": "09:00", "zone": "Asia/Tokyo"}}
{"kind": "channel", "guild_id": "1", "channel_id": "5", "when": "arrival", "format": "compact", "sections": ["papers"]}
"""

import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, ValidationError

from newsletter.errors import NewsletterError
from newsletter.model import SectionKind
from newsletter.schedule.weekly import LATE, Weekly, parse_day, parse_time, parse_zone
from newsletter.schedule.zones import is_portable
from storage.subscriptions.records import KEEP, DestinationKind, DigestChoice, NewSubscription, Subscription, Target

MAX_ID = 2**63 - 1
MAX_LATE = 3650  # days


def _read_digits(value: object) -> int:
    """A snowflake: digits, as text or as a number."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdigit()):
        raise ValueError("no digits")
    return int(text)


_Snowflake = Annotated[int, BeforeValidator(_read_digits), Field(gt=0, le=MAX_ID), PlainSerializer(str)]
"""An id of Discord. Written as text, since many JSON readers round numbers of this size."""


class _When(BaseModel):
    """A weekly schedule."""

    model_config = ConfigDict(defer_build=True)

    day: str
    time: str
    zone: str


class _Line(BaseModel):
    """One line of the file; unknown fields are ignored."""

    model_config = ConfigDict(defer_build=True)

    kind: DestinationKind
    guild_id: _Snowflake | None = None
    user_id: _Snowflake | None = None
    channel_id: _Snowflake
    when: Literal["arrival"] | _When
    late_days: Annotated[int, Field(strict=True, gt=0, le=MAX_LATE)] | None = LATE.days
    format: DigestChoice | None = None
    sections: Annotated[list[SectionKind], Field(min_length=1)] | None = None
    role: _Snowflake | None = None
    paused: Annotated[bool, Field(strict=True)] = False


_ID = "is an id of Discord, digits in quotes, not {found}."
_EXPECTED = {
    "kind": "is “channel” or “dm”, not {found}.",
    "guild_id": _ID,
    "user_id": _ID,
    "channel_id": _ID,
    "when": 'is "arrival" or an object with day, time and zone, such as '
    '{{"day": "mon", "time": "09:00", "zone": "Europe/Berlin"}}.',
    "late_days": "is a number of days, or null for however late, not {found}: " + f"leave it out for {LATE.days}.",
    "format": f"is {' or '.join(f'“{one}”' for one in DigestChoice)}, not {{found}}.",
    "sections": f"is a list of some of {', '.join(f'“{one}”' for one in SectionKind)}, or null for all of them, not"
    " {found}.",
    "role": _ID,
    "paused": "is true or false, not {found}.",
}
"""What to write in a field."""


def read_subscriptions(path: Path) -> list[NewSubscription]:
    """Read all subscriptions of a file.

    Raises NewsletterError with a sentence that names the file, the line and the field, and says what to write.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise NewsletterError(f"{path} is not there: name a file of JSON lines.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise NewsletterError(f"{path} cannot be read as a file of JSON lines: {error}.") from error
    return [_read(f"{path}, line {number}", line) for number, line in enumerate(lines, start=1) if line.strip()]


def write_subscription(subscription: Subscription) -> str:
    """One line, without its end."""
    target, when = subscription.target, subscription.when
    ids = {"guild_id": target.guild_id, "user_id": target.user_id, "channel_id": target.channel_id}
    wishes = {"format": subscription.format, "sections": subscription.sections, "role": subscription.role_id}
    usual = {"format": DigestChoice.RICH, "sections": None, "role": None}
    line = _Line(
        kind=target.kind,
        when=_When(day=when.day.code, time=f"{when.time:%H:%M}", zone=when.zone) if when else "arrival",
        late_days=subscription.late.days if subscription.late else None,
        **{name: value for name, value in ids.items() if value is not None},
        **{name: value for name, value in wishes.items() if value != usual[name]},
        **({"paused": True} if subscription.is_paused else {}),
    )
    return json.dumps(line.model_dump(mode="json", exclude_unset=True))


def _read(place: str, text: str) -> NewSubscription:
    try:
        line = _Line.model_validate_json(text)
    except ValidationError as error:
        raise NewsletterError(_explain(place, error)) from error
    owner = "guild_id" if line.kind is DestinationKind.CHANNEL else "user_id"
    if getattr(line, owner) is None:
        raise NewsletterError(_say(place, owner, None))
    try:
        when = None if line.when == "arrival" else _read_when(line.when)
    except NewsletterError as error:
        raise NewsletterError(f"{place}: when: {error}") from error
    late = None if line.late_days is None else timedelta(days=line.late_days)
    said = line.model_fields_set
    return NewSubscription(
        Target(line.kind, line.channel_id, line.guild_id, line.user_id),
        when,
        late,
        format=line.format or KEEP,
        sections=KEEP if "sections" not in said else None if line.sections is None else frozenset(line.sections),
        role_id=line.role if "role" in said else KEEP,
        paused=line.paused,
    )


def _read_when(when: _When) -> Weekly:
    zone = when.zone if is_portable(when.zone) else parse_zone(when.zone)  # an older export may name any zone
    return Weekly(parse_day(when.day), parse_time(when.time), zone)


def _explain(place: str, error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    if first["type"] == "json_invalid":
        return f"{place} is no JSON: {first['msg'].removeprefix('Invalid JSON: ')}."
    if not first["loc"]:
        return f"{place}: expected an object with kind, channel_id and when."
    return _say(place, str(first["loc"][0]), None if first["type"] == "missing" else first["input"])


def _say(place: str, field: str, found: object) -> str:
    return f"{place}: {field} {_EXPECTED[field].format(found=json.dumps(found, ensure_ascii=False))}"
