"""The views of the demo: one page of simcord for each channel and person, made when it is looked at first."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, cast

from simcord.builders import ChannelHandle
from simcord.env import Env
from simcord.preview import Preview

from demo.bare import prepare
from demo.people import Person

Assets = Mapping[str, tuple[str, bytes]]
"""Pictures by address, as simcord takes them: it fetches nothing."""

SIZE = (1280, 900)


class _Together:
    """Several previews where simcord expects one: it tells this one that an action of a page has an effect."""

    _closed = True  # so that the next preview may be entered

    def __init__(self, views: "Views") -> None:
        self._views = views

    def _mark_action_dispatched(self) -> None:
        for preview in self._views.pages.values():
            preview._mark_action_dispatched()


class Views:
    """Opens views. A view shows a channel to a person first; other members may be chosen on its page."""

    def __init__(self, env: Env, channels: Mapping[str, ChannelHandle | None], people: tuple[Person, ...]) -> None:
        self._env, self._channels = env, channels  # None: the person's direct messages with the bot
        self._people = {person.key: person for person in people}
        self.pages: dict[tuple[str, str], Preview] = {}
        self.assets: Assets = {}
        self._stack = AsyncExitStack()
        self._opening = asyncio.Lock()

    async def open(self, view: str, person: str) -> str:
        """The address of a view for a person. Raises KeyError for unknown names."""
        channel, viewer = self._channels[view], self._people[person]
        async with self._opening:
            if (view, person) not in self.pages:
                self.pages[view, person] = await self._stack.enter_async_context(self._entered(channel, viewer))
        self.refresh()
        return self.pages[view, person].url

    @asynccontextmanager
    async def _entered(self, channel: ChannelHandle | None, viewer: Person) -> AsyncIterator[Preview]:
        async with self._preview(channel, viewer) as preview:
            self._env._preview = cast("Preview", _Together(self))
            yield preview

    def _preview(self, channel: ChannelHandle | None, viewer: Person) -> Preview:
        who: list[Any] = [viewer.member, *(one.member for one in self._people.values() if one is not viewer)]
        if channel is not None and channel.threads:
            channel = channel.threads[-1]  # a forum has no messages of its own
        if channel is None:
            channel, who = viewer.member.user.dm_channel, [viewer.member.user]
        width, height = SIZE
        return prepare(
            self._env.preview(
                channel,
                viewers=who,
                layout="channel",
                width=width,
                height=height,
                locale=viewer.locale,
                assets=self.assets,
            )
        )

    def refresh(self) -> None:
        """Let open pages see what was done elsewhere: by the bot itself, or in another view."""
        for preview in self.pages.values():
            preview._advance_presentation_time()
            preview._publish_message_pages(reason="refresh")

    async def close(self) -> None:
        await self._stack.aclose()
