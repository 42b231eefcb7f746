"""`make bench-ledger`: what 50,000 subscriptions cost while nothing is due, when an issue comes out, and in memory."""

import asyncio
import json
import resource
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.delivery.dispatcher import Dispatcher
from bot.delivery.http_trace import Traffic
from newsletter.schedule.weekly import Weekday, Weekly
from storage.archive import Archive
from storage.subscriptions.records import DestinationKind, NewSubscription, Target
from tests.samples import make_issue

SUBSCRIPTIONS = 50_000
TICKS = 2000


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def main() -> None:
    """Measure and print."""
    now = datetime.now(UTC)
    monday = Weekly(Weekday((now + timedelta(days=3)).weekday()), now.time().replace(second=0, microsecond=0), "UTC")
    seen: dict[str, Any] = {"subscriptions": SUBSCRIPTIONS}
    with tempfile.TemporaryDirectory() as folder:
        async with await Archive.open(Path(folder) / "paperboy.db") as archive:
            wanted = [
                NewSubscription(Target(DestinationKind.CHANNEL, 10**18 + n, n // 30 + 1), monday if n % 2 else None)
                for n in range(SUBSCRIPTIONS)
            ]
            await archive.subscriptions.add_all(wanted, now)
            del wanted
            client: Any = SimpleNamespace(is_closed=lambda: False, user=object(), get_channel=lambda _: None)
            dispatcher = Dispatcher(client, archive, Traffic())
            seen["tick_nothing_due_ms"] = await ticks(dispatcher)
            before = megabytes()
            began = time.perf_counter()
            saved = await archive.issues.save(make_issue(1), now, deliver=True)
            seen["queue_seconds"] = round(time.perf_counter() - began, 3)
            seen["queued"] = saved.queued
            await archive.database.write(
                lambda c: c.execute("UPDATE deliveries SET next_at = '9999' WHERE next_at <= ?", (now.isoformat(),))
            )
            seen["tick_all_waiting_ms"] = await ticks(dispatcher)
            seen["memory_growth_mb"] = round(megabytes() - before, 1)
    sys.stdout.write(json.dumps(seen, indent=2) + "\n")


async def ticks(dispatcher: Dispatcher) -> dict[str, float]:
    times = []
    for _ in range(TICKS):
        began = time.perf_counter()
        await dispatcher.tick()
        times.append(1000 * (time.perf_counter() - began))
    times.sort()
    return {"p50": round(statistics.median(times), 2), "p99": round(times[int(TICKS * 0.99)], 2)}


if __name__ == "__main__":
    asyncio.run(main())
