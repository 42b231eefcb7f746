"""Destinations in words."""

from storage.subscriptions.records import DestinationKind, Subscription


def describe_place(subscription: Subscription) -> str:
    """A destination in words, as seen by whoever may see it."""
    if subscription.target.kind is DestinationKind.DM:
        return "your direct messages"
    return f"<#{subscription.target.channel_id}>"
