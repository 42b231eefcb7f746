"""The preview of an issue that an owner gave to the bot, and what was decided on it."""

from bot.features.submissions.reach import describe_effect
from bot.ingest.preflight import Preflight
from bot.ui.custom_ids import DecideImport, Decision
from bot.ui.limits import MESSAGE_TEXT
from bot.ui.markup import clip, escape, fit, moment
from bot.ui.page import Page, Row, Space, button, notice, spread
from bot.ui.phrases import SYMBOLS, format_day
from bot.ui.translations import _, gettext_noop, ngettext
from bot.ui.warnings import WarningGroup, group_warnings
from newsletter.pictures import picture_addresses
from storage.records import SaveStatus
from storage.submissions import UNDO_WINDOW, Outcome, Submission, SubmissionState

SHOWN_WARNINGS = 8
SHOWN_LINES = 5

_DECIDED = {
    SubmissionState.HELD: (
        "⏸️",
        gettext_noop("Held"),
        gettext_noop("{file} waits for your approval; `/issues held` shows it again."),
    ),
    SubmissionState.DROPPED: (
        "🗑️",
        gettext_noop("Discarded"),
        gettext_noop("{file} was not imported, nothing was sent."),
    ),
}
"""Symbol, heading and text of each decision that time does not change."""


def render_preflight(
    name: str, found: Preflight, submission_id: int, state: SubmissionState = SubmissionState.OPEN
) -> Page:
    """To how many an issue goes and when, warnings, and the buttons that decide. The digest is a message of its own."""
    head = _("Preview: {title}").format(title=escape(clip(found.content.issue.title, 150)))
    blocks = [
        f"## {head}\n-# {_facts(name, found)}",
        describe_effect(found),
        fit(_warnings(found), MESSAGE_TEXT // 2),
        fit(_sections(found), MESSAGE_TEXT // 6),
        "-# " + _("The digest stands below as it will be posted. Its buttons work already."),
    ]
    return Page(spread(blocks, Space.GAP), [_buttons(submission_id, state)])


def render_decided(found: Submission) -> Page:
    """What became of a submission, with what can still be decided."""
    minutes = int(UNDO_WINDOW.total_seconds() // 60)
    if found.state is SubmissionState.APPROVED and found.publish_at:
        heading = "✅ " + _("Approved")
        text = ngettext(
            "{file} is published {moment}. For {number} minute that can be undone.",
            "{file} is published {moment}. For {number} minutes that can be undone.",
            minutes,
        )
    elif found.state is SubmissionState.PUBLISHED:
        heading, text = "📬 " + _("Published"), _describe_outcome(found.outcome)
    elif found.state in _DECIDED:
        symbol, title, text = _DECIDED[found.state]
        heading, text = f"{symbol} {_(title)}", _(text)
    else:
        heading, text = _("Preview"), _("{file} waits for your decision.")
    facts = {
        "file": escape(clip(found.name, 100)),
        "moment": moment(found.publish_at, "R") if found.publish_at else "",
        "number": minutes,
        "queued": found.outcome.queued if found.outcome else 0,
    }
    return notice(f"### {heading}\n{text.format(**facts)}", _buttons(found.id, found.state))


def _buttons(submission_id: int, state: SubmissionState) -> Row:
    approve = button(_("Approve"), _decide(submission_id, Decision.APPROVE), primary=True)
    hold = button(_("Hold"), _decide(submission_id, Decision.HOLD))
    undo = button(_("Undo"), _decide(submission_id, Decision.UNDO), primary=True)
    drop = button(_("Discard"), _decide(submission_id, Decision.DROP))
    return {
        SubmissionState.OPEN: [approve, hold, drop],
        SubmissionState.HELD: [approve, drop],
        SubmissionState.APPROVED: [undo, drop],
    }.get(state, [])


def _decide(submission_id: int, decision: Decision) -> str:
    return DecideImport(submission_id, decision).build()


def _facts(name: str, found: Preflight) -> str:
    """The file, the day that the digest will show, and how much there is."""
    issue = found.content.issue
    entries = len(issue.entries)
    facts = [
        escape(clip(name, 100)),
        _("dated {day}").format(day=format_day(found.day)) if found.day else "⚠️ " + _("shows no date"),
        ngettext("{number} entry", "{number} entries", entries).format(number=entries),
        *_pictures(found),
        _("nothing is sent yet"),
    ]
    return " · ".join(facts)


def _pictures(found: Preflight) -> list[str]:
    """How many of the pictures can be shown, where that was checked."""
    number = len(picture_addresses(found.content.issue))
    if found.pictures is None or not number:
        return []
    shown = ngettext("{shown} of {number} picture can be shown", "{shown} of {number} pictures can be shown", number)
    return [shown.format(shown=len(found.pictures), number=number)]


def _sections(found: Preflight) -> str:
    """The sections in one line, with the number of their entries."""
    return "  ·  ".join(
        f"{SYMBOLS[section.kind]} {escape(clip(section.title, 40))} {len(section.entries)}"
        for section in found.content.issue.sections
    )


def _warnings(found: Preflight) -> str:
    """Equal warnings once, with their lines."""
    if not found.warnings:
        return "✅ " + _("No warnings.")
    number, groups = len(found.warnings), group_warnings(found.warnings)
    lines = ["### ⚠️ " + ngettext("{number} warning", "{number} warnings", number).format(number=number)]
    lines += [f"- **{_place(group)}** · {escape(clip(group.text, 160))}" for group in groups[:SHOWN_WARNINGS]]
    if len(groups) > SHOWN_WARNINGS:
        more = _("and {number} more; `python -m bot check` lists all").format(number=len(groups) - SHOWN_WARNINGS)
        lines.append(f"-# {more}")
    return "\n".join(lines)


def _place(group: WarningGroup) -> str:
    """The line of a warning, or the first lines of several."""
    if len(group.lines) == 1:
        return _("line {line}").format(line=group.lines[0])
    lines = ", ".join(map(str, group.lines[:SHOWN_LINES])) + (" …" if len(group.lines) > SHOWN_LINES else "")
    return _("lines {lines}").format(lines=lines)


def _describe_outcome(outcome: Outcome | None) -> str:
    """What became of a published submission."""
    if outcome is None:
        return _("{file} was published.")
    if outcome.problem is not None:
        problem = _(outcome.problem).format(**outcome.params) if outcome.params else _(outcome.problem)
        return escape(problem).replace("{", "{{").replace("}", "}}")
    if outcome.status is SaveStatus.CHANGED:
        return _("{file} has corrected the issue of the archive.")
    if outcome.status is SaveStatus.UNCHANGED:
        return _("{file} has changed nothing: the archive had this issue already.")
    if not outcome.queued:
        return _("{file} is in the archive. It goes to nobody.")
    return ngettext(
        "{file} is in the archive and goes to {queued} place.",
        "{file} is in the archive and goes to {queued} places.",
        outcome.queued,
    )
