"""The list of all issues that are scheduled, held or sent, for the owners of the bot."""

from collections import Counter
from collections.abc import Sequence

from bot.features.submissions.reach import describe_reach
from bot.ui.custom_ids import TurnIssueList
from bot.ui.limits import MESSAGE_TEXT
from bot.ui.markup import clip, escape, fit, moment
from bot.ui.page import Block, Page, Space, turn_buttons
from bot.ui.reasons import describe_reason
from bot.ui.translations import _, ngettext
from storage.deliveries.overview import ScheduledIssue, SentIssue
from storage.submissions import Submission, SubmissionState

PAGE = 10
"""Sent issues of a page."""

SHOWN_SCHEDULED, SHOWN_PENDING, SHOWN_REASONS = 5, 5, 3

_ROOM = MESSAGE_TEXT // 6
"""What the scheduled and the held ones may take each."""


def render_issue_list(
    scheduled: Sequence[ScheduledIssue], pending: Sequence[Submission], sent: Sequence[SentIssue], page: int = 0
) -> Page:
    """The scheduled and held issues, on the first page, and a page of sent ones.

    `sent` may hold one more than a page to tell that there is another.
    """
    blocks: list[Block] = ["## 🗞️ " + _("Issues")]
    if page == 0:
        blocks += [Space.GAP, fit(_scheduled(scheduled), _ROOM), Space.GAP, fit(_pending(pending), _ROOM)]
    heading = "### 📬 " + _("Sent")
    blocks += [Space.RULE, heading if sent else f"{heading}\n" + _("Nothing was sent yet.")]
    blocks += [fit(_sent(each), MESSAGE_TEXT // 2 // PAGE) for each in sent[:PAGE]]
    turns = turn_buttons(
        TurnIssueList(max(0, page - 1)).build(),
        TurnIssueList(page + 1).build(),
        page,
        page + 1 + (len(sent) > PAGE),
    )
    return Page(blocks, [turns])


def _scheduled(scheduled: Sequence[ScheduledIssue]) -> str:
    lines = ["### 🕓 " + _("Scheduled")]
    if not scheduled:
        lines.append(_("Nothing waits to be sent."))
    for each in scheduled[:SHOWN_SCHEDULED]:
        line = _("{title}: to {reach}, the next {moment}").format(
            title=f"**{escape(clip(each.issue.title, 80))}**",
            reach=describe_reach(each.channels, each.readers),
            moment=moment(each.next_at, "R"),
        )
        lines.append(f"- {line}")
    return "\n".join([*lines, *_more(len(scheduled) - SHOWN_SCHEDULED)])


def _pending(pending: Sequence[Submission]) -> str:
    lines = ["### ⏸️ " + _("Held")]
    held = [each for each in pending if each.state is SubmissionState.HELD]
    if not pending:
        lines.append(_("Nothing is held. `/issues import` brings an issue in."))
    for each in pending[:SHOWN_PENDING]:
        if each.state is SubmissionState.APPROVED and each.publish_at:
            sentence, when = _("{file}, published {moment}"), each.publish_at
        else:
            sentence, when = _("{file}, since {moment}"), each.created_at
        lines.append("- " + sentence.format(file=escape(clip(each.name, 80)), moment=moment(when, "R")))
    lines += _more(len(pending) - SHOWN_PENDING)
    if held:
        lines.append("-# " + _("`/issues held` shows them."))
    return "\n".join(lines)


def _sent(sent: SentIssue) -> str:
    """A title with counts, and below it, smaller, where it went and what was in the way."""
    counts = [f"✅ {sent.sent}"]
    counts += [f"⛔ {sent.refused}"] if sent.refused else []
    counts += [f"⏭️ {sent.skipped}"] if sent.skipped else []
    facts = [describe_reach(sent.channels, sent.readers), moment(sent.last_at, "R")] if sent.sent else []
    lines = [f"**{escape(clip(sent.issue.title, 80))}** · {' · '.join(counts)}"]
    lines += [f"-# {' · '.join(facts)}"] if facts else []
    reasons: Counter[str] = Counter()
    for reason, number in sent.reasons:  # details differ where the sentence does not
        reasons[describe_reason(reason)] += number
    lines += [f"-# {number} × {escape(clip(text, 100))}" for text, number in reasons.most_common(SHOWN_REASONS)]
    return "\n".join(lines)


def _more(number: int) -> list[str]:
    if number <= 0:
        return []
    return ["-# " + ngettext("and {number} more", "and {number} more", number).format(number=number)]
