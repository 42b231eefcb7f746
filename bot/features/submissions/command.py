"""/issues import and /issues held, for the owners of the bot."""

from datetime import UTC, datetime

import discord
from discord import app_commands

from bot.client import Paperboy
from bot.digest.rich import render_digest
from bot.features.submissions.view import render_held, render_preflight
from bot.ingest.preflight import examine
from bot.permissions import check_owner
from bot.ui.errors import RequestError
from bot.ui.responses import answer, defer
from bot.ui.translations import _
from newsletter.parsing import parse_bytes
from newsletter.parsing.files import MAX_BYTES
from newsletter.workers import run_in_worker

issue_files = app_commands.Group(
    name="issues",
    description="Bring issues in (for the owners of this bot)",
    default_permissions=discord.Permissions(manage_guild=True),  # who sees it; who may use it is checked below
)


@issue_files.command(name="import", description="Look at an issue before it is sent; you approve it then")
@app_commands.describe(file="The issue as Markdown, HTML or text")
async def import_issue(interaction: discord.Interaction[Paperboy], file: discord.Attachment) -> None:
    await check_owner(interaction)
    if file.size > MAX_BYTES:
        refusal = _("This file is too large: expected at most {megabytes} MB.")
        raise RequestError(refusal.format(megabytes=MAX_BYTES // 1024**2))
    await defer(interaction)
    data = await file.read()
    content = await run_in_worker(file.filename, parse_bytes, data, file.filename, content_type=file.content_type)
    archive, now = interaction.client.archive, datetime.now(UTC)
    found = await examine(archive, content, now)
    submission_id = await archive.submissions.add(file.filename, data, file.content_type, interaction.user.id, now)
    await answer(interaction, render_preflight(file.filename, found, submission_id))
    await answer(interaction, render_digest(found.stored))


@issue_files.command(name="held", description="Issues that wait for your approval")
async def held(interaction: discord.Interaction[Paperboy]) -> None:
    await check_owner(interaction)
    await answer(interaction, render_held(await interaction.client.archive.submissions.held()))
