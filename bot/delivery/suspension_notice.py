"""The direct message about suspended subscriptions."""

from collections.abc import Sequence

from bot.ui.markup import escape
from bot.ui.page import Page, trouble
from bot.ui.places import describe_place
from bot.ui.reasons import describe_reason
from storage.subscriptions.records import Subscription

SHOWN = 25


def render_suspended(suspended: Sequence[Subscription]) -> Page:
    """The notice to the person who subscribed these channels; sent once, by direct message."""
    where = describe_place(suspended[0]) if len(suspended) == 1 else f"{len(suspended)} channels"
    lines = [f"### ⏸️ No digests in {where} for now"]
    for subscription in suspended[:SHOWN]:
        reason = escape(describe_reason(subscription.suspension_reason))
        one = reason[:1].upper() + reason[1:]
        lines.append(f"{one}." if len(suspended) == 1 else f"{describe_place(subscription)}: {reason}")
    if len(suspended) > SHOWN:
        lines.append(f"-# and {len(suspended) - SHOWN} more")
    lines.append("Once that is put right they come again by themselves, the ones that waited too.")
    lines.append("-# `/unsubscribe` ends it for good.")
    return trouble("\n".join(lines))
