"""Every command, option, suggestion and control, by everyone who may and everyone who may not: one table a question.

Each row is a sentence: who uses what, and what they read. What simcord does not model (closed direct messages, a user
install, forums and threads, expired interactions) is in test_on_the_wire.py.
"""

from typing import Any

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import UserHandle

from tests.bot.conftest import Scene, custom_ids, text_of

PEOPLE = ("owner", "manager", "reader", "in direct messages")
MANAGERS = ("owner", "manager")
CHANNEL = "#news"
MANAGE = "*Manage Server*"

# command, options, what is in the answer
READING: list[tuple[str, dict[str, Any], str]] = [
    ("search", {"query": "pruning"}, "1 found"),
    ("search", {"query": "a summary", "section": "articles"}, "1 found for “a summary”\n-# Articles"),
    ("search", {"query": "a summary", "year": 2026}, "4 found for “a summary”\n-# 2026"),
    ("search", {"query": "a summary", "section": "papers", "year": 2026}, "3 found"),
    ("search", {"query": "zeppelin"}, "Nothing found"),
    ("search", {"query": "?"}, "There is no word in"),
    ("paper", {"id": "2102.00554"}, "Sparsity in Deep Learning"),
    ("paper", {"id": "1706.03762"}, "has not covered"),
    ("paper", {"id": "zeppelin"}, "is no arXiv id"),
    ("latest", {}, "样例新闻"),
    ("issue", {"which": "week 7"}, "Week 7, 2026"),
    ("issue", {"which": "week 52"}, "No issue fits"),
    ("subscriptions", {}, "Your direct messages"),
    ("subscribe", {}, "The digest will come to your direct messages **as soon as it is out**"),
    ("subscribe", {"day": "arrival"}, "**as soon as it is out**"),
    ("subscribe", {"day": "sun"}, "**every Sunday at 09:00 (UTC)**"),
    ("subscribe", {"day": "tue", "time": "7:05"}, "**every Tuesday at 07:05 (UTC)**"),
    ("subscribe", {"day": "wed", "zone": "Asia/Tokyo"}, "**every Wednesday at 09:00 (Asia/Tokyo)**"),
    ("subscribe", {"time": "7:05"}, "A time or zone needs a day"),
    ("unsubscribe", {}, "There is no subscription for your direct messages"),
]

# who, command, options, what is in the answer
MANAGING: list[tuple[str, str, dict[str, Any], str]] = [
    *[(who, "subscribe", {"channel": CHANNEL}, "The digest will come to <#") for who in MANAGERS],
    *[(who, "subscribe", {"channel": CHANNEL, "day": "mon"}, "**every Monday at 09:00 (UTC)**") for who in MANAGERS],
    *[(who, "unsubscribe", {"channel": CHANNEL}, "There is no subscription for <#") for who in MANAGERS],
    *[(who, "subscriptions", {}, "This server's channels") for who in MANAGERS],
    ("reader", "subscribe", {"channel": CHANNEL}, MANAGE),
    ("reader", "subscribe", {"channel": CHANNEL, "day": "mon", "zone": "UTC"}, MANAGE),
    ("reader", "unsubscribe", {"channel": CHANNEL}, MANAGE),
]

# command, option, what was typed, one of the suggestions
TYPING: list[tuple[str, str, str, str]] = [
    ("search", "query", "prun", "Pruning in practice"),
    ("search", "query", "剪", "用剪枝压缩 GAN"),
    ("search", "year", "20", "2026"),
    ("paper", "id", "insta", "2011.05315 · Breaking InstaHide"),
    ("issue", "which", "", "样例新闻—2026 年第 8 周 · February 15, 2026"),
    ("subscribe", "time", "9", "09:00"),
    ("subscribe", "zone", "berlin", "Europe/Berlin"),
]


def person(scene: Scene, who: str) -> Any:
    """Somebody by what they are."""
    owner = MemberActor(scene.env, scene.guild, scene.guild.owner)
    reader = UserHandle(scene.env, scene.env.backend.get_user(scene.reader.id))
    return {"owner": owner, "manager": scene.admin, "reader": scene.reader, "in direct messages": reader}[who]


async def use(scene: Scene, who: str, command: str, options: dict[str, Any]) -> Any:
    """Somebody uses a command where they are; what they see."""
    filled = {key: scene.channel if value == CHANNEL else value for key, value in options.items()}
    actor = person(scene, who)
    place = () if isinstance(actor, UserHandle) else (scene.channel,)
    result = await actor.slash(*place, command, **filled)
    assert result.response is not None, "the bot said nothing"
    return result.response


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("command", "options", "answer"), READING)
async def test_everybody_may_read(scene: Scene, who: str, command: str, options: dict[str, Any], answer: str):
    """Each command for oneself is for everybody, everywhere, and only the one who asked sees the answer."""
    seen = await use(scene, who, command, options)
    assert answer in text_of(seen)
    assert seen.ephemeral
    assert scene.channel.history(viewer=scene.admin if who == "reader" else scene.reader) == []


