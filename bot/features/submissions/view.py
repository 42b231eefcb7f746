"""The preview of an issue that an owner gave to the bot, and what was decided on it."""

from datetime import datetime

from bot.digest.entry import headline
from bot.ingest.preflight import Preflight
from bot.ui.custom_ids import DecideImport, Decision
from bot.ui.limits import MESSAGE_TEXT
from bot.ui.markup import clip, escape, fit, moment
from bot.ui.page import Page, Row, Space, button, notice, spread
from bot.ui.phrases import SYMBOLS
from bot.ui.translations import _, gettext_noop, ngettext
from storage.records import SaveStatus
from storage.submissions import UNDO_WINDOW, Submission, SubmissionState

SHOWN_WARNINGS = 12
SHOWN_SLOTS = 5
SHOWN_ENTRIES = 12
SHOWN_LINK = 80

_DECIDED = {
    SubmissionState.HELD: (
        "⏸️",
        gettext_noop("Held"),
        gettext_noop("{file} waits for your approval; `/issues held` shows it again."),
    ),
    SubmissionState.DROPPED: (
        "🗑️",
        gettext_noop("Thrown away"),
        gettext_noop("{file} was not imported, nothing was sent."),
    ),
    SubmissionState.PUBLISHED: ("📬", gettext_noop("Published"), gettext_noop("{file}: {outcome}.")),
}
"""Symbol, heading and text of each decision that time does not change."""


def render_preflight(name: str, found: Preflight, submission_id: int) -> Page:
    """Entries by section, warnings, to how many it goes and when, and the buttons that decide."""
    issue = found.content.issue
    head = _("Preview: {title}").format(title=escape(clip(issue.title, 150)))
    facts = " · ".join([escape(clip(name, 100)), _("nothing is sent yet")])
    blocks = [
        f"## {head}\n-# {facts}",
        _goes(found),
        fit(_warnings(found), MESSAGE_TEXT // 3),
        fit(_sections(found), MESSAGE_TEXT // 3),
    ]
    return Page(spread(blocks, Space.GAP), [_buttons(submission_id, SubmissionState.OPEN)])


def render_decided(found: Submission) -> Page:
    """What became of an import, with what can still be decided."""
    minutes = int(UNDO_WINDOW.total_seconds() // 60)
    if found.state is SubmissionState.APPROVED and found.publish_at:
        heading = "✅ " + _("Approved")
        text = ngettext(
            "{file} is published {moment}. For {number} minute that can be undone.",
            "{file} is published {moment}. For {number} minutes that can be undone.",
            minutes,
        )
    elif found.state in _DECIDED:
        symbol, title, text = _DECIDED[found.state]
        heading, text = f"{symbol} {_(title)}", _(text)
    else:
        heading, text = _("Preview"), _("{file} waits for your decision.")
    facts = {
        "file": escape(clip(found.name, 100)),
        "moment": moment(found.publish_at, "R") if found.publish_at else "",
        "number": minutes,
        "outcome": escape(found.outcome) if found.outcome else _("done"),
    }
    return notice(f"### {heading}\n{text.format(**facts)}", _buttons(found.id, found.state))


def render_held(held: tuple[Submission, ...]) -> Page:
    """What waits for an approval, the oldest first; at most five with buttons of their own."""
    if not held:
        return notice(_("Nothing is held. `/issues import` brings an issue in."))
    line = _("{file}, since {moment}")
    lines = [
        f"{n}. {line.format(file=escape(clip(each.name, 100)), moment=moment(each.created_at, 'R'))}"
        for n, each in enumerate(held, 1)
    ]
    rows: list[Row] = [
        [
            button(_("Approve {number}").format(number=n), _decide(each.id, Decision.APPROVE), primary=True),
            button(_("Throw away {number}").format(number=n), _decide(each.id, Decision.DROP)),
        ]
        for n, each in enumerate(held[:5], start=1)
    ]
    return notice("\n".join(["### ⏸️ " + _("Held issues"), *lines[:25]]), *rows)


def _buttons(submission_id: int, state: SubmissionState) -> Row:
    approve = button(_("Approve"), _decide(submission_id, Decision.APPROVE), primary=True)
    hold = button(_("Hold"), _decide(submission_id, Decision.HOLD))
    undo = button(_("Undo"), _decide(submission_id, Decision.UNDO), primary=True)
    drop = button(_("Throw away"), _decide(submission_id, Decision.DROP))
    return {
        SubmissionState.OPEN: [approve, hold, drop],
        SubmissionState.HELD: [approve, drop],
        SubmissionState.APPROVED: [undo, drop],
    }.get(state, [])


def _decide(submission_id: int, decision: Decision) -> str:
    return DecideImport(submission_id, decision).build()


def _sections(found: Preflight) -> str:
    lines = []
    for section in found.content.issue.sections:
        lines.append(f"### {SYMBOLS[section.kind]} {escape(clip(section.title, 80))} · {len(section.entries)}")
        lines += [f"- {headline(entry, 60, SHOWN_LINK)}" for entry in section.entries[:SHOWN_ENTRIES]]
    return "\n".join(lines)


def _warnings(found: Preflight) -> str:
    if not found.warnings:
        return "✅ " + _("No warnings.")
    number = len(found.warnings)
    lines = ["### ⚠️ " + ngettext("{number} warning", "{number} warnings", number).format(number=number)]
    for each in found.warnings[:SHOWN_WARNINGS]:
        place = _("line {line}").format(line=each.line)
        lines.append(f"- **{place}** · {escape(clip(each.text, 160))}")
    if number > SHOWN_WARNINGS:
        more = _("and {number} more; `python -m bot check` lists all").format(number=number - SHOWN_WARNINGS)
        lines.append(f"-# {more}")
    return "\n".join(lines)


def _goes(found: Preflight) -> str:
    if found.status is SaveStatus.UNCHANGED:
        return _("The archive has this issue already, just as it is.")
    if found.status is SaveStatus.CHANGED:
        return _("The archive has this issue already: it is corrected in place and not posted again.")
    if not found.is_news:
        return _("This issue is older than the newest one: it is archived and not posted.")
    if not found.slots:
        return _("This issue is news, but nobody has subscribed.")
    if len(found.slots) == 1:
        goes = ngettext(
            "Goes to **{number} place**, {moment}.", "Goes to **{number} places**, {moment}.", found.readers
        )
        return "📬 " + goes.format(number=found.readers, moment=_hour(found.slots[0][0]))
    goes = ngettext("Goes to **{number} place**:", "Goes to **{number} places**:", found.readers)
    lines = ["📬 " + goes.format(number=found.readers)]
    for when, number in found.slots[:SHOWN_SLOTS]:
        lines.append(f"- {number} {_hour(when)}")
    if len(found.slots) > SHOWN_SLOTS:
        rest = sum(slot[1] for slot in found.slots[SHOWN_SLOTS:])
        lines.append("- " + _("{number} later").format(number=rest))
    return "\n".join(lines)


def _hour(when: datetime | None) -> str:
    return moment(when) if when else _("at once")
