"""Reads the table of cases."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("cases.md")


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, and the steps that show it."""

    ground: str
    sentence: str
    steps: tuple[str, ...]


def read_table() -> Iterator[Case]:
    """The cases, in order; prose between them is for people only."""
    ground, sentence, steps = "", "", list[str]()
    for line in [*TABLE.read_text(encoding="utf-8").splitlines(), "- "]:
        if line.startswith(("- ", "# ")) and steps:
            yield Case(ground, sentence, tuple(steps))
            steps = []
        if line.startswith("# "):
            ground = line.removeprefix("# ")
        elif line.startswith("- "):
            sentence = line.removeprefix("- ")
        elif line.startswith("      "):
            steps.append(line.strip())


def cases(ground: str) -> list[Case]:
    return [case for case in read_table() if case.ground == ground]
