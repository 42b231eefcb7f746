"""What discord.py does when its connection to the gateway fails: resumed, identified anew, or given up."""

import asyncio

import discord
import pytest
import yarl
from discord.backoff import ExponentialBackoff

from tests.wire.gateway import INVALID_SESSION, RECONNECT
from tests.wire_selftest.smallbot import SmallBot


@pytest.fixture
async def life(wire, monkeypatch):
    """A bot that has come up, and the task in which it lives: its end is part of the story."""
    monkeypatch.setattr(discord.http.Route, "BASE", f"{wire.url}/api/v10")
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(wire.gateway.url))
    async with SmallBot() as bot:
        bot.running = asyncio.create_task(bot.start(wire.token))
        await wire.connected()
        await bot.wait_until_ready()
        yield bot
        await bot.close()
        await asyncio.gather(bot.running, return_exceptions=True)


async def _answers(wire, channel, ada) -> None:
    assert (await wire.slash(ada, channel, "search", query="x")).message.content == "found x"


async def _silent(wire, channel, ada) -> None:
    wire.answer_within = 0.1
    with pytest.raises(TimeoutError, match="an answer to"):
        await wire.slash(ada, channel, "search", query="x")


async def test_asked_to_reconnect_it_resumes(wire, channel, ada, life):
    (session,) = wire.gateway.live()
    wire.gateway.interrupt(RECONNECT)
    await life.wait_for("resumed", timeout=10)
    assert (wire.gateway.identifies, session.resumes) == (1, 1)
    await _answers(wire, channel, ada)


@pytest.mark.parametrize(("resumable", "identifies"), [(True, 1), (False, 2)])
async def test_an_invalid_session_is_resumed_where_it_may_be(
    wire, channel, ada, life, resumable: bool, identifies: int
):
    (session,) = wire.gateway.live()
    wire.gateway.interrupt(INVALID_SESSION, resumable)
    await wire.until(lambda: session.resumes == 1 or wire.gateway.identifies == 2, within=15)
    await wire.connected()
    assert wire.gateway.identifies == identifies
    await _answers(wire, channel, ada)


# 4000 unknown error, 4001 unknown opcode, 4002 decode error, 4003 not authenticated, 4005 already authenticated,
# 4006 no longer valid, 4008 rate limited: discord.py resumes; 4007 and 4009 take the session, so it begins anew.
@pytest.mark.parametrize(
    ("code", "identifies"),
    [(1001, 1), *[(c, 1) for c in (4000, 4001, 4002, 4003, 4005, 4006, 4008)], (4007, 2), (4009, 2)],
)
async def test_a_close_that_can_be_mended_is(wire, channel, ada, life, code: int, identifies: int):
    (session,) = wire.gateway.live()
    wire.gateway.close(code)
    await wire.until(lambda: session.resumes == 1 or wire.gateway.identifies == 2, within=15)
    await wire.connected()
    assert wire.gateway.identifies == identifies
    await _answers(wire, channel, ada)


@pytest.mark.parametrize("code", [4004, 4010, 4011, 4012, 4013, 4014])
async def test_a_close_for_good_ends_it(wire, channel, ada, life, code: int):
    """Wrong token, shard, too many servers, version, intents: no request is made any more, and nobody is answered."""
    wire.gateway.close(code)
    with pytest.raises((discord.ConnectionClosed, discord.PrivilegedIntentsRequired)):
        await asyncio.wait_for(life.running, 10)
    assert wire.gateway.identifies == 1
    await _silent(wire, channel, ada)


async def test_messages_are_not_read_without_leave(wire, monkeypatch):
    """Discord's leave, that is: 4014 for an intent which nobody has switched on for this application."""
    monkeypatch.setattr(discord.http.Route, "BASE", f"{wire.url}/api/v10")
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(wire.gateway.url))
    async with discord.Client(intents=discord.Intents(guilds=True, message_content=True)) as bot:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await asyncio.wait_for(bot.start(wire.token), 10)


