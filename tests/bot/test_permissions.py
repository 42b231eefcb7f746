"""Rights are asked for on the object: whatever custom id, option or value arrives, and from wherever."""

from datetime import UTC, datetime
from typing import Any

import discord
import pytest
from simcord.backend.models import Overwrite
from simcord.backend.permissions import flag
from simcord.builders import ChannelHandle
from simcord.enums import OverwriteType

from storage.reasons import Reason, ReasonCode
from storage.subscriptions.records import DestinationKind, NewSubscription, Target
from tests.bot import raw
from tests.bot.conftest import Scene, custom_ids
from tests.reading import text_of

ALL = discord.Permissions.all().value
NOT_SEEN = "is not open to you"


@pytest.fixture
async def secret(scene: Scene) -> ChannelHandle:
    """A channel that the admin may not see."""
    secret = scene.guild.create_text_channel("secret")
    unseen = Overwrite(scene.admin.id, OverwriteType.MEMBER, 0, flag("view_channel"))
    scene.env.backend.set_overwrite(secret.id, unseen)
    await scene.env.settle()
    return secret


@pytest.fixture
async def theirs(scene: Scene) -> ChannelHandle:
    """A channel of another server, which gets the digest."""
    other = scene.env.create_guild("Other")
    channel = other.create_text_channel("their-news")
    await scene.env.settle()
    await subscribe(scene, channel, other.id)
    return channel


async def subscribe(scene: Scene, channel: ChannelHandle, guild_id: int) -> None:
    target = Target(DestinationKind.CHANNEL, channel.id, guild_id, 7)
    await scene.archive.subscriptions.add(NewSubscription(target, None), datetime.now(UTC))


async def is_subscribed(scene: Scene, channel: ChannelHandle) -> bool:
    return await scene.archive.subscriptions.of_channel(channel.id) is not None


@pytest.mark.parametrize("permissions", [0, flag("send_messages") | flag("manage_guild")])
async def test_nobody_subscribes_a_channel_they_cannot_see(scene: Scene, secret: ChannelHandle, permissions: int):
    """Discord says with the choice what the person may do there."""
    answer = await raw.slash(scene, scene.admin, "subscribe", secret, permissions=permissions)
    assert NOT_SEEN in text_of(answer)
    assert not await is_subscribed(scene, secret)


async def test_nobody_ends_the_subscription_of_a_channel_they_cannot_see(scene: Scene, secret: ChannelHandle):
    await subscribe(scene, secret, scene.guild.id)
    assert NOT_SEEN in text_of(await raw.slash(scene, scene.admin, "unsubscribe", secret, permissions=0))
    assert await is_subscribed(scene, secret)


