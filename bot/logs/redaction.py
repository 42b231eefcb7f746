"""Redacts logs and errors: the bot's token, interaction tokens, and what readers type.

The token comes from the settings. The context of an interaction's task stores what its user typed, so that every log
record of the task can be checked against it.
"""

import re
import traceback
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from types import TracebackType
from typing import Any

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]

REMOVED = "[removed]"

_SHAPES = (
    re.compile(r"\b[\w-]{18,}\.[\w-]{6,7}\.[\w-]{27,}"),  # a bot token of Discord
    re.compile(r"(?<=Bot )[\w.-]{6,}"),  # in an Authorization header
    re.compile(r"(?<=Bearer )[\w.-]{6,}"),
    re.compile(r"(?<=/interactions/)\d+/[^/\s?'\"]+"),  # id and token of an interaction
    re.compile(r"(?<=/webhooks/)\d+/[^/\s?'\"]+"),
)

_secrets: set[str] = set()
_typed: ContextVar[tuple[str, ...]] = ContextVar("typed", default=())

WRITTEN = (3, 4)
"""Types of an option and of a form field that hold text; other values are ids."""

LONGEST_CHAIN = 10
"""Exceptions shown of a chain of causes."""


def hide(secret: str) -> None:
    """Redact this text for the life of the process."""
    if secret.strip():
        _secrets.add(secret.strip())


def keep_private(data: Mapping[str, Any] | None) -> None:
    """Redact what the user of the current interaction typed or chose, from the interaction's `data`."""
    _typed.set(tuple(dict.fromkeys(_texts(data or {}))))


def redact_secrets(text: str) -> str:
    """The text with tokens redacted."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, REMOVED)
    for shape in _SHAPES:
        text = shape.sub(REMOVED, text)
    return text


def redact(text: str) -> str:
    """The text with tokens and the current interaction's input redacted."""
    for typed in sorted(_typed.get(), key=len, reverse=True):
        for form in {typed, _escaped(typed)}:
            text = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", REMOVED, text, flags=re.IGNORECASE)
    return redact_secrets(text)


def format_exception(exc_info: ExcInfo) -> str:
    """A traceback without local variables. A message that repeats user input is left out."""
    return redact_secrets("\n".join(_chain(exc_info[1])))


def _chain(error: BaseException) -> Iterator[str]:
    """Tracebacks of an exception and its causes, first cause first."""
    chain = [error]
    while len(chain) < LONGEST_CHAIN and (before := _cause(chain[-1])) is not None and before not in chain:
        chain.append(before)
    for number, one in enumerate(reversed(chain)):
        if number:
            yield "\nThis led to:\n"
        yield from _describe(one)


def _describe(error: BaseException) -> Iterator[str]:
    yield "Traceback (most recent call last):"
    yield from "".join(traceback.format_tb(error.__traceback__)).splitlines()
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    yield f"{name}: {_message(error)}"
    for one in getattr(error, "exceptions", ()):  # of an exception group
        yield from (f"  | {line}" for line in _describe(one))


def _cause(error: BaseException) -> BaseException | None:
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _message(error: BaseException) -> str:
    text = str(error)
    folded = text.casefold()
    for typed in _typed.get():
        words = [word for word in re.findall(r"\w+", typed.casefold()) if len(word) > 2 or not word.isascii()]
        if any(word in folded for word in (*words, typed.casefold())):
            return "(the message is left out: it repeats what somebody typed)"
    return text


def _texts(data: Mapping[str, Any]) -> Iterator[str]:
    """Texts of an interaction that a user may have written: options, form fields, the query in a button's custom id."""
    custom_id, value = data.get("custom_id"), data.get("value")
    if isinstance(custom_id, str) and custom_id.startswith(("search:", "share:")):
        yield from (custom_id, custom_id.split(":", 4)[-1])
    if isinstance(value, str) and data.get("type") in WRITTEN and value.strip():
        yield value
    for name in ("options", "components"):
        for one in data.get(name) or ():
            if isinstance(one, Mapping):
                yield from _texts(one)


def _escaped(text: str) -> str:
    """As `repr` and JSON show it."""
    return text.encode("unicode_escape").decode("ascii")
