"""Failures of background work: a sentence for the operator, and where an error that nobody foresaw was raised."""

import traceback
from pathlib import Path

from newsletter.errors import NewsletterError
from storage.errors import StorageError

_FRAMES = 4


def describe(error: Exception) -> str:
    """A sentence for an error: its own, or for one that nobody foresaw its kind and text."""
    if isinstance(error, NewsletterError | StorageError):
        return str(error)
    return f"It failed in a way that nobody foresaw ({type(error).__name__}: {error})."


def locate(error: Exception) -> str | None:
    """The innermost frames of an error that nobody foresaw, for the log; None for other errors.

    Not a whole traceback: a pretty one with the values of megabytes of text takes seconds of the event loop.
    """
    if isinstance(error, NewsletterError | StorageError):
        return None
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
