"""A good exchange broken in many ways: each is caught, so that "0 violations" says something."""

import asyncio
import contextlib
import copy
import os
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import discord
import pytest
import yarl

from bot.ui.page import Page, link_buttons
from tests.truth.description import NOT_AT_HAND, description
from tests.truth.holding import hold
from tests.wire import Wire
from tests.wire.exchanges import Exchange
from tests.wire_selftest.smallbot import SmallBot

GONE = "(gone)"
TEXT, SELECT, LINK = (
    "components 0 components 0",
    "components 0 components -2 components 0",
    "components 0 components -1 components 0",
)
# exchange, what is broken, where, and what stands there instead
BREAKS: list[tuple[str, str, str, Any]] = [
    ("digest", "request", "components 0 type", 99),
    ("digest", "request", "components 0 type", GONE),
    ("digest", "request", "components 0 type", "17"),
    ("digest", "request", "components 0 components", GONE),
    ("digest", "request", "components 0 components", []),
    ("digest", "request", "components 0 components", {}),
    ("digest", "request", "components 0 accent_color", "yellow"),
    ("digest", "request", "components 0 accent_color", 0x1000000),
    ("digest", "request", "components 0 colour", 5),
    ("digest", "request", f"{TEXT} type", 4),
    ("digest", "request", f"{TEXT} content", GONE),
    ("digest", "request", f"{TEXT} content", ""),
    ("digest", "request", f"{TEXT} content", 7),
    ("digest", "request", f"{TEXT} content", "x" * 4001),
    ("digest", "request", f"{TEXT} text", "x"),
    ("digest", "request", f"{SELECT} custom_id", GONE),
    ("digest", "request", f"{SELECT} custom_id", ""),
    ("digest", "request", f"{SELECT} custom_id", "x" * 101),
    ("digest", "request", f"{SELECT} placeholder", "x" * 151),
    ("digest", "request", f"{SELECT} min_values", -1),
    ("digest", "request", f"{SELECT} max_values", 26),
    ("digest", "request", f"{SELECT} options", GONE),
    ("digest", "request", f"{SELECT} options", []),
    ("digest", "request", f"{SELECT} options 0 label", GONE),
    ("digest", "request", f"{SELECT} options 0 label", "x" * 101),
    ("digest", "request", f"{SELECT} options 0 value", ""),
    ("digest", "request", f"{SELECT} options 0 value", 1),
    ("digest", "request", f"{SELECT} options 0 description", "x" * 101),
    ("digest", "request", f"{SELECT} options 0 emoji", "📄"),
    ("digest", "request", f"{SELECT} options 0 hint", "x"),
    ("digest", "request", f"{LINK} style", GONE),
    ("digest", "request", f"{LINK} style", 9),
    ("digest", "request", f"{LINK} style", "link"),
    ("digest", "request", f"{LINK} label", "x" * 81),
    ("digest", "request", f"{LINK} url", "https://example.com/" + "x" * 500),
    ("digest", "request", f"{LINK} url", 5),
    ("digest", "request", f"{LINK} disabled", "no"),
    ("digest", "request", "nonce", "x" * 26),
    ("digest", "request", "nonce", 1.5),
    ("digest", "request", "enforce_nonce", "yes"),
    ("digest", "request", "flags", "32768"),
    ("digest", "request", "content", "x" * 4001),
    ("digest", "request", "embeds", [{"title": "x" * 257}]),
    ("digest", "request", "embeds", [{}] * 11),
    ("digest", "request", "allowed_mentions", {"parse": ["all"]}),
    ("digest", "request", "allowed_mentions", []),
    ("digest", "request", "message", "x"),
    ("digest", "request", "", None),
    ("digest", "request", "", []),
    ("digest", "template", "", "/channels/{channel_id}/letters"),
    ("digest", "method", "", "PUT"),
    ("digest", "path", "", "/channels/news/messages"),
    ("digest", "query", "wait", "1"),
    ("digest", "status", "", 202),
    ("digest", "response", "", None),
    ("digest", "response", "id", 5),
    ("digest", "response", "id", "five"),
    ("digest", "response", "author", GONE),
    ("digest", "response", "author username", None),
    ("digest", "response", "timestamp", GONE),
    ("digest", "response", "components 0 id", GONE),
    ("digest", "response", "components 0 components 0 content", None),
    ("digest", "response", "flags", "0"),
    ("digest", "response", "secret", "x"),
    ("answer", "request", "type", 99),
    ("answer", "request", "type", GONE),
    ("answer", "request", "data", []),
    ("answer", "request", "data flags", "64"),
    ("answer", "request", "data components 0 components 0 label", "x" * 81),
    ("answer", "query", "with_response", "maybe"),
    ("answer", "response", "interaction", GONE),
    ("answer", "response", "interaction id", 1),
    ("answer", "response", "resource message channel_id", GONE),
    ("choices", "request", "data choices", [{"name": "x" * 101, "value": "x"}]),
    ("choices", "request", "data choices", [{"name": "x"}]),
    ("choices", "request", "data choices", [{"name": "x", "value": "x"}] * 26),
    ("commands", "request", "0 name", GONE),
    ("commands", "request", "0 name", "x" * 33),
    ("commands", "request", "0 description", "x" * 101),
    ("commands", "request", "0 options 0 type", 99),
    ("commands", "request", "0 options", [{"type": 3, "name": "x", "description": "x"}] * 26),
    ("commands", "request", "0 integration_types", [7]),
    ("commands", "response", "0 version", GONE),
    ("commands", "response", "0 application_id", 5),
    ("history", "query", "limit", "101"),
    ("history", "query", "limit", "many"),
    ("history", "query", "after", "yesterday"),
    ("history", "query", "since", "1"),
    ("history", "response", "0 type", "0"),
    ("dm", "request", "recipient_id", "ada"),
    ("dm", "request", "recipient", "1"),
    ("dm", "response", "recipients", GONE),
    ("dm", "response", "type", 0),
    ("refusal", "response", "code", GONE),
    ("refusal", "response", "message", 5),
    ("refusal", "response", "", []),
]
ROUTES = {
    "digest": ("POST /channels/{channel_id}/messages", 200),
    "commands": ("PUT /applications/{application_id}/commands", 200),
    "history": ("GET /channels/{channel_id}/messages", 200),
    "dm": ("POST /users/@me/channels", 200),
    "refusal": ("GET /channels/{channel_id}", 404),
}


