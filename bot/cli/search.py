"""python -m bot search"""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.padding import Padding

from bot.cli.archive import with_archive
from bot.cli.terminal import echo_json, styled
from newsletter.search.query import read_query
from storage.archive import Archive
from storage.records import Found, Hit


def search(
    text: str,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 10,
    as_list: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> None:
    """Search the archive by words in any language, or by arXiv id."""

    async def work(archive: Archive) -> Found:
        if await archive.index.is_stale():
            await archive.index.rebuild()
        return await archive.papers.search(read_query(text), limit=limit)

    found = with_archive(work)
    if as_list:
        echo_json([_as_json(hit) for hit in found.hits])
    else:
        _print(found)


def _print(found: Found) -> None:
    console = Console(highlight=False, emoji=False, markup=False)
    console.print(f"{found.total} found" if found.total else "Nothing found: try fewer or shorter words.")
    for hit in found.hits:
        console.print(styled(hit.entry.label, "bold"))
        facts = " · ".join(filter(None, (hit.title, hit.issue.title)))
        console.print(Padding(styled(facts, "dim"), (0, 0, 0, 2), expand=False))
        if hit.entry.url:
            console.print(Padding(styled(hit.entry.url, "cyan"), (0, 0, 0, 2), expand=False))


def _as_json(hit: Hit) -> dict[str, Any]:
    """One hit in the stable form that docs/formats.md describes."""
    return {
        "arxiv_id": hit.entry.arxiv_id,
        "headline": hit.entry.headline,
        "title": hit.title,
        "issue": hit.issue.title,
        "section": hit.section.value,
        "url": hit.entry.url,
        "score": hit.score,
    }
