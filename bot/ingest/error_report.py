"""Reports errors of background work: a sentence for the operator, and the location of an unexpected error."""

import traceback
from pathlib import Path

from newsletter.errors import NewsletterError
from storage.errors import StorageError

_FRAMES = 4


def describe(error: Exception) -> str:
    """A sentence for an error: its own, or the type and text of an unexpected one."""
    if isinstance(error, NewsletterError | StorageError):
        return str(error)
    return f"It failed in a way that nobody foresaw ({type(error).__name__}: {error})."


def locate(error: Exception) -> str | None:
    """The innermost frames of an unexpected error, for the log; None for other errors.

    Not a whole traceback: rendering one with megabytes of text blocks the event loop for seconds.
    """
    if isinstance(error, NewsletterError | StorageError):
        return None
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
