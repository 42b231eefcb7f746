"""Log lines without control and direction characters of documents, names and addresses: terminals obey those."""

import structlog
from structlog.typing import EventDict, WrappedLogger

from newsletter.characters import escape_json, printable


def clean_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A processor for before the renderer of a terminal; what is no text is shown as its repr, which escapes."""
    return {name: printable(value) if isinstance(value, str) else value for name, value in event.items()}


def render_json(logger: WrappedLogger, method: str, event: EventDict) -> str:
    """The renderer of JSON, with escapes in the place of such characters."""
    return escape_json(str(_RENDERER(logger, method, event)))


_RENDERER = structlog.processors.JSONRenderer(ensure_ascii=False)
