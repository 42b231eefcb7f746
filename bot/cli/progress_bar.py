"""A progress bar for ingesting many documents, with problems printed above it."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from bot.cli.archive import count
from bot.cli.terminal import styled
from bot.ingest.documents import Report
from newsletter.model import ParsedIssue

MIN_DOCUMENTS = 20
"""Documents from which on a progress bar is shown on a terminal."""


@dataclass(slots=True)
class ProgressBar:
    """Shows two phases, reading and saving, one at a time."""

    documents: int
    progress: Progress
    warnings: int = 0
    doubtful: int = 0  # issues with warnings
    began: float = field(default_factory=time.monotonic)
    _lap: TaskID = field(init=False)
    _lap_began: float = field(init=False)

    def __post_init__(self) -> None:
        self._begin("Reading", self.documents)

    def read(self, content: ParsedIssue | None) -> None:
        """Count a document that was read; None where it is not an issue."""
        self.warnings += len(content.warnings) if content else 0
        self.doubtful += bool(content and content.warnings)
        self._advance()

    def begin_saving(self, issues: int) -> None:
        """Start the second phase."""
        self.progress.remove_task(self._lap)
        self._begin("Saving", issues)

    def saved(self, report: Report) -> None:
        """Count a saved issue, or print the problem of a document above the bar."""
        if report.problem is None:
            self._advance()
        else:
            self.progress.console.print(styled(describe_problem(report), "yellow"))

    def end(self, reports: list[Report]) -> str:
        """A summary of what was saved, with the rate."""
        seconds = time.monotonic() - self.began
        done = [report.saved.status.value for report in reports if report.saved]
        parts = [f"{done.count(word)} {word}" for word in ("new", "changed", "unchanged") if word in done]
        left_out = sum(report.problem is not None for report in reports)
        parts += [f"{count(left_out, 'document is', 'documents are')} no issue"] if left_out else []
        lines = [f"{', '.join(parts) or 'nothing'}; {seconds:.1f} s, {len(reports) / seconds:.0f} documents a second"]
        if self.warnings:
            told = f"{count(self.warnings, 'warning', 'warnings')} in {count(self.doubtful, 'issue', 'issues')}"
            lines.append(f"{told}: python -m bot check FILE lists those of a file")
        return "\n".join(lines)

    def _begin(self, name: str, total: int) -> None:
        self._lap_began = time.monotonic()
        self._lap = self.progress.add_task(name, total=total, told="")

    def _advance(self) -> None:
        task = next(each for each in self.progress.tasks if each.id == self._lap)
        done = task.completed + 1
        rate = done / max(time.monotonic() - self._lap_began, 1e-9)
        left = ((task.total or done) - done) / rate
        told = [f"{rate:.0f}/s", f"{left:.0f} s left" if left < 100 else f"{left / 60:.0f} min left"]
        told += [count(self.warnings, "warning", "warnings")] if self.warnings else []
        self.progress.update(self._lap, advance=1, told=" · ".join(told))


def describe_problem(report: Report) -> str:
    """A line for a document that could not be used."""
    problem, name = report.problem or "", report.document.name
    told = problem if problem.startswith(name) else f"{name}: {problem}"
    return f"{'failed' if report.failed else 'skipped':9} {told}"


@contextmanager
def show_progress_bar(documents: int) -> Iterator[ProgressBar | None]:
    """A progress bar on stderr; None for few documents or without a terminal."""
    if documents < MIN_DOCUMENTS or not sys.stderr.isatty():
        yield None
        return
    columns = (
        TextColumn("{task.description:8}"),
        BarColumn(complete_style="cyan", finished_style="cyan"),
        TextColumn("{task.completed:.0f} of {task.total:.0f}"),
        TextColumn("[dim]{task.fields[told]}"),
    )
    with Progress(*columns, console=Console(stderr=True, highlight=False), transient=True) as progress:
        yield ProgressBar(documents, progress)