def _page() -> Page:
    """A message with a text, a select and a link, as a digest of old."""
    options = [discord.SelectOption(label="Papers", value="0", description="1 entry", emoji="📄")]
    select: discord.ui.Select[Any] = discord.ui.Select(custom_id="section:1", placeholder="Read", options=options)
    return Page(["# News"], [[select], link_buttons(("Original", "https://example.com/news/1"))])


async def _live() -> dict[str, Exchange]:
    """A bot's life in short: it tells its commands, completes, answers, sends a digest, looks back, opens a DM."""
    async with Wire() as wire, SmallBot() as bot:
        guild = wire.add_guild()
        channel, ada = wire.add_channel(guild, "news"), wire.add_user("ada")
        wire.add_member(guild, ada)
        running = asyncio.create_task(_connected(bot, wire))
        await wire.connected()
        await bot.wait_until_ready()
        place = bot.get_partial_messageable(channel.id)
        await place.send(view=_page(), nonce="n" * 24)
        assert [one async for one in place.history(after=discord.Object(1))]
        await (await bot.fetch_user(ada.id)).create_dm()
        with contextlib.suppress(discord.NotFound):
            await bot.fetch_channel(5)
        await wire.slash(ada, channel, "search", "query", query="x")
        await wire.slash(ada, channel, "search", query="x")
        await bot.close()
        await running
        callbacks = {one.request["type"]: one for one in wire.exchanges if one.path.endswith("/callback")}
        found = {name: wire.find(*route)[-1] for name, route in ROUTES.items()}
        return found | {"choices": callbacks[8], "answer": callbacks[4]}


async def _connected(bot: SmallBot, wire: Wire) -> None:
    await bot.start(wire.token)


@pytest.fixture(scope="module")
def good() -> Iterator[dict[str, dict[str, Any]]]:
    """Good exchanges by name."""
    if description() is None:
        pytest.skip(NOT_AT_HAND)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Wire, "start", _pointing(patch, Wire.start))
        yield {name: asdict(one) for name, one in asyncio.run(_live()).items()}


def _pointing(patch: pytest.MonkeyPatch, start: Any) -> Any:
    async def started(wire: Wire) -> None:
        await start(wire)
        patch.setattr(discord.http.Route, "BASE", f"{wire.url}/api/v10")
        patch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(wire.gateway.url))

    return started


@pytest.mark.parametrize("name", [*ROUTES, "choices", "answer"])
def test_a_good_exchange_is_good(good: dict[str, dict[str, Any]], name: str):
    assert hold(_document(), good[name]) == []


@pytest.mark.parametrize(("name", "part", "where", "value"), BREAKS, ids=lambda value: str(value)[:30])
def test_a_broken_exchange_is_caught(good: dict[str, dict[str, Any]], name: str, part: str, where: str, value: Any):
    """In the request or the answer, the route, the query or the status: nothing slips through."""
    broken = copy.deepcopy(good[name])
    keys = [part, *where.split()]
    inner: Any = broken
    for key in keys[:-1]:
        inner = inner[int(key) if isinstance(inner, list) else key]
    last: Any = int(keys[-1]) if isinstance(inner, list) else keys[-1]
    if value is GONE:
        del inner[last]
    else:
        inner[last] = value
    assert hold(_document(), broken) != []


def _document() -> dict[str, Any]:
    document = description()
    assert document is not None
    return document


def test_what_is_wrong_in_a_button_is_told_of_the_button(good: dict[str, dict[str, Any]]):
    """Not of the six other kinds of components it could have been."""
    broken = copy.deepcopy(good["digest"])
    broken["request"]["components"][0]["components"][-1]["components"][0]["label"] = "x" * 81
    (line,) = hold(_document(), broken)
    assert "components[0].label" in line
    assert "too long" in line


def test_the_official_description_is_at_hand():
    """Else nothing on the wire was held against it, and the report says so too."""
    if description() is None:
        pytest.skip(NOT_AT_HAND)
    assert os.environ["PAPERBOY_OPENAPI"]
