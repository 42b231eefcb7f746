"""The watched folder, looked at by hand."""

import os
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.ingest.folder import FolderWatcher
from demo.world import ISSUES
from newsletter.model import Issue
from storage.archive import Archive
from storage.issues.repository import Issues
from storage.records import Provenance, Saved

NEWEST = sorted(ISSUES.glob("*.md"))[-1]


def put(folder: Path, name: str, content: bytes, *, age: float = 60) -> Path:
    """A file that was last written `age` seconds ago."""
    file = folder / name
    file.write_bytes(content)
    os.utime(file, (time.time() - age,) * 2)
    return file


async def test_a_file_is_read_once_and_again_when_it_changes(archive: Archive, tmp_path: Path):
    put(tmp_path, "a.md", NEWEST.read_bytes(), age=120)
    watch = FolderWatcher(archive, tmp_path)
    with capture_logs() as lines:
        await watch.poll()
        await watch.poll()
        put(tmp_path, "a.md", NEWEST.read_bytes().replace(b"linear", b"straight"))
        await watch.poll()
    assert [line.get("status") for line in lines if line["event"] == "issue ingested"] == ["new", "changed"]


async def test_a_file_that_is_still_being_written_is_left_alone(archive: Archive, tmp_path: Path):
    """Half an issue would be read, and delivered."""
    file = put(tmp_path, "a.md", NEWEST.read_bytes()[:2000], age=0)
    watch = FolderWatcher(archive, tmp_path)
    await watch.poll()
    assert await archive.issues.latest() is None
    put(tmp_path, file.name, NEWEST.read_bytes())
    await watch.poll()
    latest = await archive.issues.latest()
    assert latest is not None
    assert len(latest.issue.entries) == 13


async def test_what_is_no_issue_is_told_once_and_keeps_nothing_out(archive: Archive, tmp_path: Path):
    """Nor does a folder that is empty or not there yet."""
    watch = FolderWatcher(archive, tmp_path / "issues")
    await watch.poll()
    (tmp_path / "issues").mkdir()
    await watch.poll()
    put(tmp_path / "issues", "bad.md", b"nothing of interest")
    put(tmp_path / "issues", "good.md", NEWEST.read_bytes())
    with capture_logs() as lines:
        await watch.poll()
        await watch.poll()
    assert [line["event"] for line in lines] == ["document not read", "issue ingested"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no file names that are not Unicode")
async def test_a_file_name_in_another_charset_keeps_nothing_out(archive: Archive, tmp_path: Path):
    untitled = NEWEST.read_bytes().partition(b"\n")[2]
    put(tmp_path, os.fsdecode(b"caf\xe9.md"), untitled)
    put(tmp_path, "good.md", NEWEST.read_bytes())
    with capture_logs() as lines:
        await FolderWatcher(archive, tmp_path).poll()
    assert [line["event"] for line in lines] == ["issue ingested", "issue ingested"]


async def test_an_issue_that_cannot_be_saved_keeps_no_other_out(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Its file is named with the reason, and it is left alone until it changes."""
    save_all = Issues.save_all

    async def fail(self: Issues, issues: Sequence[Issue], now: datetime, origins: Sequence[Provenance]) -> list[Saved]:
        if any(issue.title.startswith("Poison") for issue in issues):
            raise OverflowError("too large to convert")
        return await save_all(self, issues, now, origins)

    monkeypatch.setattr(Issues, "save_all", fail)
    for number, name in enumerate(["Poison", "News", "Tidings"]):
        put(tmp_path, f"{number}.md", f"# {name} — Week {number + 1}, 2026\n".encode() + NEWEST.read_bytes())
    watch = FolderWatcher(archive, tmp_path)
    with capture_logs() as lines:
        await watch.poll()
        await watch.poll()
    failed = [line for line in lines if line["event"] == "document not read"]
    assert [(Path(line["file"]).name, "too large to convert" in line["reason"]) for line in failed] == [("0.md", True)]
    assert len(lines) == 3
