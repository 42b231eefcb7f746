"""Who owns the bot is what Discord says when an owner is needed, not what it said when the process began."""

from typing import Any

import pytest
import structlog

from bot import owners
from tests.bot.club import Club
from tests.wire import Channel, User, Wire, answers

ROUTE = "GET /oauth2/applications/@me"
REFUSED = "Only the owners"


class Portal:
    """The application as Discord's developer portal has it."""

    def __init__(self) -> None:
        self.team: dict[str, Any] | None = None

    def found(self, owner: User, *members: dict[str, Any]) -> None:
        """A team owns the application from now on."""
        self.team = {"id": "77", "icon": None, "name": "T", "owner_user_id": str(owner.id), "members": list(members)}


def member(person: User, state: int = 2, role: str = "developer") -> dict[str, Any]:
    user: dict[str, Any] = {
        "id": str(person.id),
        "username": person.name,
        "discriminator": "0",
        "avatar": None,
        "global_name": None,
    }
    user |= {"public_flags": 0, "flags": 0, "primary_guild": None}
    return {"membership_state": state, "team_id": "77", "permissions": ["*"], "role": role, "user": user}


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> Portal:
    portal, original = Portal(), answers.ROUTES[ROUTE]
    monkeypatch.setitem(answers.ROUTES, ROUTE, lambda w, c: original(w, c) | {"team": portal.team})
    monkeypatch.setattr(owners, "FRESH_SECONDS", 0.0)
    return portal


@pytest.fixture(autouse=True)
def shown(club: Club) -> None:
    """Discord shows the command to administrators."""
    for person in (club.admin, club.reader):
        club.wire.add_member(club.guild, person, "administrator")


async def may(wire: Wire, person: User, channel: Channel) -> bool:
    return REFUSED not in (await wire.slash(person, channel, "issues held")).text()


async def test_of_a_team_those_own_the_bot_who_accepted_and_may_do_more_than_read(portal: Portal, club: Club):
    people = {
        name: club.wire.add_user(name) for name in ("owner", "admin", "developer", "invited", "reads", "stranger")
    }
    for person in people.values():
        club.wire.add_member(club.guild, person, "administrator")
    portal.found(
        people["owner"],
        member(people["owner"], role="read_only"),  # a team's owner has no role of their own
        member(people["admin"], role="admin"),
        member(people["developer"]),
        member(people["invited"], state=1),
        member(people["reads"], role="read_only"),
    )
    allowed = [name for name, person in people.items() if await may(club.wire, person, club.channel)]
    assert allowed == ["owner", "admin", "developer"]


async def test_who_is_taken_out_of_the_team_owns_the_bot_no_longer(portal: Portal, club: Club):
    """Without a restart; and who joins it does."""
    portal.found(club.admin, member(club.admin), member(club.reader))
    assert await may(club.wire, club.reader, club.channel)
    portal.found(club.admin, member(club.admin))
    assert not await may(club.wire, club.reader, club.channel)
    portal.found(club.admin, member(club.admin), member(club.reader))
    assert await may(club.wire, club.reader, club.channel)


@pytest.mark.parametrize("kind", ["status", "malformed"])
async def test_while_discord_does_not_say_the_last_known_owners_count_and_the_log_says_so(
    portal: Portal, club: Club, kind: str
):
    portal.found(club.admin, member(club.admin))
    assert await may(club.wire, club.admin, club.channel)
    with structlog.testing.capture_logs() as lines:
        if kind == "status":
            club.wire.fault("GET", "/oauth2/applications/@me", status=403, times=2)
        else:
            club.wire.fault("GET", "/oauth2/applications/@me", "malformed", times=2)
        assert await may(club.wire, club.admin, club.channel)
        assert not await may(club.wire, club.reader, club.channel)
    assert [line for line in lines if line["event"].startswith("owners not refreshed")]


async def test_discord_is_asked_once_a_minute_at_the_most(portal: Portal, club: Club, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(owners, "FRESH_SECONDS", 60.0)
    before = len(club.wire.find(ROUTE))
    for _ in range(3):
        await may(club.wire, club.admin, club.channel)
    assert len(club.wire.find(ROUTE)) == before + 1
