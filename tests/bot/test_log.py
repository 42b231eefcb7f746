"""Nothing secret is logged, on a terminal or as JSON, whoever logs it and however it failed."""

import asyncio
import gc
import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import aiohttp
import discord
import pytest
import structlog

from bot.logs import redaction, setup
from tests.bot.conftest import Scene
from tests.bot.raw import press

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GSecRt.abcdefghijklmnopqrstuvwxyz012345"


class Terminal(io.StringIO):
    """Standard error, with or without somebody who looks at it."""

    def __init__(self, *, tty: bool) -> None:
        super().__init__()
        self._tty = tty

    def isatty(self) -> bool:
        return self._tty


@pytest.fixture(params=[True, False], ids=["terminal", "json"])
def said(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """What goes to standard error while a test runs; the log is as it was after it."""
    terminal, root = Terminal(tty=request.param), logging.getLogger()
    before = (root.handlers, root.level, sys.excepthook, threading.excepthook, sys.unraisablehook)
    levels = {name: logging.getLogger(name).level for name in ("discord", "apscheduler", "apscheduler.scheduler")}
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(redaction, "_secrets", {"plain-secret"})
    setup.set_up()
    yield terminal
    root.handlers, _, sys.excepthook, threading.excepthook, sys.unraisablehook = before
    root.setLevel(before[1])
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


def fail(token: str = TOKEN) -> None:
    """Fail as a request does: the token in local variables and in the message."""
    headers = {"Authorization": f"Bot {token}"}
    raise RuntimeError(f"refused with {headers} at /webhooks/123/{'x' * 40}/messages, plain-secret")


def caught() -> BaseException:
    try:
        fail()
    except RuntimeError as error:
        return error
    raise AssertionError


def by_structlog() -> None:
    structlog.get_logger("a").error("it failed", exc_info=caught(), header=f"Bot {TOKEN}", more=[TOKEN])


def by_the_library() -> None:
    logging.getLogger("discord.http").error("%s with %s", "POST", {"Bot": TOKEN}, exc_info=caught())


def by_aiohttp() -> None:
    error = aiohttp.ClientConnectionError(f"cannot send Bot {TOKEN}")
    logging.getLogger("aiohttp.client").error("Unclosed %r", error, exc_info=error)


def by_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(f"odd header Bot {TOKEN}", stacklevel=1)


def by_nobody() -> None:
    error = caught()
    sys.excepthook(type(error), error, error.__traceback__)


def by_a_thread() -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def by_a_destructor() -> None:
    error = caught()
    sys.unraisablehook(
        SimpleNamespace(
            exc_type=type(error), exc_value=error, exc_traceback=error.__traceback__, err_msg=None, object=fail
        )
    )


def by_a_cause() -> None:
    try:
        try:
            fail()
        except RuntimeError as error:
            raise ExceptionGroup("several", [error, ValueError(TOKEN)]) from error
    except ExceptionGroup:
        logging.getLogger("bot").exception("a group")


WAYS = [
    by_structlog, by_the_library, by_aiohttp, by_a_warning, by_nobody, by_a_thread, by_a_destructor, by_a_cause,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_no_way_of_logging_shows_the_token(said: Terminal, way: Callable[[], None]):
    way()
    text = said.getvalue()
    assert text
    for secret in (TOKEN, "abcdefghijklmnopqrstuvwxyz012345", "plain-secret", "x" * 40):
        assert secret not in text
    assert "Traceback" in text or way is by_a_warning


async def test_a_task_that_fails_while_nobody_waits_does_not_show_the_token(said: Terminal):
    async def work() -> None:
        fail()

    task = asyncio.create_task(work())
    await asyncio.wait([task])
    del task
    gc.collect()
    await asyncio.sleep(0)
    assert "never retrieved" in said.getvalue()
    assert TOKEN not in said.getvalue()


def test_a_traceback_has_its_lines_and_no_local_variables(said: Terminal):
    by_structlog()
    text = said.getvalue()
    assert "test_log.py" in text
    assert "in fail" in text
    assert "raise RuntimeError(" in text  # the line of source
    assert "locals" not in text
    if not said.isatty():
        assert json.loads(text)["event"] == "it failed"


@pytest.mark.parametrize("query", ["hunter2 passphrase", "剪枝 密码", 'my "quoted\\ secret"', "event"])
async def test_what_a_reader_searched_for_is_in_no_log(scene: Scene, said: Terminal, query: str, monkeypatch):
    """Neither by the command nor by a page button, although the error repeats it."""

    async def broken(*_: object, **__: object) -> None:
        structlog.get_logger().warning(f"looking for {query}", query=query)
        raise ValueError(f"cannot read {query!r} or {query.split(maxsplit=1)[0]}")

    monkeypatch.setattr("bot.features.search.command.find", broken)
    monkeypatch.setattr("bot.features.search.controls.find", broken)
    scene.expected += [ValueError, discord.app_commands.CommandInvokeError]
    await scene.reader.slash(scene.channel, "search", query=query)
    await press(scene, scene.reader, f"search:p1:::{query}")
    text = said.getvalue()
    assert text.count("unexpected error") == 2
    assert "ValueError" in text
    for word in (query, *query.split()):
        if word != "event":
            assert word not in text
    assert "the message is left out" in text
