"""Who owns the application: its developer, or those of the developer's team who may change it."""

import asyncio
from collections.abc import Awaitable, Callable

import discord
import structlog

log = structlog.get_logger()

FRESH_SECONDS = 60.0
"""How long Discord's answer is relied on. It is asked when an owner is to be told from others, so never more often."""

PATIENCE_SECONDS = 1.5
"""How long to wait for that answer: an interaction has to be answered within three seconds."""


class Owners:
    """Discord's list of owners, asked for again when it is needed; the last one while Discord does not answer."""

    def __init__(self, current: Callable[[], discord.AppInfo | None], refresh: Callable[[], Awaitable[object]]) -> None:
        self._current = current
        self._refresh = refresh
        self._asked = -FRESH_SECONDS  # on the clock of the event loop
        self._asking = asyncio.Lock()

    async def include(self, user_id: int) -> bool:
        """Whether this person is an owner now."""
        async with self._asking:
            await self._ask()
        application = self._current()
        return application is not None and user_id in owners_of(application)

    async def _ask(self) -> None:
        clock = asyncio.get_running_loop().time
        if 0 <= clock() - self._asked < FRESH_SECONDS:
            return
        try:
            await asyncio.wait_for(self._refresh(), PATIENCE_SECONDS)
        except Exception as error:  # an answer that cannot be read raises whatever discord.py stumbles over
            log.warning("owners not refreshed, the last known ones count", reason=str(error) or type(error).__name__)
            return
        self._asked = clock()


def owners_of(application: discord.AppInfo) -> set[int]:
    """The ids of its owners. In a team: its owner, and members who have accepted and may do more than read.

    https://discord.com/developers/docs/topics/teams#team-member-roles: the team's owner has no role of its own.
    """
    team = application.team
    if team is None:
        return {application.owner.id}
    accepted = [one for one in team.members if one.membership_state is discord.TeamMembershipState.accepted]
    return {one.id for one in accepted if one.id == team.owner_id or one.role is not discord.TeamMemberRole.read_only}
