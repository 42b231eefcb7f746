"""A discord.py client lives in it as at Discord."""

from __future__ import annotations

import asyncio
import time

import discord
import pytest

from tests.reading import text_of


async def test_logs_in_and_syncs(wire, guild, channel, bot):
    assert bot.user.name == "wirebot"
    assert [one.name for one in bot.guilds] == ["Readers"]
    assert bot.get_channel(channel.id).permissions_for(bot.guilds[0].me).send_messages
    assert [name for name, _ in wire.backend.commands[None]] == ["search", "slow", "follow"]
    assert (await bot.application_info()).name == "wirebot"
    assert [one.name for one in await bot.tree.fetch_commands()] == ["search", "slow", "follow"]


async def test_answers_commands_and_components(wire, channel, ada, bot):
    reply = await wire.slash(ada, channel, "search", query="diffusion")
    assert (reply.message.is_ephemeral, reply.message.content) == (True, "found diffusion")
    pressed = await wire.use(ada, reply.message, "Again 1")
    assert (pressed.message.content, pressed.message.id) == ("pressed 1", reply.message.id)
    chosen = await wire.use(ada, reply.message, "pick", ["Papers"])
    assert chosen.message.content == "chose ['papers']"
    assert wire.messages(channel) == []


async def test_answers_in_direct_messages(wire, ada, bot):
    reply = await wire.slash(ada, wire.dm_channel(ada), "search", query="x")
    assert not reply.message.is_ephemeral
    assert [one.content for one in wire.messages(wire.dm_channel(ada))] == ["found x"]


async def test_completes(wire, channel, ada, bot):
    typed = wire.slash(ada, channel, "search", "query", query="ab")
    assert (await typed).record.autocomplete_choices == [
        {"name": f"ab{number}", "value": str(number)} for number in range(3)
    ]


async def test_defers(wire, channel, ada, bot):
    reply = await wire.slash(ada, channel, "slow")
    assert (reply.message.is_ephemeral, reply.message.content) == (True, "late")
    assert [one.request["type"] for one in wire.exchanges if one.path.endswith("/callback")] == [5]
    await wire.until(lambda: len(reply.messages) == 2)
    assert reply.text() == "late\nlater"


async def test_resolves_options(wire, guild, channel, bot):
    boss = wire.add_user("boss")
    wire.add_member(guild, boss, "manage_guild")
    assert (await wire.slash(boss, channel, "follow channel", where=channel)).message.content == "news True True"


@pytest.mark.parametrize(("command", "options"), [("find", {}), ("follow channel", {}), ("search", {"text": "x"})])
async def test_what_is_not_offered_cannot_be_typed(wire, channel, ada, bot, command, options):
    """A command that there is not, one for other people, an option that there is not."""
    with pytest.raises(LookupError, match="there is no"):
        await wire.slash(ada, channel, command, **options)


async def test_what_a_person_does_not_see_cannot_be_used(wire, guild, channel, ada, bot):
    """What was told to another alone, and what is greyed out."""
    wire.add_member(guild, bob := wire.add_user("bob"))
    reply = await wire.slash(ada, channel, "search", query="x")
    with pytest.raises(LookupError, match="there is no 'Again 1'"):
        wire.use(bob, reply.message, "Again 1")
    reply.message.components[0]["components"][0]["disabled"] = True
    with pytest.raises(LookupError, match="there is no 'Again 1'"):
        wire.use(ada, reply.message, "Again 1")


async def test_who_installed_the_bot_for_themselves_brings_it_along(wire, bot):
    """To use there just what may be installed so."""
    elsewhere, guest = wire.add_guild("Elsewhere", joined=False), wire.add_user("guest")
    wire.add_member(elsewhere, guest)
    lobby = wire.add_channel(elsewhere, "lobby")
    asked = wire.slash(guest, lobby, "search", query="x")
    heard = await bot.wait_for("interaction", timeout=5)
    assert (heard.is_user_integration(), heard.is_guild_integration()) == (True, False)
    assert (await asked).message.content == "found x"
    with pytest.raises(LookupError, match="there is no 'slow'"):
        wire.slash(guest, lobby, "slow")


async def test_says_when_nobody_answers(wire, channel, ada, bot):
    await bot.close()
    await wire.until(lambda: not wire.gateway.live())
    wire.answer_within = 0.1
    with pytest.raises(TimeoutError, match=r"0\.1 s for an answer to /search"):
        await wire.slash(ada, channel, "search", query="x")


