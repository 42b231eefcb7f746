"""Sentences for reason codes, made when somebody reads them."""

from collections import defaultdict
from collections.abc import Mapping

from storage.reasons import Reason, ReasonCode

UNKNOWN = "no reason is known"

_SENTENCES: Mapping[ReasonCode, str] = {
    ReasonCode.UNSUBSCRIBED: "unsubscribed",
    ReasonCode.BOT_REMOVED: "the bot was removed from the server",
    ReasonCode.CHANNEL_DELETED: "the channel was deleted",
    ReasonCode.CHANNEL_GONE: "the channel is gone",
    ReasonCode.SERVER_GONE: "the server is gone",
    ReasonCode.PERSON_GONE: "the person is gone",
    ReasonCode.TOO_LATE: "late by more than {days} days",
    ReasonCode.UNKNOWN_ZONE: "the time zone {zone} is not known on this computer: choose another one with /subscribe",
    ReasonCode.CANNOT_VIEW: "the bot cannot see the channel (View Channel)",
    ReasonCode.CANNOT_POST: "the bot may not post there (Send Messages, or Embed Links in an announcement channel)",
    ReasonCode.MISSING_PERMISSIONS: "the bot may not post there ({permissions})",
    ReasonCode.DIRECT_MESSAGES_CLOSED: "direct messages are closed",
    ReasonCode.NO_SHARED_SERVER: "no server is shared with the person",
    ReasonCode.THREAD_ARCHIVED: "the thread is archived",
    ReasonCode.THREAD_LOCKED: "the thread is locked",
    ReasonCode.TAG_REQUIRED: "the forum asks for a tag and has none that the bot may choose",
    ReasonCode.TAG_GONE: "the forum's tag is gone",
    ReasonCode.HISTORY_HIDDEN: "the digest may be there already, and the bot may not look (Read Message History)",
    ReasonCode.EARLIER_ATTEMPT_HIDDEN: (
        "an earlier attempt may have arrived, and the bot may not look ({permissions})"
    ),
    ReasonCode.HTTP_ERROR: "{text} (HTTP {status}, code {code})",
    ReasonCode.TOKEN_REFUSED: "the token is refused",
    ReasonCode.TIMEOUT: "Discord did not answer in time",
    ReasonCode.ANSWER_CUT_OFF: "Discord's answer was cut off",
    ReasonCode.ANSWER_UNREADABLE: "Discord's answer could not be read",
    ReasonCode.CONNECTION_FAILED: "the connection to Discord failed",
    ReasonCode.LOOKUP_FAILED: "the look-up failed: {cause}",
    ReasonCode.RENDER_FAILED: "the message could not be made (the log says why)",
    ReasonCode.UNEXPECTED: "something unexpected went wrong, the log says what",
    ReasonCode.DIGEST_DELETED: "the digest was deleted right after it was posted",
    ReasonCode.MESSAGE_GONE: "the message is gone",
    ReasonCode.ISSUE_GONE: "the issue is no longer in the archive",
    ReasonCode.CORRECTION_FAILED: "the correction is not shown: {cause}",
    ReasonCode.PUBLISH_FAILED: "not published to followers: {cause}",
    ReasonCode.OTHER: "{text}",
}

_ONE_DAY = "late by more than 1 day"
_NO_TEXT = "no reason given"


def describe_reason(reason: Reason | None) -> str:
    """A reason in words, without a capital and a full stop, so that it can stand in a sentence. Plain text."""
    if reason is None:
        return UNKNOWN
    if reason.code is ReasonCode.TOO_LATE and reason.details.get("days") == 1:
        return _ONE_DAY
    return _SENTENCES[reason.code].format_map(_values(reason))


def _values(reason: Reason) -> Mapping[str, str]:
    """The details as text; a detail that is missing becomes “?”."""
    values: dict[str, str] = defaultdict(lambda: "?")
    for name, detail in reason.details.items():
        values[name] = ", ".join(map(str, detail)) if isinstance(detail, list) else str(detail)
    if reason.code is ReasonCode.HTTP_ERROR:
        values["text"] = str(reason.details.get("text") or _NO_TEXT)
    if reason.cause is not None:
        values["cause"] = describe_reason(reason.cause)
    return values