async def test_heartbeats_without_an_answer_end_the_connection_and_it_is_resumed(wire, guild, monkeypatch):
    """A line that is dead without having been closed."""
    wire.gateway.heartbeat_interval = 0.1
    monkeypatch.setattr(discord.http.Route, "BASE", f"{wire.url}/api/v10")
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(wire.gateway.url))
    async with SmallBot(heartbeat_timeout=0.3) as bot:
        running = asyncio.create_task(bot.start(wire.token))
        await wire.connected()
        await bot.wait_until_ready()
        (session,) = wire.gateway.live()
        wire.gateway.acks = False
        await wire.until(lambda: session.link is None, what="the bot to hang up")
        wire.gateway.acks = True
        await wire.until(lambda: session.resumes == 1)
        assert wire.gateway.identifies == 1
        await bot.close()
        await running


@pytest.mark.parametrize("replays", [True, False])
async def test_what_happened_meanwhile_is_replayed_or_lost(wire, guild, channel, ada, life, replays: bool):
    """With a replay the person is answered late; without one they saw that the application did not respond."""
    wire.gateway.replays = replays
    (session,) = wire.gateway.live()
    wire.gateway.interrupt(RECONNECT)
    await wire.until(lambda: session.link is None)
    wire.add_channel(guild, "meanwhile")
    asked = wire.slash(ada, channel, "search", query="x")
    await life.wait_for("resumed", timeout=10)
    assert [one.name for one in life.guilds[0].text_channels][1:] == ["meanwhile"] * replays
    if replays:
        assert (await asked).message.content == "found x"
    else:
        wire.answer_within = 0.1
        with pytest.raises(TimeoutError, match="an answer to"):
            await asked


async def test_an_event_that_comes_twice_is_answered_once(wire, guild, channel, ada, life):
    """The second answer is refused with 40060; the person saw one, and the bot knows one channel."""
    asked = wire.slash(ada, channel, "search", query="x")
    wire.gateway.duplicate("INTERACTION_CREATE")
    await wire.until(lambda: bool(wire.find(status=400)), what="the second answer")
    assert (await asked).message.content == "found x"
    assert wire.find(status=400)[0].response["code"] == 40060
    wire.add_channel(guild, "once")
    wire.gateway.duplicate("CHANNEL_CREATE")
    await life.wait_for("guild_channel_create", timeout=5)
    assert [one.name for one in life.guilds[0].text_channels] == ["news", "once"]


@pytest.mark.parametrize("trouble", [4000, 503, "reset"])
async def test_a_first_connection_that_fails_before_hello_ends_the_library(wire, monkeypatch, trouble: int | str):
    """discord.py has no connection yet of which it could remember where it was: the bot must do that itself."""
    wire.gateway.troubles.extend([trouble] * 2)  # aiohttp itself tries a second time after a reset
    monkeypatch.setattr(ExponentialBackoff, "delay", lambda _: 0)
    monkeypatch.setattr(discord.http.Route, "BASE", f"{wire.url}/api/v10")
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(wire.gateway.url))
    async with SmallBot() as bot:
        with pytest.raises(AttributeError, match="sequence"):
            await asyncio.wait_for(bot.start(wire.token), 10)
    assert wire.gateway.identifies == 0


POISONED = ("CHANNEL_UPDATE", "GUILD_CREATE", "INTERACTION_CREATE", "MESSAGE_CREATE", "THREAD_UPDATE", "READY")


@pytest.mark.parametrize("name", POISONED)
async def test_an_event_that_cannot_be_read_ends_the_library(wire, guild, life, name: str):
    """One odd event, and no server is served any more."""
    wire.gateway.poison(name)
    with pytest.raises((TypeError, KeyError, AttributeError)):
        await asyncio.wait_for(life.running, 10)


async def test_a_spoilt_event_ends_the_library(wire, guild, channel, life):
    """CHANNEL_CREATE again, without the position that it had."""
    wire.add_channel(guild, "new")
    wire.gateway.duplicate("CHANNEL_CREATE", lambda data: data.pop("position"))
    with pytest.raises(KeyError, match="position"):
        await asyncio.wait_for(life.running, 10)


async def test_a_ready_with_an_odd_part_ends_the_library(wire, guild, monkeypatch):
    """A bot that waits to be ready waits for ever."""
    wire.gateway.odd_ready = {"guilds": None}
    monkeypatch.setattr(discord.http.Route, "BASE", f"{wire.url}/api/v10")
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(wire.gateway.url))
    async with SmallBot() as bot:
        with pytest.raises(TypeError):
            await asyncio.wait_for(bot.start(wire.token), 10)