async def test_a_nonce_makes_one_message(wire, channel, bot):
    target = bot.get_channel(channel.id)
    first = await target.send("hello", nonce="k" * 25)
    assert first.nonce == "k" * 25
    assert (await target.send("hello", nonce="k" * 25)).id == first.id
    assert len(wire.messages(channel)) == 1
    wire.clock.advance(wire.nonce_window + 1)
    assert (await target.send("hello", nonce="k" * 25)).id != first.id
    wire.backend.delete_message(channel.id, wire.messages(channel)[-1].id)
    with pytest.raises(discord.NotFound) as gone:
        await target.send("hello", nonce="k" * 25)
    assert gone.value.code == 10008


async def test_reads_history_edits_publishes_and_posts(wire, guild, bot):
    news = wire.add_channel(guild, "announcements", "news")
    forum = wire.add_channel(guild, "forum", "forum", tags=["digest"])
    wire.require_tag(forum)
    target = await bot.fetch_channel(news.id)
    message = await target.send(embed=discord.Embed(title="t", description="d").add_field(name="n", value="v"))
    await message.edit(content="changed")
    await message.publish()
    assert await _code(message.publish()) == 40033
    assert [one.content async for one in target.history(limit=10)] == ["changed"]
    posts = await bot.fetch_channel(forum.id)
    assert await _code(posts.create_thread(name="issue 1", content="hello")) == 40067
    gone = discord.ForumTag(name="gone")
    gone.id = 1
    assert await _code(posts.create_thread(name="issue 1", content="hello", applied_tags=[gone])) == 10087
    post = await posts.create_thread(name="issue 1", content="hello", applied_tags=[posts.available_tags[0]])
    thread = wire.backend.channels[post.thread.id]
    wire.archive(thread)
    assert await _code(post.message.edit(content="changed")) == 50083
    await post.thread.send("more")
    assert [text_of(one) for one in wire.messages(thread)] == ["hello", "more"]
    wire.archive(thread, locked=True)
    assert await _code(post.thread.send("more")) == 160005


async def test_refuses_as_arranged(wire, guild, channel, ada, bot):
    target = bot.get_channel(channel.id)
    for code in (50001, 50013, 10003, 160005):
        wire.refused[channel.id] = code
        assert await _code(target.send("x")) == code
    del wire.refused[channel.id]
    wire.deny(channel, "embed_links")
    assert await _code(target.send(embed=discord.Embed(title="x"))) == 50013
    wire.deny(channel, "view_channel")
    assert await _code(target.send("x")) == 50001
    person = await bot.fetch_user(ada.id)
    await person.send("hello")
    wire.refused[person.dm_channel.id] = 50007
    assert await _code(person.send("hello")) == 50007
    del wire.refused[person.dm_channel.id]
    del guild.members[ada.id]
    assert await _code(person.send("hello")) == 50278
    assert len(wire.limits.invalid.taken) == 7
    wire.lose_guild(guild)
    assert await _code(target.send("x")) == 50001


async def _code(attempt) -> int:
    with pytest.raises(discord.HTTPException) as refused:
        await attempt
    return int(refused.value.code)


async def test_tells_of_servers_and_channels(wire, guild, channel, bot):
    wire.lose_guild(guild, outage=True)
    bot.heard.clear()
    wire.join_guild(guild)
    wire.add_channel(guild, "new")
    wire.lose_guild(guild)
    wire.add_guild("other")
    await bot.wait_for("guild_join", timeout=5)
    for event in ("guild_available", "guild_channel_create", "guild_remove"):
        assert event in bot.heard


async def test_of_a_server_it_is_told_which_threads_are_open_and_which_forum_requires_a_tag(wire, guild, channel, bot):
    """Of the forum both when it comes there and when it asks."""
    wire.archive(wire.add_thread(channel, "old"))
    wire.add_thread(channel, "new")
    forum = wire.add_channel(guild, "forum", "forum")
    wire.require_tag(forum)
    wire.lose_guild(guild)
    wire.join_guild(guild)
    joined = await bot.wait_for("guild_join", timeout=5)
    assert [one.name for one in joined.threads] == ["new"]
    assert joined.get_channel(forum.id).flags.require_tag
    assert (await bot.fetch_channel(forum.id)).flags.require_tag


