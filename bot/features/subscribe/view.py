"""Answers about subscriptions."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.ui import custom_ids
from bot.ui.markup import escape, moment
from bot.ui.page import Page, button, notice
from bot.ui.places import describe_place
from bot.ui.reasons import describe_reason
from bot.ui.translations import _, ngettext
from newsletter.schedule.weekly import LATE, Weekly, next_slot
from newsletter.schedule.zones import UnknownZoneError
from storage.deliveries.outcomes import Outcome
from storage.reasons import Reason, ReasonCode
from storage.records import DeliveryState
from storage.subscriptions.records import Subscription

SHOWN = 25


def describe_when(when: Weekly | None) -> str:
    """A schedule in words."""
    if when is None:
        return _("as soon as it is out")
    words = _("every {day} at {time} ({zone})")
    return words.format(day=_(when.day.label), time=f"{when.time:%H:%M}", zone=when.zone)


def describe_late(late: timedelta | None) -> str:
    """How late a digest may come, in words."""
    if late is None:
        return _("however late")
    return ngettext("up to a day late", "up to {days} days late", late.days).format(days=late.days)


def render_subscribed(subscription: Subscription, now: datetime, *, created: bool, offer_latest: bool) -> Page:
    """The confirmation, with the offer to have the latest issue at once where there is one."""
    place = describe_place(subscription)
    comes = (
        _("The digest will come to {place} **{when}**.")
        if created
        else _("The digest now comes to {place} **{when}**.")
    )
    late = _("If something holds it up, it still comes, {late}.").format(late=describe_late(subscription.late))
    lines = [
        "### 📬 " + _("Subscribed"),
        comes.format(place=place, when=describe_when(subscription.when)),
        f"-# {_first(subscription, now)} {late}",
    ]
    if not offer_latest:
        return notice("\n".join(lines))
    custom_id = custom_ids.SendLatest(subscription.target.channel_id).build()
    return notice("\n".join(lines), [button(_("Send the latest issue now"), custom_id, primary=True)])


def describe_offer(outcome: Outcome | None, subscription: Subscription, now: datetime) -> str:
    """What became of the latest issue that somebody asked for."""
    on_its_way = "📬 " + _("The latest issue is there already, or on its way.")
    if outcome is None or outcome.state is DeliveryState.SENT:
        return on_its_way
    if outcome.state in (DeliveryState.REFUSED, DeliveryState.SKIPPED):
        refused = _("The latest issue could not be posted: {reason}.")
        return refused.format(reason=escape(describe_reason(outcome.reason)))
    if outcome.due_at > now:
        return "📬 " + _("The latest issue comes {time}.").format(time=moment(outcome.due_at))
    reason = subscription.suspension_reason or outcome.reason
    if reason:
        waits = _("The latest issue is not there yet: {reason}. It is sent as soon as that is possible.")
        return waits.format(reason=escape(describe_reason(reason)))
    return on_its_way


def render_unsubscribed(place: str) -> Page:
    """`place` in words, Markdown of our own."""
    sentence = _("No more digests come to {place}. `/subscribe` brings them back.").format(place=place)
    return notice("\n".join(["### 📪 " + _("Unsubscribed"), sentence]))


def render_subscriptions(
    own: Subscription | None, server: Sequence[Subscription] | None, now: datetime, *, restorable: int = 0
) -> Page:
    """What somebody gets, and what the server's channels get (None: not for this person to see).

    `restorable` is how many subscriptions the server had when it removed the bot.
    """
    lines = ["### ✉️ " + _("Your direct messages")]
    if own:
        lines += [_("The digest comes {when}").format(when=_timing(own)), *_remarks(own, now)]
    else:
        lines.append(_("None. `/subscribe` sends you each digest by direct message."))
    if server is not None:
        lines += ["### 🗞️ " + _("This server's channels"), *_list_channels(server, now)]
    if own or server:
        usual = _("What something holds up still comes, {late} where nothing else is said.")
        lines.append("\n-# " + usual.format(late=describe_late(LATE)))
    if not restorable:
        return notice("\n".join(lines))
    lost = ngettext(
        "Before the bot was removed from this server, there was {number} more.",
        "Before the bot was removed from this server, there were {number} more.",
        restorable,
    )
    lines.append("-# " + lost.format(number=restorable))
    return notice("\n".join(lines), [button(_("Bring them back"), custom_ids.Restore().build(), primary=True)])


def render_restored(number: int) -> Page:
    """Said in the place of the offer."""
    if not number:
        return notice(_("There is nothing left to bring back."))
    sentence = ngettext(
        "{number} channel gets the digest again, beginning with the next issue.",
        "{number} channels get the digest again, beginning with the next issue.",
        number,
    )
    return notice("\n".join(["### 📬 " + _("Welcome back"), sentence.format(number=number)]))


def _list_channels(server: Sequence[Subscription], now: datetime) -> Iterator[str]:
    """Lines on the subscriptions of a server's channels."""
    if not server:
        yield _("None. `/subscribe channel:` posts each digest in a channel.")
    for subscription in server[:SHOWN]:
        yield f"- {describe_place(subscription)} · {_timing(subscription)}"
        yield from _remarks(subscription, now)
    if len(server) > SHOWN:
        yield "-# " + _("and {number} more").format(number=len(server) - SHOWN)


def _timing(subscription: Subscription) -> str:
    """When a digest comes, and how late it may come where that is unusual."""
    text = f"**{describe_when(subscription.when)}**"
    return text if subscription.late == LATE else f"{text}, {describe_late(subscription.late)}"


def _remarks(subscription: Subscription, now: datetime) -> Iterator[str]:
    """The line below a subscription, if any: why it is paused, or when the next digest comes."""
    if subscription.suspended:
        reason = escape(describe_reason(subscription.suspension_reason))
        yield "-# ⏸️ " + _("Paused: {reason}").format(reason=reason)
    elif subscription.when:
        yield f"-# {_first(subscription, now)}"


def _first(subscription: Subscription, now: datetime) -> str:
    if subscription.when is None:
        return _("It starts with the next issue.")
    try:
        slot = next_slot(subscription.when, now)
    except UnknownZoneError:
        reason = Reason(ReasonCode.UNKNOWN_ZONE, {"zone": subscription.when.zone})
        return "⏸️ " + _("Paused: {reason}.").format(reason=escape(describe_reason(reason)))
    return _("Next time: {time}, if there is a new issue.").format(time=moment(slot))
