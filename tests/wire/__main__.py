"""The small Discord as a process of its own: `python -m tests.wire --port 8765`.

It prints one line with its url and runs until it is interrupted. See control.py for what others may ask of it.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from tests.wire.client import Wire
from tests.wire.service import TOKEN


async def serve(port: int, token: str, shards: int) -> None:
    """Run until SIGINT or SIGTERM."""
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    wire = Wire(token=token, shards=shards)
    await wire.start(port)
    sys.stdout.write(f"{wire.url}\n")
    sys.stdout.flush()
    try:
        await told.wait()
    finally:
        await wire.stop()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.wire", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--token", default=TOKEN, help="the only token that is let in")
    parser.add_argument("--shards", type=int, default=1, help="what /gateway/bot recommends")
    given = parser.parse_args()
    asyncio.run(serve(given.port, given.token, given.shards))


if __name__ == "__main__":
    main()
