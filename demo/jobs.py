"""What the bot does by itself while the demo runs: publish what its owner submitted, and deliver what is due."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.ingest.publisher import Publisher
from demo.world import World

SECONDS = 1.0  # between two looks


@asynccontextmanager
async def running_jobs(world: World) -> AsyncIterator[None]:
    """Run the jobs, and let open views see what they and other views did."""
    task = asyncio.create_task(_run(world))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _run(world: World) -> None:
    publisher, before = Publisher(world.archive), _state(world)
    while True:
        await asyncio.sleep(SECONDS)
        await publisher.publish_due()
        await world.bot.dispatcher.tick()
        after = _state(world)
        if after != before:
            world.views.refresh()
            before = after


def _state(world: World) -> list[object]:
    """What changes whenever a message is posted, edited or deleted."""
    return [
        (message.id, message.edited_timestamp)
        for channel in world.env.backend.messages.values()
        for message in channel.values()
    ]
