"""The parts in one place, and the way of a request: arrival, faults, limits, effect, record, answer."""

from __future__ import annotations

import asyncio
import json
import random
import traceback
from functools import partial
from typing import Self

from aiohttp import web

from tests.wire.exchanges import EVERYTHING, ROUTES, Exchange, Exchanges, Route, not_modelled
from tests.wire.faults import Faults
from tests.wire.gateway import Gateway
from tests.wire.interactions import Interaction
from tests.wire.limits import PAGE, Headers, Limits
from tests.wire.rules import Refused
from tests.wire.state import Clock, State

PREFIX = "/api/v10"


class Service:
    """It can be stopped and started again at the same address, with what it knows."""

    token = "wire.test.token"
    shards = 1  # what /gateway/bot recommends
    answer_within = 3.0  # seconds to the answer to an interaction, then 10062
    nonce_window = 300.0  # seconds; Discord says “the past few minutes”
    latency = jitter = 0.0  # seconds of a round trip, and how much it varies either way
    url = ""
    _port = 0  # any free one

    def __init__(self) -> None:
        self.clock = Clock()
        self.state = State(self.clock)
        self.gateway = Gateway(self)
        self.interactions: dict[str, Interaction] = {}  # by token
        self.limits = Limits()
        self.faults = Faults()
        self.exchanges = Exchanges()
        self.problems: list[str] = []  # what the bot asked that is not modelled, and errors of this server itself
        self.changed = asyncio.Event()
        self._dice = random.Random(7)  # noqa: S311 - to be repeated, not to be secret
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen on this machine: REST and gateway."""
        app = web.Application()
        for route in [*ROUTES, Route("*", EVERYTHING, not_modelled)]:
            app.router.add_route(route.method, PREFIX + route.template, partial(self._handle, route))
        for path in ("/gateway", "/gateway/", "/"):
            app.router.add_get(path, self.gateway.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.url, self.gateway.url = f"http://127.0.0.1:{self._port}", f"ws://127.0.0.1:{self._port}/gateway"

    async def stop(self) -> None:
        """Hang up on everybody, and write down what was exchanged."""
        await self.gateway.close(1012)
        self.exchanges.write()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.stop()

    def poke(self) -> None:
        """Something changed: let those who wait look again."""
        self.changed.set()
        self.changed.clear()

    def _half_a_trip(self) -> float:
        return max(0.0, self.latency + self._dice.uniform(-self.jitter, self.jitter)) / 2

    async def _handle(self, route: Route, request: web.Request) -> web.StreamResponse:
        """One exchange, recorded whatever becomes of it."""
        path, raw = request.path.removeprefix(PREFIX), await request.read()
        template = path if route.template == EVERYTHING else route.template
        by_bot = request.headers.get("User-Agent", "").startswith("DiscordBot")
        call = Exchange(request.method, template, path, dict(request.query), by_bot)
        try:
            call.request = json.loads(raw or b"null")
        except ValueError:
            self.problems.append(f"the bot sent what is no JSON: {call.method} {call.path}")
        fault = self.faults.strike(call)
        await asyncio.sleep(self._half_a_trip() + fault.delay(after=False))
        headers: Headers = {}
        if fault.spares_effect:
            headers = self._act(call, route, request)
        if instead := fault.answer():
            call.status, call.response, headers = instead
        if headers is PAGE:
            call.response = None
        body = b"" if call.response is None else json.dumps(call.response).encode()
        call.response = json.loads(body or b"null")  # as it is now: what it tells of goes on changing
        call.fault = str(fault) if fault.hits else None
        self.limits.count(call.status)
        self.exchanges.append(call)
        self.poke()
        await asyncio.sleep(self._half_a_trip() + fault.delay(after=True))
        if body:
            headers = {"Content-Type": "application/json"} | headers  # exactly so: no charset, see discord.py
        if headers is not PAGE:
            headers = {"Via": "1.1 google"} | headers
        return await self._send(request, call.status, body, headers, fault.kind)

    def _act(self, call: Exchange, route: Route, request: web.Request) -> Headers:
        """Let the request have its effect. Nothing here awaits, so an effect is whole or not at all."""
        headers: Headers = {}
        try:
            headers = self.limits.take(call)
            self._authorize(call, request)
            named = request.match_info.items()
            ids = {key: int(text) if key.endswith("_id") else text for key, text in named}
            call.response = route.handler(self, call, **ids)
            call.status = 204 if call.response is None else route.status
        except Refused as no:
            call.status, call.response = no.status, no.body
            headers = no.headers if no.headers is PAGE else headers | no.headers
        except Exception:
            self.problems.append(f"tests.wire itself failed at {call.method} {call.path}:\n{traceback.format_exc()}")
            call.status, call.response = 500, Refused(500).body
        return headers

    def _authorize(self, call: Exchange, request: web.Request) -> None:
        if call.needs_token and request.headers.get("Authorization") != f"Bot {self.token}":
            raise Refused(401)

    async def _send(
        self, request: web.Request, status: int, body: bytes, headers: Headers, fault: str
    ) -> web.StreamResponse:
        """The answer, unless a fault keeps it from arriving whole."""
        half, transport = body[: len(body) // 2], request.transport
        if fault == "drop" and transport is not None:
            transport.abort()
        if fault != "cut":
            return web.Response(status=status, headers=headers, body=half if fault == "malformed" else body)
        response = web.StreamResponse(status=status, headers=headers)
        response.content_length = len(body)
        await response.prepare(request)
        await response.write(half)
        if transport is not None:
            transport.close()
        return response
