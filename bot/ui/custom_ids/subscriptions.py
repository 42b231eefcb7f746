"""Custom ids of subscriptions."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from bot.ui.codec import CustomId, FixedId, read_number


@dataclass(frozen=True, slots=True)
class SendLatest(CustomId):
    """The button after subscribing that sends the newest issue at once."""

    template = re.compile(r"send-latest:(?P<channel>\d+)")
    channel_id: int

    def _write(self) -> str:
        return f"send-latest:{self.channel_id}"

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls(read_number(match["channel"]))


@dataclass(frozen=True, slots=True)
class Restore(FixedId):
    """The button that restores the subscriptions of a server that invited the bot again."""

    template = re.compile("restore-subscriptions")


@dataclass(frozen=True, slots=True)
class GetByDirectMessage(FixedId):
    """The button of a digest that subscribes whoever presses it, by direct message."""

    template = re.compile("get-by-dm")


@dataclass(frozen=True, slots=True)
class PauseOwn(FixedId):
    """The button of a digest in direct messages that pauses them."""

    template = re.compile("pause-own")


@dataclass(frozen=True, slots=True)
class StopOwn(FixedId):
    """The button of a digest in direct messages that ends them."""

    template = re.compile("stop-own")


@dataclass(frozen=True, slots=True)
class ResumeOwn(FixedId):
    """The button that resumes what PauseOwn paused."""

    template = re.compile("resume-own")


@dataclass(frozen=True, slots=True)
class ChooseSubscription(FixedId):
    """The select of a list of subscriptions; its value is the id of one."""

    template = re.compile("choose-subscription")


class Change(StrEnum):
    """What is done with a subscription that is there."""

    EDIT = "edit"
    PAUSE = "pause"
    RESUME = "resume"
    TEST = "test"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class ChangeSubscription(CustomId):
    """The buttons of a chosen subscription."""

    template = re.compile(r"subscription:(?P<id>\d+):(?P<change>edit|pause|resume|test|stop)")
    subscription_id: int
    change: Change

    def _write(self) -> str:
        return f"subscription:{self.subscription_id}:{self.change}"

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls(read_number(match["id"]), Change(match["change"]))


@dataclass(frozen=True, slots=True)
class SetUpHere(FixedId):
    """The button of a greeting that opens the form for the channel it is in."""

    template = re.compile("set-up-here")
