"""What tests hold: people who act, and questions about what the bot did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from tests.wire import acts
from tests.wire.arrange import Arrange, ChannelRef, MessageRef, UserRef
from tests.wire.errors import JSON, Value
from tests.wire.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    DEFERRED,
    DEFERRED_UPDATE,
    MODAL_SUBMIT,
    Interaction,
    event,
)
from tests.wire.replies import NotAnswered, Reply
from tests.wire.things import Channel, Message, User

Until = Literal["answered", "done"]


class Wire(Arrange):
    """A small Discord: `async with Wire() as wire`, then point a bot at `wire.url`.

    Acts of people wait for the bot's answer. `patience` is how many seconds they wait for what comes after it.
    """

    patience = 10.0

    # --- people act -------------------------------------------------------------------------------

    async def slash(self, user: UserRef, channel: ChannelRef, name: str, /, **options: Value) -> Reply:
        """Type a slash command ("search", "subscribe channel") and wait until it has shown its answer.

        Options are plain values; users and channels are given as objects. Raises LookupError or ValueError for what
        Discord would not offer this person here, NotAnswered when the bot does not answer in time.
        """
        return await self.reply(self.type_slash(user, channel, name, options))

    def type_slash(
        self,
        user: UserRef,
        channel: ChannelRef,
        name: str,
        options: Mapping[str, Any],
        *,
        force: bool = False,
        focused: str | None = None,
    ) -> Interaction:
        """Send a command without waiting; `force` also where Discord would not offer it."""
        who, where = self.the_user(user), self.the_channel(channel)
        guild = self.state.guild_of(where)
        data = acts.typed(self, name, options, who, where, force=force, focused=focused)
        kind = AUTOCOMPLETE if focused is not None else COMMAND
        return self._act(self.interactions.open(kind, who, where, guild, data), who, where)

    async def autocomplete(
        self, user: UserRef, channel: ChannelRef, name: str, option: str, text: Value, /, **options: Value
    ) -> list[JSON]:
        """Type `text` into an option and wait for what the bot proposes: [{"name", "value"}]."""
        typed = self.type_slash(user, channel, name, options | {option: text}, focused=option)
        return (await self.reply(typed)).choices

    async def click(self, user: UserRef, message: MessageRef, button: str, *, until: Until = "done") -> Reply:
        """Press a button, named by custom id or label."""
        return await self.reply(self.use(user, message, button), until=until)

    async def choose(
        self, user: UserRef, message: MessageRef, select: str, values: Iterable[str], *, until: Until = "done"
    ) -> Reply:
        """Choose from a select, named by custom id or placeholder; values or labels of its options."""
        return await self.reply(self.use(user, message, select, list(values)), until=until)

    def use(self, user: UserRef, message: MessageRef, component: str, values: list[str] | None = None) -> Interaction:
        """Use a component without waiting. Raises LookupError when it is not there, ValueError when not usable."""
        who, one = self.the_user(user), self.the_message(message)
        where = self.the_channel(one.channel_id)
        data = acts.used(one, who, component, values)
        return self._act(
            self.interactions.open(COMPONENT, who, where, self.state.guild_of(where), data, one), who, where
        )

    async def submit(self, user: UserRef, reply: Reply, fields: Mapping[str, Any], *, until: Until = "done") -> Reply:
        """Fill in the modal a reply opened, by custom id, and send it."""
        before = reply.interaction
        data = acts.filled(reply.data, fields)
        opened = self.interactions.open(
            MODAL_SUBMIT, self.the_user(user), before.channel, before.guild, data, before.source, before
        )
        return await self.reply(self._act(opened, opened.user, opened.channel), until=until)

    async def reply(self, one: Interaction, *, until: Until = "done") -> Reply:
        """Wait for the answer; `done` also waits for what was deferred. Raises NotAnswered, TimeoutError."""
        try:
            within = self.interactions.answer_within
            await self.until(lambda: one.callback is not None, within, "an answer to the interaction")
        except TimeoutError:
            raise NotAnswered(f"the application did not respond to {acts.named(one)} within {within:g} s") from None
        if until == "done":
            what = f"what {acts.named(one)} deferred"
            await self.until(lambda: _shown(one), self.patience, what)
        return Reply(one)

    def _act(self, one: Interaction, who: User, where: Channel) -> Interaction:
        if one.guild is not None and who.id not in one.guild.members:
            raise LookupError(f"{who.name} is no member of {one.guild.name}, whose channel {where.name} is")
        if where.recipient_id not in (None, who.id):
            raise LookupError(f"{who.name} cannot see the direct messages of another")
        self.gateway.send_interaction(event(self.state, one), one.guild.id if one.guild else None)
        return one

    # --- questions --------------------------------------------------------------------------------

    def messages(self, channel: ChannelRef) -> list[Message]:
        """What everybody reads in a channel, oldest first."""
        return sorted(self.the_channel(channel).messages.values(), key=lambda one: one.id)

    async def until(self, holds: Callable[[], bool], within: float = 10.0, what: str = "a condition") -> None:
        """Return when `holds()`, which is looked at after each exchange and gateway payload. Raises TimeoutError."""
        try:
            await self.changes.until(holds, within, what)
        except TimeoutError as error:
            last = "\n".join(f"  {one}" for one in list(self.exchanges)[-8:])
            raise TimeoutError(f"{error}; the last requests were:\n{last or '  none at all'}") from None

    async def connected(self, sessions: int = 1, within: float = 20.0) -> None:
        """Wait for READY sessions."""
        await self.until(lambda: len(self.gateway.live()) >= sessions, within, f"{sessions} gateway session(s)")

    async def disconnected(self, within: float = 20.0) -> None:
        """Wait until no session has a socket."""
        await self.until(lambda: not self.gateway.live(), within, "the end of all gateway sessions")

    async def synced(self, times: int = 1, within: float = 20.0) -> None:
        """Wait until the bot has sent its commands."""
        await self.until(lambda: self.syncs >= times, within, f"{times} bulk overwrite(s) of commands")

    async def message_count(self, channel: ChannelRef, count: int, within: float = 10.0) -> list[Message]:
        """Wait until a channel has (at least) so many messages; gives them."""
        one = self.the_channel(channel)
        what = f"{count} message(s) in {one.name or one.id}, which has {len(one.messages)}"
        await self.until(lambda: len(one.messages) >= count, within, what)
        return self.messages(one)

    def check(self) -> None:
        """Raise AssertionError when the bot asked for what is not modelled, or this server failed."""
        unknown = self.unmodelled + self.gateway.unmodelled
        assert not unknown, f"the bot asked for what tests.wire does not model: {unknown}"
        assert not self.crashes, "tests.wire itself failed:\n" + "\n".join(self.crashes)


def _shown(one: Interaction) -> bool:
    """Whether a deferred answer has been followed by something."""
    gone = one.original is not None and one.original.deleted
    if one.callback == DEFERRED:
        return gone or not one.loading
    if one.callback == DEFERRED_UPDATE:
        return gone or one.edits > 0 or bool(one.followups)
    return True
