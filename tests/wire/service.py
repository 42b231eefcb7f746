"""The parts of the server in one place: what every route and every act of a test works on."""

from __future__ import annotations

import copy
import random
import time

from tests.wire import contents, payloads
from tests.wire.calls import Call
from tests.wire.changes import Changes
from tests.wire.clock import Clock
from tests.wire.errors import JSON
from tests.wire.faults import Faults
from tests.wire.gateway import Gateway
from tests.wire.interactions import Interaction, Interactions
from tests.wire.limits import Bucket, Limits
from tests.wire.recorder import Recorder
from tests.wire.state import State
from tests.wire.things import Channel, Message, User

TOKEN = "wire.test.token"


class Service:
    """State, gateway, limits and the rest. Effects are synchronous: no request sees half of another's."""

    def __init__(self, *, token: str = TOKEN, bot_name: str = "wirebot", shards: int = 1) -> None:
        self.token = token
        self.shards = shards  # what /gateway/bot recommends
        self.clock = Clock()
        self.changes = Changes()
        self.state = State(self.clock, bot_name)
        self.gateway = Gateway(self.state, token, self.changes)
        self.interactions = Interactions(self.clock)
        self.limits = Limits()
        self.faults = Faults()
        self.exchanges = Recorder()
        self.unmodelled: list[str] = []  # what the bot asked that this server does not know
        self.crashes: list[str] = []  # errors of this server itself
        self.nonce_window = 300.0  # seconds; Discord says “the past few minutes”
        self.dm_opens: Bucket | None = None  # more new direct message channels than it allows are refused with 40003
        self.dms_without_guild = False  # whether people who share no server can be written to
        self.limit_old_edits = False  # whether messages older than an hour can be edited only a few times
        self.message_content = False  # whether the bot may read what others write
        self.syncs = 0  # bulk overwrites of commands
        self.latency = 0.0
        self.jitter = 0.0
        self.random = random.Random(7)  # noqa: S311
        self.url = ""

    def delay(self) -> float:
        """Half a round trip, in seconds."""
        return max(0.0, self.latency + self.random.uniform(-self.jitter, self.jitter)) / 2

    # --- messages ---------------------------------------------------------------------------------

    def new_message(self, channel: Channel, author: User, body: JSON, files: list[JSON] | None = None) -> Message:
        """A message from a validated body; it is nowhere yet. Raises Refused 50006."""
        message = Message(self.clock.snowflake(), channel.id, author.id, self.clock.stamp(), tts=bool(body.get("tts")))
        message.nonce = body.get("nonce")
        message.flags = int(body.get("flags") or 0) & contents.SETTABLE_FLAGS
        reference = body.get("message_reference")
        if reference:
            message.reference = {"type": 0, "channel_id": str(channel.id), "message_id": str(reference["message_id"])}
        contents.change(self.clock, message, body, files)
        contents.check_not_empty(message)
        return message

    def publish(self, channel: Channel, message: Message) -> None:
        """Put a message into its channel and tell the gateway."""
        if channel.is_thread and channel.archived and not channel.locked:
            channel.archived = False  # archived threads reopen when sent to
            self.tell_channel("THREAD_UPDATE", channel)
        channel.messages[message.id] = message
        self.state.messages[message.id] = message
        channel.last_message_id = message.id
        channel.message_count += 1
        self.tell_message("MESSAGE_CREATE", channel, message)

    def edit(self, channel: Channel, message: Message, body: JSON, files: list[JSON] | None = None) -> None:
        """Change a message by a validated body."""
        changed = copy.copy(message)
        contents.change(self.clock, changed, body, files)
        contents.check_not_empty(changed)
        vars(message).update(vars(changed))
        message.edited = self.clock.stamp()
        message.edits += 1
        if not message.ephemeral:
            self.tell_message("MESSAGE_UPDATE", channel, message)

    def delete(self, channel: Channel, message: Message) -> None:
        """Take a message away."""
        message.deleted = True
        channel.messages.pop(message.id, None)
        if not message.ephemeral:
            told = {"id": str(message.id), "channel_id": str(channel.id)} | self._place(channel)
            self.gateway.send_message_event("MESSAGE_DELETE", told, channel)

    def tell_message(self, name: str, channel: Channel, message: Message) -> None:
        """MESSAGE_CREATE or MESSAGE_UPDATE."""
        told = self.message_json(message) | self._place(channel)
        guild = self.state.guild_of(channel)
        if guild is not None:
            author = self.state.user(message.author_id)
            told["member"] = {k: v for k, v in payloads.member(self.state, guild, author).items() if k != "user"}
        self.gateway.send_message_event(name, told, channel)

    def message_json(self, message: Message) -> JSON:
        """A message as the bot may see it: what others write is blank without the message content intent."""
        told = payloads.message(self.state, message)
        channel = self.state.channels.get(message.channel_id)
        direct = channel is not None and channel.recipient_id is not None
        if message.author_id != self.state.bot.id and not direct and not self.message_content:
            told |= {"content": "", "embeds": [], "components": [], "attachments": []}
        return told

    # --- events -----------------------------------------------------------------------------------

    def tell_channel(self, name: str, channel: Channel, **more: object) -> None:
        """CHANNEL_CREATE, _UPDATE, _DELETE and the same of threads."""
        self.gateway.send(name, payloads.channel(self.state, channel) | more, channel.guild_id)

    def remove_channel(self, channel: Channel) -> None:
        """Take a channel away and tell the gateway."""
        self.state.remove(channel)
        self.tell_channel("THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", channel)

    def store_files(self, channel: Channel, call: Call) -> list[JSON]:
        """Keep what a request uploaded; gives the attachments."""
        stored = []
        for _, name, content in call.files:
            file_id = self.clock.snowflake()
            path = f"/attachments/{channel.id}/{file_id}/{name}"
            self.state.files[path] = content
            url = f"{self.url}{path}"
            stored.append({"id": str(file_id), "filename": name, "size": len(content), "url": url, "proxy_url": url})
        return stored

    def answered(self, one: Interaction) -> None:
        """Note how long the bot took."""
        one.answered_after = time.monotonic() - one.began

    @staticmethod
    def _place(channel: Channel) -> JSON:
        return {} if channel.guild_id is None else {"guild_id": str(channel.guild_id)}
