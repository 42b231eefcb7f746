"""What an answer of Discord to a digest means, and what to do about it. Pure.

Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

import discord


class Action(Enum):
    """What becomes of the delivery, and of its subscription."""

    LATER = "send again later, with the same nonce"
    REST = "all direct messages rest for a while, then again"
    REFUSE = "our fault: this digest cannot be sent, others can"
    PAUSE = "not allowed: wait until somebody mends it"
    END = "the target is gone"
    STOP = "our token is wrong: nothing can be sent"


class HistoryHiddenError(Exception):
    """A digest may be there already, and the bot may not look: sending it could make a second one."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision with its reason, as the subscription's history shows it."""

    action: Action
    reason: str
    delay: timedelta = timedelta()
    in_doubt: bool = False  # the message may be there although no answer says so


GONE = {10003: "the channel is gone", 10004: "the server is gone", 10013: "the person is gone"}
CLOSED = {
    50001: "the bot cannot see the channel (View Channel)",
    50007: "direct messages are closed",
    50013: "the bot may not post there (Send Messages, or Embed Links in an announcement channel)",
    50083: "the thread is archived",
    50278: "no server is shared with the person",
    160005: "the thread is locked",
    40067: "the forum asks for a tag and has none that the bot may choose",
    10087: "the forum's tag is gone",
}
OPENING_TOO_FAST = 40003  # of direct messages
SLOW = {
    OPENING_TOO_FAST: timedelta(minutes=10),
    40333: timedelta(minutes=10),  # not Discord but the network in front of it
    20016: timedelta(minutes=1),  # slow mode
    20022: timedelta(minutes=1),
    30046: timedelta(minutes=10),  # edits of messages older than an hour
    20028: timedelta(minutes=1),
    130000: timedelta(minutes=1),  # "API resource is overloaded"
}
FIRST_DELAY = timedelta(seconds=2)
LONGEST_DELAY = timedelta(minutes=10)


def judge(error: Exception, attempts: int) -> Verdict:
    """Decide after a failed attempt, the `attempts`-th one (from 1)."""
    if isinstance(error, discord.HTTPException):
        return _judge_answer(error.status, error.code, error.text, attempts)
    if isinstance(error, HistoryHiddenError):
        return Verdict(Action.PAUSE, str(error))
    # No answer: a timeout, a dropped connection, a cut body.
    return Verdict(Action.LATER, _name(error), backoff(attempts), in_doubt=True)


def backoff(attempts: int) -> timedelta:
    """Doubling from FIRST_DELAY, up to LONGEST_DELAY."""
    return min(FIRST_DELAY * (1 << min(attempts - 1, 16)), LONGEST_DELAY)


def _judge_answer(status: int, code: int, text: str, attempts: int) -> Verdict:
    """The code decides where it is known, else the HTTP status."""
    reason = f"{text or 'no reason given'} (HTTP {status}, code {code})"
    if code in GONE:
        return Verdict(Action.END, GONE[code])
    if code in CLOSED:
        return Verdict(Action.PAUSE, CLOSED[code])
    if code in SLOW:
        return Verdict(Action.REST if code == OPENING_TOO_FAST else Action.LATER, reason, SLOW[code])
    if code == 10008:
        # The nonce is known, but its message was deleted by somebody: it was there, and is not wanted.
        return Verdict(Action.REFUSE, "the digest was deleted right after it was posted")
    if status == 429 or status >= 500:
        return Verdict(Action.LATER, reason, backoff(attempts), in_doubt=status >= 500)
    return Verdict(_BY_STATUS.get(status, Action.REFUSE), reason, FIRST_DELAY)


_BY_STATUS = {401: Action.STOP, 403: Action.PAUSE}


def _name(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
