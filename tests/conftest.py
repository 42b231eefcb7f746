"""What all tests share: a real archive in a file of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import settings

from config.settings import Settings
from storage.archive import Archive
from tests.table import write_table
from tests.truth.report import pytest_runtest_setup, truth
from tests.truth.report import pytest_terminal_summary as write_proof
from tests.wire import Wire

__all__ = ["archive", "no_settings_of_this_machine", "pytest_runtest_setup", "pytest_terminal_summary", "truth", "wire"]

# A busy machine must not fail a property: how long an example takes is measured elsewhere.
settings.register_profile("paperboy", deadline=None)
settings.load_profile("paperboy")


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings of whoever runs the tests must not reach them, nor a .env of the checkout."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"PAPERBOY_{name.upper()}", raising=False)


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    """An empty archive."""
    async with await Archive.open(tmp_path / "paperboy.db") as opened:
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
