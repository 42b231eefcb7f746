"""Answers that take long, that something beside them goes wrong with, or that the archive has trouble with."""

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.ui import background, responses
from storage.errors import StorageError
from tests.bot.club import Club
from tests.samples import make_entry, make_issue

TROUBLE = StorageError("/srv/paperboy.db could not be read or written: the disk reports an error.")


async def broken(*_: object) -> None:
    raise TROUBLE


@contextmanager
def held(club: Club) -> Iterator[None]:
    """Another program holds the lock of the file for writing."""
    other = sqlite3.connect(club.archive.database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes 1.5 s elsewhere takes an instant here."""
    monkeypatch.setattr(responses, "PATIENCE", 0.05)
    monkeypatch.setattr(background, "PATIENCE", 0.05)


async def test_trouble_with_welcoming_a_reader_does_not_spoil_the_answer(club: Club, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(club.archive.suspensions, "welcome_back", broken)
    shown = await club.wire.slash(club.reader, club.channel, "latest")
    assert "# 样例新闻" in shown.text()


async def test_a_miss_that_cannot_be_counted_does_not_spoil_the_answer(club: Club, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(club.archive.misses, "count", broken)
    shown = await club.wire.slash(club.reader, club.channel, "search", query="zeppelin")
    await asyncio.sleep(0)
    assert "Nothing found for “zeppelin”" in shown.text()
    assert "reference" not in shown.text()


@pytest.mark.usefixtures("hurried")
async def test_what_beside_an_answer_waits_for_a_lock_is_not_waited_for(club: Club):
    with held(club):
        shown = await club.wire.slash(club.reader, club.channel, "search", query="zeppelin")
        assert "Nothing found for “zeppelin”" in shown.text()


@pytest.mark.usefixtures("hurried")
async def test_a_command_that_takes_long_is_deferred_and_then_answered(club: Club):
    """A person sees that the bot is thinking, and then the answer in its place."""
    with held(club):
        asked = club.wire.slash(club.reader, club.channel, "subscribe")
        await club.wire.until(lambda: asked.record.loading, what="a deferral")
        assert "Subscribed" not in asked.text()
    assert "### 📬 Subscribed" in (await asked).text()
    assert len(asked.messages) == 1


@pytest.mark.usefixtures("hurried")
async def test_a_button_that_takes_long_changes_its_own_page(club: Club, monkeypatch: pytest.MonkeyPatch):
    """The message stays as it is meanwhile, and becomes the next page; an error is told under it."""
    issue = make_issue(9, *(make_entry(f"Entry {n}", summary="sharks") for n in range(25)))
    await club.archive.issues.save(issue, datetime.now(UTC))
    found = await club.wire.slash(club.reader, club.channel, "search", query="sharks")
    search = club.archive.papers.search

    async def slow(*args: Any, **options: Any) -> Any:
        await asyncio.sleep(0.3)
        return await search(*args, **options)

    monkeypatch.setattr(club.archive.papers, "search", slow)
    pressed = await club.wire.use(club.reader, found.message, "→")
    await club.wire.until(lambda: "page 2 of 3" in found.text(), what="the next page")
    assert len(pressed.messages) <= 1

    async def breaking(*_: Any, **__: Any) -> None:
        await asyncio.sleep(0.3)
        raise TROUBLE

    monkeypatch.setattr(club.archive.papers, "search", breaking)
    pressed = await club.wire.use(club.reader, found.message, "→")
    await club.wire.until(lambda: "The archive is not available" in pressed.text(), what="a sentence")
    assert "page 2 of 3" in found.text()


async def test_an_archive_in_trouble_is_told_with_a_reference_and_without_its_path(
    club: Club, monkeypatch: pytest.MonkeyPatch
):
    """A command and an autocomplete: what it is, what to do, and what to tell who runs the bot."""
    monkeypatch.setattr(club.archive.issues, "find", broken)
    asked = await club.wire.slash(club.reader, club.channel, "issue", "which", which="week 7")
    choices = asked.record.autocomplete_choices
    assert choices is not None
    (choice,) = choices
    assert re.fullmatch(r"⚠️ The archive is not available right now\..* Reference [0-9a-f]{8}\.", choice["name"])
    assert choice["value"] == "week 7"
    monkeypatch.setattr(club.archive.issues, "latest", broken)
    text = (await club.wire.slash(club.reader, club.channel, "latest")).text()
    assert re.search(r"The archive is not available right now\..* reference `[0-9a-f]{8}`", text)
    assert "paperboy.db" not in text
    assert "disk" not in text


async def test_an_error_in_a_check_is_told_like_any_other(club: Club, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(type(club.bot.tree), "_begin", broken)
    text = (await club.wire.slash(club.reader, club.channel, "latest")).text()
    assert "The archive is not available right now." in text