@pytest.mark.parametrize(("who", "command", "options", "answer"), MANAGING)
async def test_channels_are_for_those_who_manage_the_server(
    scene: Scene, who: str, command: str, options: dict[str, Any], answer: str
):
    """Nobody else subscribes one or ends it, and who may not is told why, alone."""
    seen = await use(scene, who, command, options)
    assert answer in text_of(seen)
    assert seen.ephemeral
    subscribed = command == "subscribe" and who in MANAGERS
    assert len(await scene.archive.subscriptions.all()) == subscribed


@pytest.mark.parametrize("who", ["reader", "in direct messages"])
async def test_the_servers_channels_are_not_shown_to_others(scene: Scene, who: str):
    await use(scene, "manager", "subscribe", {"channel": CHANNEL})
    assert "This server" not in text_of(await use(scene, who, "subscriptions", {}))


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("command", "option", "typed", "offered"), TYPING)
async def test_everybody_is_offered_suggestions(
    scene: Scene, who: str, command: str, option: str, typed: str, offered: str
):
    actor = person(scene, who)
    place = () if isinstance(actor, UserHandle) else (scene.channel,)
    choices = await actor.autocomplete(*place, command, option, typed)
    assert offered in [choice["name"] for choice in choices]


@pytest.mark.parametrize(
    ("lacking", "answer"),
    [
        ({"view_channel": False}, "*View Channel*"),
        ({"send_messages": False}, "*Send Messages*"),
        ({"read_message_history": False}, "*Read Message History*"),
        ({"send_messages": False, "read_message_history": False}, "*Send Messages*, *Read Message History*"),
    ],
)
async def test_each_permission_that_is_missing_is_named(scene: Scene, lacking: dict[str, bool], answer: str):
    """When a channel is subscribed, not when its first digest is due."""
    me = scene.guild.me
    assert me is not None
    scene.env.backend.edit_role(scene.guild.id, me.top_role.id, {"permissions": 0})
    room = scene.guild.create_text_channel("room", overwrites={me: discord.PermissionOverwrite(**lacking)})
    seen = (await scene.admin.slash(scene.channel, "subscribe", channel=room)).response
    assert seen is not None
    assert answer in text_of(seen)
    assert seen.ephemeral
    assert await scene.archive.subscriptions.all() == ()


@pytest.mark.parametrize("restarts", [0, 1, 2])
@pytest.mark.parametrize("who", ["owner", "manager", "reader"])
async def test_a_digest_of_any_age_opens_for_everybody(scene: Scene, who: str, restarts: int):
    """Each for themselves, also under a process that was started days after the message was sent."""
    await use(scene, "manager", "subscribe", {"channel": CHANNEL})
    await scene.publish(9)
    await scene.tick()
    (digest,) = scene.channel.history()
    for _ in range(restarts):
        await scene.restart()
    opened = await scene.select(person(scene, who), digest, values=["0"])
    assert "Paper of week 9" in text_of(opened)
    assert opened.ephemeral


async def test_two_people_open_sections_of_one_digest(scene: Scene):
    """Neither sees or changes what the other reads."""
    await use(scene, "manager", "subscribe", {"channel": CHANNEL})
    await scene.publish(9)
    await scene.tick()
    (digest,) = scene.channel.history()
    before = text_of(digest)
    first = await scene.select(scene.reader, digest, values=["0"])
    second = await scene.select(scene.admin, digest, values=["notes"])
    assert "Paper of week 9" in text_of(first)
    assert "A pick" in text_of(second)
    assert text_of(scene.channel.history()[0]) == before


async def test_the_offer_of_yesterdays_process_works(scene: Scene):
    """And it is made to new subscriptions only."""
    offered = await use(scene, "reader", "subscribe", {})
    (button,) = custom_ids(offered)
    await scene.restart()
    await scene.click(scene.reader, offered, custom_id=button)
    assert [text_of(one).splitlines()[0] for one in scene.reader_dm.history()] == ["# 样例新闻—2026 年第 8 周"]
    assert custom_ids(await use(scene, "reader", "subscribe", {"day": "mon"})) == []


async def test_who_left_the_server_still_reads_in_direct_messages(scene: Scene):
    """Their own subscription is theirs to see and to end."""
    await use(scene, "reader", "subscribe", {})
    scene.guild.remove_member(scene.reader)
    await scene.env.settle()
    assert "**as soon as it is out**" in text_of(await use(scene, "in direct messages", "subscriptions", {}))
    assert "No more digests" in text_of(await use(scene, "in direct messages", "unsubscribe", {}))
