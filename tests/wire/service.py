"""The wire itself, and the way of a request: arrival, faults, limits, effect, record, answer."""

import asyncio
import json
import traceback
from functools import partial
from typing import Any, Self

from aiohttp import web
from simcord.backend.errors import BackendError

from tests.wire.answers import ROUTES, answer
from tests.wire.exchanges import NO_FAULT, RECORDERS, Exchange, Fault, Kind, refuse_if
from tests.wire.people import People

PREFIX = "/api/v10"


class Wire(People):
    """A small Discord: `async with Wire() as wire`, then point a bot at `wire.url`.

    It can be stopped and started again at the same address, with what it knows.
    """

    latency = jitter = 0.0  # seconds of a round trip, and how much it varies either way
    url = ""
    _port = 0  # any free one

    def fault(self, method: str, path: str, kind: Kind = "answer", **settings: Any) -> Fault:
        """Let requests fail; the settings are the fields of Fault."""
        self.faults.append(Fault(method, path, kind, **settings))
        return self.faults[-1]

    async def start(self) -> None:
        """Listen on this machine: REST and gateway."""
        app = web.Application()
        app.router.add_get("/gateway", self.gateway.handle)
        for route in (*ROUTES, "* /{path:.*}"):
            method, template = route.split()
            app.router.add_route(method, PREFIX + template, partial(self._handle, template))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.url, self.gateway.url = f"http://127.0.0.1:{self._port}", f"ws://127.0.0.1:{self._port}/gateway"

    async def stop(self) -> None:
        """Hang up on everybody."""
        self.gateway.close(1012)
        await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.stop()

    async def _handle(self, template: str, request: web.Request) -> web.StreamResponse:
        """One exchange, recorded whatever becomes of it."""
        path, ids = request.path.removeprefix(PREFIX), dict(request.match_info)
        by_bot = request.headers.get("User-Agent", "").startswith("DiscordBot")
        call = Exchange(request.method, template, path, dict(request.query), ids, by_bot)
        is_json = request.content_type == "application/json"
        call.request = await request.json() if is_json else await request.text() or None
        fault = next((one for one in self.faults if one.strikes(call)), NO_FAULT)
        await asyncio.sleep(self._half_a_trip() + (0 if fault.after else fault.seconds))
        if fault.after or fault.kind in ("delay", "cut", "malformed", "wrong"):
            self._apply(call, request.headers.get("Authorization"))
        fault.answer(call)
        body = b"" if call.response is None and fault.kind != "wrong" else json.dumps(call.response).encode()
        call.response = json.loads(body or b"null")  # as it is now: what it tells of goes on changing
        if fault.kind == "wrong" and isinstance(call.response, str):
            body = call.response.encode()
        self.limits.count(call.status)
        for record in (self.exchanges.append, *RECORDERS):
            record(call)
        self.poke()
        await asyncio.sleep(self._half_a_trip() + (fault.seconds if fault.after else 0))
        return _transmit(request, call, body, fault.kind)

    def _half_a_trip(self) -> float:
        return max(0.0, self.latency + self.dice.uniform(-self.jitter, self.jitter)) / 2

    def _apply(self, call: Exchange, authorization: str | None) -> None:
        """Let the request have its effect. Nothing here awaits, so an effect is whole or not at all."""
        try:
            self.limits.admit(call)
            if call.status != 429:
                refuse_if(call.needs_token and authorization != f"Bot {self.token}", 401)
                call.response = answer(self, call)
        except BackendError as no:
            call.status, call.response = no.status, no.to_json()
        except Exception:  # what this server fails at is not modelled either
            call.status, call.response = 501, {"message": traceback.format_exc(), "code": 0}
        if call.status == 501:
            self.problems.append(f"the bot asked for what tests.wire does not model: {call}")


def _transmit(request: web.Request, call: Exchange, body: bytes, fault: str) -> web.StreamResponse:
    """The answer, unless a fault keeps it from arriving whole."""
    whole = fault not in ("cut", "malformed")
    response = web.Response(status=call.status, headers=call.headers, body=body if whole else body[: len(body) // 2])
    if fault == "drop" and request.transport is not None:
        request.transport.abort()
    if fault == "cut":
        response.headers["Content-Length"] = str(len(body))
        response.force_close()
    return response
