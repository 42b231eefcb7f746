"""python -m bot reindex"""

from bot.cli.archive import count, with_archive
from bot.cli.terminal import echo
from bot.process.priority import settle, step_aside


def reindex() -> None:
    """Build the search index anew; a running bot goes on reading the old one meanwhile."""
    step_aside()
    settle()
    done = with_archive(lambda archive: archive.index.rebuild())
    echo(f"{count(done, 'entry', 'entries')} indexed")
