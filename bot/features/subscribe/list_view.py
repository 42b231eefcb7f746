"""The list of subscriptions, with the controls of the one that is chosen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import discord
from discord import ui

from bot.features.subscribe.words import describe_late, describe_next, describe_settings, describe_when
from bot.ui import custom_ids
from bot.ui.custom_ids import Change, ChangeSubscription
from bot.ui.limits import OPTION_LABEL
from bot.ui.markup import clip, escape
from bot.ui.page import Page, Row, Space, button, notice
from bot.ui.places import describe_place
from bot.ui.reasons import describe_reason
from bot.ui.translations import _, ngettext
from newsletter.schedule.weekly import LATE
from storage.subscriptions.records import Subscription

SHOWN = 24
"""Of a server's channels. With the person's own they fit into one select."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What one person may see and change."""

    own: Subscription | None
    server: Sequence[Subscription] | None  # of the channels; None: not for this person to see
    names: Mapping[int, str]  # of the channels, by subscription
    chosen_id: int | None = None
    restorable: int = 0  # subscriptions that the server had when it removed the bot
    done: str | None = None  # what was just done, trusted Markdown

    @property
    def offered(self) -> list[Subscription]:
        return [*([self.own] if self.own else []), *(self.server or ())[:SHOWN]]

    @property
    def chosen(self) -> Subscription | None:
        """The only one there is chosen without a choice."""
        offered = self.offered
        if len(offered) == 1:
            return offered[0]
        return next((one for one in offered if one.id == self.chosen_id), None)


def render_list(listing: Listing, now: datetime) -> Page:
    """What somebody gets, and what the server's channels get, with what can be done."""
    lines = [listing.done, ""] if listing.done else []
    lines.append("### ✉️ " + _("Your direct messages"))
    if listing.own:
        lines += [_("The digest comes {when}").format(when=_timing(listing.own)), *_remarks(listing.own, now)]
    else:
        lines.append(_("None. `/subscribe` sends you each digest by direct message."))
    if listing.server is not None:
        lines += ["### 🗞️ " + _("This server's channels"), *_list_channels(listing.server, now)]
    if listing.offered:
        usual = _("What something holds up still comes, {late} where nothing else is said.")
        lines.append("\n-# " + usual.format(late=describe_late(LATE)))
    if listing.restorable:
        lines.append("-# " + _remember(listing.restorable))
    rows = [[button(_("Bring them back"), custom_ids.Restore().build(), primary=True)]] if listing.restorable else []
    if listing.chosen is None:
        return notice("\n".join(lines), *_choice(listing), *rows)
    chosen = listing.chosen
    about = f"**{describe_place(chosen)[:1].upper()}{describe_place(chosen)[1:]}** · {describe_settings(chosen)}"
    return Page(["\n".join(lines), Space.RULE, *_choice(listing), about, _buttons(chosen), *rows])


def _choice(listing: Listing) -> list[Row]:
    """The select of subscriptions, where there is a choice."""
    if len(listing.offered) < 2:
        return []
    options = []
    for one in listing.offered:
        name = _("Your direct messages") if one is listing.own else listing.names[one.id]
        state = _("paused") if one.is_paused or one.suspended else describe_when(one.when)
        options.append(
            discord.SelectOption(
                label=clip(name, OPTION_LABEL),
                description=clip(state, OPTION_LABEL),
                value=str(one.id),
                default=one is listing.chosen,
            )
        )
    custom_id, placeholder = custom_ids.ChooseSubscription().build(), _("Change one …")
    return [[ui.Select(custom_id=custom_id, options=options, placeholder=placeholder)]]


def _buttons(chosen: Subscription) -> list[ui.Button[Any]]:
    is_stopped = chosen.is_paused or chosen.suspended
    labelled = [
        (_("Edit"), Change.EDIT),
        (_("Resume"), Change.RESUME) if is_stopped else (_("Pause"), Change.PAUSE),
        (_("Test"), Change.TEST),
        (_("Stop"), Change.STOP),
    ]
    buttons = [
        button(label, ChangeSubscription(chosen.id, change).build(), primary=change is Change.RESUME)
        for label, change in labelled
    ]
    buttons[-1].style = discord.ButtonStyle.danger
    return buttons


def _remember(restorable: int) -> str:
    lost = ngettext(
        "Before the bot was removed from this server, there was {number} more.",
        "Before the bot was removed from this server, there were {number} more.",
        restorable,
    )
    return lost.format(number=restorable)


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
    if subscription.is_paused:
        yield "-# ⏸️ " + _("Paused. *Resume* lets the next issue come again.")
    elif subscription.suspended:
        reason = escape(describe_reason(subscription.suspension_reason))
        yield "-# ⏸️ " + _("Paused: {reason}").format(reason=reason)
    elif subscription.when:
        yield f"-# {describe_next(subscription.when, now)}"
