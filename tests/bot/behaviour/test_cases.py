"""The table of cases, played: each on the first ground that can tell the truth about it (see cases.md)."""

import re
from collections.abc import Iterator

import pytest
from discord import app_commands
from structlog.testing import capture_logs

from bot.features.registry import COMMANDS
from storage.archive import Archive
from tests.bot.behaviour.golden import Transcript, path_of, stale
from tests.bot.behaviour.in_simcord import SimcordStage
from tests.bot.behaviour.on_the_wire import wire_stage
from tests.bot.behaviour.play import Play
from tests.bot.behaviour.table import Case, cases, read_table
from tests.bot.conftest import Scene
from tests.wire import Wire


@pytest.mark.parametrize("case", cases("simcord"), ids=lambda case: case.sentence)
async def test_in_simcord(scene: Scene, monkeypatch: pytest.MonkeyPatch, case: Case, update_golden: bool):
    """What each person reads is the golden text, whole."""
    stage = SimcordStage(scene, monkeypatch)
    await stage.furnish()
    transcript = Transcript(case, stage)
    await Play(stage, transcript).case(case)
    transcript.compare(update=update_golden)


@pytest.mark.parametrize("case", cases("the wire"), ids=lambda case: case.sentence)
async def test_on_the_wire(
    wire: Wire, archive: Archive, monkeypatch: pytest.MonkeyPatch, case: Case, update_golden: bool
):
    """What each person reads is the golden text, whole; and the log has no error and no traceback of it."""
    with capture_logs() as lines:
        async with wire_stage(wire, archive, monkeypatch) as stage:
            transcript = Transcript(case, stage)
            await Play(stage, transcript).case(case)
            transcript.compare(update=update_golden)
    assert [line for line in lines if line["log_level"] in ("error", "critical")] == []


def test_every_command_option_and_suggestion_is_in_the_table():
    """On simcord by everybody it is for; a new one has no case yet."""
    steps = [step.partition(": ")[2] for case in read_table() for step in case.steps]
    used = {piece for step in steps for piece in _pieces(step)}
    for command in COMMANDS:
        for each in command.commands if isinstance(command, app_commands.Group) else [command]:
            assert isinstance(each, app_commands.Command)
            assert f"/{each.qualified_name}" in used
            for option in each.parameters:
                assert f"/{each.qualified_name} {option.name}" in used
                if option.autocomplete:
                    assert f"types /{each.qualified_name} {option.name}" in used


def _pieces(step: str) -> Iterator[str]:
    """`/a x:1 y:2` is about /a, its x and its y; what is typed, about suggestions for the last."""
    how, slash, rest = step.rpartition("/") if step.startswith(("/", "types /")) else ("", "", "")
    if slash:
        name = re.split(r" \w+:|, ", rest, maxsplit=1)[0]
        yield f"/{name}"
        options = re.findall(r" (\w+):", rest)
        yield from (f"/{name} {option}" for option in options)
        if how and options:
            yield f"types /{name} {options[-1]}"


def test_every_sentence_is_said_once():
    sentences = [case.sentence for case in read_table()]
    assert len(sentences) == len(set(sentences)) > 60


def test_every_golden_text_belongs_to_a_case(update_golden: bool):
    """`make golden` removes those of cases that are no longer in the table."""
    if update_golden:
        for path in stale():
            path.unlink()
    assert stale() == []
    paths = [path_of(case) for case in read_table()]
    assert len(paths) == len(set(paths))
