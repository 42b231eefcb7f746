"""Schedules and formats in words."""

from datetime import datetime, timedelta

from bot.ui.markup import escape, moment
from bot.ui.phrases import SECTION_NAMES
from bot.ui.reasons import describe_reason
from bot.ui.translations import _, gettext_noop, join, ngettext
from newsletter.model import SectionKind
from newsletter.schedule.weekly import Weekly, next_slot
from newsletter.schedule.zones import UnknownZoneError
from storage.reasons import Reason, ReasonCode
from storage.subscriptions.records import DigestChoice, Subscription

ENDED = gettext_noop("This subscription has ended. `/subscribe` starts a new one.")


def describe_when(when: Weekly | None) -> str:
    """A schedule in words."""
    if when is None:
        return _("as soon as it is out")
    words = _("every {day} at {time} ({zone})")
    return words.format(day=_(when.day.label), time=f"{when.time:%H:%M}", zone=when.zone)


def describe_late(late: timedelta | None) -> str:
    """How late a digest may come, in words."""
    if late is None:
        return _("however late")
    return ngettext("up to a day late", "up to {days} days late", late.days).format(days=late.days)


def describe_next(when: Weekly | None, now: datetime) -> str:
    """When the next digest comes, a sentence."""
    if when is None:
        return _("It starts with the next issue.")
    try:
        slot = next_slot(when, now)
    except UnknownZoneError:
        reason = Reason(ReasonCode.UNKNOWN_ZONE, {"zone": when.zone})
        return "⏸️ " + _("Paused: {reason}.").format(reason=escape(describe_reason(reason)))
    return _("Next time: {time}, if there is a new issue.").format(time=moment(slot))


def name_formats() -> dict[DigestChoice, tuple[str, str]]:
    """The name of each format, and what it is."""
    return {
        DigestChoice.RICH: (_("Rich"), _("A picture, the editor's words, and a sentence on each pick")),
        DigestChoice.COMPACT: (_("Compact"), _("One short message")),
    }


def describe_settings(subscription: Subscription) -> str:
    """The format, the sections, and the role that is mentioned, in words."""
    words = [name_formats()[subscription.format][0], describe_sections(subscription.sections)]
    if subscription.role_id:
        words.append(_("mentions {role}").format(role=f"<@&{subscription.role_id}>"))
    return " · ".join(words)


def describe_sections(sections: frozenset[SectionKind] | None) -> str:
    """The sections of a digest in words; None: all."""
    if sections is None:
        return _("all sections")
    return join(_(SECTION_NAMES[kind]) for kind in SectionKind if kind in sections)
