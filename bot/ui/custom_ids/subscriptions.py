"""Custom ids of subscriptions."""

import re
from dataclasses import dataclass
from typing import Self

from bot.ui.codec import CustomId, read_number


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
class Restore(CustomId):
    """The button that restores the subscriptions of a server that invited the bot again."""

    template = re.compile("restore-subscriptions")

    def _write(self) -> str:
        return self.template.pattern

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls()


@dataclass(frozen=True, slots=True)
class GetByDirectMessage(CustomId):
    """The button of a digest that subscribes whoever presses it, by direct message."""

    template = re.compile("get-by-dm")

    def _write(self) -> str:
        return self.template.pattern

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls()


@dataclass(frozen=True, slots=True)
class PauseOwn(CustomId):
    """The button of a digest in direct messages that pauses them."""

    template = re.compile("pause-own")

    def _write(self) -> str:
        return self.template.pattern

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls()


@dataclass(frozen=True, slots=True)
class StopOwn(CustomId):
    """The button of a digest in direct messages that ends them."""

    template = re.compile("stop-own")

    def _write(self) -> str:
        return self.template.pattern

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls()
