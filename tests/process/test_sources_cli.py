"""The command line of sources, metadata and pre-flight, and an import that is interrupted."""

import asyncio
import os
import pty
import re
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp import web

from demo.world import ISSUES
from tests.process.conftest import ROOT, Process
from tests.sources.conftest import Server, server
from tests.sources.test_arxiv_client import Arxiv

__all__ = ["server"]

NEWEST = sorted(ISSUES.glob("*.md"))[-1]

MANY = 60
"""So many documents take long enough to be interrupted."""


@pytest.fixture
def process(tmp_path: Path) -> Process:
    """The command line on an archive of its own; no Discord anywhere."""
    return Process({"PAPERBOY_DATABASE": str(tmp_path / "archive" / "paperboy.db")}, tmp_path)


async def test_check_shows_an_issue_its_doubts_and_who_would_get_it(process: Process, tmp_path: Path):
    """And changes nothing."""
    text = NEWEST.read_text(encoding="utf-8").replace("## ", "![](img/gone.png)\n\n## ", 1)
    file = tmp_path / "week.md"
    file.write_text(text, encoding="utf-8")
    code, out, err = await process.run("check", str(file))
    assert (code, err) == (0, "")
    assert "4. " in out
    assert "What it will look like" in out
    assert f"{file}:" in out
    assert "This entry has no link" in out
    assert "nobody has subscribed" in out
    assert (await process.run("search", "--json", "attention"))[1].strip() == "[]"


async def test_check_tells_a_paper_that_an_earlier_issue_had(process: Process, tmp_path: Path):
    await process.run("ingest", str(NEWEST))
    again = tmp_path / "again.md"
    again.write_text(
        "# Other News — Week 1, 2027\n\n# 1. Papers\n\n## [x](https://arxiv.org/abs/2205.14135)\n\nWords.\n"
    )
    _, out, _ = await process.run("check", str(again))
    assert f"{again}:5: arXiv:2205.14135 was in an earlier issue:" in out
    _, out, _ = await process.run("check", str(NEWEST))
    assert "just as it is: nothing would happen" in out


async def test_sources_says_how_each_is_doing(process: Process, tmp_path: Path):
    file = tmp_path / "sources.toml"
    process.settings["PAPERBOY_SOURCES"] = str(file)
    file.write_text('contact = "a@example.org"\n[[source]]\nname = "x"\nkind = "feed"\nurl = "https://example.org/"\n')
    code, out, _ = await process.run("sources")
    assert code == 0
    assert "not looked at yet" in out
    file.write_text('[[source]]\nname = "x"\nkind = "fax"\n')
    code, _, err = await process.run("sources")
    assert (code, err) == (1, f"{file}:3: kind: “fax” is none of feed, page, file, folder.\n")


async def test_sources_says_that_there_are_none_and_how_folders_are_read(process: Process, tmp_path: Path):
    """A folder that is not there is told: nothing else would."""
    assert "No sources: name them in sources.toml" in (await process.run("sources"))[1]
    file, folder = tmp_path / "sources.toml", tmp_path / "issues"
    process.settings["PAPERBOY_SOURCES"] = str(file)
    file.write_text(f'[[source]]\nname = "mine"\nkind = "folder"\npath = "{folder}"\n')
    assert "the folder is not there" in (await process.run("sources"))[1]
    folder.mkdir()
    assert "watched while the bot runs" in (await process.run("sources"))[1]


async def test_metadata_is_refreshed_by_hand(process: Process, server: Server):
    """From a stand-in for arXiv that knows one of the papers."""
    arxiv = Arxiv({"2205.14135": "FlashAttention"})
    process.settings["PAPERBOY_ARXIV_URL"] = server.does("/api/query", arxiv.answer)
    await process.run("ingest", str(NEWEST))
    code, out, err = await process.run("metadata", "refresh")
    assert code == 0, err
    _, out, _ = await process.run("metadata", "show")
    assert ": 1 known, " in out
    assert out.splitlines()[0].endswith("0 to ask for")
    arxiv.before = [web.Response(text="Rate exceeded.", status=429)]


async def test_ctrl_c_keeps_what_was_read(process: Process, tmp_path: Path):
    """The second run goes on where the first one ended; while it runs, a bot on the same machine goes first."""
    folder = tmp_path / "many"
    folder.mkdir()
    text = NEWEST.read_text(encoding="utf-8")
    for number in range(MANY):
        issue = text.replace("Week 46, 2026", f"Issue #{number + 1}")
        lines = [line for line in issue.split("\n") if not line.startswith(">")]
        (folder / f"{number:04}.md").write_text("\n".join(lines), encoding="utf-8")
    environment = {**os.environ, **process.settings, "PYTHONUNBUFFERED": "1"}
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "ingest", str(folder), cwd=ROOT, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    database = Path(process.settings["PAPERBOY_DATABASE"])
    for _ in range(500):
        if database.exists():
            break
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.2)
    assert os.getpriority(os.PRIO_PROCESS, running.pid) == 19
    running.send_signal(signal.SIGINT)
    out, err = await asyncio.wait_for(running.communicate(), 60)
    assert running.returncode == 130, err.decode()
    assert "Interrupted: what was saved is kept" in err.decode()
    kept = out.decode().count("new       ")
    _, out_again, _ = await process.run("ingest", str(folder), wait=120)
    assert out_again.count("unchanged ") == kept
    assert out_again.count("new       ") == MANY - kept


async def test_many_documents_on_a_terminal_show_one_line_and_end_with_how_it_went(process: Process, tmp_path: Path):
    """Rate, time left and warnings while it runs; what is no issue above it; no line for each document."""
    text = NEWEST.read_text(encoding="utf-8")
    for number in range(30):
        lines = text.replace("Week 46, 2026", f"Issue #{number + 1}").split("\n")
        whole = "\n".join(line for line in lines if not line.startswith(">"))  # else they are versions of one issue
        (tmp_path / f"{number:02}.md").write_text(whole, encoding="utf-8")
    (tmp_path / "notes.md").write_text("Buy milk.", encoding="utf-8")
    near, far = pty.openpty()
    environment = {**os.environ, **process.settings, "COLUMNS": "120", "TERM": "xterm"}
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "ingest", str(tmp_path), cwd=ROOT, env=environment, stdout=far, stderr=far
    )
    os.close(far)
    shown = await asyncio.wait_for(asyncio.to_thread(_read_all, near), 60)
    assert await running.wait() == 0
    assert re.search(r"Reading .*\d+ of 31 .*\d+/s · \d+ s left", shown)
    assert re.search(r"Saving .*\d+ of 30 .*\d+/s · \d+ s left · \d+ warnings", shown)
    assert "skipped   notes.md is no newsletter issue" in shown
    assert "00.md" not in shown
    *_, counted, how, warned = shown.strip().splitlines()
    assert counted.startswith("30 issues, ")
    assert re.fullmatch(r"30 new, 1 document is no issue; \d+\.\d s, \d+ documents a second", how)
    assert re.match(r"\d+ warnings in 30 issues: python -m bot check FILE", warned)


def _read_all(terminal: int) -> str:
    """What is written to a pseudo-terminal until its other end is closed."""
    parts: list[bytes] = []
    with suppress(OSError):  # Linux says so at the end
        while part := os.read(terminal, 65_536):
            parts.append(part)
    os.close(terminal)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", b"".join(parts).decode())
