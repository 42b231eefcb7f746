"""python -m bot reindex"""

import typer

from bot.cli.archive import count, step_aside, with_archive


def reindex() -> None:
    """Build the search index anew; a running bot goes on reading the old one meanwhile."""
    step_aside()
    done = with_archive(lambda archive: archive.index.rebuild())
    typer.echo(f"{count(done, 'entry', 'entries')} indexed")
