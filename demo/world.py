"""The simulated server: its channels, its people and three weeks of the newsletter."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle
from simcord.env import Env

from bot.app import build
from bot.client import Paperboy
from bot.ingest.documents import find_documents
from bot.ingest.pipeline import ingest
from sources.config import Deliver
from storage.archive import Archive

MORNING = datetime(2026, 11, 16, 8, tzinfo=UTC)
"""When the newest sample issue appears; simcord's clock starts at a fixed date."""

ISSUES = Path(__file__).parent / "issues"


@dataclass(frozen=True, slots=True)
class World:
    """The parts of the demo that its tests use."""

    env: Env
    bot: Paperboy
    archive: Archive
    guild: GuildHandle
    news: ChannelHandle  # where the digest is posted
    lounge: ChannelHandle
    admin: MemberActor
    readers: tuple[MemberActor, MemberActor]


@asynccontextmanager
async def open_world() -> AsyncIterator[World]:
    """Run the server on the day of the newest sample issue, just after its digest was posted.

    The archive is in a temporary folder that is deleted afterwards.
    """
    with TemporaryDirectory(prefix="paperboy-demo-") as folder:
        async with await Archive.open(Path(folder) / "paperboy.db") as archive:
            bot = build(archive)
            env = Env(bot)
            env.backend.bot_user.name = "Paperboy"
            env.backend.clock.advance((MORNING - env.now()).total_seconds())
            await env.start()
            try:
                with env.time_context():
                    world = _furnish(env, bot, archive)
                    await _publish(world)
                    yield world
            finally:
                await env.shutdown()


def _furnish(env: Env, bot: Paperboy, archive: Archive) -> World:
    owner = env.create_user("mina", global_name="Mina Okafor")
    guild = env.create_guild("Paper Reading Club", owner=owner)
    guild.create_category("Newsletter")
    news = guild.create_text_channel("ml-news", topic="Each new issue of Akira's ML News")
    lounge = guild.create_text_channel("lounge", topic="Talk about what you read")
    readers = (
        guild.add_member(env.create_user("tomas", global_name="Tomás")),
        guild.add_member(env.create_user("lihua", global_name="李华")),
    )
    return World(env, bot, archive, guild, news, lounge, guild.add_member(owner), readers)


async def _publish(world: World) -> None:
    """Archive two issues, subscribe the channel, then ingest and deliver the third."""
    *earlier, newest = find_documents([ISSUES])
    await ingest(world.archive, earlier, Deliver.NONE)
    await world.admin.slash(world.news, "subscribe", channel=world.news)
    await ingest(world.archive, [newest])
    await world.bot.dispatcher.tick()
    await world.env.settle()
