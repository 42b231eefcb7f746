"""The parts in one place, and the way of a request: arrival, faults, limits, effect, record, answer."""

from __future__ import annotations

import asyncio
import json
import random
import time
import traceback
from collections.abc import Mapping
from functools import partial
from typing import Self

from aiohttp import web

from tests.wire import answers, messages, places
from tests.wire.exchanges import EVERYTHING, ROUTES, Exchange, Exchanges, Route, ident, not_modelled
from tests.wire.faults import Faults
from tests.wire.gateway import Gateway
from tests.wire.interactions import Interactions
from tests.wire.limits import Bucket, Headers, Limits
from tests.wire.rules import Refused, refuse
from tests.wire.state import Clock, State

__all__ = ["answers", "messages", "places"]  # they put their routes into the table

PREFIX = "/api/v10"
TOKEN = "wire.test.token"


class Service:
    """It can be stopped and started again at the same address, with what it knows."""

    token = TOKEN
    shards = 1  # what /gateway/bot recommends
    nonce_window = 300.0  # seconds; Discord says “the past few minutes”
    latency = jitter = 0.0  # seconds of a round trip, and how much it varies either way
    syncs = 0  # bulk overwrites of commands
    url = ""
    _port = 0  # any free one

    def __init__(self) -> None:
        self.clock = Clock()
        self.state = State(self.clock)
        self.gateway = Gateway(self.state, self.token, self.poke)
        self.interactions = Interactions()
        self.limits = Limits()
        self.faults = Faults()
        self.exchanges = Exchanges()
        self.unmodelled: list[str] = []  # what the bot asked that this server does not know
        self.crashes: list[str] = []  # errors of this server itself
        self.dm_opens = Bucket(10_000, 1.0)  # more new direct message channels than it allows are refused with 40003
        self.changed = asyncio.Event()
        self._dice = random.Random(7)  # noqa: S311 - to be repeated, not to be secret
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen on this machine."""
        self._runner = web.AppRunner(self.application(), access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"
        self.gateway.url = f"ws://127.0.0.1:{self._port}/gateway"

    def application(self) -> web.Application:
        """What listens: REST and gateway."""
        app = web.Application()
        for route in [*ROUTES, Route("*", EVERYTHING, not_modelled)]:
            app.router.add_route(route.method, PREFIX + route.template, partial(self._handle, route))
        for path in ("/gateway", "/gateway/", "/"):
            app.router.add_get(path, self.gateway.handle)
        return app

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
        may_ask = request.headers.get("Authorization") == f"Bot {self.token}" or not route.needs_token
        refusal = None if may_ask else 401
        try:
            call.request = json.loads(raw or b"null")
        except ValueError:
            call.request, refusal = raw.decode(errors="replace"), 50109
        fault = self.faults.strike(call)
        await asyncio.sleep(self._half_a_trip() + fault.delay(after=False))
        headers: Headers = {}
        if fault.spares_effect:
            headers = self._act(call, route, request.match_info, refusal)
        if instead := fault.answer():
            call.status, call.response, headers = instead
        if "text/html" in headers.values():
            call.response = None  # a page of Cloudflare
        body = b"" if call.response is None else json.dumps(call.response).encode()
        call.response = json.loads(body or b"null")  # as it is now: what it tells of goes on changing
        call.took, call.fault = time.monotonic() - call.at, str(fault) if fault.hits else None
        self.limits.count(call.status)
        self.exchanges.append(call)
        self.poke()
        await asyncio.sleep(self._half_a_trip() + fault.delay(after=True))
        return await self._send(request, call.status, body, headers, fault.kind)

    def _act(self, call: Exchange, route: Route, named: Mapping[str, str], refusal: int | None) -> Headers:
        """Let the request have its effect. Nothing here awaits, so an effect is whole or not at all."""
        headers: Headers = {}
        try:
            headers = self.limits.take(call)
            if refusal is not None:
                refuse(refusal)
            ids = {key: ident(text, key) if key.endswith("_id") else text for key, text in named.items()}
            call.response = route.handler(self, call, **ids)
            call.status = 204 if call.response is None else route.status
        except Refused as no:
            call.status, call.response, headers = no.status, no.body, headers | no.headers
        except Exception:
            self.crashes.append(f"{call.method} {call.path}\n{traceback.format_exc()}")
            call.status, call.response = 500, Refused(500).body
        return headers

    async def _send(
        self, request: web.Request, status: int, body: bytes, headers: Headers, fault: str
    ) -> web.StreamResponse:
        """The answer, unless a fault keeps it from arriving whole."""
        if body:
            headers = {"Content-Type": "application/json"} | headers  # exactly so: no charset, see discord.py
        if self.limits.via and "text/html" not in headers.values():
            headers = {"Via": "1.1 google"} | headers
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
