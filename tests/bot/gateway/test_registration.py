"""The commands people see are those the bot offers: compared with what Discord has, sent where they differ."""

import asyncio
import copy
from typing import Any

import pytest

from bot.gateway import command_diff, registration
from tests.bot.club import Club
from tests.wire.exchanges import Kind

GET, PUT = (f"{method} /applications/{{application_id}}/commands" for method in ("GET", "PUT"))


async def registered(club: Club) -> list[dict[str, Any]]:
    """What Discord has."""
    found: list[Any] = await club.bot.http.get_global_commands(str(club.bot.application_id))
    return found


async def test_commands_that_discord_has_are_not_sent_again(club: Club):
    """Discord adds ids, versions and defaults, and writes permissions as text: that is no difference."""
    theirs = await registered(club)
    assert theirs[0]["id"]
    for one in theirs:
        one |= {"name_localizations": one.get("name_localizations") or {}, "handler": None, "dm_permission": True}
    ours = await registration.payloads(club.bot.tree)
    assert command_diff.are_equal(ours, theirs[::-1])
    assert await registration.sync(club.bot.tree) == 0
    assert len(club.wire.find(PUT)) == 1


@pytest.mark.parametrize(
    "field", ["description", "contexts", "integration_types", "default_member_permissions", "nsfw"]
)
async def test_every_difference_that_people_notice_counts(club: Club, field: str):
    """Another program, or an older version, has changed one field of one command."""
    ours = await registration.payloads(club.bot.tree)
    other = {"description": "x", "contexts": [0], "integration_types": [0], "default_member_permissions": "8"}
    theirs = copy.deepcopy(ours)
    theirs[2][field] = other.get(field, True)
    assert not command_diff.are_equal(ours, theirs)


async def test_options_and_choices_count_with_their_order(club: Club):
    """An option that is missing, required now, or at another place is a difference."""
    ours = await registration.payloads(club.bot.tree)
    place = next(number for number, one in enumerate(ours) if len(one["options"]) > 1)
    for change in (
        lambda options: options.pop(),
        lambda options: options.reverse(),
        lambda options: options[0].update(required=not options[0]["required"]),
        lambda options: options[0].update(name_localizations={"de": "wort"}),
        lambda options: options[0].update(max_length=7),
    ):
        theirs = copy.deepcopy(ours)
        change(theirs[place]["options"])
        assert not command_diff.are_equal(ours, theirs)


@pytest.mark.parametrize("theirs", [[], {}, None, [None, 3], [{}], [{"name": "search", "options": 3}]])
async def test_a_list_that_is_none_is_replaced(club: Club, monkeypatch: pytest.MonkeyPatch, theirs: object):
    """Whatever Discord answers, in the end it has the commands."""

    async def answer(*_: object, **__: object) -> object:
        return theirs

    with monkeypatch.context() as patch:
        patch.setattr(club.bot.http, "request", answer)
        assert await registration.sync(club.bot.tree) == len(club.bot.tree.get_commands())


async def test_the_command_of_an_activity_stays(club: Club, monkeypatch: pytest.MonkeyPatch):
    """Discord refuses a list without it; it is not ours, and no difference."""
    launch = {"id": "1", "name": "launch", "type": 4, "handler": 2}
    theirs = await registered(club)
    sent: list[object] = []

    async def answer(route: object, **told: object) -> object:
        sent.append(told.get("json"))
        return [*theirs, launch]

    monkeypatch.setattr(club.bot.http, "request", answer)
    assert await registration.sync(club.bot.tree) == 0
    await registration.sync(club.bot.tree, force=True)
    assert isinstance(sent[-1], list)
    assert sent[-1][-1] == launch


@pytest.mark.parametrize(
    ("method", "kind", "settings"),
    [
        ("PUT", "answer", {"status": 400, "body": {"code": 30034, "message": "Max number of daily creates"}}),
        ("PUT", "answer", {"status": 403, "body": {"code": 50001, "message": "Missing Access"}}),
        ("PUT", "malformed", {"times": 1}),  # it has its effect: the next attempt sees that
        ("PUT", "drop", {}),
        ("GET", "answer", {"status": 503}),
        ("GET", "cut", {}),
    ],
)
async def test_a_refused_sync_is_made_again_while_people_are_served(
    club: Club, monkeypatch: pytest.MonkeyPatch, method: str, kind: Kind, settings: dict[str, Any]
):
    """The operator reads why; the bot answers; the commands come when Discord takes them."""
    monkeypatch.setattr(registration, "FIRST_DELAY", 0.05)
    club.wire.backend.commands[None].clear()
    fault = club.wire.fault(method, "/applications/*/commands", kind, **({"times": 2} | settings))
    with_advice: list[str] = []
    monkeypatch.setattr(registration.log, "warning", lambda event, **told: with_advice.append(told["advice"]))
    await asyncio.wait_for(registration.keep_synced(club.bot.tree, club.archive.facts), 10)
    assert fault.hits == fault.times
    assert len(club.wire.backend.commands[None]) == len(club.bot.tree.get_commands())
    assert "python -m bot sync" in with_advice[0]


async def test_an_attempt_that_discord_lets_wait_for_hours_is_given_up(club: Club, monkeypatch: pytest.MonkeyPatch):
    """The daily limit comes as a 429 with hours to wait: nothing hangs, the next attempt is made."""
    monkeypatch.setattr(registration, "FIRST_DELAY", 0.05)
    monkeypatch.setattr(registration, "ATTEMPT_SECONDS", 0.3)
    club.wire.backend.commands[None].clear()
    club.wire.fault("PUT", "/applications/*/commands", status=429, body={"retry_after": 40_000})
    await asyncio.wait_for(registration.keep_synced(club.bot.tree, club.archive.facts), 10)
    assert len(club.wire.backend.commands[None]) == len(club.bot.tree.get_commands())
