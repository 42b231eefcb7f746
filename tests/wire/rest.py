"""The way of a request: arrival, token, faults, limits, effect, answer, record."""

from __future__ import annotations

import asyncio
import json
import time
import traceback
from typing import Any

from aiohttp import web

from tests.wire import routes_account, routes_channels, routes_interactions, routes_messages
from tests.wire.calls import Answer, Call, Route, Table
from tests.wire.errors import Plain, Refused
from tests.wire.faults import Fault
from tests.wire.recorder import Exchange
from tests.wire.service import Service

PREFIX = "/api/v10"
TABLE = Table()
for module in (routes_account, routes_messages, routes_channels, routes_interactions):
    TABLE.routes += module.TABLE.routes


class Rest:
    """Answers everything below /api/v10."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One exchange, recorded whatever becomes of it."""
        began = time.monotonic()
        path = request.path.removeprefix(PREFIX)
        found = TABLE.find(request.method, path)
        call = await _read(request, path, found)
        service = self.service
        await asyncio.sleep(service.delay())
        fault = service.faults.strike(call)
        late = fault.seconds if fault is not None and fault.kind == "delay" else 0.0
        if fault is not None and not fault.after:
            await asyncio.sleep(late)
        answer, dropped = Answer(), False
        if fault is None or fault.after or fault.kind == "delay":
            answer = self._answer(request, call, found[0] if found else None)
        if fault is not None and fault.kind in ("answer", "cloudflare"):
            answer = fault.answer()
        dropped = fault is not None and fault.kind == "drop"
        service.limits.count(answer.status)
        self._record(request, call, answer, began, fault)
        await asyncio.sleep(service.delay() + (late if fault is not None and fault.after else 0.0))
        return await self._send(request, answer, fault, dropped=dropped)

    def _answer(self, request: web.Request, call: Call, route: Route | None) -> Answer:
        """What Discord would say; nothing here awaits, so an effect is whole or not at all."""
        service = self.service
        if route is None:
            service.unmodelled.append(f"{call.method} {call.path}")
            return Answer(501, {"message": f"501: {call.method} {call.path} is not modelled", "code": 0})
        refusal, headers = service.limits.take(call, limited=route.limited)
        if refusal is None:
            try:
                if route.needs_token:
                    self._check_token(request)
                refusal = route.handler(service, call)
            except (Plain, Refused) as no:
                refusal = Answer(no.status, no.body())
            except Exception:
                service.crashes.append(f"{call.method} {call.path}\n{traceback.format_exc()}")
                refusal = Answer(500, {"message": "500: this stand-in failed, see Wire.crashes", "code": 0})
        refusal.headers = headers | refusal.headers
        return refusal

    def _check_token(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bot {self.service.token}":
            raise Plain(401, "Unauthorized")

    def _record(self, request: web.Request, call: Call, answer: Answer, began: float, fault: Fault | None) -> None:
        self.service.exchanges.add(
            Exchange(
                call.method,
                call.template,
                call.path,
                call.query,
                call.body,
                answer.status,
                answer.body,
                began,
                time.monotonic() - began,
                str(fault) if fault else None,
                request.headers.get("User-Agent", "").startswith("DiscordBot"),
            )
        )
        self.service.changes.poke()

    async def _send(
        self, request: web.Request, answer: Answer, fault: Fault | None, *, dropped: bool
    ) -> web.StreamResponse:
        headers = dict(answer.headers)
        if answer.body is not None:
            headers.setdefault("Content-Type", "application/json")  # exactly so: no charset, see discord.py
        if self.service.limits.via and headers.get("Content-Type") != "text/html":
            headers.setdefault("Via", "1.1 google")
        body = answer.encoded()
        if dropped and request.transport is not None:
            request.transport.abort()
        if fault is not None and fault.kind == "cut":
            return await _send_half(request, answer.status, headers, body)
        if fault is not None and fault.kind == "malformed":
            body = body[: len(body) // 2]
        return web.Response(status=answer.status, body=body, headers=headers)


async def _send_half(request: web.Request, status: int, headers: dict[str, str], body: bytes) -> web.StreamResponse:
    """Promise a whole body, send half of it and hang up."""
    response = web.StreamResponse(status=status, headers=headers)
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


async def _read(request: web.Request, path: str, found: tuple[Route, dict[str, str]] | None) -> Call:
    """The request as routes see it; multipart bodies carry their JSON in `payload_json`."""
    template, params = (found[0].template, found[1]) if found else (path, {})
    call = Call(request.method, path, template, params, dict(request.query))
    if request.content_type.startswith("multipart/"):
        form = await request.post()
        for name, value in form.items():
            if isinstance(value, web.FileField):
                call.files.append((name, value.filename, value.file.read()))
            elif name == "payload_json":
                call.body, call.is_json = _parsed(str(value).encode())
    else:
        raw = await request.read()
        if raw:
            call.body, call.is_json = _parsed(raw)
    return call


def _parsed(raw: bytes) -> tuple[Any, bool]:
    try:
        return json.loads(raw), True
    except ValueError:
        return raw.decode(errors="replace"), False