async def test_a_private_thread_is_for_those_who_were_added(scene: Scene):
    """Discord's permissions of a private thread are those of its channel: membership is asked for."""
    channel = scene.bot.get_channel(scene.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.create_thread(name="talk", type=discord.ChannelType.private_thread)
    await scene.env.settle()
    (thread,) = scene.channel.threads
    may = flag("view_channel") | flag("send_messages_in_threads")
    assert NOT_SEEN in text_of(await raw.slash(scene, scene.admin, "subscribe", thread, permissions=may))
    answer = await raw.slash(scene, scene.admin, "subscribe", thread, permissions=may | flag("manage_threads"))
    assert "Set up the digest in" in text_of(answer)


@pytest.mark.parametrize(
    ("command", "sentence"), [("subscribe", "is in another server"), ("unsubscribe", "There is no subscription for")]
)
async def test_another_servers_channel_is_left_alone(scene: Scene, theirs: ChannelHandle, command: str, sentence: str):
    answer = await raw.slash(scene, scene.admin, command, theirs, permissions=ALL)
    assert sentence in text_of(answer)
    (only,) = await scene.archive.subscriptions.all()
    assert only.target.user_id == 7


async def test_the_latest_issue_is_sent_by_who_manages_that_very_channel(
    scene: Scene, theirs: ChannelHandle, secret: ChannelHandle
):
    """Not by a manager of another server, nor where they cannot see, nor from direct messages, nor by a reader."""
    await subscribe(scene, secret, scene.guild.id)
    await subscribe(scene, scene.channel, scene.guild.id)
    alone: dict[str, Any] = {"where": scene.dm_of(scene.admin), "guild_id": None}
    pressed: list[tuple[Any, ChannelHandle, str, dict[str, Any]]] = [
        (scene.admin, theirs, "in another server", {}),
        (scene.admin, secret, NOT_SEEN, {}),
        (scene.reader, scene.channel, "*Manage Server*", {}),
        (scene.admin, scene.channel, "in a server that this bot", alone),
    ]
    for who, channel, sentence, elsewhere in pressed:
        answer = await raw.press(scene, who, f"send-latest:{channel.id}", **elsewhere)
        assert sentence in text_of(answer)
    await scene.tick()
    assert [len(channel.history(viewer=None)) for channel in (theirs, secret, scene.channel)] == [0, 0, 0]
    await raw.press(scene, scene.admin, f"send-latest:{scene.channel.id}")
    assert len(scene.channel.history(viewer=None)) == 1


async def test_what_goes_to_channels_one_cannot_see_is_not_listed(scene: Scene, secret: ChannelHandle):
    """Neither in the subscriptions nor in the history, and an invited bot does not bring it back for them."""
    await subscribe(scene, secret, scene.guild.id)
    await subscribe(scene, scene.channel, scene.guild.id)
    await scene.publish(9)
    await scene.tick()
    for command in ("subscriptions", "history"):
        text = text_of(await scene.slash(scene.admin, command))
        assert f"<#{scene.channel.id}>" in text
        assert f"<#{secret.id}>" not in text
    await scene.archive.subscriptions.end_guild(scene.guild.id, Reason(ReasonCode.BOT_REMOVED), datetime.now(UTC))
    await scene.slash(scene.admin, "subscriptions")
    assert "1 channel gets the digest again" in text_of(await raw.press(scene, scene.admin, "restore-subscriptions"))
    assert not await is_subscribed(scene, secret)


MADE_UP = [
    ("send-latest:99999999999999999999999", ()),
    ("card:99999999999999999999999", ()),
    ("section:99999999999999999999999", ("0",)),
    ("section:1", ("nothing",)),
    ("section:1", ("0", "1")),
    ("section:1:0:p99999999999999999999999", ()),
    ("section:1:nothing:p0", ()),
    ("search:p99999999999999999999999:::pruning", ()),
    ("search:p0:nothing::pruning", ()),
    ("search:p0::99999999999999999999999:pruning", ()),
    ("search:p0:::", ()),
    ("share:p0:nothing::pruning", ()),
    ("history:99999999999999999999999:p0", ()),
    ("history:me:p99999999999999999999999", ()),
    ("import:99999999999999999999999:approve", ()),
    ("import:1:approve", ()),
    ("open-issue", ("1; DROP TABLE issues",)),
    ("open-issue", ("99999999999999999999999",)),
    ("restore-subscriptions", ()),
]


async def test_what_no_control_of_ours_carries_gets_a_sentence_and_changes_nothing(scene: Scene):
    """No error that nobody foresaw, whoever presses."""
    for custom_id, values in MADE_UP:
        answer = await raw.press(scene, scene.reader, custom_id, values=values)
        assert answer is not None, custom_id
        assert "Something went wrong" not in text_of(answer), custom_id
    assert await scene.archive.subscriptions.all() == ()


async def make_thread(scene: Scene) -> Any:
    channel = scene.bot.get_channel(scene.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.create_thread(name="talk", type=discord.ChannelType.public_thread)
    await scene.env.settle()
    (thread,) = scene.channel.threads
    return thread


@pytest.mark.parametrize(
    ("allow", "deny", "in_thread", "in_channel"),
    [
        ("send_messages_in_threads", "send_messages", True, False),
        ("send_messages", "send_messages_in_threads", False, True),
    ],
)
async def test_sharing_asks_for_the_right_to_write_in_this_very_place(
    scene: Scene, allow: str, deny: str, in_thread: bool, in_channel: bool
):
    thread, everybody = await make_thread(scene), scene.guild.default_role.id
    scene.env.backend.set_overwrite(scene.channel.id, Overwrite(everybody, OverwriteType.ROLE, flag(allow), flag(deny)))
    await scene.env.settle()
    for place, may in ((thread, in_thread), (scene.channel, in_channel)):
        result = await scene.reader.slash(place, "paper", id="2102.00554")
        assert result.response is not None
        (share,) = [one for one in custom_ids(result.response) if one.startswith("share")]
        await scene.reader.click(result.response, custom_id=share)
        shared = [text_of(one) for one in place.history(viewer=None) if "shared by" in text_of(one)]
        assert bool(shared) is may


@pytest.mark.parametrize(
    ("locked", "archived", "rights", "may"),
    [
        (True, True, "send_messages_in_threads", False),
        (True, False, "send_messages_in_threads", False),
        (True, False, "manage_threads", True),
        (False, True, "send_messages_in_threads", True),
    ],
)
async def test_in_a_locked_thread_only_who_manages_threads_shares(
    scene: Scene, locked: bool, archived: bool, rights: str, may: bool
):
    """Discord lets nobody else write there; one that is only archived opens again when somebody writes."""
    thread = await make_thread(scene)
    permissions = flag("view_channel") | flag("send_messages_in_threads") | flag(rights)
    cached = scene.bot.get_channel(thread.id)
    assert isinstance(cached, discord.Thread)
    cached.locked, cached.archived = locked, archived
    card = await scene.slash(scene.reader, "paper", id="2102.00554")
    (share,) = [one for one in custom_ids(card) if one.startswith("share")]
    await raw.press(scene, scene.reader, share, where=thread, permissions=permissions)
    shared = [text_of(one) for one in thread.history(viewer=None) if "shared by" in text_of(one)]
    assert bool(shared) is may
