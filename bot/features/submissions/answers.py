"""What the commands and controls of submissions answer."""

import asyncio

import discord

from bot.client import Paperboy
from bot.features.submissions.held import SHOWN_HELD, HeldIssue, render_held
from bot.features.submissions.issue_list import PAGE, render_issue_list
from bot.features.submissions.loading import examine_submission
from bot.features.submissions.reader import render_submission
from bot.features.submissions.view import render_preflight
from bot.ingest.preflight import Preflight
from bot.ui.page import Page
from bot.ui.responses import answer
from newsletter.errors import DocumentError
from storage.archive import Archive
from storage.submissions import Submission


async def answer_preview(interaction: discord.Interaction[Paperboy], found: Submission, preflight: Preflight) -> None:
    """What publishing would do, with the buttons that decide, and below it the digest as it will be posted."""
    await answer(interaction, render_preflight(found.name, preflight, found.id, found.state))
    await answer(interaction, render_submission(preflight.stored, found.id))


async def list_held(client: Paperboy) -> Page:
    """What waits for an approval, each with what publishing it would do now."""
    held = await client.archive.submissions.held()
    shown = await asyncio.gather(*(_examine(client, each) for each in held[:SHOWN_HELD]))
    return render_held(shown, len(held))


async def list_issues(archive: Archive, page: int = 0) -> Page:
    """What is scheduled, held and sent."""
    overview = archive.overview
    sent = await overview.sent(PAGE + 1, page * PAGE)
    if page:
        return render_issue_list((), (), sent, page)
    return render_issue_list(await overview.scheduled(), await archive.submissions.pending(), sent)


async def _examine(client: Paperboy, found: Submission) -> HeldIssue:
    try:
        return HeldIssue(found, await examine_submission(client, found))
    except DocumentError as error:
        return HeldIssue(found, error)
