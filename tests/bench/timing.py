"""How long calls take: one after another, many at once, or so many a second. All times are milliseconds."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

Call = Callable[[str], Awaitable[object]]


def percentiles(times: Sequence[float]) -> dict[str, float]:
    """Of seconds."""
    ordered = sorted(times)
    return {"p50": round(ordered[len(ordered) // 2] * 1e3, 3), "p99": round(ordered[int(len(ordered) * 0.99)] * 1e3, 3)}


async def one_by_one(call: Call, texts: Sequence[str]) -> dict[str, float]:
    """Each text alone, after a few that warm what can be warm."""
    for text in texts[:5]:
        await call(text)
    return percentiles([await timed(call, text) for text in texts])


async def at_once(call: Call, texts: Sequence[str], callers: int = 50) -> dict[str, float]:
    """Callers who each ask again as soon as they are answered."""

    async def ask(number: int) -> list[float]:
        return [await timed(call, text) for text in texts[number::callers]]

    answered = await asyncio.gather(*(ask(number) for number in range(callers)))
    return percentiles([took for times in answered for took in times])


async def paced(call: Call, texts: Sequence[str], rate: float = 100) -> dict[str, float]:
    """So many requests a second, whether or not earlier ones were answered."""
    begun = time.perf_counter()
    tasks = []
    for number, text in enumerate(texts):
        await asyncio.sleep(begun + number / rate - time.perf_counter())
        tasks.append(asyncio.create_task(timed(call, text)))
    return percentiles(await asyncio.gather(*tasks))


async def timed(call: Call, text: str) -> float:
    """One call, in seconds."""
    start = time.perf_counter()
    await call(text)
    return time.perf_counter() - start
