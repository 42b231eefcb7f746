"""The table of cases, played: each on the first ground that can tell the truth about it (see cases.md)."""

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from storage.archive import Archive
from tests.bot.behaviour.in_simcord import SimcordStage
from tests.bot.behaviour.on_the_wire import wire_stage
from tests.bot.behaviour.play import Case, Play, cases, read_table
from tests.bot.conftest import Scene
from tests.wire import Wire


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with Wire() as wire:
        yield wire
    wire.check()


@pytest.mark.parametrize("case", cases("simcord"), ids=lambda case: case.sentence)
async def test_in_simcord(scene: Scene, monkeypatch: pytest.MonkeyPatch, case: Case):
    stage = SimcordStage(scene, monkeypatch)
    await stage.furnish()
    await Play(stage).case(case)


@pytest.mark.parametrize("case", cases("the wire"), ids=lambda case: case.sentence)
async def test_on_the_wire(wire: Wire, archive: Archive, monkeypatch: pytest.MonkeyPatch, case: Case):
    """Nothing of it is news to whoever reads the log: no error, no traceback."""
    with capture_logs() as lines:
        async with wire_stage(wire, archive, monkeypatch) as stage:
            await Play(stage).case(case)
    assert [line for line in lines if line["log_level"] in ("error", "critical")] == []


def test_every_sentence_is_said_once():
    sentences = [case.sentence for case in read_table()]
    assert len(sentences) == len(set(sentences)) > 60
