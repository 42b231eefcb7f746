"""python -m bot sources"""

from datetime import datetime

from rich.console import Console
from rich.table import Table

from bot.cli.archive import read_sources, with_archive
from bot.cli.terminal import echo, styled
from sources.config import Source
from storage.archive import Archive
from storage.sources import SourceState


def sources() -> None:
    """Show the sources of sources.toml: last read, problem, next poll."""
    catalog = read_sources()
    if not catalog.sources:
        echo("No sources: name them in sources.toml, see docs/sources.md.")
        return

    async def work(archive: Archive) -> list[SourceState]:
        return [await archive.sources.load(source.name, source.address) for source in catalog.sources]

    table = Table("source", "kind", "last read", "next look", "state", box=None, pad_edge=False)
    states = with_archive(work)
    for source, state in zip(catalog.sources, states, strict=True):
        table.add_row(
            styled(source.name),
            source.kind.value,
            _moment(state.read_at),
            _next(source, state),
            styled(_state(source, state), "red" if state.problem else "green" if state.read_at else ""),
        )
    console = Console(highlight=False, emoji=False, markup=False, soft_wrap=True)
    console.print(table)
    for state in states:
        if state.problem:  # below the table, since its columns would wrap the sentence
            console.print(f"{state.name}: {state.problem}")


def _state(source: Source, state: SourceState) -> str:
    if source.path is not None and not source.path.is_dir():
        return "the folder is not there"
    if state.problem:
        return "failed once" if state.failures == 1 else f"failed {state.failures} times in a row"
    if source.path is not None:
        return "watched while the bot runs"
    return f"ok, {len(state.items)} read" if state.read_at else "not looked at yet"


def _next(source: Source, state: SourceState) -> str:
    if source.path is not None and not state.problem:
        return "at each tick"
    return _moment(state.next_at) if state.next_at else "when the bot runs"


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "never"
