"""The direct message about suspended subscriptions."""

from collections.abc import Sequence

from bot.ui.markup import escape
from bot.ui.page import Page, trouble
from bot.ui.places import describe_place
from storage.records import Subscription

SHOWN = 25


def render_paused(paused: Sequence[Subscription]) -> Page:
    """Told once to who subscribed these channels, by direct message."""
    where = describe_place(paused[0]) if len(paused) == 1 else f"{len(paused)} channels"
    lines = [f"### ⏸️ No digests in {where} for now"]
    for subscription in paused[:SHOWN]:
        reason = escape(subscription.reason or "no reason is known")
        one = reason[:1].upper() + reason[1:]
        lines.append(f"{one}." if len(paused) == 1 else f"{describe_place(subscription)}: {reason}")
    if len(paused) > SHOWN:
        lines.append(f"-# and {len(paused) - SHOWN} more")
    lines.append("Once that is put right they come again by themselves, the ones that waited too.")
    lines.append("-# `/unsubscribe` ends it for good.")
    return trouble("\n".join(lines))
