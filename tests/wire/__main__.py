"""The small Discord as a process of its own: `python -m tests.wire` prints its url and runs until it is interrupted.

What tests do with a `Wire` in their own process is done here by POST /_wire/<name> with {"args": […], "kwargs": {…}};
`name` is a method such as "add_guild" or "limits.like_discord", or "set" (kwargs) and "get" (args) for settings such as
"limits.reading"; things are named by id. The answer is {"result": …} or, with status 400, {"error": "a sentence"}.
"""

import asyncio
import inspect
import signal
import sys
from typing import Any

from aiohttp import web

from tests.wire.client import Wire
from tests.wire.interactions import Interaction
from tests.wire.things import Thing


class Remote(Wire):
    """A Wire that another process arranges."""

    def application(self) -> web.Application:
        """REST, gateway and this."""
        app = super().application()
        app.router.add_post("/_wire/{name}", self._call)
        return app

    async def _call(self, request: web.Request) -> web.Response:
        told = await request.json()
        try:
            result = await self._do(request.match_info["name"], told.get("args", []), told.get("kwargs", {}))
        except Exception as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
        return web.json_response({"result": plain(result)})

    async def _do(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        if name == "get":
            return {key: getattr(*self._find(key)) for key in args}
        if name == "set":
            for key, value in kwargs.items():
                setattr(*self._find(key), value)
            return None
        result = getattr(*self._find(name))(*args, **kwargs)
        return await result if inspect.isawaitable(result) else result

    def _find(self, name: str) -> tuple[Any, str]:
        """What has the attribute, and its name. Raises AttributeError where there is none."""
        part, _, attribute = name.rpartition(".")
        owner = getattr(self, part) if part else self
        getattr(owner, attribute)
        return owner, attribute


def plain(result: Any) -> Any:
    """What a Wire gives, in JSON."""
    if isinstance(result, Interaction):
        return {"type": result.type, "took": result.took, "text": result.text()}
    if isinstance(result, list):
        return [plain(one) for one in result]
    return result.json if isinstance(result, Thing) else result


async def serve() -> None:
    """Until SIGINT or SIGTERM."""
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    async with Remote() as wire:
        sys.stdout.write(f"{wire.url}\n")
        sys.stdout.flush()
        await told.wait()


if __name__ == "__main__":
    asyncio.run(serve())
