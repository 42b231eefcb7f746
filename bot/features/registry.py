"""All commands and controls that the bot registers."""

from typing import Any

import discord
from discord import app_commands

from bot.features.help.command import help_command
from bot.features.history.command import history, inbox
from bot.features.history.controls import TurnHistory
from bot.features.issue.command import issue, latest
from bot.features.issue.controls import (
    ChooseSection,
    OpenEntry,
    OpenIssue,
    OpenSection,
    ReadIssue,
    ShareIssue,
    ShareSection,
    TurnSection,
)
from bot.features.paper.command import paper
from bot.features.paper.controls import ChooseCoverage, ShareCard, ShowBibtex
from bot.features.search.command import search
from bot.features.search.controls import OpenCard, ShareSearch, TurnSearch
from bot.features.search.misses import stats
from bot.features.submissions.command import issue_files
from bot.features.submissions.controls import (
    ChooseSubmissionSection,
    DecideImport,
    LookAtSubmission,
    ReadSubmission,
    TurnIssueList,
    TurnSubmission,
)
from bot.features.subscribe.command import subscribe, subscriptions, unsubscribe
from bot.features.subscribe.controls import ChangeSubscription, ChooseSubscription, Restore, SendLatest
from bot.features.subscribe.form_controls import Setup, SetUpHere
from bot.features.subscribe.own_controls import GetByDirectMessage, PauseOwn, ResumeOwn, StopOwn

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
    help_command,
)

CONTROLS: tuple[type[discord.ui.DynamicItem[Any]], ...] = (
    OpenSection,
    ReadIssue,
    ChooseSection,
    TurnSection,
    OpenEntry,
    ShareSection,
    ShareIssue,
    TurnSearch,
    ShareSearch,
    OpenCard,
    ChooseCoverage,
    ShareCard,
    ShowBibtex,
    SendLatest,
    TurnHistory,
    OpenIssue,
    Restore,
    DecideImport,
    LookAtSubmission,
    ReadSubmission,
    ChooseSubmissionSection,
    TurnSubmission,
    TurnIssueList,
    ChooseSubscription,
    ChangeSubscription,
    Setup,
    SetUpHere,
    GetByDirectMessage,
    PauseOwn,
    ResumeOwn,
    StopOwn,
)
