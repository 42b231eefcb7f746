"""make bench-search: a table, and the same as JSON (.cache/bench-search.json).

python -m tests.bench.search [ENTRIES …]

All times are milliseconds through the real async storage layer, warm. "beside" is 100 searches a second while another
process ingests. tantivy runs in the same process over the same texts, its answer made into the same ten hits.
"""

import asyncio
import json
import multiprocessing
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from newsletter.model import Issue
from newsletter.query import read_query
from storage.archive import Archive
from tests.bench.archive import make_issues, queries
from tests.bench.rivals import Like, Tantivy

Search = Callable[[str], Awaitable[object]]
NOW = datetime(2026, 11, 21, tzinfo=UTC)
COUNT = 60
BATCH = 40  # issues a transaction in a bulk ingest


def percentiles(times: list[float]) -> dict[str, float]:
    """Milliseconds."""
    ordered = sorted(times)
    return {"p50": round(ordered[len(ordered) // 2] * 1e3, 3), "p99": round(ordered[int(len(ordered) * 0.99)] * 1e3, 3)}


async def timed(search: Search, texts: list[str]) -> dict[str, float]:
    for text in texts[:5]:
        await search(text)
    times = []
    for text in texts:
        start = time.perf_counter()
        await search(text)
        times.append(time.perf_counter() - start)
    return percentiles(times)


async def at_once(search: Search, texts: list[str], callers: int = 50) -> dict[str, float]:
    times: list[float] = []

    async def call(number: int) -> None:
        for text in texts[number::callers][:6]:
            start = time.perf_counter()
            await search(text)
            times.append(time.perf_counter() - start)

    await asyncio.gather(*(call(number) for number in range(callers)))
    return percentiles(times)


async def paced(search: Search, texts: list[str], rate: float = 100) -> dict[str, float]:
    """So many requests a second, whether or not earlier ones were answered."""
    times: list[float] = []

    async def one(text: str) -> None:
        start = time.perf_counter()
        await search(text)
        times.append(time.perf_counter() - start)

    tasks = []
    for text in texts:
        tasks.append(asyncio.create_task(one(text)))
        await asyncio.sleep(1 / rate)
    await asyncio.gather(*tasks)
    return percentiles(times)


def batches(issues: Iterator[Issue]) -> Iterator[list[Issue]]:
    while batch := list(islice(issues, BATCH)):
        yield batch


async def fill(path: Path, entries: int) -> float:
    """Entries a second."""
    async with await Archive.open(path) as archive:
        made = [0.0]
        start = time.perf_counter()
        for batch in batches(make_issues(entries)):
            begun = time.perf_counter()
            await archive.issues.save_all(batch, NOW)
            made.append(time.perf_counter() - begun)
        del start
    return entries / sum(made)


def ingest_beside(path: Path, stop: Any, rate: Any) -> None:
    """Another process that writes until it is told to stop."""

    async def work() -> None:
        async with await Archive.open(path) as archive:
            spent, done, number = 0.0, 0, 0
            for batch in batches(make_issues(200_000, seed=99)):
                if stop.is_set():
                    break
                number += 1
                fresh = [Issue(f"Beside {number} {i}", issue.sections, f"https://example.com/b/{number}/{i}",
                               date=issue.date) for i, issue in enumerate(batch[:4])]  # fmt: skip
                begun = time.perf_counter()
                await archive.issues.save_all(fresh, NOW)
                spent += time.perf_counter() - begun
                done += sum(len(issue.entries) for issue in fresh)
            rate.value = done / spent if spent else 0.0

    asyncio.run(work())


def index_megabytes(path: Path) -> float:
    connection = sqlite3.connect(path)
    tables = [row[0] for row in connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND (name LIKE 'names!_%' ESCAPE '!'"
        " OR name LIKE 'texts!_%' ESCAPE '!')")]  # fmt: skip
    size = 0
    for table in tables:
        columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        if "block" in columns:
            size += connection.execute(f"SELECT coalesce(sum(length(block)), 0) FROM {table}").fetchone()[0]
        elif "term" in columns:
            size += connection.execute(f"SELECT coalesce(sum(length(term) + 8), 0) FROM {table}").fetchone()[0]
    connection.close()
    return round(size / 1e6, 1)


async def measure(folder: Path, entries: int) -> dict[str, Any]:
    path = folder / f"{entries}.db"
    built = round(await fill(path, entries))
    asked = queries(entries, COUNT)
    result: dict[str, Any] = {
        "entries": entries,
        "bulk_per_second": built,
        "index_mb": index_megabytes(path),
        "classes": {},
    }
    tantivy = Tantivy(folder / f"tantivy-{entries}", entries)
    like = Like(path)
    async with await Archive.open(path) as archive:

        async def ours(text: str) -> object:
            return await archive.papers.search(read_query(text))

        async def suggest(text: str) -> object:
            return await archive.papers.suggest(read_query(text))

        keys = [text[: 1 + i % len(text)] for name in ("two words", "mixed") for i, text in enumerate(asked[name])]
        for name, texts in asked.items():
            few = 3 if entries > 200_000 else 10
            result["classes"][name] = {
                "alone": await timed(ours, texts),
                "50 at once": await at_once(ours, texts * 5),
                "tantivy": await timed(tantivy.search, texts),
                "LIKE": await timed(like.search, texts[:few]),
            }
        result["autocomplete"] = await timed(suggest, keys)
        context = multiprocessing.get_context("spawn")
        stop, rate = context.Event(), context.Value("d", 0.0)
        process = context.Process(target=ingest_beside, args=(path, stop, rate))
        process.start()
        await asyncio.sleep(3)
        for name, texts in asked.items():
            result["classes"][name]["beside"] = await paced(ours, texts * 3)
        result["autocomplete beside"] = await paced(suggest, keys)
        stop.set()
        await asyncio.to_thread(process.join)
        result["serving_per_second"] = round(rate.value)
    tantivy.close()
    like.close()
    return result


def show(result: dict[str, Any]) -> None:
    print(f"\n{result['entries']:,} entries: index {result['index_mb']} MB, bulk {result['bulk_per_second']:,}/s,"
          f" while serving {result['serving_per_second']:,}/s; autocomplete {result['autocomplete']},"
          f" beside {result['autocomplete beside']}")  # fmt: skip
    columns = ("alone", "50 at once", "beside", "tantivy", "LIKE")
    print(f"{'p50 / p99 ms':18}" + "".join(f"{column:>20}" for column in columns))
    for name, row in result["classes"].items():
        cells = (f"{row[column]['p50']:.2f} / {row[column]['p99']:.2f}" for column in columns)
        print(f"{name:18}" + "".join(f"{cell:>20}" for cell in cells))


async def main(sizes: list[int]) -> None:
    results = []
    with tempfile.TemporaryDirectory(prefix="paperboy-bench-") as folder:
        for entries in sizes:
            results.append(await measure(Path(folder), entries))
            show(results[-1])
    target = Path(".cache/bench-search.json")
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(results, indent=2, ensure_ascii=False))
    print(f"\n{target}")


if __name__ == "__main__":
    asyncio.run(main([int(size) for size in sys.argv[1:]] or [10_000, 100_000]))
