"""Reads submitted documents again: a preview keeps nothing in the process."""

from datetime import UTC, datetime

from bot.client import Paperboy
from bot.ingest.preflight import Preflight, examine
from bot.ui.errors import RequestError
from bot.ui.markup import clip, escape
from bot.ui.translations import _, gettext_noop
from newsletter.model import ParsedIssue
from newsletter.parsing import parse_bytes
from newsletter.workers import run_in_worker
from storage.archive import Archive
from storage.submissions import Submission, SubmissionState

FORGOTTEN = gettext_noop("This preview is forgotten: import the file again.")

OVER = {SubmissionState.PUBLISHED, SubmissionState.DROPPED}
"""States in which a submission has no content any more."""


async def load_submission(archive: Archive, submission_id: int) -> Submission:
    """A submission whose content is still there. Raises RequestError."""
    found = await archive.submissions.load(submission_id)
    if found is None:
        raise RequestError(_(FORGOTTEN))
    if found.state in OVER:
        refusal = _("{file} waits no longer: it was published or discarded. `/issues list` shows what was sent.")
        raise RequestError(refusal.format(file=escape(clip(found.name, 100))))
    return found


async def parse_submission(found: Submission) -> ParsedIssue:
    """The issue of a submission. Raises DocumentError where a newer version refuses what an older one previewed."""
    return await run_in_worker(found.name, parse_bytes, found.content, found.name, content_type=found.kind)


async def examine_submission(client: Paperboy, found: Submission) -> Preflight:
    """What publishing a submission would do now. Raises DocumentError."""
    content = await parse_submission(found)
    return await examine(client.archive, content, datetime.now(UTC), check_pictures=client.check_pictures)
