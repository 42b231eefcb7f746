"""Slash commands, one or one group a module: read input, ask storage, render, answer."""

from typing import Any

from discord import app_commands

from bot.commands.history import history, inbox
from bot.commands.importing import issue_files
from bot.commands.issues import issue, latest
from bot.commands.papers import paper, search
from bot.commands.stats import stats
from bot.commands.subscribing import subscribe, subscriptions, unsubscribe

COMMANDS: tuple[app_commands.Command[Any, ..., Any] | app_commands.Group, ...] = (
    search,
    paper,
    latest,
    issue,
    subscribe,
    unsubscribe,
    subscriptions,
    issue_files,
    history,
    inbox,
    stats,
)
