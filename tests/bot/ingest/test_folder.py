"""The watched folder, looked at by hand."""

import os
import time
from pathlib import Path

from structlog.testing import capture_logs

from bot.ingest.folder import FolderWatcher
from demo.world import ISSUES
from storage.archive import Archive

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
