"""The digest of a submitted issue and its reader, rendered as for a stored one.

The controls name the submission in place of the issue, which has no id before it is saved.
"""

from collections.abc import Mapping
from typing import Any

from discord import ui

from bot.digest.format import PLAIN
from bot.digest.registry import choose_format
from bot.features.issue.view import CONTENTS, render_page
from bot.ui import custom_ids
from bot.ui.errors import RequestError
from bot.ui.page import Page
from bot.ui.translations import _
from storage.records import StoredIssue


def render_submission(stored: StoredIssue, submission_id: int, key: str = CONTENTS, page: int = 0) -> Page:
    """The digest as it will be posted, or a page of the reader. Raises RequestError."""
    if key == CONTENTS:
        payload: Mapping[str, Any] = choose_format(None).format.render(stored, PLAIN)
        return _redirect(payload["view"], submission_id)
    try:
        return _redirect(render_page(stored, key, page, shareable=False), submission_id)
    except KeyError:
        raise RequestError(_("This section is not in the issue.")) from None


def _redirect(page: Page, submission_id: int) -> Page:
    """Let the controls of a page lead to the submission; those that need a stored issue are disabled."""
    for item in page.walk_children():
        if isinstance(item, ui.Select):  # digest and reader have no other select than that of sections
            item.custom_id = custom_ids.ChooseSubmissionSection(submission_id).build()
        elif isinstance(item, ui.Button) and item.custom_id:
            custom_id = _translate(item.custom_id, submission_id)
            item.disabled = item.disabled or custom_id is None
            item.custom_id = custom_id or item.custom_id
    return page


def _translate(custom_id: str, submission_id: int) -> str | None:
    """The id of the control that does for a submission what another does for an issue; None where there is none."""
    if custom_ids.ReadIssue.template.fullmatch(custom_id):
        return custom_ids.ReadSubmission(submission_id).build()
    if custom_ids.TurnSection.template.fullmatch(custom_id):
        turn = custom_ids.TurnSection.parse(custom_id)
        return custom_ids.TurnSubmission(submission_id, turn.key, turn.page).build()
    return custom_id if custom_ids.GetByDirectMessage.template.fullmatch(custom_id) else None
