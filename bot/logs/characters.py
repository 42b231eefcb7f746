"""Removes control and direction characters from log lines: terminals obey them."""

import structlog
from structlog.typing import EventDict, WrappedLogger

from newsletter.characters import escape_json, printable


def clean_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A structlog processor for the terminal renderer; values that are not text are shown by their escaped repr."""
    return {name: printable(value) if isinstance(value, str) else value for name, value in event.items()}


def render_json(logger: WrappedLogger, method: str, event: EventDict) -> str:
    """The JSON renderer, with such characters escaped."""
    return escape_json(str(_RENDERER(logger, method, event)))


_RENDERER = structlog.processors.JSONRenderer(ensure_ascii=False)
