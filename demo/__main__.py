"""`make demo`: the real bot in a simulated Discord, shown in a browser. Ctrl-C stops it."""

import asyncio
import logging
import signal

import structlog
from rich.console import Console
from rich.panel import Panel

from demo.jobs import running_jobs
from demo.world import open_world

THINGS_TO_TRY = """\
[b]Paperboy is running in a simulated Discord.[/b] Open this page:

  [link={url}]{url}[/link]

Look at a channel, an announcement channel, a forum or direct messages; be Mina (admin and owner), Tomás or 李华.
Three things to try there:

  [b]1[/b]  Press [b]Read the issue[/b] below the digest, and turn its sections in place
  [b]2[/b]  Type [b]/search[/b] in the message box: [b]attention[/b], [b]注意力[/b], or [b]1706.03762[/b]
  [b]3[/b]  Press [b]Get it by DM[/b]; as Mina, type [b]/subscribe channel:[/b] or [b]/issues import[/b]

Ctrl-C ends everything; nothing is kept."""


async def show() -> None:
    """Run the demo until Ctrl-C or SIGTERM."""
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    console = Console(highlight=False)
    async with open_world() as world, running_jobs(world):
        console.print(Panel(THINGS_TO_TRY.format(url=world.url), border_style="yellow", padding=(1, 2), width=100))
        await told.wait()
    console.print("Paperboy has gone home.")


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    asyncio.run(show())


if __name__ == "__main__":
    main()
