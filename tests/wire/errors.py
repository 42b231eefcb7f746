"""Discord's refusals: code, status and sentence, and the nested form of 50035.

Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from __future__ import annotations

from typing import Any

JSON = dict[str, Any]
Value = Any  # anything JSON can say

REFUSALS: dict[int, tuple[int, str]] = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    10087: (404, "Unknown Tag"),
    20001: (403, "Bots cannot use this endpoint"),
    20012: (403, "You are not authorized to perform this action on this application"),
    20016: (429, "This action cannot be performed due to slowmode rate limit"),
    20022: (429, "This message cannot be edited due to announcement rate limits"),
    20028: (429, "The channel you are writing has hit the write rate limit"),
    30046: (429, "Maximum number of edits to messages older than 1 hour reached. Try again later"),
    40003: (403, "You are opening direct messages too fast"),
    40033: (400, "This message has already been crossposted"),
    40060: (400, "Interaction has already been acknowledged."),
    40067: (400, "A tag is required to create a forum post in this channel"),
    40333: (429, "internal network error"),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50033: (400, "Invalid Recipient(s)"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    50278: (403, "Cannot send messages to this user"),
    130000: (503, "API resource is currently overloaded. Try again a little later"),
    160004: (400, "A thread has already been created for this message"),
    160005: (403, "Thread is locked"),
}


class Refused(Exception):  # noqa: N818
    """Discord says no."""

    def __init__(self, code: int, errors: JSON | None = None, retry_after: float = 1.0) -> None:
        self.code = code
        self.status, self.message = REFUSALS.get(code, (400, f"Refused with {code}"))
        self.errors = errors
        self.retry_after = retry_after
        super().__init__(f"{self.status} {code}: {self.message}")

    def body(self) -> JSON:
        """What Discord puts into the answer."""
        body: JSON = {"message": self.message, "code": self.code}
        if self.errors is not None:
            body["errors"] = self.errors
        if self.status == 429:
            body |= {"retry_after": self.retry_after, "global": False}
        return body


class Plain(Exception):  # noqa: N818
    """A refusal without a code of its own, such as 401 or 404 for a path."""

    def __init__(self, status: int, reason: str) -> None:
        self.status = status
        self.reason = reason
        super().__init__(f"{status}: {reason}")

    def body(self) -> JSON:
        """What Discord puts into the answer."""
        return {"message": f"{self.status}: {self.reason}", "code": 0}


class Form:
    """Collects what is wrong with a request body, each fault at its path.

    Discord answers all faults at once: {"embeds": {"0": {"title": {"_errors": [{"code", "message"}]}}}}
    (https://discord.com/developers/docs/reference#error-messages).
    """

    def __init__(self) -> None:
        self._tree: JSON = {}

    def add(self, path: tuple[str | int, ...], code: str, message: str) -> None:
        """One fault at `path`."""
        node = self._tree
        for part in path:
            node = node.setdefault(str(part), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: tuple[str | int, ...], value: Value, low: int, high: int) -> None:
        """The length of a text or list must be within low..high; what is missing has length 0."""
        size = len(value) if value is not None else 0
        if low <= size <= high:
            return
        if size == 0:
            self.add(path, "BASE_TYPE_REQUIRED", "This field is required")
        elif low > 0:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
        else:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")

    def check(self) -> None:
        """Raise Refused 50035 when anything was added."""
        if self._tree:
            raise Refused(50035, self._tree)
