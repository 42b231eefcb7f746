"""What all tests share: a real archive in a file of its own."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import tests.examples  # noqa: F401 - the profiles of hypothesis
from config.settings import Settings
from storage.archive import Archive
from tests.empty import make_empty
from tests.table import write_table
from tests.truth.report import pytest_runtest_setup, truth
from tests.truth.report import pytest_terminal_summary as write_proof
from tests.wire import Wire

__all__ = ["archive", "no_settings_of_this_machine", "pytest_runtest_setup", "pytest_terminal_summary", "truth", "wire"]

SLOW = ("process", "demo")
"""Folders of tests that wait for other processes."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make golden` sets it."""
    parser.addoption("--update-golden", action="store_true", help="write tests/bot/behaviour/golden anew")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits most comes first, dealt out to xdist's workers like cards: none has them all, none ends with one."""
    items.sort(key=lambda item: (item.path.name != "test_torture.py", item.path.parent.name not in SLOW))
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = [item for worker in range(workers) for item in items[worker::workers]]


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of whoever runs the tests must not reach them, nor a .env of the checkout."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"PAPERBOY_{name.upper()}", raising=False)


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    """An empty archive."""
    async with await Archive.open(make_empty(tmp_path / "paperboy.db")) as opened:
        yield opened


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    """A small Discord; whatever it is asked that it does not know fails the test."""
    async with Wire() as wire:
        yield wire
    wire.check()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was read right of real documents, and what was played where."""
    write_table(terminalreporter)
    write_proof(terminalreporter)
