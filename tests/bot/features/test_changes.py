"""A subscription is changed by those who may: who manages the channel's server, or whose messages they are."""

from typing import Any

import discord
import pytest
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.features.subscribe.setup import wish_of
from bot.ui.custom_ids import Change, ChangeSubscription, Setup, SetupAction, Wish
from newsletter.schedule.weekly import LATE
from storage.subscriptions.records import Subscription
from tests.bot import raw
from tests.bot.club import Club
from tests.bot.conftest import Scene, custom_ids
from tests.reading import components_of, text_of

REFUSED = "Changing a channel's subscription needs the permission *Manage Server*"


async def only(scene: Scene) -> Subscription:
    (one,) = await scene.archive.subscriptions.all()
    return one


@pytest.mark.parametrize("change", Change)
async def test_another_member_changes_nothing_of_a_channel(scene: Scene, change: Change):
    await scene.subscribe()
    before = await only(scene)
    refused = await raw.press(scene, scene.reader, ChangeSubscription(before.id, change).build())
    assert REFUSED in text_of(refused)
    assert await only(scene) == before
    await scene.tick()
    assert scene.channel.last_message is None


@pytest.mark.parametrize("change", Change)
async def test_a_manager_changes_nothing_of_another_persons_messages(scene: Scene, change: Change):
    await scene.slash(scene.reader, "subscribe")
    before = await only(scene)
    refused = await raw.press(scene, scene.admin, ChangeSubscription(before.id, change).build())
    assert "This subscription is somebody else's" in text_of(refused)
    assert await only(scene) == before


@pytest.mark.parametrize("action", SetupAction)
async def test_another_member_uses_no_control_of_the_form(scene: Scene, action: SetupAction):
    custom_id = Setup(action, Wish(scene.channel.id, None, LATE)).build()
    values = ["mon"] if action is SetupAction.CHOOSE_DAY else []
    refused = await raw.press(scene, scene.reader, custom_id, values=values)
    assert refused is not None
    assert "*Manage Server*" in text_of(refused) or "control is not known" in text_of(refused)
    assert await scene.archive.subscriptions.all() == ()


async def test_a_form_does_not_reach_a_channel_of_another_server(scene: Scene):
    other = scene.env.create_guild("Elsewhere")
    channel = other.create_text_channel("theirs")
    await scene.env.settle()
    custom_id = Setup(SetupAction.SAVE, Wish(channel.id, None, LATE)).build()
    assert "is in another server" in text_of(await raw.press(scene, scene.admin, custom_id))
    assert await scene.archive.subscriptions.all() == ()


async def test_what_is_not_given_stays_when_a_subscription_is_changed(scene: Scene):
    await scene.slash(scene.reader, "subscribe", day="mon", time="7:30", format="compact")
    text = text_of(await scene.slash(scene.reader, "subscribe", late=2))
    assert "every Monday at 07:30 (UTC)" in text
    assert "Compact" in text


async def test_an_edit_of_a_paused_subscription_leaves_it_paused(scene: Scene):
    await scene.subscribe()
    one = await only(scene)
    await raw.press(scene, scene.admin, ChangeSubscription(one.id, Change.PAUSE).build())
    form = await raw.press(scene, scene.admin, ChangeSubscription(one.id, Change.EDIT).build())
    saved = await raw.press(scene, scene.admin, next(i for i in custom_ids(form) if i.startswith("setup:s:")))
    assert "Paused." in text_of(saved)
    assert (await only(scene)).is_paused


async def test_a_reader_edits_their_own_subscription(scene: Scene):
    """By the same form, without a role and without permissions."""
    await scene.slash(scene.reader, "subscribe")
    one = await only(scene)
    form = await raw.press(scene, scene.reader, ChangeSubscription(one.id, Change.EDIT).build())
    assert "Change the digest in your direct messages" in text_of(form)
    assert not [ident for ident in custom_ids(form) if ident.startswith("setup:r")]
    wish = Wish(None, None, LATE)
    friday = await raw.press(scene, scene.reader, Setup(SetupAction.CHOOSE_DAY, wish).build(), values=["fri"])
    await raw.press(scene, scene.reader, next(i for i in custom_ids(friday) if i.startswith("setup:s:")))
    assert "every Friday" in text_of(await scene.slash(scene.reader, "subscriptions"))


async def test_what_is_missing_is_listed_until_it_is_allowed(club: Club):
    """Save waits for it; *Check again* looks anew."""
    club.wire.deny(club.channel, "send_messages")
    await club.bot.wait_for("guild_channel_update", timeout=5)
    reply = await club.wire.slash(club.admin, club.channel, "subscribe", channel=club.channel)
    await club.wire.until(lambda: len(reply.messages) == 2)
    form = reply.messages[-1]
    assert "❌ Send Messages" in text_of(form)
    with pytest.raises(LookupError):
        club.wire.use(club.admin, form, "Save")
    club.wire.deny(club.channel)
    await club.bot.wait_for("guild_channel_update", timeout=5)
    await club.wire.use(club.admin, form, "Check again")
    assert "❌" not in text_of(form)
    await club.wire.use(club.admin, form, "Save and send a test")
    await club.wire.message_count(club.channel, 1)


async def test_a_permission_that_is_lost_before_saving_is_named(scene: Scene):
    form = await scene.slash(scene.admin, "subscribe", channel=scene.channel)
    await forbid_writing(scene)
    saved = await scene.click(scene.admin, form, custom_id=next(i for i in custom_ids(form) if i[:8] == "setup:s:"))
    assert "give me *Send Messages* there" in text_of(saved)
    assert await scene.archive.subscriptions.all() == ()


async def test_the_time_zone_is_chosen_in_the_form(scene: Scene):
    """Those of the person's language and of all the world are offered; nothing else is taken."""
    await scene.slash(scene.reader, "subscribe", day="mon", time="08:30")
    wish = wish_of(await only(scene))
    tokyo = await raw.press(scene, scene.reader, Setup(SetupAction.CHOOSE_ZONE, wish).build(), values=["Asia/Tokyo"])
    assert "every Monday at 08:30 (Asia/Tokyo)" in text_of(tokyo)
    assert {"UTC", "Asia/Tokyo", "America/New_York"} <= set(values_of(tokyo, SetupAction.CHOOSE_ZONE))
    mars = await raw.press(scene, scene.reader, Setup(SetupAction.CHOOSE_ZONE, wish).build(), values=["Mars"])
    assert "control is not known" in text_of(mars)


async def test_a_test_that_does_not_arrive_is_told_with_the_reason(scene: Scene):
    await scene.subscribe()
    custom_id = ChangeSubscription((await only(scene)).id, Change.TEST).build()
    await forbid_writing(scene)
    listed = await scene.slash(scene.admin, "subscriptions")
    result = await scene.admin.click(listed, custom_id=custom_id)
    assert result.response is not None
    assert "A test is on its way" in text_of(result.response)
    (told,) = result.followups
    assert "The test could not be posted: the bot may not post there (Send Messages)." in text_of(told)


def values_of(message: Any, action: SetupAction) -> list[str]:
    """What a select of the form offers."""
    return [
        option["value"]
        for part in components_of(message)
        if str(part.get("custom_id")).startswith(f"setup:{action}:")
        for option in part["options"]
    ]


async def forbid_writing(scene: Scene) -> None:
    """The bot may no longer write in the channel."""
    me = scene.guild.me
    assert me is not None
    denied = Overwrite(me.id, OverwriteType.MEMBER, 0, discord.Permissions(send_messages=True).value)
    scene.env.backend.set_overwrite(scene.channel.id, denied)
    await scene.env.settle()
