"""Destinations in words."""

from bot.ui.translations import _
from storage.subscriptions.records import DestinationKind, Subscription


def describe_place(subscription: Subscription) -> str:
    """A target in words, as seen by whoever may see it."""
    if subscription.target.kind is DestinationKind.DM:
        return _("your direct messages")
    return f"<#{subscription.target.channel_id}>"
