"""To whom an issue goes, and when, in words."""

from datetime import datetime

from bot.ingest.preflight import Preflight
from bot.ui.markup import moment
from bot.ui.translations import _, ngettext
from storage.records import SaveStatus

SHOWN_SLOTS = 5


def describe_reach(channels: int, readers: int) -> str:
    """A number of channels, of readers, or of both."""
    of_channels = ngettext("{number} channel", "{number} channels", channels).format(number=channels)
    of_readers = ngettext("{number} reader", "{number} readers", readers).format(number=readers)
    if channels and readers:
        return _("{channels} and {readers}").format(channels=of_channels, readers=of_readers)
    return of_readers if readers else of_channels


def describe_effect(found: Preflight) -> str:
    """What publishing an issue would do now: to how many it goes and when, or why to nobody."""
    if found.status is SaveStatus.UNCHANGED:
        return _("The archive has this issue already, just as it is.")
    if found.status is SaveStatus.CHANGED:
        return _("The archive has this issue already: it is corrected in place and not posted again.")
    if not found.is_news:
        return _("This issue is older than the newest one: it is archived and not posted.")
    if not found.slots:
        return _("This issue is news, but nobody has subscribed.")
    reach = describe_reach(found.reach.channels, found.reach.readers)
    if len(found.slots) == 1:
        return "📬 " + _("Goes to **{reach}**, {moment}.").format(reach=reach, moment=_hour(found.slots[0][0]))
    lines = ["📬 " + _("Goes to **{reach}**:").format(reach=reach)]
    lines += [f"- {number} {_hour(when)}" for when, number in found.slots[:SHOWN_SLOTS]]
    if len(found.slots) > SHOWN_SLOTS:
        rest = sum(number for _when, number in found.slots[SHOWN_SLOTS:])
        lines.append("- " + _("{number} later").format(number=rest))
    return "\n".join(lines)


def _hour(when: datetime | None) -> str:
    return moment(when) if when else _("at once")
