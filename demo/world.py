"""The simulated server: its channels, its people and six weeks of the newsletter."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from simcord._clock import Clock
from simcord.actors import MemberActor
from simcord.backend.cdn import CDN_BASE
from simcord.builders import ChannelHandle, GuildHandle
from simcord.env import Env

from bot.features.greeting.posting import greet
from bot.ingest.documents import find_documents
from bot.ingest.pictures import PictureChecker
from bot.ingest.pipeline import ingest
from demo.documents import BACKLOG, ISSUES, METADATA, PICTURES, write_documents
from demo.people import OwnedBot, Person
from demo.site import HOST, Site, open_site
from demo.views import Views
from newsletter.paper_json import read_records
from sources.config import Deliver
from sources.fetcher import Fetcher
from storage.archive import Archive
from storage.subscriptions.records import DestinationKind, NewSubscription, Target

__all__ = ["ISSUES", "World", "open_world"]

CONTACT = "demo@example.org"

AVATAR = Path(__file__).parents[1] / "bot" / "cli" / "brand" / "avatar.png"

WELCOME = """\
**Welcome!** Paperboy brings Akira’s ML News here each week. Three things to try:
1. Press *Read the issue* below the newest digest, and turn its sections in place.
2. Type `/search` and a word: `attention`, `注意力`, or an arXiv id such as `1706.03762`.
3. Press *Get it by DM*: the next issue comes to your direct messages."""


class PresentClock(Clock):
    """The present: simcord's own clock starts at a fixed date, and the bot tells the time by the machine's."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class World:
    """The parts of the demo that its tests use."""

    env: Env
    bot: OwnedBot
    archive: Archive
    site: Site
    views: Views
    guild: GuildHandle
    news: ChannelHandle  # a text channel with the digest
    announcements: ChannelHandle
    forum: ChannelHandle
    people: tuple[Person, Person, Person]

    @property
    def admin(self) -> MemberActor:
        return self.people[0].member

    @property
    def url(self) -> str:
        """The page that holds all views."""
        return f"{self.site.url}/"


@asynccontextmanager
async def open_world() -> AsyncIterator[World]:
    """Run the server at the present time, just after the newest issue was delivered.

    The archive is in a temporary folder that is deleted afterwards.
    """
    with TemporaryDirectory(prefix="paperboy-demo-") as folder:
        async with open_site() as site, await Archive.open(Path(folder) / "paperboy.db") as archive:
            documents = Path(folder) / "documents"
            documents.mkdir()
            today: date = datetime.now(UTC).date()
            for source in (BACKLOG, ISSUES):
                write_documents(source, documents / source.name, today, site.pictures)
            async with Fetcher(CONTACT, [HOST]) as fetcher, _running(archive, site) as world:
                checker = PictureChecker(archive, fetcher, own_url=world.url)
                world.bot.check_pictures = checker.check
                await _publish(world, documents)
                yield world


@asynccontextmanager
async def _running(archive: Archive, site: Site) -> AsyncIterator[World]:
    """The furnished server with the bot in it, and views of it."""
    env = Env(bot := OwnedBot(archive))
    bot.backend = env.backend
    env.backend.clock = PresentClock()
    world = _furnish(env, bot, archive, site)
    await env.start()
    try:
        with env.time_context():
            site.opener = world.views.open
            yield world
    finally:
        await world.views.close()
        await env.shutdown()


def _furnish(env: Env, bot: OwnedBot, archive: Archive, site: Site) -> World:
    env.backend.bot_user.name, env.backend.bot_user.avatar = "Paperboy", "paperboy"
    mina = env.create_user("mina", global_name="Mina Okafor")
    guild = env.create_guild("Paper Reading Club", owner=mina)
    welcome = guild.create_text_channel("welcome", topic="The bot's greeting")
    category = guild.create_category("Newsletter")
    news = guild.create_text_channel("ml-news", topic="Each new issue of Akira's ML News", category=category)
    announcements = guild.create_news_channel("announcements", category=category)
    forum = guild.create_forum_channel("paper-club")
    tomas = guild.add_member(env.create_user("tomas", global_name="Tomás"))
    lihua = guild.add_member(env.create_user("lihua", global_name="李华"))
    people = (
        Person("mina", guild.add_member(mina), "en-US"),
        Person("tomas", tomas, "en-US"),
        Person("lihua", lihua, "zh-CN"),
    )
    bot.owner_id = mina.id
    bot.locales = {str(person.member.id): person.locale for person in people}
    views = Views(
        env, {"welcome": welcome, "news": news, "announcements": announcements, "forum": forum, "dm": None}, people
    )
    files = [(f"{site.pictures}/{path.name}", path) for path in PICTURES.glob("*.png")]
    files.append((f"{CDN_BASE}/avatars/{env.backend.bot_user.id}/paperboy.png", AVATAR))
    views.assets = {address: (path.name, path.read_bytes()) for address, path in files}
    return World(env, bot, archive, site, views, guild, news, announcements, forum, people)


async def _publish(world: World, documents: Path) -> None:
    """Archive all issues but the newest, subscribe, then ingest and deliver that one."""
    *earlier, newest = find_documents([documents / BACKLOG.name, documents / ISSUES.name])
    await ingest(world.archive, earlier, Deliver.NONE, check_pictures=world.bot.check_pictures)
    await world.archive.metadata.save(read_records(METADATA), datetime.now(UTC))
    joined = world.bot.get_guild(world.guild.id)
    assert joined is not None  # noqa: S101 - it is furnished
    await greet(world.archive, joined)
    welcome = await world.admin.send(world.news, WELCOME)
    await world.admin.set_pinned(welcome, True)
    tomas, guild_id = world.people[1].member, world.guild.id
    wanted = [
        Target(DestinationKind.CHANNEL, channel.id, guild_id, world.admin.id)
        for channel in (world.news, world.announcements, world.forum)
    ]
    wanted.append(Target(DestinationKind.DM, tomas.user.dm_channel.id, None, tomas.id))
    await world.archive.subscriptions.add_all([NewSubscription(target, None) for target in wanted], datetime.now(UTC))
    await ingest(world.archive, [newest], check_pictures=world.bot.check_pictures)
    await world.bot.dispatcher.tick()
    await world.env.settle()
