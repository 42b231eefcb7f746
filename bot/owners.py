"""Owners of the application: its developer, or the members of its team who may change it."""

import asyncio
from collections.abc import Awaitable, Callable

import discord
import structlog

log = structlog.get_logger()

FRESH_SECONDS = 60.0
"""How long Discord's answer is cached."""

ANSWER_SECONDS = 1.5
"""Timeout of the request: an interaction must be answered within 3 s."""


class Owners:
    """Discord's list of owners, refreshed on demand; the last known one while Discord does not answer."""

    def __init__(self, current: Callable[[], discord.AppInfo | None], refresh: Callable[[], Awaitable[object]]) -> None:
        self._current = current
        self._refresh = refresh
        self._asked = -FRESH_SECONDS  # event loop time
        self._asking = asyncio.Lock()

    async def include(self, user_id: int) -> bool:
        """Whether a user is an owner now."""
        async with self._asking:
            await self._ask()
        application = self._current()
        return application is not None and user_id in owners_of(application)

    async def _ask(self) -> None:
        clock = asyncio.get_running_loop().time
        if 0 <= clock() - self._asked < FRESH_SECONDS:
            return
        try:
            await asyncio.wait_for(self._refresh(), ANSWER_SECONDS)
        except Exception as error:  # a malformed answer may raise anything
            log.warning("owners not refreshed, the last known ones count", reason=str(error) or type(error).__name__)
            return
        self._asked = clock()


def owners_of(application: discord.AppInfo) -> set[int]:
    """The ids of the owners. Of a team: its owner, and accepted members who may do more than read.

    https://discord.com/developers/docs/topics/teams#team-member-roles: the team's owner has no role of its own.
    """
    team = application.team
    if team is None:
        return {application.owner.id}
    accepted = [one for one in team.members if one.membership_state is discord.TeamMembershipState.accepted]
    return {one.id for one in accepted if one.id == team.owner_id or one.role is not discord.TeamMemberRole.read_only}
