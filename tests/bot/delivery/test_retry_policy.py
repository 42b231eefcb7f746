"""What each answer of Discord means, as a table."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.lookup import HistoryHiddenError, LookupFailedError
from bot.delivery.retry_policy import FIRST_DELAY, LONGEST_DELAY, Action, RenderError, backoff, judge
from bot.ui.reasons import describe_reason
from storage.reasons import Reason, ReasonCode


def answer(status: int, code: int = 0) -> discord.HTTPException:
    response = SimpleNamespace(status=status, reason="")
    return discord.HTTPException(response, {"code": code, "message": "said so"})


@pytest.mark.parametrize(
    ("status", "code", "action", "in_doubt"),
    [
        (404, 10003, Action.END, False),
        (404, 10004, Action.END, False),
        (404, 0, Action.ASK, False),
        (403, 50001, Action.SUSPEND, False),
        (403, 50013, Action.SUSPEND, False),
        (403, 50007, Action.SUSPEND, False),
        (403, 50278, Action.SUSPEND, False),
        (403, 160005, Action.SUSPEND, False),
        (400, 40067, Action.SUSPEND, False),
        (403, 0, Action.SUSPEND, False),
        (403, 40003, Action.REST, False),
        (403, 40333, Action.LATER, False),
        (400, 50035, Action.REFUSE, False),
        (400, 50006, Action.REFUSE, False),
        (404, 10008, Action.DROP, False),
        (401, 0, Action.STOP, False),
        (403, 40001, Action.STOP, False),
        (401, 50014, Action.STOP, False),
        (200, 0, Action.LATER, True),
        (429, 0, Action.LATER, False),
        (500, 0, Action.LATER, True),
        (503, 0, Action.LATER, True),
        (429, 30046, Action.LATER, False),
        (429, 20028, Action.LATER, False),
    ],
)
def test_an_answer_decides(status: int, code: int, action: Action, in_doubt: bool):
    verdict = judge(answer(status, code), 1)
    assert (verdict.action, verdict.in_doubt) == (action, in_doubt)
    assert verdict.reason


@pytest.mark.parametrize("error", [TimeoutError(), aiohttp.ServerDisconnectedError(), ConnectionResetError("gone")])
def test_no_answer_leaves_a_doubt(error: Exception):
    verdict = judge(error, 1)
    assert (verdict.action, verdict.in_doubt, verdict.delay) == (Action.LATER, True, FIRST_DELAY)


def test_a_history_that_may_not_be_read_suspends_with_its_reason():
    hidden = Reason(ReasonCode.HISTORY_HIDDEN)
    verdict = judge(HistoryHiddenError(hidden), 1)
    assert (verdict.action, verdict.reason, verdict.in_doubt) == (Action.SUSPEND, hidden, False)


@given(st.integers(1, 10**6))
def test_waiting_doubles_up_to_a_limit(attempts: int):
    assert FIRST_DELAY <= backoff(attempts) <= LONGEST_DELAY
    assert backoff(attempts + 1) >= backoff(attempts)


def test_opening_too_many_direct_messages_rests_for_ten_minutes():
    assert judge(answer(403, 40003), 1).delay >= timedelta(minutes=10)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (TimeoutError(), "Discord did not answer in time"),
        (OSError("reset"), "the connection to Discord failed"),
        (aiohttp.ClientPayloadError("cut"), "Discord's answer was cut off"),
        (KeyError("id"), "Discord's answer could not be read"),
        (RenderError(), "the message could not be made (the log says why)"),
        (answer(500), "said so (HTTP 500, code 0)"),
        (answer(403), "said so (HTTP 403, code 0)"),
        (answer(429, 20028), "said so (HTTP 429, code 20028)"),
        (answer(404, 10003), "the channel is gone"),
        (answer(403, 50007), "direct messages are closed"),
        (answer(404, 10008), "the digest was deleted right after it was posted"),
    ],
)
def test_the_reason_is_what_a_history_can_show(error: Exception, reason: str):
    assert describe_reason(judge(error, 1).reason) == reason


def test_an_answer_without_a_word_says_so():
    response = SimpleNamespace(status=500, reason="")
    nothing = discord.HTTPException(response, {"code": 0, "message": ""})
    assert describe_reason(judge(nothing, 1).reason) == "no reason given (HTTP 500, code 0)"


@pytest.mark.parametrize(
    ("status", "code", "delay"),
    [
        (500, 0, backoff(5)),
        (429, 0, backoff(5)),
        (403, 40003, timedelta(minutes=10)),
        (403, 0, FIRST_DELAY),
        (400, 50035, FIRST_DELAY),
    ],
)
def test_what_is_tried_again_waits_longer_each_time(status: int, code: int, delay: timedelta):
    """Where Discord is in trouble or asks for less; else as long as the answer asks for."""
    assert judge(answer(status, code), 5).delay == delay
    assert backoff(5) == 16 * FIRST_DELAY


@pytest.mark.parametrize("said", [{"a": 1}, ["a"], None, "<html>a page</html>", ""])
def test_whatever_the_body_of_a_refusal_is_its_reason_is_a_sentence(said: Any):
    """No web page, and no Python object."""
    error = answer(400)
    error.text, error.code = said, said
    assert describe_reason(judge(error, 1).reason) == "no reason given (HTTP 400, code 0)"


def failed_lookup(cause: Exception, *, denied: bool = False) -> LookupFailedError:
    error = LookupFailedError(denied=denied)
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("cause", "denied", "action"),
    [
        (answer(400, 50035), False, Action.LATER),
        (answer(403), False, Action.LATER),
        (answer(403, 50001), False, Action.LATER),
        (answer(403, 50001), True, Action.SUSPEND),
        (answer(404), False, Action.ASK),
        (answer(404, 10003), False, Action.END),
        (answer(401), False, Action.STOP),
        (answer(500), False, Action.LATER),
        (KeyError("id"), False, Action.LATER),
        (TimeoutError(), False, Action.LATER),
    ],
)
def test_a_failed_lookup_is_no_refusal_and_leaves_no_new_doubt(cause: Exception, denied: bool, action: Action):
    """It is looked up again, unless Discord says that the target is gone, closed, or that the token is refused."""
    verdict = judge(failed_lookup(cause, denied=denied), 3)
    assert (verdict.action, verdict.in_doubt) == (action, False)
    assert action is not Action.LATER or verdict.delay == backoff(3)
