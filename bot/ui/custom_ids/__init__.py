"""Custom ids of buttons and selects: one codec per control, one module per subject.

A custom id holds all state of its control, so that the control outlives the process. A message keeps the id that it
was sent with for years: a format of ids may be added, never changed.
"""

from bot.ui.custom_ids.histories import OWN, TurnHistory
from bot.ui.custom_ids.issues import OpenIssue, OpenSection, ReadIssue, TurnSection
from bot.ui.custom_ids.pages import MOST_PAGES
from bot.ui.custom_ids.papers import ChooseCoverage, ShareCard, ShowBibtex
from bot.ui.custom_ids.readers import ChooseSection, OpenEntry, ShareIssue, ShareSection
from bot.ui.custom_ids.searches import LATEST_YEAR, SEARCH_TEXT, OpenCard, SearchPage, ShareSearch, TurnSearch
from bot.ui.custom_ids.setups import OWN_MESSAGES, Setup, SetupAction, Wish
from bot.ui.custom_ids.submissions import (
    ChooseSubmissionSection,
    DecideImport,
    Decision,
    LookAtSubmission,
    ReadSubmission,
    TurnIssueList,
    TurnSubmission,
)
from bot.ui.custom_ids.subscriptions import (
    Change,
    ChangeSubscription,
    ChooseSubscription,
    GetByDirectMessage,
    PauseOwn,
    Restore,
    ResumeOwn,
    SendLatest,
    SetUpHere,
    StopOwn,
)

__all__ = [
    "LATEST_YEAR",
    "MOST_PAGES",
    "OWN",
    "OWN_MESSAGES",
    "SEARCH_TEXT",
    "Change",
    "ChangeSubscription",
    "ChooseCoverage",
    "ChooseSection",
    "ChooseSubmissionSection",
    "ChooseSubscription",
    "DecideImport",
    "Decision",
    "GetByDirectMessage",
    "LookAtSubmission",
    "OpenCard",
    "OpenEntry",
    "OpenIssue",
    "OpenSection",
    "PauseOwn",
    "ReadIssue",
    "ReadSubmission",
    "Restore",
    "ResumeOwn",
    "SearchPage",
    "SendLatest",
    "SetUpHere",
    "Setup",
    "SetupAction",
    "ShareCard",
    "ShareIssue",
    "ShareSearch",
    "ShareSection",
    "ShowBibtex",
    "StopOwn",
    "TurnHistory",
    "TurnIssueList",
    "TurnSearch",
    "TurnSection",
    "TurnSubmission",
    "Wish",
]
