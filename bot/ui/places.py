"""Destinations in words."""

from bot.ui.translations import _
from storage.records import Subscription, SubscriptionKind


def describe_place(subscription: Subscription) -> str:
    """A target in words, as seen by whoever may see it."""
    if subscription.target.kind is SubscriptionKind.DM:
        return _("your direct messages")
    return f"<#{subscription.target.channel_id}>"
