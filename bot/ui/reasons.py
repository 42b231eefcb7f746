"""Sentences for reason codes, made when somebody reads them."""

from collections import defaultdict
from collections.abc import Mapping

from bot.ui.translations import ENGLISH, _, gettext_noop, in_language, join, ngettext
from storage.reasons import Reason, ReasonCode

UNKNOWN = gettext_noop("no reason is known")

_SENTENCES: Mapping[ReasonCode, str] = {
    ReasonCode.UNSUBSCRIBED: gettext_noop("unsubscribed"),
    ReasonCode.PAUSED_BY_USER: gettext_noop("the subscription was paused"),
    ReasonCode.BOT_REMOVED: gettext_noop("the bot was removed from the server"),
    ReasonCode.CHANNEL_DELETED: gettext_noop("the channel was deleted"),
    ReasonCode.CHANNEL_GONE: gettext_noop("the channel is gone"),
    ReasonCode.SERVER_GONE: gettext_noop("the server is gone"),
    ReasonCode.PERSON_GONE: gettext_noop("the person is gone"),
    ReasonCode.UNKNOWN_ZONE: gettext_noop(
        "the time zone {zone} is not known on this computer: choose another one with /subscribe"
    ),
    ReasonCode.CANNOT_VIEW: gettext_noop("the bot cannot see the channel (View Channel)"),
    ReasonCode.CANNOT_POST: gettext_noop(
        "the bot may not post there (Send Messages, or Embed Links in an announcement channel)"
    ),
    ReasonCode.MISSING_PERMISSIONS: gettext_noop("the bot may not post there ({permissions})"),
    ReasonCode.DIRECT_MESSAGES_CLOSED: gettext_noop("direct messages are closed"),
    ReasonCode.NO_SHARED_SERVER: gettext_noop("no server is shared with the person"),
    ReasonCode.THREAD_ARCHIVED: gettext_noop("the thread is archived"),
    ReasonCode.THREAD_LOCKED: gettext_noop("the thread is locked"),
    ReasonCode.TAG_REQUIRED: gettext_noop("the forum asks for a tag and has none that the bot may choose"),
    ReasonCode.TAG_GONE: gettext_noop("the forum's tag is gone"),
    ReasonCode.HISTORY_HIDDEN: gettext_noop(
        "the digest may be there already, and the bot may not look (Read Message History)"
    ),
    ReasonCode.EARLIER_ATTEMPT_HIDDEN: gettext_noop(
        "an earlier attempt may have arrived, and the bot may not look ({permissions})"
    ),
    ReasonCode.HTTP_ERROR: gettext_noop("{text} (HTTP {status}, code {code})"),
    ReasonCode.TOKEN_REFUSED: gettext_noop("the token is refused"),
    ReasonCode.TIMEOUT: gettext_noop("Discord did not answer in time"),
    ReasonCode.INTERRUPTED: gettext_noop("Paperboy stopped while it was being sent, so it may be there"),
    ReasonCode.ANSWER_CUT_OFF: gettext_noop("Discord's answer was cut off"),
    ReasonCode.ANSWER_UNREADABLE: gettext_noop("Discord's answer could not be read"),
    ReasonCode.CONNECTION_FAILED: gettext_noop("the connection to Discord failed"),
    ReasonCode.LOOKUP_FAILED: gettext_noop("the look-up failed: {cause}"),
    ReasonCode.RENDER_FAILED: gettext_noop("the message could not be made (the log says why)"),
    ReasonCode.UNEXPECTED: gettext_noop("something unexpected went wrong, the log says what"),
    ReasonCode.DIGEST_DELETED: gettext_noop("the digest was deleted right after it was posted"),
    ReasonCode.MESSAGE_GONE: gettext_noop("the message is gone"),
    ReasonCode.ISSUE_GONE: gettext_noop("the issue is no longer in the archive"),
    ReasonCode.CORRECTION_FAILED: gettext_noop("the correction is not shown: {cause}"),
    ReasonCode.PUBLISH_FAILED: gettext_noop("not published to followers: {cause}"),
    ReasonCode.OTHER: "{text}",
}

_NO_TEXT = gettext_noop("no reason given")


def describe_reason(reason: Reason | None) -> str:
    """A reason in words, without a capital and a full stop, so that it can stand in a sentence. Plain text."""
    if reason is None:
        return _(UNKNOWN)
    if reason.code is ReasonCode.TOO_LATE:
        days = reason.details.get("days")
        number = days if isinstance(days, int) else 2
        sentence = ngettext("late by more than {days} day", "late by more than {days} days", number)
    else:
        sentence = _(_SENTENCES[reason.code])
    return sentence.format_map(_values(reason))


def describe_for_log(reason: Reason) -> str:
    """A reason in English, whoever caused the attempt."""
    with in_language(ENGLISH):
        return describe_reason(reason)


def _values(reason: Reason) -> Mapping[str, str]:
    """The details as text; a detail that is missing becomes “?”."""
    values: dict[str, str] = defaultdict(lambda: "?")
    for name, detail in reason.details.items():
        values[name] = join(_(str(one)) for one in detail) if isinstance(detail, list) else str(detail)
    if reason.code is ReasonCode.HTTP_ERROR:
        values["text"] = str(reason.details.get("text") or _(_NO_TEXT))
    if reason.cause is not None:
        values["cause"] = describe_reason(reason.cause)
    return values
