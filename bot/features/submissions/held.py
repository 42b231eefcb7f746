"""The list of held submissions."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.features.submissions.reach import describe_effect
from bot.ingest.preflight import Preflight
from bot.ui.custom_ids import LookAtSubmission
from bot.ui.errors import translate
from bot.ui.limits import MESSAGE_TEXT
from bot.ui.markup import clip, escape, fit, moment
from bot.ui.page import Beside, Block, Page, Space, button, notice
from bot.ui.translations import _, ngettext
from newsletter.errors import DocumentError
from storage.submissions import Submission

SHOWN_HELD = 8
"""Each takes 4 of 40 components; the others are counted."""


@dataclass(frozen=True, slots=True)
class HeldIssue:
    """A held submission, and what publishing it would do now, or why it cannot be read any more."""

    submission: Submission
    found: Preflight | DocumentError


def render_held(shown: Sequence[HeldIssue], number: int) -> Page:
    """The first held submissions, the oldest first, out of a number of them."""
    if not shown:
        return notice(_("Nothing is held. `/issues import` brings an issue in."))
    blocks: list[Block] = ["### ⏸️ " + _("Held issues")]
    for each in shown:
        look = button(_("Look"), LookAtSubmission(each.submission.id).build())
        blocks += [Space.RULE, Beside(fit(_describe(each), MESSAGE_TEXT // (SHOWN_HELD + 1)), look)]
    if number > len(shown):
        rest = number - len(shown)
        more = ngettext(
            "and {number} more: approve or discard one of these first",
            "and {number} more: approve or discard some of these first",
            rest,
        )
        blocks += [Space.RULE, "-# " + more.format(number=rest)]
    return Page(blocks)


def _describe(held: HeldIssue) -> str:
    """The title, what publishing would do, who sent it and when."""
    found, submission = held.found, held.submission
    if isinstance(found, DocumentError):
        title, effect = submission.name, "⚠️ " + escape(clip(translate(found), 200))
    else:
        title, effect = found.content.issue.title, describe_effect(found)
    sent = _("{file}, sent by {person} {moment}").format(
        file=escape(clip(submission.name, 80)),
        person=f"<@{submission.user_id}>",
        moment=moment(submission.created_at, "R"),
    )
    return f"**{escape(clip(title, 120))}**\n{effect}\n-# {sent}"
