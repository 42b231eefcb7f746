"""Subscriptions as JSON lines, the form in which they are imported and exported.

{"kind": "channel", "guild_id": "1", "channel_id": "2", "when": "arrival", "late_days": 2}
{"kind": "dm", "user_id": "3", "channel_id": "4", "when": {"day": "mon", "time": "09:00", "zone": "Asia/Tokyo"}}
"""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from newsletter.errors import NewsletterError
from newsletter.schedule.weekly import LATE, Weekly, parse_day, parse_time, parse_zone
from newsletter.schedule.zones import is_portable
from storage.subscriptions.records import DestinationKind, NewSubscription, Subscription, Target

MAX_ID = 2**63 - 1
MAX_LATE = 3650  # days


def read_subscriptions(path: Path) -> list[NewSubscription]:
    """All subscriptions of a file. Raises NewsletterError that names the line that cannot be used."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise NewsletterError(f"{path} is not there: name a file of JSON lines.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise NewsletterError(f"{path} cannot be read as a file of JSON lines: {error}.") from error
    wanted = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                wanted.append(_read(json.loads(line)))
            except NewsletterError as error:
                raise NewsletterError(f"{path}, line {number}: {error}") from error
            except (ValueError, RecursionError) as error:
                raise NewsletterError(f"{path}, line {number} is no JSON: {error}.") from error
    return wanted


def write_subscription(subscription: Subscription) -> str:
    """One line, without its end."""
    target, when = subscription.target, subscription.when
    data: dict[str, Any] = {"kind": target.kind.value}
    for name, value in (("guild_id", target.guild_id), ("user_id", target.user_id), ("channel_id", target.channel_id)):
        if value is not None:
            data[name] = str(value)
    data["when"] = {"day": when.day.code, "time": f"{when.time:%H:%M}", "zone": when.zone} if when else "arrival"
    data["late_days"] = subscription.late.days if subscription.late else None
    return json.dumps(data)


def _read(data: object) -> NewSubscription:
    if not isinstance(data, dict):
        raise NewsletterError("expected an object with kind, channel_id and when.")
    if data.get("kind") not in set(DestinationKind):
        raise NewsletterError(f"kind is “channel” or “dm”, not {json.dumps(data.get('kind'))}.")
    kind = DestinationKind(data["kind"])
    owner = "guild_id" if kind is DestinationKind.CHANNEL else "user_id"
    ids = {name: _read_id(data, name, needed=name in ("channel_id", owner)) for name in _IDS}
    target = Target(kind, ids["channel_id"] or 0, ids["guild_id"], ids["user_id"])
    return NewSubscription(target, _read_when(data.get("when")), _read_late(data.get("late_days", LATE.days)))


_IDS = ("channel_id", "guild_id", "user_id")


def _read_id(data: dict[str, object], name: str, *, needed: bool) -> int | None:
    value = data.get(name)
    if value is None and not needed:
        return None
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= MAX_ID):
        raise NewsletterError(f"{name} is an id of Discord, digits in quotes, not {json.dumps(value)}.")
    return int(text)


def _read_late(days: object) -> timedelta | None:
    if days is None:
        return None
    if not isinstance(days, int) or isinstance(days, bool) or not 0 < days <= MAX_LATE:
        raise NewsletterError(
            f"late_days is a number of days, or null for however late, not {json.dumps(days)}: "
            f"leave it out for {LATE.days}."
        )
    return timedelta(days=days)


def _read_when(when: object) -> Weekly | None:
    if when == "arrival":
        return None
    if not isinstance(when, dict) or not all(isinstance(when.get(name), str) for name in ("day", "time", "zone")):
        raise NewsletterError(
            'when is "arrival" or an object with day, time and zone, such as '
            '{"day": "mon", "time": "09:00", "zone": "Europe/Berlin"}.'
        )
    zone = when["zone"] if is_portable(when["zone"]) else parse_zone(when["zone"])  # an older export may name any zone
    return Weekly(parse_day(when["day"]), parse_time(when["time"]), zone)
