"""Errors of the newsletter package. Each carries a sentence for the person who reads it."""


class NewsletterError(Exception):
    """Something a person gave could not be used; the message says what was expected and what was found."""


class DocumentError(NewsletterError):
    """A document is not an issue of a newsletter: empty, binary, cut off, too large, or something else."""


class ParseAbortedError(DocumentError):
    """Reading a document was given up: it takes too long, too much memory, or ends the process that reads it."""


class SourceError(NewsletterError):
    """A source could not be read now; `retry_after` is how long it asked to be left alone, in seconds."""

    def __init__(self, sentence: str, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class ScheduleError(NewsletterError):
    """A day, time or zone that cannot be used; the message says what to type instead."""
