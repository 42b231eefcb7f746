"""The direct message about suspended subscriptions."""

from collections.abc import Iterator, Sequence

from bot.ui.markup import escape
from bot.ui.page import Page, trouble
from bot.ui.places import describe_place
from bot.ui.reasons import describe_reason
from bot.ui.translations import ENGLISH, _, in_language, ngettext
from storage.subscriptions.records import Subscription

SHOWN = 25


def render_suspended(suspended: Sequence[Subscription]) -> Page:
    """The notice to the person who subscribed these channels; sent once, by direct message.

    In English, as their locale is not known. The tick may run in the task of somebody else's button.
    """
    with in_language(ENGLISH):
        return trouble("\n".join(_lines(suspended)))


def _lines(suspended: Sequence[Subscription]) -> Iterator[str]:
    number = len(suspended)
    if number == 1:
        heading = _("No digests in {place} for now").format(place=describe_place(suspended[0]))
    else:
        heading = ngettext("No digests in {number} channel for now", "No digests in {number} channels for now", number)
        heading = heading.format(number=number)
    yield f"### ⏸️ {heading}"
    for subscription in suspended[:SHOWN]:
        reason = escape(describe_reason(subscription.suspension_reason))
        one = reason[:1].upper() + reason[1:]
        yield f"{one}." if number == 1 else f"{describe_place(subscription)}: {reason}"
    if number > SHOWN:
        yield "-# " + _("and {number} more").format(number=number - SHOWN)
    yield _("Once that is put right they come again by themselves, the ones that waited too.")
    yield "-# " + _("`/unsubscribe` ends it for good.")
