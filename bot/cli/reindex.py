"""python -m bot reindex"""

from bot.cli.archive import count, with_archive
from bot.cli.terminal import echo
from bot.process.priority import freeze_objects, lower_priority


def reindex() -> None:
    """Rebuild the search index; a running bot uses the old one meanwhile."""
    lower_priority()
    freeze_objects()
    done = with_archive(lambda archive: archive.index.rebuild())
    echo(f"{count(done, 'entry', 'entries')} indexed")
