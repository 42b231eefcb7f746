"""The stage for cases that only the wire can tell the truth about."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import discord
import pytest
import yarl

from bot.app import build
from bot.client import Paperboy
from bot.delivery.failures import GRACE
from bot.ui.reasons import describe_reason
from bot.ui.required_permissions import NEEDED
from storage.archive import Archive
from storage.reasons import Reason, ReasonCode
from storage.submissions import SubmissionState
from tests.bot.behaviour.drawing import draw
from tests.bot.behaviour.furniture import FILES, LONG, fill_history
from tests.bot.behaviour.stage import SILENCE, Answer, happens
from tests.bot.club import whole
from tests.reading import text_of
from tests.samples import FILLED, make_issue
from tests.wire import Channel, Interaction, Message, Wire

CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
PERMISSIONS = {name: flag for flag, name in NEEDED.items()}
LATER = 5
"""Seconds after which no answer is taken any more."""


class WireStage:
    """A small Discord with the bot in it, and its people and places by the names of the table."""

    anybody = ("owner", "manager", "reader", "guest")

    def __init__(self, wire: Wire, archive: Archive, bot: Paperboy) -> None:
        self.wire, self.archive, self.bot = wire, archive, bot
        self.guild = guild = wire.add_guild("Club")
        elsewhere = wire.add_guild("Elsewhere", joined=False)
        self.people = {name: wire.add_user(name) for name in self.anybody}
        for name in ("owner", "manager", "reader"):
            rights = {"owner": ("administrator",), "manager": ("manage_guild",)}.get(name, ())
            wire.add_member(guild, self.people[name], *rights)
        wire.add_member(elsewhere, self.people["guest"], "manage_guild")
        news = wire.add_channel(guild, "news")
        self._places = {
            "#news": news,
            "#announcements": wire.add_channel(guild, "announcements", "news"),
            "#forum": wire.add_channel(guild, "forum", "forum", tags=["digest"]),
            "#thread": wire.add_thread(news, "thread"),
            "#lobby": wire.add_channel(elsewhere, "lobby"),
            "the direct messages": wire.dm_channel(self.people["reader"]),
        }
        wire.require_tag(self._places["#forum"])

    # --- people act -------------------------------------------------------------------------------------

    async def slash(self, who: str, command: str, options: Mapping[str, str], how: str) -> Answer:
        filled = {key: self._places.get(value, value) for key, value in options.items()}
        if how == "although it is not offered":
            self._offer_all()
        typed = self.wire.slash(self.people[who], self._where(who), command, **filled)
        return await self._answer([typed], how)

    async def typing(self, who: str, command: str, options: Mapping[str, str], how: str) -> Answer:
        *_, option = options
        typed = self.wire.slash(self.people[who], self._where(who), command, option, **options)
        if how:
            return await self._answer([typed], how)
        return Answer(offered=[choice["name"] for choice in (await typed).record.autocomplete_choices or []])

    async def use(self, who: str, message: Message, label: str, how: str) -> Answer:
        offered = [
            (one["custom_id"], option["value"])
            for one in _controls(message.components)
            for option in one.get("options", [])
            if option["label"] == label
        ]
        part, values = (offered[0][0], [offered[0][1]]) if offered else (label, [])
        people = [self.people[name] for name in who.split(" + ")] * (2 if how == "twice at once" else 1)
        used = [self.wire.use(one, message, part, values) for one in people]
        if how == "while it is deleted":
            self.wire.backend.delete_message(message.channel_id, message.id)
        return await self._answer(used, how)

    async def _answer(self, waiting: Sequence[Interaction], how: str) -> Answer:
        if how == "too late":
            (one,) = waiting
            refused = len(self.wire.find(f"POST {CALLBACK}", 404))
            self.wire.clock.advance(LATER)
            await self.wire.until(lambda: len(self.wire.find(f"POST {CALLBACK}", 404)) > refused)
            assert (one.record.responded, one.messages) == (False, [])
            return Answer(SILENCE, whole=SILENCE)
        replies = [await one for one in waiting]
        for reply in replies:
            await whole(self.wire, reply)
        seen = [reply.messages[-1] for reply in replies]
        texts, drawn = ["\n\n".join(map(to_text, seen)) for to_text in (text_of, draw)]
        return Answer(texts, all(one.is_ephemeral for one in seen), seen[0], whole=drawn)

    async def until(self, holds: Callable[[], bool]) -> None:
        with suppress(TimeoutError):
            await self.wire.until(holds, 5)

    def posts(self, place: str) -> Sequence[Message]:
        channel = self._places[place]
        if place == "#forum":
            threads = [one for one in self.wire.backend.channels.values() if one.parent_id == channel.id]
            return [self.wire.messages(thread)[0] for thread in threads]
        return self.wire.messages(channel)

    def read(self, post: Message) -> str:
        return text_of(post)

    def draw(self, post: Message) -> str:
        return draw(post)

    @property
    def names(self) -> Mapping[int, str]:
        people = {person.id: name for name, person in self.people.items()}
        return people | {place.id: name for name, place in self._places.items()}

    def _offer_all(self) -> None:
        """An admin of the server shows everybody all commands."""
        everyone = {"id": str(self.guild.id), "type": 1, "permission": True}
        for command in self.wire.backend.commands[None].values():
            self.wire.backend.set_command_permissions(self.guild.id, int(command["id"]), [everyone])

    def _where(self, who: str) -> Channel:
        return self._places["#lobby" if who == "guest" else "#news"]

    # --- what happens -----------------------------------------------------------------------------------

    @happens(r"issue (\d+) comes out")
    async def publish(self, week: str) -> None:
        await self.archive.issues.save(make_issue(int(week)), datetime.now(UTC), deliver=True)
        await self.bot.dispatcher.tick()

    @happens("what is due is sent")
    async def tick(self) -> None:
        await self.bot.dispatcher.tick()

    @happens("the grace passes")
    async def wait(self) -> None:
        """A target that refuses is tried again before it is paused: let that time pass."""
        for _ in GRACE:
            await self.archive.database.write(lambda c: c.execute("UPDATE deliveries SET next_at = due_at"))
            await self.bot.dispatcher.tick()

    @happens("the channel has a long history")
    async def remember(self) -> None:
        await fill_history(self.bot, self.guild.id, self._places["#news"].id)

    @happens("the bot is removed from the server and invited again")
    async def leave_server(self) -> None:
        await self.archive.subscriptions.end_guild(self.guild.id, Reason(ReasonCode.BOT_REMOVED), datetime.now(UTC))

    @happens("an issue waits for the owner's approval")
    async def hold(self) -> None:
        now = datetime.now(UTC)
        number = await self.archive.submissions.add("week.md", FILES["week.md"], "text/markdown", 1, now)
        await self.archive.submissions.transition(number, SubmissionState.HELD, now)

    @happens(r"the reader (closes|opens) direct messages")
    async def close(self, how: str) -> None:
        self.wire.refused[self._places["the direct messages"].id] = 50007 if how == "closes" else 0

    @happens("the reader leaves the server")
    async def leave(self) -> None:
        del self.guild.members[self.people["reader"].id]

    @happens(r"the subscription is paused: (.+)")
    async def paused(self, reason: str) -> None:
        (only,) = await self.archive.subscriptions.all()
        assert reason in describe_reason(only.suspension_reason)

    @happens("opening direct messages is refused with 40003")
    async def refuse(self) -> None:
        body = {"message": "You are opening direct messages too fast", "code": 40003}
        self.wire.fault("POST", "/users/@me/channels", status=403, body=body)

    @happens(r"opening direct messages takes ([\d.]+) seconds")
    async def slow(self, seconds: str) -> None:
        self.wire.fault("POST", "/users/@me/channels", "delay", seconds=float(seconds))

    @happens(r"answers must come within ([\d.]+) seconds")
    async def hurry(self, seconds: str) -> None:
        self.wire.answer_within = float(seconds)

    @happens(r"#thread is (archived|locked)")
    async def archive_thread(self, how: str) -> None:
        self.wire.archive(self._places["#thread"], locked=how == "locked")

    @happens("#thread is open")
    async def is_open(self) -> None:
        state = self._places["#thread"].thread_metadata
        assert state is not None
        assert not state.archived

    @happens(r"the bot lacks (.+) in (#\w+)")
    async def lack(self, names: str, place: str) -> None:
        """Just these, of what it could do there."""
        where = self._places["#news" if place == "#thread" else place]  # a thread has no settings of its own
        heard = self.bot.wait_for("guild_channel_update", timeout=5)
        self.wire.deny(where, *(PERMISSIONS[name] for name in names.split(", ")))
        await heard


@asynccontextmanager
async def wire_stage(wire: Wire, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[WireStage]:
    """The bot has come up; three issues are in its archive."""
    for issue in (*FILLED, LONG):
        await archive.issues.save(issue, datetime.now(UTC))
    monkeypatch.setattr(discord.http.Route, "BASE", f"{wire.url}/api/v10")
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(wire.gateway.url))
    monkeypatch.setattr("bot.delivery.rate_limiter.QUIET_SECONDS", 0)  # no process before this one has spent anything
    async with build(archive) as bot:
        stage = WireStage(wire, archive, bot)
        owner = SimpleNamespace(id=stage.people["owner"].id)
        monkeypatch.setattr(Paperboy, "application", SimpleNamespace(owner=owner, team=None))
        bot._connection.guild_ready_timeout = 0.05
        running = asyncio.create_task(bot.start(wire.token))
        await wire.connected()
        await bot.wait_until_ready()
        yield stage
        await bot.close()
        await running


def _controls(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Buttons and selects with an id, in order."""
    every = [inner for one in components for inner in [one, *_controls(one.get("components", []))]]
    return [one for one in every if one.get("custom_id")]
