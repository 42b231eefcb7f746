"""An import that is stopped half-way keeps what is done, and going on loses and doubles nothing."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.ingest.documents import Document, IngestObserver, Report
from bot.ingest.pipeline import ingest
from newsletter.parsing import parse_markdown
from sources.config import Deliver
from storage.archive import Archive
from storage.subscriptions.records import DestinationKind, NewSubscription, Target
from tests.empty import make_empty
from tests.samples import HOSTILE

DOCUMENTS = [
    Document(
        Path(f"{number}.md"),
        content=parse_markdown(
            f"# Sample News #{number}\n\n# 1. Papers\n\n## [One](https://arxiv.org/abs/2102.0000{number})\n\nText."
        ),
    )
    for number in (3, 1, 4, 2)
]


@pytest.fixture
async def archive(tmp_path: Path):
    async with await Archive.open(make_empty(tmp_path / "archive.db")) as opened:
        await opened.subscriptions.add(
            NewSubscription(Target(DestinationKind.CHANNEL, 5, 6, 7), None), datetime.now(UTC)
        )
        yield opened


def saved(reports: list[Report]) -> list[tuple[str, str, int]]:
    return [(each.document.name, each.saved.status.value, each.saved.queued) for each in reports if each.saved]


async def test_stopped_while_it_reads_it_saves_what_was_read_and_delivers_nothing(archive: Archive):
    """A later issue may be among those that were not read."""
    read = 0

    def count(content: object) -> None:
        nonlocal read
        read += 1

    reports = await ingest(archive, DOCUMENTS, Deliver.LATEST, IngestObserver(read=count, stopped=lambda: read >= 2))
    assert saved(reports) == [("1.md", "new", 0), ("3.md", "new", 0)]
    again = await ingest(archive, DOCUMENTS)
    assert saved(again) == [("1.md", "unchanged", 0), ("2.md", "new", 0), ("3.md", "unchanged", 0), ("4.md", "new", 1)]


async def test_stopped_while_it_saves_the_older_issues_are_kept_and_the_newest_goes_out_later(archive: Archive):
    told: list[Report] = []
    progress = IngestObserver(report=told.append, stopped=lambda: len(told) >= 2)
    older = [("1.md", "new", 0), ("2.md", "new", 0), ("3.md", "new", 0)]
    assert saved(await ingest(archive, DOCUMENTS, Deliver.LATEST, progress)) == older
    again = await ingest(archive, DOCUMENTS)
    assert saved(again)[3:] == [("4.md", "new", 1)]


async def test_stopped_while_it_reads_a_document_that_takes_minutes_it_leaves_that_at_once(
    archive: Archive, tmp_path: Path
):
    """The deadline of the document is not waited for, and what was read before it is saved."""
    (tmp_path / "evil.html").write_bytes(HOSTILE["page.html"])
    documents = [DOCUMENTS[0], Document(tmp_path / "evil.html"), DOCUMENTS[1]]
    began = time.monotonic()
    progress = IngestObserver(stopped=lambda: time.monotonic() > began + 0.3)
    assert saved(await ingest(archive, documents, Deliver.LATEST, progress)) == [("3.md", "new", 0)]
    assert time.monotonic() - began < 5
