"""The demo's own web server on this machine: the page that holds all views, and the pictures of the issues."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from aiohttp import web

from demo.documents import PICTURES

PAGE = Path(__file__).parent / "index.html"
LOGO = Path(__file__).parents[1] / "docs" / "images" / "logo.svg"

HOST = "127.0.0.1"

Opener = Callable[[str, str], Awaitable[str]]
"""Opens a view for a person, both by name, and returns its address. Raises KeyError for unknown names."""


class Site:
    """A server on a free port. Views can be opened once `opener` is set."""

    def __init__(self) -> None:
        self.url = ""
        self.opener: Opener | None = None

    @property
    def pictures(self) -> str:
        """The address that the pictures are below."""
        return f"{self.url}/pictures"

    async def _open(self, request: web.Request) -> web.StreamResponse:
        """Redirect to the page of a view; its address is a secret of this start, so the page does not know it."""
        if self.opener is None:
            raise web.HTTPServiceUnavailable
        try:
            address = await self.opener(request.match_info["view"], request.match_info["person"])
        except KeyError:
            raise web.HTTPNotFound from None
        raise web.HTTPFound(address)

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/", partial(_send, PAGE))
        app.router.add_get("/logo.svg", partial(_send, LOGO))
        app.router.add_get("/open/{view}/{person}", self._open)
        app.router.add_static("/pictures", PICTURES)
        return app


async def _send(path: Path, _: web.Request) -> web.StreamResponse:
    return web.FileResponse(path, headers={"Cache-Control": "no-store"})


@asynccontextmanager
async def open_site() -> AsyncIterator[Site]:
    """Serve on a free port of this machine until the end of the block."""
    site = Site()
    runner = web.AppRunner(site.application(), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, 0).start()
        site.url = f"http://{HOST}:{runner.addresses[0][1]}"
        yield site
    finally:
        await runner.cleanup()
