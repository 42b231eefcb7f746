"""Destinations and what they subscribed to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import Final

from newsletter.model import SectionKind
from newsletter.schedule.weekly import LATE, Weekly
from storage.reasons import Reason, ReasonCode


class DestinationKind(StrEnum):
    """A channel of a server, or a person's direct messages with the bot."""

    CHANNEL = "channel"
    DM = "dm"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a destination is. Ids are Discord's."""

    kind: DestinationKind
    channel_id: int  # of a direct message: the person's own channel with the bot
    guild_id: int | None = None
    user_id: int | None = None  # of a channel: who subscribed it


class DestinationState(StrEnum):
    """Nothing is sent to a suspended destination until it is resumed. An ended one is history."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Destination:
    """A target and its health."""

    id: int
    target: Target
    state: DestinationState
    reason: Reason | None  # why it is suspended or ended
    failures: int  # in a row, since the last digest that arrived
    changed_at: datetime  # of the state


class SubscriptionState(StrEnum):
    """A person pauses a subscription; it is suspended for a reason of its own, such as an unknown time zone.

    An ended one is history.
    """

    ACTIVE = "active"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    ENDED = "ended"


class DigestChoice(StrEnum):
    """How much a digest shows. The values are stored."""

    RICH = "rich"
    COMPACT = "compact"


class Keep(Enum):
    """The type of KEEP."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP
"""What is not said of a subscription: it stays as it is, or as usual in a new one."""


@dataclass(frozen=True, slots=True)
class NewSubscription:
    """What is to be subscribed: a target, when it gets the digest, how late a digest may be, and what it shows."""

    target: Target
    when: Weekly | None
    late: timedelta | None = LATE
    format: DigestChoice | Keep = KEEP  # usual: RICH
    sections: frozenset[SectionKind] | Keep | None = KEEP  # usual: None, all of them
    role_id: int | Keep | None = KEEP  # to be mentioned; usual: None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Subscription:
    """A destination's subscription to the digest."""

    id: int
    destination: Destination
    when: Weekly | None  # None: as soon as an issue is out
    late: timedelta | None  # how late a digest may be, whole days; None: however late
    state: SubscriptionState
    reason: Reason | None  # why it is suspended or ended
    changed_at: datetime
    format: DigestChoice = DigestChoice.RICH
    sections: frozenset[SectionKind] | None = None  # None: all
    role_id: int | None = None  # to be mentioned

    @property
    def target(self) -> Target:
        return self.destination.target

    @property
    def is_paused(self) -> bool:
        """Whether somebody paused it: it gets nothing until somebody unpauses it."""
        return self.state is SubscriptionState.PAUSED

    @property
    def suspended(self) -> bool:
        """Whether it gets nothing for now: paused, or for its own reason or for its destination's."""
        states: tuple[str, str] = (self.state, self.destination.state)
        return "suspended" in states or self.is_paused

    @property
    def suspension_reason(self) -> Reason | None:
        """Why it gets nothing for now; a pause comes first, then the destination's reason."""
        if self.is_paused:
            return Reason(ReasonCode.PAUSED_BY_USER)
        if self.destination.state is DestinationState.SUSPENDED:
            return self.destination.reason
        return self.reason if self.state is SubscriptionState.SUSPENDED else None
