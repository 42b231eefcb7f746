"""The buttons below a digest, which features answer: one row, for a channel or for a person."""

from typing import Any

from discord import ui

from bot.digest.format import Rendering
from bot.ui.custom_ids import GetByDirectMessage, PauseOwn, ReadIssue, StopOwn
from bot.ui.page import button, link_buttons
from bot.ui.phrases import phrases
from storage.records import StoredIssue


def list_buttons(stored: StoredIssue, rendering: Rendering) -> list[ui.Button[Any]]:
    """The custom id of the first one names the delivery, where there is one: bot.digest.marker reads it."""
    words = phrases(stored.issue.language)
    read = button(words.read, ReadIssue(stored.ref.id, rendering.delivery_id).build(), primary=True)
    original = link_buttons((words.original, stored.issue.source_url))
    inert = rendering.is_preview
    if rendering.is_direct:
        pause = button(words.pause, PauseOwn().build(), disabled=inert)
        stop = button(words.stop, StopOwn().build(), disabled=inert)
        return [read, *original, pause, stop]
    return [read, button(words.by_dm, GetByDirectMessage().build(), disabled=inert), *original]
