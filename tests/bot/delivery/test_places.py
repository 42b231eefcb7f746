"""Each kind of channel gets the digest in the form that suits it, and corrections mend it in place."""

from datetime import UTC, datetime, timedelta

import discord
import time_machine

from bot.delivery.maintenance import PUBLISH_LIMIT
from tests.bot.conftest import Scene
from tests.reading import text_of
from tests.samples import make_entry, make_issue

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


async def test_an_announcement_channel_gets_embeds_and_publishes_them_once(scene: Scene):
    news = scene.guild.create_news_channel("announcements")
    await scene.subscribe(news)
    await scene.publish(9)
    await scene.tick()
    await scene.tick()
    (message,) = news.history()
    head, paper = message.embeds
    assert head.title == "Sample News — Week 9, 2026"
    assert (paper.title, paper.url) == ("📄 Paper of week 9", "https://arxiv.org/abs/2601.00009")
    assert not message.components
    crossposts = [request for request in scene.env.http_requests if request.path.endswith("/crosspost")]
    assert len(crossposts) == 1


async def test_publishing_keeps_to_a_budget_of_its_own(scene: Scene):
    """The tenth publish of an hour would hang: it waits for the hour instead."""
    with time_machine.travel(NOW, tick=False) as clock:
        news = scene.guild.create_news_channel("announcements")
        await scene.subscribe(news)
        for week in range(10, 10 + PUBLISH_LIMIT + 1):
            await scene.publish(week)
            await scene.tick()
        assert len(news.history()) == PUBLISH_LIMIT + 1
        assert _crossposts(scene) == PUBLISH_LIMIT
        clock.shift(timedelta(hours=1, minutes=1))
        await scene.tick()
        assert _crossposts(scene) == PUBLISH_LIMIT + 1


async def test_a_forum_gets_a_post(scene: Scene):
    forum = scene.guild.create_forum_channel("reading")
    await scene.subscribe(forum)
    await scene.publish(9)
    await scene.tick()
    await scene.tick()
    (post,) = forum.threads
    assert post.name == "Sample News — Week 9, 2026"
    assert "Paper of week 9" in text_of(post.last_message)


async def test_a_thread_is_posted_in(scene: Scene):
    channel = scene.bot.get_channel(scene.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.create_thread(name="digests", type=discord.ChannelType.public_thread)
    await scene.env.settle()
    (thread,) = scene.channel.threads
    await scene.subscribe(thread)
    await scene.publish(9)
    await scene.tick()
    assert "Paper of week 9" in text_of(thread.last_message)


async def test_a_correction_edits_what_was_sent_and_posts_nothing(scene: Scene):
    await scene.subscribe()
    await scene.slash(scene.reader, "subscribe")
    await scene.publish(9)
    await scene.tick()
    await scene.save(make_issue(9, make_entry("The right headline", "2601.00009")))
    await scene.tick()
    for place in (scene.channel, scene.reader_dm):
        (message,) = place.history()
        assert "The right headline" in text_of(message)
    assert len(edits_of(scene)) == 2
    await scene.tick()
    assert len(edits_of(scene)) == 2


def edits_of(scene: Scene) -> list[str]:
    """The edits of messages; those of answers to commands do not count."""
    return [one.path for one in scene.env.http_requests if one.method == "PATCH" and one.path.startswith("/channels/")]


async def test_a_message_that_somebody_deleted_is_not_mended_and_not_posted_again(scene: Scene):
    await scene.subscribe()
    await scene.publish(9)
    await scene.tick()
    (message,) = scene.channel.history()
    await message.delete()
    await scene.save(make_issue(9, make_entry("The right headline", "2601.00009")))
    await scene.tick()
    await scene.tick()
    assert scene.channel.history() == []


def _crossposts(scene: Scene) -> int:
    return sum(request.path.endswith("/crosspost") for request in scene.env.http_requests)
