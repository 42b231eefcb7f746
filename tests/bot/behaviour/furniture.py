"""What both stages begin with beside the two issues of every test: a long issue, files to import, a long history."""

from datetime import UTC, datetime

from bot.client import Paperboy
from demo.world import ISSUES
from storage.subscriptions.records import DestinationKind, NewSubscription, Target
from tests.samples import make_entry, make_issue

LONG = make_issue(5, *(make_entry(f"Needle {n:02}", f"2501.{n:05}", summary="Words. " * 60) for n in range(1, 24)))

FILES = {
    # Of a year that no test sees: the preview of an issue depends on whether its day has come.
    "week.md": sorted(ISSUES.glob("*.md"))[-1].read_bytes().replace(b"2026", b"2099"),
    "letter.md": b"Dear reader, this is a letter.",
}


async def fill_history(bot: Paperboy, guild_id: int, channel_id: int) -> None:
    """The digests of eleven weeks went to a channel."""
    archive, now = bot.archive, datetime.now(UTC)
    target = Target(DestinationKind.CHANNEL, channel_id, guild_id, bot.user.id)  # type: ignore[union-attr]
    await archive.subscriptions.add(NewSubscription(target, None), now)
    for week in range(9, 20):
        await archive.issues.save(make_issue(week), now, deliver=True)
        await bot.dispatcher.tick()
