"""python -m bot resume"""

from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.cli.archive import count, with_archive
from bot.cli.terminal import echo
from bot.ui.reasons import describe_reason
from storage.archive import Archive
from storage.deliveries.history import DeliveryRecord
from storage.facts import RESUMED


def resume(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would go out.")] = False,
) -> None:
    """Let delivery go on: after a restore from a backup, or of an issue that Discord refused everywhere."""

    async def work(archive: Archive) -> tuple[str | None, tuple[DeliveryRecord, ...]]:
        held, waiting = await archive.generation.why_held(), await archive.history.waiting()
        if held and not dry_run:
            await archive.generation.accept(datetime.now(UTC))
        if not dry_run:
            await archive.facts.put(RESUMED, datetime.now(UTC).isoformat())  # issues that stand still go on
        return held, waiting

    held, waiting = with_archive(work)
    for record in waiting:
        place = f"channel {record.target.channel_id}" if record.target.guild_id else f"reader {record.target.user_id}"
        why = f": {describe_reason(record.reason)}" if record.reason else ""
        echo(f"{record.issue.title} → {place}, due {record.due_at:%Y-%m-%d %H:%M} UTC{why}")
    waits = count(len(waiting), "delivery waits", "deliveries wait")
    if not held:
        echo(f"Delivery is not held; {waits}.")
    elif dry_run:
        echo(f"Delivery is held after a restore; {waits} as listed.\n{held}")
    else:
        echo(f"Delivery goes on; {waits}, each is looked up in its channel before it is sent.")
