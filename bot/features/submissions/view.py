"""The preview of an issue that an owner gave to the bot, and what was decided on it."""

from datetime import datetime

from bot.digest.entry import headline
from bot.ingest.preflight import Preflight
from bot.ui import custom_ids
from bot.ui.limits import MESSAGE_TEXT
from bot.ui.markup import clip, escape, fit, moment
from bot.ui.page import Page, Row, Space, button, notice, spread
from bot.ui.phrases import SYMBOLS
from storage.records import SaveStatus
from storage.submissions import UNDO_WINDOW, Submission, SubmissionState

SHOWN_WARNINGS = 12
SHOWN_SLOTS = 5
SHOWN_ENTRIES = 12
SHOWN_LINK = 80


def render_preflight(name: str, found: Preflight, submission_id: int) -> Page:
    """Entries by section, warnings, to how many it goes and when, and the buttons that decide."""
    issue = found.content.issue
    head = f"## Preview: {escape(clip(issue.title, 150))}\n-# {escape(clip(name, 100))} · nothing is sent yet"
    blocks = [head, _goes(found), fit(_warnings(found), MESSAGE_TEXT // 3), fit(_sections(found), MESSAGE_TEXT // 3)]
    return Page(spread(blocks, Space.GAP), [_buttons(submission_id, SubmissionState.OPEN)])


def render_decided(found: Submission) -> Page:
    """What became of an import, with what can still be decided."""
    name = escape(clip(found.name, 100))
    if found.state is SubmissionState.APPROVED and found.publish_at:
        text = (
            f"### ✅ Approved\n{name} is published {moment(found.publish_at, 'R')}. "
            f"For {int(UNDO_WINDOW.total_seconds() // 60)} minutes that can be undone."
        )
    else:
        text = {
            SubmissionState.HELD: f"### ⏸️ Held\n{name} waits for your approval; `/issues held` shows it again.",
            SubmissionState.DROPPED: f"### 🗑️ Thrown away\n{name} was not imported, nothing was sent.",
            SubmissionState.PUBLISHED: f"### 📬 Published\n{name}: {escape(found.outcome or 'done')}.",
        }.get(found.state, f"### Preview\n{name} waits for your decision.")
    return notice(text, _buttons(found.id, found.state))


def render_held(held: tuple[Submission, ...]) -> Page:
    """What waits for an approval, the oldest first; at most five with buttons of their own."""
    if not held:
        return notice("Nothing is held. `/issues import` brings an issue in.")
    lines = [
        f"{n}. {escape(clip(each.name, 100))}, since {moment(each.created_at, 'R')}" for n, each in enumerate(held, 1)
    ]
    rows: list[Row] = [
        [
            button(f"Approve {n}", custom_ids.decide_import(each.id, "approve"), primary=True),
            button(f"Throw away {n}", custom_ids.decide_import(each.id, "drop")),
        ]
        for n, each in enumerate(held[:5], start=1)
    ]
    return notice("\n".join(["### ⏸️ Held issues", *lines[:25]]), *rows)


def _buttons(submission_id: int, state: SubmissionState) -> Row:
    approve = button("Approve", custom_ids.decide_import(submission_id, "approve"), primary=True)
    hold = button("Hold", custom_ids.decide_import(submission_id, "hold"))
    undo = button("Undo", custom_ids.decide_import(submission_id, "undo"), primary=True)
    drop = button("Throw away", custom_ids.decide_import(submission_id, "drop"))
    return {
        SubmissionState.OPEN: [approve, hold, drop],
        SubmissionState.HELD: [approve, drop],
        SubmissionState.APPROVED: [undo, drop],
    }.get(state, [])


def _sections(found: Preflight) -> str:
    lines = []
    for section in found.content.issue.sections:
        lines.append(f"### {SYMBOLS[section.kind]} {escape(clip(section.title, 80))} · {len(section.entries)}")
        lines += [f"- {headline(entry, 60, SHOWN_LINK)}" for entry in section.entries[:SHOWN_ENTRIES]]
    return "\n".join(lines)


def _warnings(found: Preflight) -> str:
    if not found.warnings:
        return "✅ No warnings."
    number = len(found.warnings)
    lines = [f"### ⚠️ {number} {'warning' if number == 1 else 'warnings'}"]
    lines += [f"- **line {each.line}** · {escape(clip(each.text, 160))}" for each in found.warnings[:SHOWN_WARNINGS]]
    if number > SHOWN_WARNINGS:
        lines.append(f"-# and {number - SHOWN_WARNINGS} more; `python -m bot check` lists all")
    return "\n".join(lines)


def _goes(found: Preflight) -> str:
    if found.status is SaveStatus.UNCHANGED:
        return "The archive has this issue already, just as it is."
    if found.status is SaveStatus.CHANGED:
        return "The archive has this issue already: it is corrected in place and not posted again."
    if not found.is_news:
        return "This issue is older than the newest one: it is archived and not posted."
    if not found.slots:
        return "This issue is news, but nobody has subscribed."
    places = "1 place" if found.readers == 1 else f"{found.readers} places"
    if len(found.slots) == 1:
        return f"📬 Goes to **{places}**, {_hour(found.slots[0][0])}."
    lines = [f"📬 Goes to **{places}**:"]
    for when, number in found.slots[:SHOWN_SLOTS]:
        lines.append(f"- {number} {_hour(when)}")
    if len(found.slots) > SHOWN_SLOTS:
        lines.append(f"- {sum(number for _, number in found.slots[SHOWN_SLOTS:])} later")
    return "\n".join(lines)


def _hour(when: datetime | None) -> str:
    return moment(when) if when else "at once"
