"""The HTTP server around the parts: REST, gateway, uploaded files, and the control API for other processes."""

from __future__ import annotations

import base64
from typing import Self

from aiohttp import web

from tests.wire.control import Control
from tests.wire.rest import Rest
from tests.wire.service import Service

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PICTURES = ("/attachments/", "/embed/", "/avatars/", "/icons/", "/app-icons/", "/emojis/")


class Server(Service):
    """A Service that listens. It can be stopped and started again at the same address, with what it knows."""

    _runner: web.AppRunner | None = None
    _port = 0

    async def start(self, port: int | None = None, host: str = "127.0.0.1") -> None:
        """Listen; port 0 is any free one."""
        app = web.Application(client_max_size=32 * 1024 * 1024)
        rest, control = Rest(self), Control(self)
        app.router.add_route("*", "/api/v10/{path:.*}", rest.handle)
        app.router.add_post("/_wire/{name}", control.handle)
        for path in ("/gateway", "/gateway/", "/"):
            app.router.add_get(path, self.gateway.handle)
        app.router.add_route("*", "/{path:.*}", self._other)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, self._port if port is None else port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://{host}:{self._port}"
        self.gateway.url = f"ws://{host}:{self._port}/gateway"

    async def stop(self) -> None:
        """Hang up on everybody, and write down what was exchanged (see recorder.RECORDS)."""
        await self.gateway.hang_up()
        self.exchanges.write()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.stop()

    async def _other(self, request: web.Request) -> web.Response:
        """The CDN: what was uploaded, one pixel for every picture; anything else is not modelled."""
        path = request.path.removeprefix("/cdn")
        if path in self.state.files:
            return web.Response(body=self.state.files[path])
        if path.startswith(PICTURES):
            return web.Response(body=PIXEL, content_type="image/png")
        self.unmodelled.append(f"{request.method} {request.path}")
        return web.json_response({"message": f"501: {request.path} is not modelled", "code": 0}, status=501)
