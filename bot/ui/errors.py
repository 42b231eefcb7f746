"""What went wrong, told to the person who has to read it."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.logs.redaction import keep_private
from bot.ui.background import beside
from bot.ui.markup import escape
from bot.ui.page import trouble
from bot.ui.responses import answer, defer_in_time
from bot.ui.translations import _, answer_in
from newsletter.errors import NewsletterError
from storage.errors import StorageError

log = structlog.get_logger()

UNKNOWN_INTERACTION = 10062
ALREADY_ANSWERED = 40060


class RequestError(Exception):
    """What somebody asked for cannot be done; the message tells them why and what to do, in Markdown of our own."""


class Tree(app_commands.CommandTree[Any]):
    """The command tree, with the one place where a command's errors end up."""

    owner_server: int | None = None
    """The server that alone has the commands for the owners; None: they are global."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Everybody may; and a reader who comes by is written to again, if that had stopped."""
        await self._begin(interaction)
        return True

    async def _begin(self, interaction: discord.Interaction[Any]) -> None:
        keep_private(interaction.data)
        answer_in(str(interaction.locale))
        if interaction.type is discord.InteractionType.application_command:
            defer_in_time(interaction)
            welcome = interaction.client.archive.suspensions.welcome_back(interaction.user.id, datetime.now(UTC))
            await beside("a reader welcomed back", welcome)

    async def _call(self, interaction: discord.Interaction[Any]) -> None:
        """Run a command. discord.py reports only errors of its own: those of a check or odd data are reported here."""
        try:
            await super()._call(interaction)
        except app_commands.AppCommandError:
            raise
        except Exception as error:
            # Where discord.py keeps the command; if it is not known by now, the data is too odd to look it up in.
            interaction._cs_command = getattr(interaction, "_cs_command", None)  # type: ignore[attr-defined]
            await report(interaction, error)

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        await report(interaction, error)


async def report(interaction: discord.Interaction[Any], error: Exception) -> None:
    """Answer an error: with its own sentence where it has one, else with a reference that the log has too."""
    if reason := _needs_no_answer(error):
        log.warning(reason, interaction=_name(interaction))
        return
    sentence, reference = explain(interaction, error)
    if reference:
        advice = _("Try again in a minute; if it stays, tell whoever runs this bot the reference `{reference}`.")
        sentence += " " + advice.format(reference=reference)
    if interaction.type is discord.InteractionType.autocomplete:
        return
    try:
        await answer(interaction, trouble(sentence))
    except (discord.HTTPException, aiohttp.ClientError, OSError, RuntimeError) as failure:  # or the process is ending
        log.warning("error not told", interaction=_name(interaction), reason=str(failure))


def explain(interaction: discord.Interaction[Any], error: Exception) -> tuple[str, str | None]:
    """A sentence for the person, in Markdown of our own; and the reference under which the log tells more, if any."""
    sentence = _sentence(error)
    if sentence is not None:
        return sentence, None
    reference = secrets.token_hex(4)
    cause = getattr(error, "original", error)
    if isinstance(cause, StorageError):  # its own sentence, with the path of the file, is for who runs the bot
        log.error("database", reference=reference, interaction=_name(interaction), reason=str(cause))
        return _("The archive is not available right now. This is not your fault."), reference
    log.error("unexpected error", reference=reference, interaction=_name(interaction), exc_info=error)
    return _("Something went wrong here, and it is not your doing."), reference


def translate(error: NewsletterError) -> str:
    """The sentence of an error in the present language."""
    return _(error.message).format(**error.params) if error.params else _(error.message)


def _needs_no_answer(error: Exception) -> str | None:
    """Why Discord takes no answer any more, if so: the person has read one, or that the application did not respond."""
    cause = getattr(error, "original", error)
    codes = {UNKNOWN_INTERACTION: "answered too late", ALREADY_ANSWERED: "answered before"}
    return codes.get(cause.code) if isinstance(cause, discord.HTTPException) else None


def _sentence(error: Exception) -> str | None:
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if isinstance(error, app_commands.TransformerError) and isinstance(error.__cause__, RequestError):
        error = error.__cause__
    if isinstance(error, RequestError):
        return str(error)
    if isinstance(error, NewsletterError):
        return escape(translate(error))
    if isinstance(error, app_commands.TransformerError):
        sentence = _("“{value}” cannot be used here: choose one of those that Discord offers.")
        return sentence.format(value=escape(str(error.value)))
    if isinstance(error, app_commands.CommandSignatureMismatch | app_commands.CommandNotFound):
        return _("This command has changed. Restart Discord (Ctrl+R), then try again.")
    if isinstance(error, app_commands.CheckFailure):
        return _("This command is not for you here.")
    return None


def _name(interaction: discord.Interaction[Any]) -> str:
    """What was used, without what was typed."""
    if interaction.command is not None:
        return f"/{interaction.command.qualified_name}"
    data: Mapping[str, Any] = interaction.data or {}
    kind, _, _ = str(data.get("custom_id") or "").partition(":")  # what follows may be a reader's query
    return kind or str(interaction.type)
