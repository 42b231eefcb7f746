"""`make demo`: the real bot in a simulated Discord, shown in a browser. Ctrl-C stops it."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator

import structlog
from rich.console import Console
from rich.panel import Panel

from demo.world import World, open_world

THINGS_TO_TRY = """\
[b]Paperboy is running in a simulated Discord.[/b] Open this page:

  [link={url}]{url}[/link]

Three things to try there:

  [b]1[/b]  Open a section of the digest with the menu [b]Read a section …[/b]
  [b]2[/b]  Type [b]/search[/b] in the message box: [b]attention[/b], [b]注意力[/b], or [b]1706.03762[/b]
  [b]3[/b]  Type [b]/subscribe[/b] and choose a day, to see when the digest comes

Ctrl-C ends everything; nothing is kept."""


async def show() -> None:
    """Run the demo until Ctrl-C or SIGTERM."""
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    console = Console(highlight=False)
    async with open_world() as world, preview(world) as url:
        console.print(Panel(THINGS_TO_TRY.format(url=url), border_style="yellow", padding=(1, 2), width=100))
        await told.wait()
    console.print("Paperboy has gone home.")


@contextlib.asynccontextmanager
async def preview(world: World) -> AsyncIterator[str]:
    """Serve the page: the channel as the admin and the readers see it."""
    async with world.env.preview(
        world.news, viewers=[world.admin, *world.readers], layout="channel", width=1280, height=900
    ) as page:
        yield page.url


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    asyncio.run(show())


if __name__ == "__main__":
    main()
