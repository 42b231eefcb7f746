"""What bench-search measured, and the table of it."""

from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

ORDINARY = ("rare", "common (30 %)", "two words", "phrase", "mixed", "prefix")
COLUMNS = ("alone", "50 at once", "beside", "tantivy", "same job", "LIKE")


@dataclass
class Result:
    """What was measured of one archive."""

    entries: int
    bulk_per_second: int = 0
    serving_per_second: int = 0
    index_mb: float = 0.0
    classes: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)
    slash: dict[str, float] = field(default_factory=dict)  # /search on the wire


def show(result: Result) -> None:
    table = Table(
        title=f"{result.entries:,} entries, p50 / p99 in ms",
        caption=f"index {result.index_mb} MB; {result.bulk_per_second:,} entries a second come in at once,"
        f" {result.serving_per_second:,} while serving; /search on the wire {_cell(result.slash)}",
    )
    table.add_column("")
    for column in COLUMNS:
        table.add_column(column, justify="right")
    for name, row in result.classes.items():
        table.add_row(name, *(_cell(row.get(column)) for column in COLUMNS))
    Console(width=120).print(table)
    for rival in ("tantivy", "same job"):
        ratios = (f"{name} {row['alone']['p50'] / row[rival]['p50']:.1f}"
                  for name, row in result.classes.items() if name in ORDINARY)  # fmt: skip
        print(f"median against {rival}: {', '.join(ratios)}")


def _cell(times: dict[str, float] | None) -> str:
    return f"{times['p50']:.2f} / {times['p99']:.2f}" if times else ""
