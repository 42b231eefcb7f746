"""Reason codes: why something was not sent, or why it stopped. bot.ui.reasons makes sentences of them."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ReasonCode(StrEnum):
    """What happened. The values are stored: never change one. The comments name the details of a code."""

    UNSUBSCRIBED = "unsubscribed"
    PAUSED_BY_USER = "paused_by_user"
    BOT_REMOVED = "bot_removed"
    CHANNEL_DELETED = "channel_deleted"
    CHANNEL_GONE = "channel_gone"
    SERVER_GONE = "server_gone"
    PERSON_GONE = "person_gone"
    TOO_LATE = "too_late"  # days
    UNKNOWN_ZONE = "unknown_zone"  # zone

    CANNOT_VIEW = "cannot_view"
    CANNOT_POST = "cannot_post"
    MISSING_PERMISSIONS = "missing_permissions"  # permissions
    DIRECT_MESSAGES_CLOSED = "direct_messages_closed"
    NO_SHARED_SERVER = "no_shared_server"
    THREAD_ARCHIVED = "thread_archived"
    THREAD_LOCKED = "thread_locked"
    TAG_REQUIRED = "tag_required"
    TAG_GONE = "tag_gone"
    HISTORY_HIDDEN = "history_hidden"
    EARLIER_ATTEMPT_HIDDEN = "earlier_attempt_hidden"  # permissions

    HTTP_ERROR = "http_error"  # status, code, text: Discord's answer
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - a code
    TIMEOUT = "timeout"
    INTERRUPTED = "interrupted"
    ANSWER_CUT_OFF = "answer_cut_off"
    ANSWER_UNREADABLE = "answer_unreadable"
    CONNECTION_FAILED = "connection_failed"
    LOOKUP_FAILED = "lookup_failed"  # cause
    RENDER_FAILED = "render_failed"
    UNEXPECTED = "unexpected"

    DIGEST_DELETED = "digest_deleted"
    MESSAGE_GONE = "message_gone"
    ISSUE_GONE = "issue_gone"
    CORRECTION_FAILED = "correction_failed"  # cause
    PUBLISH_FAILED = "publish_failed"  # cause
    OTHER = "other"  # text: a sentence from before there were codes


Detail = str | int | list[str]


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with the details of this case, and what caused it where that is another reason."""

    code: ReasonCode
    details: Mapping[str, Detail] = field(default_factory=dict)
    cause: "Reason | None" = None


def write_reason(reason: Reason | None) -> tuple[str | None, str | None]:
    """The columns `reason` and `reason_details`."""
    if reason is None:
        return None, None
    details = _details(reason)
    return reason.code.value, json.dumps(details, ensure_ascii=False) if details else None


def read_reason(row: sqlite3.Row, prefix: str = "") -> Reason | None:
    """A reason from a row with `reason` and `reason_details`, whose names may have a prefix."""
    code, details = row[f"{prefix}reason"], row[f"{prefix}reason_details"]
    if code is None:
        return None
    try:
        return _reason(code, json.loads(details) if details else {})
    except ValueError:  # JSON that cannot be read: the code says enough
        return _reason(code, {})


def _details(reason: Reason) -> dict[str, object]:
    cause = {"cause": {"code": reason.cause.code.value, "details": _details(reason.cause)}} if reason.cause else {}
    return {**reason.details, **cause}


def _reason(code: object, details: object) -> Reason:
    known = details if isinstance(details, dict) else {}
    cause = known.get("cause")
    if code not in set(ReasonCode):
        return Reason(ReasonCode.OTHER, {"text": str(code)})
    return Reason(
        ReasonCode(str(code)),
        {name: value for name, value in known.items() if name != "cause"},
        _reason(cause.get("code"), cause.get("details")) if isinstance(cause, dict) else None,
    )
