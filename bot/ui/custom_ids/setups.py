"""Custom ids of the form that sets up a subscription: nothing is stored before it is saved."""

import re
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from typing import Self

from bot.ui.codec import CustomId, InvalidIdError, read_number
from newsletter.model import SectionKind
from newsletter.schedule.weekly import Weekday, Weekly
from storage.subscriptions.records import DigestChoice

OWN_MESSAGES = "me"
"""In place of a channel's id: the person's own direct messages."""

LATEST_DAYS = 999

_KINDS = tuple(SectionKind)
_FORMATS = {"r": DigestChoice.RICH, "c": DigestChoice.COMPACT}
_LETTERS = {choice: letter for letter, choice in _FORMATS.items()}


class SetupAction(StrEnum):
    """What a control of the form does. The values are in custom ids: never change one."""

    SAVE = "s"
    SAVE_AND_TEST = "t"
    PREVIEW = "p"
    CHECK = "k"
    CHOOSE_DAY = "d"
    CHOOSE_HOUR = "h"
    CHOOSE_ZONE = "z"
    CHOOSE_FORMAT = "f"
    CHOOSE_SECTIONS = "x"
    CHOOSE_ROLE = "r"


@dataclass(frozen=True, slots=True)
class Wish:
    """A subscription as somebody fills it in."""

    channel_id: int | None  # None: the person's own direct messages
    when: Weekly | None
    late: timedelta | None  # whole days; None: however late
    format: DigestChoice = DigestChoice.RICH
    sections: frozenset[SectionKind] | None = None  # None: all
    role_id: int | None = None


@dataclass(frozen=True, slots=True)
class Setup(CustomId):
    """A control of the form, with all that is filled in.

    Ids have up to 19 digits and a zone's name up to 32 characters: at most 94 characters together.
    """

    template = re.compile(
        r"setup:(?P<action>[a-z]):(?P<channel>\d+|me):(?:(?P<day>\d)(?P<hour>\d\d)(?P<minute>\d\d))?"
        r":(?P<late>\d*):(?P<format>[a-z]):(?P<sections>\d*):(?P<role>\d*):(?P<zone>[\w/+:-]*)",
        re.ASCII,
    )
    action: SetupAction
    wish: Wish

    def _write(self) -> str:
        wish = self.wish
        slot = f"{int(wish.when.day)}{wish.when.time:%H%M}" if wish.when else ""
        late = wish.late.days if wish.late is not None else ""
        sections = sum(1 << _KINDS.index(kind) for kind in wish.sections) if wish.sections is not None else ""
        parts = (
            *("setup", self.action, OWN_MESSAGES if wish.channel_id is None else wish.channel_id, slot, late),
            *(_LETTERS[wish.format], sections, wish.role_id or "", wish.when.zone if wish.when else ""),
        )
        return ":".join(map(str, parts))

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        letter, channel, late = match["format"], match["channel"], match["late"]
        if match["action"] not in set(SetupAction) or letter not in _FORMATS:
            raise InvalidIdError(match.string)
        wish = Wish(
            channel_id=None if channel == OWN_MESSAGES else read_number(channel),
            when=_read_when(match),
            late=timedelta(days=read_number(late, LATEST_DAYS)) if late else None,
            format=_FORMATS[letter],
            sections=_read_sections(match["sections"]),
            role_id=read_number(match["role"]) if match["role"] else None,
        )
        return cls(SetupAction(match["action"]), wish)


def _read_when(match: re.Match[str]) -> Weekly | None:
    if match["day"] is None:
        return None
    if not match["zone"]:
        raise InvalidIdError(match.string)
    at = time(read_number(match["hour"], 23), read_number(match["minute"], 59))
    return Weekly(Weekday(read_number(match["day"], max(Weekday))), at, match["zone"])


def _read_sections(text: str) -> frozenset[SectionKind] | None:
    if not text:
        return None
    bits = read_number(text, (1 << len(_KINDS)) - 1)
    if not bits:
        raise InvalidIdError(text)
    return frozenset(kind for place, kind in enumerate(_KINDS) if bits >> place & 1)
