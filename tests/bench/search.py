"""make bench-search: a table, and the same as JSON (.cache/bench-search.json).

python -m tests.bench.search [ENTRIES …]

All times are milliseconds through the real async storage layer, warm. "beside" is 100 requests a second of one class
(of the worst inputs 10, among 90 ordinary ones) while another process ingests as fast as it can, each class in a copy of
its own: else the last would be asked of an archive several times as large. tantivy and LIKE run in the same process over
the same texts: "tantivy" is asked for the words alone, "same job" for the last word as a beginning too, as our search
takes it.
"""

import asyncio
import json
import multiprocessing
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from bot.ingest.pipeline import BATCH
from bot.process.priority import freeze_objects, lower_priority
from newsletter.model import Issue
from newsletter.search.query import read_query
from storage.archive import Archive
from storage.records import SaveStatus
from tests.bench.archive import PER_ISSUE, make_issues, queries
from tests.bench.quality import report
from tests.bench.results import ORDINARY, Result, show
from tests.bench.rivals import Like, Tantivy
from tests.bench.slash import on_the_wire
from tests.bench.timing import Call, at_once, one_by_one, paced

NOW = datetime(2026, 11, 21, tzinfo=UTC)
COUNT = 60
BESIDE = 600  # requests of a class beside an ingest
FLOOR = "no query at all"  # the way into a reader's thread and back: what this machine can do
WORST = ("pasted paragraph", "hostile")


def batches(issues: Iterator[Issue]) -> Iterator[list[Issue]]:
    while batch := list(islice(issues, BATCH)):
        yield batch


async def fill(path: Path, entries: int) -> float:
    """Entries a second, tidying the index included."""
    async with await Archive.open(path) as archive:
        spent, saved = 0.0, 0
        for batch in batches(make_issues(entries)):
            begun = time.perf_counter()
            saved += sum(one.status is SaveStatus.NEW for one in await archive.issues.save_all(batch, NOW))
            spent += time.perf_counter() - begun
        begun = time.perf_counter()
        await archive.index.merge_segments()
        spent += time.perf_counter() - begun
    if saved * PER_ISSUE != entries:
        raise SystemExit(f"{saved} issues of {PER_ISSUE} entries came in where {entries} entries were wanted")
    return entries / spent


def write_beside(path: Path, stop: Any, rate: Any) -> None:
    """What `python -m bot ingest` does in another process: write until it is told to stop."""
    lower_priority()
    freeze_objects()

    async def work() -> None:
        async with await Archive.open(path) as archive:
            spent, done = 0.0, 0
            for batch in batches(make_issues(400_000, seed=99)):
                if stop.is_set():
                    break
                fresh = [replace(issue, title=f"{issue.title} beside") for issue in batch]
                begun = time.perf_counter()
                await archive.issues.save_all(fresh, NOW)
                spent += time.perf_counter() - begun
                done += len(fresh) * PER_ISSUE
            rate.value = done / spent if spent else 0.0

    asyncio.run(work())


@asynccontextmanager
async def ingest_beside(path: Path, rates: list[float]) -> AsyncIterator[Archive]:
    """A copy of an archive into which another process writes."""
    copy = path.with_suffix(".beside.db")
    await asyncio.to_thread(shutil.copy, path, copy)
    context = multiprocessing.get_context("spawn")
    stop, rate = context.Event(), context.Value("d", 0.0)
    process = context.Process(target=write_beside, args=(copy, stop, rate))
    async with await Archive.open(copy) as archive:
        process.start()
        await asyncio.sleep(3)
        yield archive
        stop.set()
        await asyncio.to_thread(process.join)
    rates.append(rate.value)
    for left in path.parent.glob(f"{copy.name}*"):
        left.unlink()


def index_megabytes(path: Path) -> float:
    """Blocks and b-trees of the full-text tables."""
    with sqlite3.connect(path) as connection:
        sums = (f"SELECT total({size}) FROM {table}_{part}" for table in ("names", "texts")
                for size, part in (("length(block)", "data"), ("length(term) + 8", "idx")))  # fmt: skip
        return round(float(sum(connection.execute(statement).fetchone()[0] for statement in sums)) / 1e6, 1)


async def measure(folder: Path, entries: int) -> Result:
    path = folder / f"{entries}.db"
    result = Result(entries, bulk_per_second=round(await fill(path, entries)))
    result.index_mb = index_megabytes(path)
    asked = queries(entries, COUNT)
    asked[FLOOR] = [""] * COUNT
    asked["autocomplete"] = [
        text[: 1 + i % len(text)] for name in ("two words", "mixed", "prefix") for i, text in enumerate(asked[name])
    ]
    async with await Archive.open(path) as archive:
        for name, texts in asked.items():
            call = call_of(archive, name)
            alone = await one_by_one(call, texts)
            await at_once(call, texts)  # so that the second reader is warm, too
            result.classes[name] = {"alone": alone, "50 at once": await at_once(call, texts * 5)}
    rates: list[float] = []
    for name, texts in asked.items():
        async with ingest_beside(path, rates) as archive:
            call = call_of(archive, name)
            await one_by_one(call, texts)
            result.classes[name]["beside"] = await beside(archive, call, name, asked)
    result.serving_per_second = round(sum(rates) / len(rates))
    await compare(folder, path, result, asked)
    result.slash = await on_the_wire(path, asked["two words"] + asked["mixed"])
    return result


def call_of(archive: Archive, name: str) -> Call:
    """What a class of query asks."""
    if name == FLOOR:
        return lambda _: archive.database.read(lambda connection: None)
    if name == "autocomplete":
        return lambda text: archive.papers.suggest(read_query(text))
    return lambda text: archive.papers.search(read_query(text))


async def beside(archive: Archive, call: Call, name: str, asked: dict[str, list[str]]) -> dict[str, float]:
    """100 requests a second."""
    if name not in WORST:
        return await paced(call, (asked[name] * BESIDE)[:BESIDE])
    ordinary = [text for one in ORDINARY for text in asked[one]]
    filling = asyncio.create_task(paced(call_of(archive, "rare"), ordinary * 2, rate=90))
    times = await paced(call, asked[name], rate=10)
    await filling
    return times


async def compare(folder: Path, path: Path, result: Result, asked: dict[str, list[str]]) -> None:
    """The same questions to others."""
    tantivy = Tantivy(folder / f"tantivy-{result.entries}", result.entries)
    like = Like(path)
    few = 3 if result.entries > 200_000 else 10
    for name in (*ORDINARY, "id", "miss", "one character", "pasted paragraph"):
        result.classes[name]["tantivy"] = await one_by_one(tantivy.words, asked[name])
        if name in ORDINARY:
            result.classes[name]["LIKE"] = await one_by_one(like.search, asked[name][:few])
            result.classes[name]["same job"] = await one_by_one(tantivy.same, asked[name])
    tantivy.close()
    like.close()


async def main(sizes: list[int]) -> None:
    results = []
    freeze_objects()  # as the running bot does, and an ingest
    with tempfile.TemporaryDirectory(prefix="paperboy-bench-") as folder:
        for entries in sizes:
            results.append(await measure(Path(folder), entries))
            show(results[-1])
        quality = await report(Path(folder))
    target = Path(".cache/bench-search.json")
    target.parent.mkdir(exist_ok=True)
    told = {"sizes": [vars(result) for result in results], "quality": quality}
    target.write_text(json.dumps(told, indent=2, ensure_ascii=False), encoding="utf-8")
    print(f"\n{target}")


if __name__ == "__main__":
    asyncio.run(main([int(size) for size in sys.argv[1:]] or [10_000, 100_000]))
