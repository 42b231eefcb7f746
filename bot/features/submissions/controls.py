"""The controls of submitted issues. Only an owner may use them, whoever sees them: that is checked at each press."""

from datetime import UTC, datetime

import discord

from bot.client import Paperboy
from bot.features.issue.view import first_chapter
from bot.features.submissions.answers import answer_preview, list_issues
from bot.features.submissions.loading import FORGOTTEN, examine_submission, load_submission
from bot.features.submissions.reader import render_submission
from bot.features.submissions.view import render_decided
from bot.ingest.publisher import ACTS
from bot.permissions import check_owner
from bot.ui import custom_ids
from bot.ui.control import Control
from bot.ui.errors import RequestError
from bot.ui.responses import replace
from bot.ui.translations import _
from storage.records import StoredIssue


class DecideImport(Control[custom_ids.DecideImport], codec=custom_ids.DecideImport):
    """The buttons of an issue's preview."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.DecideImport) -> None:
        await check_owner(interaction)
        submissions = interaction.client.archive.submissions
        await submissions.transition(state.import_id, ACTS[state.decision], datetime.now(UTC))
        found = await submissions.load(state.import_id)
        if found is None:
            raise RequestError(_(FORGOTTEN))
        await replace(interaction, render_decided(found))


class LookAtSubmission(Control[custom_ids.LookAtSubmission], codec=custom_ids.LookAtSubmission):
    """The button beside a held issue: its preview, below the list."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.LookAtSubmission) -> None:
        await check_owner(interaction)
        client = interaction.client
        found = await load_submission(client.archive, state.submission_id)
        await answer_preview(interaction, found, await examine_submission(client, found))


class ReadSubmission(Control[custom_ids.ReadSubmission], codec=custom_ids.ReadSubmission):
    """The button of a previewed digest: the reader at the first chapter, in its place."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.ReadSubmission) -> None:
        stored = await _load(interaction, state.submission_id)
        await replace(interaction, render_submission(stored, state.submission_id, first_chapter(stored)))


class ChooseSubmissionSection(Control[custom_ids.ChooseSubmissionSection], codec=custom_ids.ChooseSubmissionSection):
    """The select of a previewed digest or its reader: another chapter."""

    async def handle(
        self, interaction: discord.Interaction[Paperboy], state: custom_ids.ChooseSubmissionSection
    ) -> None:
        stored = await _load(interaction, state.submission_id)
        await replace(interaction, render_submission(stored, state.submission_id, self.chosen))


class TurnSubmission(Control[custom_ids.TurnSubmission], codec=custom_ids.TurnSubmission):
    """The buttons of the reader that turn to another page, or back to the digest."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.TurnSubmission) -> None:
        stored = await _load(interaction, state.submission_id)
        await replace(interaction, render_submission(stored, state.submission_id, state.key, state.page))


class TurnIssueList(Control[custom_ids.TurnIssueList], codec=custom_ids.TurnIssueList):
    """The page buttons of the list of issues."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.TurnIssueList) -> None:
        await check_owner(interaction)
        await replace(interaction, await list_issues(interaction.client.archive, state.page))


async def _load(interaction: discord.Interaction[Paperboy], submission_id: int) -> StoredIssue:
    """The issue of a submission, for an owner. Raises RequestError, and DocumentError."""
    await check_owner(interaction)
    client = interaction.client
    return (await examine_submission(client, await load_submission(client.archive, submission_id))).stored
