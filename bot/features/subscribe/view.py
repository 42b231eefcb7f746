"""Answers about subscriptions."""

from datetime import datetime
from typing import Any

from discord import ui

from bot.features.subscribe.words import describe_late, describe_next, describe_settings, describe_when
from bot.ui import custom_ids
from bot.ui.custom_ids import Change, ChangeSubscription
from bot.ui.markup import escape, moment
from bot.ui.page import Page, button, notice
from bot.ui.places import describe_place
from bot.ui.reasons import describe_reason
from bot.ui.translations import _, ngettext
from storage.deliveries.outcomes import Outcome
from storage.records import DeliveryState
from storage.subscriptions.records import DestinationKind, Subscription


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
        describe_settings(subscription),
        f"-# {describe_next(subscription.when, now)} {late}",
    ]
    if subscription.is_paused:
        lines[-1] = "-# ⏸️ " + _("Paused. *Resume* lets the next issue come again.")
    return notice("\n".join(lines), _offers(subscription, offer_latest=offer_latest))


def _offers(subscription: Subscription, *, offer_latest: bool) -> list[ui.Button[Any]]:
    """What may be done next: the latest issue at once, and of a channel a test."""
    offers = []
    if offer_latest:
        custom_id = custom_ids.SendLatest(subscription.target.channel_id).build()
        offers.append(button(_("Send the latest issue now"), custom_id, primary=True))
    if subscription.target.kind is DestinationKind.CHANNEL:
        offers += [
            button(_("Send a test"), ChangeSubscription(subscription.id, Change.TEST).build()),
            button(_("Edit"), ChangeSubscription(subscription.id, Change.EDIT).build()),
        ]
    elif subscription.is_paused:
        offers.append(button(_("Resume"), custom_ids.ResumeOwn().build(), primary=True))
    return offers


def render_already(subscription: Subscription, now: datetime) -> Page:
    """Said to a reader who subscribes once more, from a digest."""
    comes = _("You get it by direct message already, **{when}**.").format(when=describe_when(subscription.when))
    lines = ["### 📬 " + _("Subscribed"), comes]
    if subscription.when is not None:
        lines.append(describe_next(subscription.when, now))
    lines.append("-# " + _("`/subscriptions` changes it."))
    return notice("\n".join(lines), [button(_("Stop"), custom_ids.StopOwn().build())])


def render_own_paused() -> Page:
    """Said to a reader who paused the digests in their direct messages."""
    sentence = _("No digest comes to your direct messages until you resume them. Nothing else was changed.")
    lines = ["### ⏸️ " + _("Paused"), sentence]
    return notice("\n".join(lines), [button(_("Resume"), custom_ids.ResumeOwn().build(), primary=True)])


def render_own_resumed(subscription: Subscription, now: datetime) -> Page:
    """Said to a reader who resumed them."""
    comes = _("The digest comes to your direct messages again, **{when}**.")
    lines = [
        "### ▶️ " + _("Resumed"),
        comes.format(when=describe_when(subscription.when)),
        f"-# {describe_next(subscription.when, now)}",
    ]
    return notice("\n".join(lines))


def render_no_own() -> Page:
    """Said to a reader who pauses or ends what has ended."""
    sentence = _("No digest comes to your direct messages any more. One press brings them back.")
    return notice(sentence, [button(_("Get it by DM"), custom_ids.GetByDirectMessage().build(), primary=True)])


def render_unsubscribed(place: str, *, is_own: bool = False) -> Page:
    """`place` in words, Markdown of our own. `is_own`: the reader's own direct messages, with a way back."""
    sentence = _("No more digests come to {place}. `/subscribe` brings them back.").format(place=place)
    back = [button(_("Get it by DM"), custom_ids.GetByDirectMessage().build())] if is_own else []
    return notice("\n".join(["### 📪 " + _("Unsubscribed"), sentence]), back)


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


def describe_offer(outcome: Outcome | None, subscription: Subscription, now: datetime) -> str:
    """What became of the latest issue that somebody asked for."""
    if subscription.is_paused and (outcome is None or outcome.state is not DeliveryState.SENT):
        return "⏸️ " + _("Nothing is sent while it is paused. `/subscriptions` resumes it.")
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


def describe_test(outcome: Outcome, subscription: Subscription) -> str:
    """Why a test has not arrived; "" where it has, or where nothing is known against it."""
    reason = outcome.reason or (None if subscription.is_paused else subscription.suspension_reason)
    if outcome.state is DeliveryState.SENT or reason is None:
        return ""
    if outcome.state in (DeliveryState.REFUSED, DeliveryState.SKIPPED):
        sentence = _("The test could not be posted: {reason}.")
    else:
        sentence = _("The test is not there yet: {reason}. It is sent as soon as that is possible.")
    return "🧪 " + sentence.format(reason=escape(describe_reason(reason)))
