"""Decide after a failed attempt: what Discord's answer means, and what to do about it. Pure.

Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

import aiohttp
import discord

from bot.delivery.lookup import HistoryHiddenError, LookupFailedError
from storage.reasons import Reason, ReasonCode


class Action(Enum):
    """What becomes of the delivery, and of its destination."""

    LATER = "send again later, with the same nonce"
    REST = "all direct messages rest for a while, then again"
    REFUSE = "our fault: this message cannot be sent, others can"
    DROP = "somebody deleted the message: it is not sent again"
    ASK = "something is gone, it is not said what: ask whether it is the channel"
    SUSPEND = "not allowed: wait until somebody mends it"
    END = "the destination is gone"
    STOP = "our token is wrong: nothing can be sent"


class TokenRefusedError(Exception):
    """Discord no longer knows our token: nothing can be sent until the operator sets another."""


class RenderError(Exception):
    """A message could not be made; the fault is in this program or in what it read."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision with its reason, as the history shows it."""

    action: Action
    reason: Reason
    delay: timedelta = timedelta()
    in_doubt: bool = False  # the message may be there although no answer says so
    fault: str = ""  # which of our faults it is, where it is one


UNKNOWN_CHANNEL = 10003
GONE = {
    UNKNOWN_CHANNEL: ReasonCode.CHANNEL_GONE,
    10004: ReasonCode.SERVER_GONE,
    10013: ReasonCode.PERSON_GONE,
}
ARCHIVED_THREAD = 50083
CLOSED = {
    50001: ReasonCode.CANNOT_VIEW,
    50007: ReasonCode.DIRECT_MESSAGES_CLOSED,
    50013: ReasonCode.CANNOT_POST,
    ARCHIVED_THREAD: ReasonCode.THREAD_ARCHIVED,
    50278: ReasonCode.NO_SHARED_SERVER,
    160005: ReasonCode.THREAD_LOCKED,
    40067: ReasonCode.TAG_REQUIRED,
    10087: ReasonCode.TAG_GONE,
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
TOKEN_REFUSED = (40001, 50014)  # codes that mean the same as HTTP 401
UNKNOWN_MESSAGE = 10008
FIRST_DELAY = timedelta(seconds=2)
LONGEST_DELAY = timedelta(minutes=10)
LONGEST_TEXT = 300  # characters of Discord's answer


def judge(error: Exception, attempts: int) -> Verdict:
    """Decide after a failed attempt, the `attempts`-th one (from 1)."""
    if isinstance(error, discord.HTTPException):
        return _judge_answer(error, attempts)
    if isinstance(error, HistoryHiddenError):
        return Verdict(Action.SUSPEND, error.reason)
    if isinstance(error, LookupFailedError):
        return _judge_lookup(error, attempts)
    # No answer, or one that tells nothing: the message may be there.
    return Verdict(Action.LATER, _reason_of(error), backoff(attempts), in_doubt=True)


def backoff(attempts: int, longest: timedelta = LONGEST_DELAY) -> timedelta:
    """Doubling from FIRST_DELAY, up to the longest."""
    return min(FIRST_DELAY * (1 << min(attempts - 1, 16)), longest)


def _judge_answer(error: discord.HTTPException, attempts: int) -> Verdict:
    """The code decides where it is known, else the HTTP status."""
    status, code, reason = error.status, _code_of(error), _quote(error)
    if code in _BY_CODE:
        return _BY_CODE[code]
    if code in SLOW:
        return Verdict(Action.REST if code == OPENING_TOO_FAST else Action.LATER, reason, SLOW[code])
    if status < 400 or status == 429 or status >= 500:
        return Verdict(Action.LATER, reason, backoff(attempts), in_doubt=status != 429)
    action = _BY_STATUS.get(status, Action.REFUSE)
    delay = backoff(attempts) if action is Action.ASK else FIRST_DELAY
    return Verdict(action, reason, delay, fault=f"{status} {code}" if action is Action.REFUSE else "")


_BY_STATUS = {401: Action.STOP, 403: Action.SUSPEND, 404: Action.ASK}
_BY_CODE = {
    **{code: Verdict(Action.STOP, Reason(ReasonCode.TOKEN_REFUSED)) for code in TOKEN_REFUSED},
    **{code: Verdict(Action.END, Reason(reason)) for code, reason in GONE.items()},
    **{code: Verdict(Action.SUSPEND, Reason(reason)) for code, reason in CLOSED.items()},
    # The nonce is known, but its message was deleted by somebody: it was there, and is not wanted.
    UNKNOWN_MESSAGE: Verdict(Action.DROP, Reason(ReasonCode.DIGEST_DELETED)),
}


def _judge_lookup(error: LookupFailedError, attempts: int) -> Verdict:
    """A failed look-up is made again and says nothing of the message, unless the destination is gone or closed."""
    cause = error.__cause__
    if isinstance(cause, discord.HTTPException):
        verdict = _judge_answer(cause, attempts)
        if verdict.action in (Action.STOP, Action.END, Action.ASK) or (
            verdict.action is Action.SUSPEND and error.denied
        ):
            return verdict
    return Verdict(Action.LATER, Reason(ReasonCode.LOOKUP_FAILED, cause=_reason_of(cause)), backoff(attempts))


def _reason_of(error: BaseException | None) -> Reason:
    """What went wrong, for people; the log names the exception."""
    if isinstance(error, discord.HTTPException):
        return _quote(error)
    if isinstance(error, RenderError):
        return Reason(ReasonCode.RENDER_FAILED)
    if isinstance(error, TimeoutError):
        return Reason(ReasonCode.TIMEOUT)
    if isinstance(error, aiohttp.ClientPayloadError):
        return Reason(ReasonCode.ANSWER_CUT_OFF)
    if isinstance(error, aiohttp.ClientError | OSError) and not isinstance(error, aiohttp.ContentTypeError):
        return Reason(ReasonCode.CONNECTION_FAILED)
    return Reason(ReasonCode.ANSWER_UNREADABLE)


def _code_of(error: discord.HTTPException) -> int:
    return error.code if isinstance(error.code, int) else 0


def _quote(error: discord.HTTPException) -> Reason:
    """What Discord said. A web page is not quoted."""
    said = error.text if isinstance(error.text, str) else ""
    said = " ".join(said.split())[:LONGEST_TEXT] if not said.lstrip().startswith("<") else ""
    return Reason(ReasonCode.HTTP_ERROR, {"status": error.status, "code": _code_of(error), "text": said})


def name_of(error: BaseException) -> str:
    """An exception in one line for the log: what it is and what it says, or what caused it."""
    if isinstance(error, LookupFailedError | RenderError) and error.__cause__:
        return name_of(error.__cause__)
    return f"{type(error).__name__}: {error}"
