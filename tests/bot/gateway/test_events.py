"""The gateway sends what cannot be read, or lets nobody in: the bot goes on, and says so once."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import discord
import pytest
import structlog
import yarl
from discord.state import ConnectionState

from bot.app import build
from bot.client import Paperboy
from bot.delivery import rate_limiter
from bot.gateway import connection
from bot.gateway.retry import Backoff
from storage.archive import Archive
from tests.bot.club import Club
from tests.reading import JSON
from tests.wire import Wire

HANDLED = [name[6:].upper() for name, _ in inspect.getmembers(ConnectionState) if name.startswith("parse_")]

Logs = list[MutableMapping[str, Any]]


@pytest.fixture
def logs() -> Iterator[Logs]:
    """What is logged."""
    with structlog.testing.capture_logs() as told:
        yield told


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses are short, and nothing waits for 5 s before it identifies again."""

    async def at_once(self: object, shard_id: int | None, *, initial: bool = False) -> None: ...

    pause = Backoff.__init__
    monkeypatch.setattr(Backoff, "__init__", lambda self, what: pause(self, what, 0.02, 0.1))
    monkeypatch.setattr(Paperboy, "before_identify_hook", at_once)
    monkeypatch.setattr(rate_limiter, "QUIET_SECONDS", 0.0)


@asynccontextmanager
async def started(wire: Wire, archive: Archive, patch: pytest.MonkeyPatch) -> AsyncIterator[Paperboy]:
    """A bot that is starting; nobody has waited for it."""
    patch.setattr(discord.http.Route, "BASE", f"{wire.url}/api/v10")
    patch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(wire.gateway.url))
    async with build(archive) as bot:
        bot._connection.guild_ready_timeout = 0.05
        running = asyncio.create_task(bot.start(wire.token))
        yield bot
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def answers(club: Club) -> bool:
    """Whether a reader gets an answer."""
    return "Nothing found" in (await club.wire.slash(club.reader, club.channel, "search", query="zeppelin")).text()


async def test_an_event_of_any_type_that_cannot_be_read_is_skipped(club: Club, logs: Logs):
    """Each type that discord.py knows, unreadable in seven ways: a person is answered as before, on one connection."""
    for name in HANDLED:
        if name != "READY":
            club.wire.gateway.poison(name)
    assert await answers(club)
    assert club.wire.gateway.identifies == 1
    assert not club.running.done()
    told = [str(one["event_name"]) for one in logs if "event_name" in one]
    assert "INTERACTION_CREATE" in told
    assert len(told) == len(set(told)), "once each"


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("CHANNEL_UPDATE", lambda data: data.pop("position", 0)),
        ("CHANNEL_CREATE", lambda data: data.update(permission_overwrites=[{"id": "tomas@example.org"}])),
        ("GUILD_CREATE", lambda data: data.update(roles=[{}])),
        ("INTERACTION_CREATE", lambda data: data["message"].update(thread=None)),
        ("INTERACTION_CREATE", lambda data: data.pop("token", 0)),
    ],
)
async def test_a_poisoned_event_costs_itself_and_is_told_without_what_people_wrote(
    club: Club, logs: Logs, name: str, spoil: Callable[[JSON], object]
):
    """The line says the type, what was missing and where; a name or an address is not in it."""
    assert await answers(club)
    await club.bot.get_partial_messageable(club.channel.id).send("tomas@example.org")
    posted = club.wire.find("POST /channels/{channel_id}/messages")[-1].response
    club.wire.add_channel(club.guild, "tomas@example.org")
    club.wire.require_tag(club.wire.add_channel(club.guild, "forum", "forum"))

    def spoilt(data: JSON) -> None:
        data |= {"id": str(int(data["id"]) + 1), "message": posted.copy()}
        spoil(data)

    for _ in range(2):
        club.wire.gateway.duplicate(name, spoilt if name == "INTERACTION_CREATE" else spoil)
    assert await answers(club)
    (line,) = [one for one in logs if one.get("event_name") == name]
    assert line["reference"]
    assert "tomas" not in str(line)
    assert club.wire.gateway.identifies == 1


async def test_a_command_with_odd_data_is_answered_with_a_reference(club: Club, logs: Logs):
    """discord.py reads it without complaint, and fails when the command is to run."""
    asked = club.wire.slash(club.reader, club.channel, "search", query="zeppelin")
    await asked

    def spoil(data: JSON) -> None:
        data |= {"id": str(int(data["id"]) + 1), "data": data["data"] | {"options": [None]}}

    club.wire.gateway.duplicate("INTERACTION_CREATE", spoil)
    await club.wire.until(lambda: bool(club.wire.find(status=404)))  # Discord knows no such interaction: we made it up
    assert next(one["event"] for one in logs if "interaction" in one) == "unexpected error"
    assert await answers(club)


