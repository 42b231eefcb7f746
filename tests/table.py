"""Rows that tests add to the table at the end of a run, also over the workers of xdist."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

KEY = "table row"


def add_row(
    record_property: Callable[[str, object], None], document: str, form: str, found: Mapping[str, tuple[int, int]]
) -> None:
    """A row: how much of each thing of a document is right, of how many."""
    record_property(KEY, [document, form, {name: list(pair) for name, pair in found.items()}])


def write_table(terminalreporter: pytest.TerminalReporter) -> None:
    """The table, in the process that has the terminal."""
    done = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    if lines := _render(report for report in done if getattr(report, "when", "") == "call"):
        terminalreporter.section("documents: right / expected")
        for line in lines:
            terminalreporter.write_line(line)


def _render(reports: Iterable[Any]) -> list[str]:
    """The table as lines; none where no test added a row."""
    rows = sorted((value for report in reports for name, value in report.user_properties if name == KEY), key=str)
    if not rows:
        return []
    names = list(rows[0][2])
    lines = [f"{'document':10} {'read as':16}" + "".join(f"{name:>12}" for name in names)]
    for document, form, found in rows:
        cells = (f"{right}/{number}" for right, number in (found[name] for name in names))
        lines.append(f"{document:10} {form:16}" + "".join(f"{cell:>12}" for cell in cells))
    return lines
