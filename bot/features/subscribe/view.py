"""Answers about subscriptions."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.ui import custom_ids
from bot.ui.markup import escape, moment
from bot.ui.page import Page, button, notice
from bot.ui.places import describe_place
from bot.ui.reasons import describe_reason
from newsletter.schedule.weekly import LATE, Weekly, next_slot
from newsletter.schedule.zones import UnknownZoneError
from storage.deliveries.outcomes import Outcome
from storage.reasons import Reason, ReasonCode
from storage.records import DeliveryState
from storage.subscriptions.records import Subscription

SHOWN = 25


def describe_when(when: Weekly | None) -> str:
    """A schedule in words."""
    return f"every {when.day.label} at {when.time:%H:%M} ({when.zone})" if when else "as soon as it is out"


def describe_late(late: timedelta | None) -> str:
    """How late a digest may come, in words."""
    if late is None:
        return "however late"
    return "up to a day late" if late.days == 1 else f"up to {late.days} days late"


def render_subscribed(subscription: Subscription, now: datetime, *, created: bool, offer_latest: bool) -> Page:
    """The confirmation, with the offer to have the latest issue at once where there is one."""
    place = describe_place(subscription)
    verb = "will come to" if created else "now comes to"
    text = (
        f"### 📬 Subscribed\nThe digest {verb} {place} **{describe_when(subscription.when)}**.\n"
        f"-# {_first(subscription, now)} If something holds it up, it still comes, {describe_late(subscription.late)}."
    )
    if not offer_latest:
        return notice(text)
    custom_id = custom_ids.SendLatest(subscription.target.channel_id).build()
    return notice(text, [button("Send the latest issue now", custom_id, primary=True)])


def describe_offer(outcome: Outcome | None, subscription: Subscription, now: datetime) -> str:
    """What became of the latest issue that somebody asked for."""
    if outcome is None or outcome.state is DeliveryState.SENT:
        return "📬 The latest issue is there already, or on its way."
    if outcome.state in (DeliveryState.REFUSED, DeliveryState.SKIPPED):
        return f"The latest issue could not be posted: {escape(describe_reason(outcome.reason))}."
    if outcome.due_at > now:
        return f"📬 The latest issue comes {moment(outcome.due_at)}."
    reason = subscription.suspension_reason or outcome.reason
    if reason:
        why = escape(describe_reason(reason))
        return f"The latest issue is not there yet: {why}. It is sent as soon as that is possible."
    return "📬 The latest issue is there already, or on its way."


def render_unsubscribed(place: str) -> Page:
    """`place` in words, Markdown of our own."""
    return notice(f"### 📪 Unsubscribed\nNo more digests come to {place}. `/subscribe` brings them back.")


def render_subscriptions(
    own: Subscription | None, server: Sequence[Subscription] | None, now: datetime, *, restorable: int = 0
) -> Page:
    """What somebody gets, and what the server's channels get (None: not for this person to see).

    `restorable` is how many subscriptions the server had when it removed the bot.
    """
    lines = ["### ✉️ Your direct messages"]
    lines.append(
        f"The digest comes {_line(own, now)}" if own else "None. `/subscribe` sends you each digest by direct message."
    )
    if server is not None:
        lines.append("### 🗞️ This server's channels")
        lines += [f"- {describe_place(s)} · {_line(s, now)}" for s in server[:SHOWN]]
        if not server:
            lines.append("None. `/subscribe channel:` posts each digest in a channel.")
        if len(server) > SHOWN:
            lines.append(f"-# and {len(server) - SHOWN} more")
    if own or server:
        lines.append(f"\n-# What something holds up still comes, {describe_late(LATE)} where nothing else is said.")
    if not restorable:
        return notice("\n".join(lines))
    lost = "there was 1 more" if restorable == 1 else f"there were {restorable} more"
    lines.append(f"-# Before the bot was removed from this server, {lost}.")
    return notice("\n".join(lines), [button("Bring them back", custom_ids.Restore().build(), primary=True)])


def render_restored(number: int) -> Page:
    """Said in the place of the offer."""
    if not number:
        return notice("There is nothing left to bring back.")
    channels = "1 channel gets" if number == 1 else f"{number} channels get"
    return notice(f"### 📬 Welcome back\n{channels} the digest again, beginning with the next issue.")


def _line(subscription: Subscription, now: datetime) -> str:
    text = f"**{describe_when(subscription.when)}**"
    if subscription.late != LATE:
        text += f", {describe_late(subscription.late)}"
    if subscription.suspended:
        return f"{text}\n-# ⏸️ Paused: {escape(describe_reason(subscription.suspension_reason))}"
    return f"{text}\n-# {_first(subscription, now)}" if subscription.when else text


def _first(subscription: Subscription, now: datetime) -> str:
    if subscription.when is None:
        return "It starts with the next issue."
    try:
        slot = next_slot(subscription.when, now)
    except UnknownZoneError:
        reason = Reason(ReasonCode.UNKNOWN_ZONE, {"zone": subscription.when.zone})
        return f"⏸️ Paused: {escape(describe_reason(reason))}."
    return f"Next time: {moment(slot)}, if there is a new issue."