async def test_a_direct_message_with_an_odd_field_is_skipped(club: Club):
    """An event nobody asked for."""
    club.wire.gateway.send("MESSAGE_CREATE", {"id": "1", "channel_id": "2", "guild_id": None}, 0)
    assert await answers(club)
    assert club.wire.gateway.identifies == 1


@pytest.mark.parametrize("junk", ["{", "[]", "null", '{"op":10,"d":null}', '{"op":0,"t":"READY","d":{}}', '{"op":"x"}'])
async def test_a_message_that_is_none_makes_the_connection_anew(club: Club, junk: str):
    """What is not an event cannot be skipped; people are answered after a moment."""
    (session,) = club.wire.gateway.live()
    session.put(junk)
    if junk != '{"op":"x"}':  # an op that discord.py does not know and passes by
        await club.wire.until(lambda: club.wire.gateway.identifies == 2)
    await club.wire.connected()
    await club.bot.wait_until_ready()
    assert await answers(club)


@pytest.mark.parametrize(
    "odd",
    [
        {"resume_gateway_url": None},
        {"session_id": None},
        {"user": None},
        {"user": {"id": "x"}},
        {"application": None},
        {"guilds": None},
        {"guilds": [{"id": None}, None, {"id": "5", "roles": None}]},
        {"private_channels": None, "shard": None},
    ],
)
async def test_a_ready_with_an_odd_part_is_a_ready(
    wire: Wire, archive: Archive, monkeypatch: pytest.MonkeyPatch, odd: JSON
):
    """The bot is there for its servers, whatever else READY has."""
    wire.gateway.odd_ready = odd
    wire.add_guild("Club")
    async with started(wire, archive, monkeypatch) as bot:
        await wire.connected()
        await asyncio.wait_for(bot.wait_until_ready(), 5)
        assert bot.user is not None
        assert "Club" in [one.name for one in bot.guilds]
        wire.gateway.odd_ready = {}
        wire.gateway.close(4000)
        await wire.until(lambda: bool(wire.gateway.live()))
        assert wire.gateway.identifies + sum(one.resumes for one in wire.gateway.sessions) == 2


FAILURES = [
    4000,
    1000,
    1012,
    4009,
    "reset",
    503,
    500,
    404,
    429,
    "silence",
    "junk",
    '{"op":10,"d":{}}',
    '{"op":9,"d":false}',
]


@pytest.mark.parametrize("failure", FAILURES)
async def test_a_first_connection_that_fails_is_made_again_and_said_once(
    wire: Wire, archive: Archive, monkeypatch: pytest.MonkeyPatch, logs: Logs, failure: int | str
):
    """Three times over: the bot comes up, with one line about the failure and one about its end."""
    monkeypatch.setattr(connection, "HANDSHAKE_SECONDS", 0.3 if failure == "silence" else 5.0)
    monkeypatch.setattr(connection, "STABLE_SECONDS", 0.1)
    wire.gateway.troubles.extend([failure] * 3)
    wire.add_guild("Club")
    async with started(wire, archive, monkeypatch) as bot:
        await wire.connected()
        await asyncio.wait_for(bot.wait_until_ready(), 5)
        await asyncio.sleep(0.2)
    told = [str(one["event"]) for one in logs if "gateway" in str(one["event"])]
    assert [one.split("gateway ")[1].split(",")[0] for one in told] == ["failed", "works again"]


async def test_a_gateway_that_hangs_up_on_everybody_is_not_hammered(
    wire: Wire, archive: Archive, monkeypatch: pytest.MonkeyPatch
):
    """Discord allows 1,000 sessions a day: pauses grow although each connection gets as far as READY."""
    async with started(wire, archive, monkeypatch):
        for times in range(1, 6):
            await wire.until(lambda times=times: wire.gateway.identifies >= times)  # type: ignore[misc]
            wire.gateway.close(4009)
        began = asyncio.get_running_loop().time()
        await wire.until(lambda: wire.gateway.identifies >= 6)
        assert asyncio.get_running_loop().time() - began >= 0.07


async def test_an_interaction_that_comes_twice_is_answered_once(club: Club):
    """The second one is left out: nothing is done twice, and no error is shown."""
    asked = club.wire.slash(club.reader, club.channel, "search", query="zeppelin")
    club.wire.gateway.duplicate("INTERACTION_CREATE")
    assert (await asked).text().count("Nothing found") == 1
    assert await answers(club)
    assert len(club.wire.find("POST /interactions/{interaction_id}/{interaction_token}/callback")) == 2


async def test_an_answer_that_was_given_before_is_no_error_for_the_person(club: Club, logs: Logs):
    """discord.py repeats an answer after a server error, and hears that there is one: the person has read it."""
    club.wire.fault("POST", "/interactions/*/callback", status=500, after=True)
    asked = club.wire.slash(club.reader, club.channel, "search", query="zeppelin")
    await club.wire.until(lambda: bool(club.wire.find(status=400)))
    assert "went wrong" not in (await asked).text()
    assert await answers(club)
    assert [one["event"] for one in logs if one.get("interaction")] == ["answered before"]
