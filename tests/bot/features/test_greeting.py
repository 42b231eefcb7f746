"""A server that invites the bot is greeted once, where it may be read, with the way to set it up."""

import asyncio

from bot.app import build
from tests.bot.club import Club
from tests.reading import text_of
from tests.wire import Channel, Guild, Wire


def invite(wire: Wire, club: Club, *names: str) -> tuple[Guild, list[Channel]]:
    """A server that the bot is not in yet, managed by the club's admin."""
    guild = wire.add_guild("Another", joined=False)
    wire.add_member(guild, club.admin, "manage_guild")
    wire.add_member(guild, club.reader)
    return guild, [wire.add_channel(guild, name) for name in names]


async def join(wire: Wire, club: Club, guild: Guild) -> None:
    """The bot is in a server, and has done all that it does there at first."""
    joined = club.bot.wait_for("guild_join", timeout=5)
    wire.join_guild(guild)
    await joined
    await settle()


async def settle() -> None:
    """Let the bot finish what it does in the background."""
    for _ in range(20):
        await asyncio.sleep(0.01)


async def test_a_server_is_greeted_and_set_up_from_the_greeting(wire: Wire, club: Club):
    guild, (general,) = invite(wire, club, "general")
    wire.join_guild(guild)
    await wire.message_count(general, 1)
    (greeting,) = wire.messages(general)
    text = text_of(greeting)
    assert "/subscribe" in text
    assert "still need" not in text
    reply = await wire.use(club.admin, greeting, "Set up here")
    await wire.until(lambda: len(reply.messages) == 2)
    form = reply.messages[-1]
    assert all(one.is_ephemeral for one in reply.messages)
    assert "Set up the digest in" in text_of(form)
    assert await club.archive.subscriptions.all() == ()
    await wire.use(club.admin, form, "Save")
    (only,) = await club.archive.subscriptions.all()
    assert only.target.channel_id == general.id


async def test_who_does_not_manage_the_server_sets_nothing_up(wire: Wire, club: Club):
    guild, (general,) = invite(wire, club, "general")
    wire.join_guild(guild)
    await wire.message_count(general, 1)
    reply = await wire.use(club.reader, wire.messages(general)[0], "Set up here")
    assert "needs the permission *Manage Server*" in reply.text()


async def test_the_greeting_goes_where_the_bot_may_write_and_names_what_is_missing(wire: Wire, club: Club):
    guild, (closed, half_open) = invite(wire, club, "closed", "half-open")
    wire.deny(closed, "send_messages")
    wire.deny(half_open, "read_message_history")
    wire.join_guild(guild)
    await wire.message_count(half_open, 1)
    assert wire.messages(closed) == []
    assert "I still need *Read Message History*" in text_of(wire.messages(half_open)[0])


async def test_a_server_where_the_bot_may_write_nowhere_is_not_greeted(wire: Wire, club: Club):
    guild, (closed,) = invite(wire, club, "closed")
    wire.deny(closed, "send_messages")
    await join(wire, club, guild)
    assert wire.messages(closed) == []
    assert wire.find("POST /channels/{channel_id}/messages", 403) == []


async def test_one_join_is_greeted_once_whatever_happens_later(wire: Wire, club: Club):
    """After an outage, when Discord tells of the join again, and in a later process."""
    guild, (general,) = invite(wire, club, "general")
    wire.join_guild(guild)
    await wire.message_count(general, 1)
    wire.lose_guild(guild, outage=True)
    wire.join_guild(guild)
    known = club.bot.get_guild(guild.id)
    assert known is not None
    await club.bot.on_guild_join(known)
    later = build(club.archive)
    await later.on_guild_join(known)
    assert len(wire.messages(general)) == 1


async def test_a_server_that_invites_the_bot_again_is_greeted_again(wire: Wire, club: Club):
    guild, (general,) = invite(wire, club, "general")
    wire.join_guild(guild)
    await wire.message_count(general, 1)
    wire.lose_guild(guild)
    wire.clock.advance(60)
    wire.join_guild(guild)
    await wire.message_count(general, 2)