async def test_obeys_a_429(wire, channel, bot):
    wire.limits.routes["POST /channels/{channel_id}/messages"] = (2, 0.4)
    began = time.monotonic()
    for number in range(5):
        await bot.get_channel(channel.id).send(str(number))
    assert time.monotonic() - began >= 0.8
    assert wire.find(status=429) == []
    wire.fault("POST", "/channels/*/messages", status=429, body={"retry_after": 0.1})
    await bot.get_channel(channel.id).send("last")
    assert [one.status for one in wire.find("POST /channels/{channel_id}/messages")][-2:] == [429, 200]
    assert len(wire.messages(channel)) == 6


async def test_text_over_4000_is_refused_at_its_path(wire, channel, bot):
    layout = discord.ui.LayoutView()
    layout.add_item(discord.ui.Container(*(discord.ui.TextDisplay("x" * 1001) for _ in range(4))))
    with pytest.raises(discord.HTTPException) as refused:
        await bot.get_channel(channel.id).send(view=layout)
    assert refused.value.code == 50035
    assert "In components: Component text size exceeded" in str(refused.value)


async def test_layouts_come_back(wire, channel, bot):
    layout = discord.ui.LayoutView()
    thumbnail: discord.ui.Thumbnail[discord.ui.LayoutView] = discord.ui.Thumbnail("https://example.org/a.png")
    row: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow(
        discord.ui.Button(label="Read", url="https://example.org")
    )
    section = discord.ui.Section("# Title", "text", accessory=thumbnail)
    gallery: discord.ui.MediaGallery[discord.ui.LayoutView] = discord.ui.MediaGallery(
        discord.MediaGalleryItem("https://example.org/b.png")
    )
    layout.add_item(discord.ui.Container(section, discord.ui.Separator(), gallery, row, accent_colour=5))
    sent = await bot.get_channel(channel.id).send(view=layout, silent=True)
    assert text_of(wire.messages(channel)[0]) == "# Title\ntext\nRead"
    assert sent.flags.components_v2


async def test_the_wrong_token_is_told(wire, bot):
    async with discord.Client(intents=discord.Intents.none()) as other:
        with pytest.raises(discord.LoginFailure):
            await other.login("wrong")


async def test_shards_have_their_servers(wire, monkeypatch):
    guilds = [wire.add_guild(f"g{number}") for number in range(4)]
    wire.shards = 2
    monkeypatch.setattr(discord.http.Route, "BASE", f"{wire.url}/api/v10")
    bot = discord.AutoShardedClient(intents=discord.Intents(guilds=True), guild_ready_timeout=0.05)
    monkeypatch.setattr(bot, "before_identify_hook", _at_once)
    async with bot:
        running = asyncio.create_task(bot.start(wire.token))
        await wire.connected(sessions=2)
        await bot.wait_until_ready()
        assert {one.id: one.shard_id for one in bot.guilds} == {one.id: (one.id >> 22) % 2 for one in guilds}
        assert {one.shard for one in wire.gateway.live()} == {0, 1}
        created: list[str] = []

        @bot.event
        async def on_guild_channel_create(channel) -> None:
            created.append(channel.name)

        for number, guild in enumerate(guilds):
            wire.add_channel(guild, f"news-{number}")
            await bot.wait_for("guild_channel_create", timeout=5)
        assert created == ["news-0", "news-1", "news-2", "news-3"], "no other shard told of it too"
        await bot.close()
        await running


async def _at_once(shard_id, *, initial=False):
    """Shards start 5 s apart otherwise."""


async def test_survives_an_outage(wire, guild, channel, ada, bot):
    await wire.stop()
    await wire.start()
    await wire.connected()
    assert wire.gateway.identifies == 1
    assert (await wire.slash(ada, channel, "search", query="x")).message.content == "found x"


async def test_answers_too_late_or_twice_are_refused(wire, channel, ada, bot):
    heard = wire.slash(ada, channel, "search", query="x")
    wire.clock.advance(4)
    await wire.until(lambda: wire.find(status=404))
    assert wire.find(status=404)[0].response["code"] == 10062
    assert not heard.record.responded
    one = await wire.slash(ada, channel, "search", query="x")
    assert await _code(bot.http.request(_callback(one), json={"type": 4, "data": {"content": "again"}})) == 40060
    wire.clock.advance(901)
    with pytest.raises(discord.HTTPException) as expired:
        await bot.http.request(_edit(bot, one), json={"content": "late"})
    assert expired.value.code == 50027


def _edit(bot, one):
    return discord.http.Route("PATCH", f"/webhooks/{bot.user.id}/{one.record.token}/messages/@original")


def _callback(one):
    return discord.http.Route("POST", f"/interactions/{one.record.id}/{one.record.token}/callback")
