"""The real bot in a simulated Discord: a server with an admin, two readers and a channel, and a filled archive."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import discord
import pytest
from discord import app_commands
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle, UserHandle
from simcord.env import Env
from simcord.results import InteractionResult, ResponseMessage

from bot.app import build
from bot.client import Paperboy
from bot.ui.errors import RequestError
from newsletter.errors import NewsletterError
from newsletter.model import Issue
from storage.archive import Archive
from tests.bot.club import club  # noqa: F401 - a fixture
from tests.reading import components_of
from tests.samples import FILLED, make_issue

Shown = ResponseMessage | discord.Message


@dataclass
class Scene:
    """A server and the people in it."""

    env: Env
    bot: Paperboy
    archive: Archive
    guild: GuildHandle
    channel: ChannelHandle
    admin: MemberActor
    reader: MemberActor
    expected: list[type[BaseException]] = field(default_factory=lambda: [RequestError, NewsletterError])

    @property
    def reader_dm(self) -> ChannelHandle:
        """The reader's direct messages with the bot."""
        return self.dm_of(self.reader)

    def dm_of(self, person: MemberActor) -> ChannelHandle:
        """Somebody's direct messages with the bot."""
        return UserHandle(self.env, self.env.backend.get_user(person.id)).dm_channel

    async def save(self, issue: Issue) -> None:
        """An issue comes into the archive quietly."""
        await self.archive.issues.save(issue, datetime.now(UTC))

    async def publish(self, week: int) -> int:
        """A new issue comes out; its id."""
        saved = await self.archive.issues.save(make_issue(week), datetime.now(UTC), deliver=True)
        return saved.issue_id

    async def slash(self, person: MemberActor, command: str, **options: Any) -> ResponseMessage:
        """Somebody uses a command in the channel; what they see."""
        return answer_of(await person.slash(self.channel, command, **options))

    async def subscribe(self, channel: Any = None, **options: Any) -> ResponseMessage:
        """The admin sets a channel up and saves that; what they see then."""
        form = await self.slash(self.admin, "subscribe", channel=channel or self.channel, **options)
        save = next(ident for ident in custom_ids(form) if ident.startswith("setup:s:"))
        return await self.click(self.admin, form, custom_id=save)

    async def click(self, person: MemberActor, message: Shown, *, custom_id: str) -> ResponseMessage:
        """Somebody presses a button; what they see: an answer, or the message as it is now."""
        return answer_of(await person.click(message, custom_id=custom_id))

    async def select(self, person: MemberActor, message: Shown, *, values: list[str]) -> ResponseMessage:
        """Somebody chooses in a message's only select."""
        return answer_of(await person.select(message, values))

    async def tick(self) -> None:
        await self.bot.dispatcher.tick()
        await self.env.settle()

    async def restart(self) -> None:
        """The process ends and another one starts on the same file."""
        self.bot = build(self.archive)
        await self.env.restart_bot(self.bot)


@pytest.fixture
async def simcord_bot(archive: Archive) -> Paperboy:
    """What simcord's own fixtures run: the bot on an archive of two issues."""
    for issue in FILLED:
        await archive.issues.save(issue, datetime.now(UTC))
    return build(archive)


@pytest.fixture
def scene(simcord_env: Env, simcord_bot: Paperboy) -> Iterator[Scene]:
    """A server with a channel, an admin and a reader; nobody has subscribed."""
    guild = simcord_env.create_guild("Club")
    channel = guild.create_text_channel("news")
    managers = guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    admin = guild.add_member(simcord_env.create_user("mina"), roles=[managers])
    reader = guild.add_member(simcord_env.create_user("tomas"))
    made = Scene(simcord_env, simcord_bot, simcord_bot.archive, guild, channel, admin, reader)
    yield made
    # simcord fails a test for every error of a command; those that carry a sentence for the reader are answers.
    unexpected = [error for error in simcord_env.errors if not isinstance(_original(error), tuple(made.expected))]
    assert unexpected == []


def answer_of(result: InteractionResult) -> ResponseMessage:
    """The answer to what was done. The form of a subscription comes below its preview, which is answered first."""
    assert result.response is not None, "the bot said nothing"
    forms = [one for one in result.followups if any(ident.startswith("setup:") for ident in custom_ids(one))]
    return forms[-1] if forms else result.response


def _original(error: BaseException) -> BaseException:
    if isinstance(error, app_commands.TransformerError):
        return error.__cause__ or error
    return error.original if isinstance(error, app_commands.CommandInvokeError) else error


def custom_ids(message: Any) -> list[str]:
    """The custom ids of a message's controls, in order."""
    return [part["custom_id"] for part in components_of(message) if part.get("custom_id")]


def disabled_ids(message: Any) -> list[str]:
    """The custom ids of the controls that cannot be pressed."""
    return [part["custom_id"] for part in components_of(message) if part.get("custom_id") and part.get("disabled")]


async def choices_of(scene: Scene, command: str, focused: str | None = None, **options: str) -> list[str]:
    """The names offered to the reader who has typed so far."""
    name = focused or next(iter(options))
    filled = {key: value for key, value in options.items() if key != name}
    choices = await scene.reader.autocomplete(scene.channel, command, name, options[name], **filled)
    return [choice["name"] for choice in choices]
