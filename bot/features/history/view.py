"""What went where and when, and why not; and what a reader missed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import discord
from discord import ui

from bot.ui import custom_ids
from bot.ui.limits import MESSAGE_TEXT, OPTION_LABEL, SELECT_OPTIONS
from bot.ui.markup import clip, escape, fit, moment, plain
from bot.ui.page import Page, Space, notice, spread, turn_buttons
from bot.ui.reasons import describe_reason
from bot.ui.translations import _
from storage.deliveries.history import DeliveryRecord
from storage.records import DeliveryState
from storage.subscriptions.records import DestinationKind

PAGE = 8
MINE = custom_ids.OWN

_SYMBOLS = {
    DeliveryState.QUEUED: "🕓",
    DeliveryState.SENDING: "📨",
    DeliveryState.UNKNOWN: "🔎",
    DeliveryState.SENT: "✅",
    DeliveryState.REFUSED: "⛔",
    DeliveryState.SKIPPED: "⏭️",
}


def render_history(records: Sequence[DeliveryRecord], whose: str, now: datetime, page: int = 0) -> Page:
    """A page of deliveries, newest first; `records` may hold one more than a page to tell that there is another."""
    heading = "### 🗞️ " + (_("Digests by direct message") if whose == MINE else _("Digests in this server's channels"))
    if not records:
        return notice("\n".join([heading, _("None yet. `/subscribe` brings the next issue.")]))
    lines = [fit(_line(record, now), MESSAGE_TEXT // (PAGE + 1)) for record in records[:PAGE]]
    turns = turn_buttons(
        custom_ids.TurnHistory(whose, max(0, page - 1)).build(),
        custom_ids.TurnHistory(whose, page + 1).build(),
        page,
        page + 1 + (len(records) > PAGE),
    )
    return Page([heading, Space.RULE, *spread(lines, Space.GAP)], [turns])


def render_inbox(missed: Sequence[DeliveryRecord]) -> Page:
    """Issues that did not reach a reader, to be opened here."""
    issues = {record.issue.id: record.issue for record in missed}
    if not issues:
        return notice("\n".join(["### 📭 " + _("Nothing missed"), _("Every issue you subscribed to has reached you.")]))
    options = [
        discord.SelectOption(label=clip(plain(issue.title) or "…", OPTION_LABEL), value=str(issue.id))
        for issue in list(issues.values())[:SELECT_OPTIONS]
    ]
    select: ui.Select[Any] = ui.Select(
        custom_id=custom_ids.OpenIssue().build(), placeholder=_("Open an issue …"), options=options
    )
    reason = next((record.reason for record in missed if record.reason), None)
    if reason:
        why = _("These issues could not be brought to your direct messages: {reason}.")
        why = why.format(reason=escape(describe_reason(reason)))
    else:
        why = _("These issues could not be brought to your direct messages.")
    lines = ["### 📬 " + _("Waiting for you"), why, "-# " + _("They are tried again now that you are here.")]
    return notice("\n".join(lines), [select])


def _line(record: DeliveryRecord, now: datetime) -> str:
    """What went where, and below it, smaller, when, or why not."""
    what = f"{_SYMBOLS[record.state]} **{escape(clip(record.issue.title, 80))}**"
    if record.is_test:
        what += " · " + _("test")
    if record.target.kind is DestinationKind.CHANNEL:
        what += f" · <#{record.target.channel_id}>"
    return f"{what}\n-# {_outcome(record, now)}"


def _outcome(record: DeliveryRecord, now: datetime) -> str:
    reason = escape(clip(describe_reason(record.reason), 160)) if record.reason else ""
    if record.state is DeliveryState.SENT and record.finished_at:
        posted = _("Posted {time}").format(time=moment(record.finished_at, "f"))
        if record.message_id:
            words = _("open it")
            posted += f" · [{words}]({_address(record)})"
        return f"{posted} · {reason}" if reason else posted
    if not record.finished_at and record.state is not DeliveryState.UNKNOWN and record.due_at > now:
        time, left = moment(record.due_at, "F"), moment(record.due_at, "R")
        return _("Comes {time}, {left}").format(time=time, left=left)
    outcome = _unsent(record)
    return _("{outcome}: {reason}").format(outcome=outcome, reason=reason) if reason else outcome


def _unsent(record: DeliveryRecord) -> str:
    """What became of a digest that was not posted, or why it is still due."""
    if record.finished_at:
        skipped = record.state is DeliveryState.SKIPPED
        return (_("Skipped {time}") if skipped else _("Refused {time}")).format(time=moment(record.finished_at, "f"))
    if record.state is DeliveryState.UNKNOWN:
        sentence = _("May have arrived, is being looked up; was due {time}")
    else:
        sentence = _("Waits since {time}")
    return sentence.format(time=moment(record.due_at, "f"))


def _address(record: DeliveryRecord) -> str:
    guild = record.target.guild_id or "@me"
    return f"https://discord.com/channels/{guild}/{record.channel_id}/{record.message_id}"
