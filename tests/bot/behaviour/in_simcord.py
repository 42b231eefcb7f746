"""The stage for cases that simcord models."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from simcord.actors import MemberActor
from simcord.backend.models import Overwrite
from simcord.builders import ChannelHandle, UserHandle
from simcord.enums import OverwriteType
from simcord.results import InteractionResult

from bot.client import Paperboy
from bot.ui.required_permissions import NEEDED
from storage.reasons import Reason, ReasonCode
from tests.bot.behaviour.drawing import draw
from tests.bot.behaviour.furniture import FILES, LONG, fill_history
from tests.bot.behaviour.stage import Answer, happens
from tests.bot.conftest import Scene, answer_of
from tests.reading import components_of, text_of
from tests.samples import FILLED

PERMISSIONS = {name: flag for flag, name in NEEDED.items()}
DIRECT = "the direct messages"
ELSEWHERE = ("at home",)
"""Another name of somebody who has one."""
NUMBERS = ("year", "late")
"""Options that are whole numbers."""


class SimcordStage:
    """A scene, and its people and places by the names of the table."""

    anybody = ("owner", "manager", "reader", "chatter", "leaver")

    def __init__(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        self.scene = scene
        chiefs = scene.guild.create_role("Chiefs", permissions=discord.Permissions(administrator=True))
        owner = scene.guild.add_member(scene.env.create_user("olga"), roles=[chiefs])
        chatter = scene.guild.add_member(scene.env.create_user("chloe"))
        leaver = scene.guild.add_member(scene.env.create_user("lena"))
        scene.guild.remove_member(leaver)
        self._owner, self._monkeypatch = SimpleNamespace(id=owner.id), monkeypatch
        monkeypatch.setattr(Paperboy, "application", SimpleNamespace(owner=self._owner, team=None))
        self.people: Mapping[str, Any] = {
            "owner": owner,
            "manager": scene.admin,
            "reader": scene.reader,
            "chief": MemberActor(scene.env, scene.guild, scene.guild.owner),
            "at home": self._in_private(scene.reader),
            "chatter": self._in_private(chatter),
            "leaver": self._in_private(leaver),
        }
        self._places: dict[str, Any] = {"#news": scene.channel}
        self._roles = {
            "@readers": scene.guild.create_role("readers"),
            "@open": scene.guild.create_role("open", mentionable=True),
        }

    async def furnish(self) -> None:
        """The other kinds of places, and a long issue."""
        await self.scene.save(LONG)
        guild = self.scene.guild
        self._places["#announcements"] = guild.create_news_channel("announcements")
        self._places["#forum"] = guild.create_forum_channel("forum")
        await self.scene.env.settle()
        channel = self.scene.bot.get_channel(guild.create_text_channel("threads").id)
        assert isinstance(channel, discord.TextChannel)
        await channel.create_thread(name="thread", type=discord.ChannelType.public_thread)
        await self.scene.env.settle()
        (self._places["#thread"],) = guild.channels["threads"].threads

    def _in_private(self, person: MemberActor) -> UserHandle:
        return UserHandle(self.scene.env, self.scene.env.backend.get_user(person.id))

    # --- people act -------------------------------------------------------------------------------------

    async def slash(self, who: str, command: str, options: Mapping[str, str], how: str) -> Answer:
        filled: dict[str, Any] = {
            key: int(value) if key in NUMBERS else self._value(value) for key, value in options.items()
        }
        if command == "unsubscribe" and not isinstance(filled.get("channel", ""), str):
            filled["channel"] = f"<#{filled['channel'].id}>"  # as it is inserted when one types #
        return _answer(await self.people[who].slash(*self._where(who), command, **filled))

    async def typing(self, who: str, command: str, options: Mapping[str, str], how: str) -> Answer:
        *filled, (option, typed) = options.items()
        choices = await self.people[who].autocomplete(*self._where(who), command, option, typed, **dict(filled))
        return Answer(offered=[choice["name"] for choice in choices])

    async def use(self, who: str, message: Any, label: str, how: str) -> Answer:
        options = [(one, option) for one in components_of(message) for option in one.get("options", [])]
        found = next(((one, option) for one, option in options if option["label"] == label), None)
        actor = self.people[who]
        if found is not None:
            select, option = found
            return _answer(await actor.select(message, [option["value"]], custom_id=select["custom_id"]))
        named = [one["custom_id"] for one in components_of(message) if one.get("label") == label and "custom_id" in one]
        return _answer(await actor.click(message, **({"custom_id": named[0]} if named else {"label": label})))

    async def until(self, holds: Callable[[], bool]) -> None:
        """simcord comes back from an act when all has happened."""

    def posts(self, place: str) -> Sequence[Any]:
        if place == DIRECT:
            return self.scene.reader_dm.history()
        handle = self._places[place]
        if place == "#forum":
            return [thread.last_message for thread in handle.threads]
        history: Sequence[Any] = handle.history(viewer=self.scene.guild.owner)
        return history

    def read(self, post: Any) -> str:
        return "\n".join([text_of(post), *(f"{one.title}\n{one.description}" for one in post.embeds)])

    def draw(self, post: Any) -> str:
        return draw(post)

    @property
    def names(self) -> Mapping[int, str]:
        places = {self._places[name].id: name for name in self._places}
        return places | {person.id: name for name, person in self.people.items() if name not in ELSEWHERE}

    def _where(self, who: str) -> tuple[ChannelHandle, ...]:
        return () if isinstance(self.people[who], UserHandle) else (self.scene.channel,)

    def _value(self, text: str) -> Any:
        if text.startswith("#"):
            return self._places[text]
        if text.startswith("@"):
            return self._roles[text]
        return (text, FILES[text]) if text in FILES else text

    # --- what happens -----------------------------------------------------------------------------------

    @happens(r"issue (\d+) comes out")
    async def publish(self, week: str) -> None:
        await self.scene.publish(int(week))
        await self.scene.tick()
        await self.scene.tick()

    @happens("the bot is restarted")
    async def restart(self) -> None:
        await self.scene.restart()

    @happens("what is due is sent")
    async def tick(self) -> None:
        await self.scene.tick()

    @happens("the process dies before it has written that down")
    async def die(self) -> None:
        """Long ago: simcord's clock begins at a date of its own."""

        def forget(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE deliveries SET state = 'sending', finished_at = NULL")
            connection.execute("UPDATE messages SET message_id = NULL, attempted_at = '2015-01-01T00:00:00.000+00:00'")

        await self.scene.archive.database.write(forget)

    @happens("the archive is empty")
    async def forget(self) -> None:
        await self.scene.archive.database.write(lambda c: c.execute("DELETE FROM issues"))

    @happens("issue 8 is corrected: its articles are gone")
    async def correct(self) -> None:
        await self.scene.save(replace(FILLED[1], sections=FILLED[1].sections[:1]))

    @happens("the channel has a long history")
    async def remember(self) -> None:
        await fill_history(self.scene.bot, self.scene.guild.id, self.scene.channel.id)

    @happens("the manager loses Manage Server")
    async def demote(self) -> None:
        self.scene.env.backend.edit_role(self.scene.guild.id, self.scene.guild.roles["Managers"].id, {"permissions": 0})

    @happens("the owner owns the bot no longer")
    async def sell(self) -> None:
        self._owner.id = 1

    @happens("a team of the chatter's owns the bot")
    async def found_a_team(self) -> None:
        accepted, developer = discord.TeamMembershipState.accepted, discord.TeamMemberRole.developer
        member = SimpleNamespace(id=self.people["chatter"].id, membership_state=accepted, role=developer)
        team = SimpleNamespace(owner_id=1, members=[member])
        self._monkeypatch.setattr(Paperboy, "application", SimpleNamespace(team=team))

    @happens("previews are forgotten")
    async def forget_previews(self) -> None:
        await self.scene.archive.database.write(lambda c: c.execute("DELETE FROM imports"))

    @happens("the reader leaves the server")
    async def leave(self) -> None:
        self.scene.guild.remove_member(self.scene.reader)
        await self.scene.env.settle()

    @happens("the reader's subscription ends")
    async def end(self) -> None:
        await self.scene.archive.subscriptions.end(
            self.scene.reader_dm.id, Reason(ReasonCode.UNSUBSCRIBED), datetime.now(UTC)
        )

    @happens("the bot is removed from the server and invited again")
    async def leave_server(self) -> None:
        await self.scene.archive.subscriptions.end_guild(
            self.scene.guild.id, Reason(ReasonCode.BOT_REMOVED), datetime.now(UTC)
        )

    @happens("#announcements is deleted")
    async def delete(self) -> None:
        self.scene.env.backend.delete_channel(self._places["#announcements"].id)
        await self.scene.env.settle()

    @happens("nobody but managers may write in #news")
    async def silence(self) -> None:
        everyone = self.scene.guild.default_role
        may = discord.Permissions(view_channel=True, read_message_history=True, use_application_commands=True)
        self.scene.env.backend.edit_role(self.scene.guild.id, everyone.id, {"permissions": may.value})
        await self.scene.env.settle()

    @happens(r"the bot lacks (.+) in (#\w+)")
    async def lack(self, names: str, place: str) -> None:
        """Just these, of what it could do there."""
        lacking = discord.Permissions(**{PERMISSIONS[name]: True for name in names.split(", ")})
        me = self.scene.guild.me
        assert me is not None
        denied = Overwrite(me.id, OverwriteType.MEMBER, discord.Permissions.none().value, lacking.value)
        where = self.scene.guild.channels["threads"] if place == "#thread" else self._places[place]
        self.scene.env.backend.set_overwrite(where.id, denied)
        await self.scene.env.settle()


def _answer(result: InteractionResult) -> Answer:
    """What the person has before their eyes: the answer, or the message as it is now."""
    seen = answer_of(result)
    return Answer(text_of(seen), seen.ephemeral, seen, whole=draw(seen))
