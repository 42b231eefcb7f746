"""Exceptions of the newsletter package. Each message is a sentence for the user."""


class NewsletterError(Exception):
    """User input is invalid. The message says what was expected and what was found.

    `message` is the English sentence with named placeholders for `str.format`, filled from `params`. It is the id of
    the sentence in catalogues of translations.
    """

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message.format(**params) if params else message)
        self.message = message
        self.params = params


class DocumentError(NewsletterError):
    """A document is not an issue of a newsletter: empty, binary, truncated, too large or something else."""


class ParseAbortedError(DocumentError):
    """Parsing a document was aborted: it exceeded the time or memory limit, or the worker process failed."""


class SourceError(NewsletterError):
    """A source cannot be read now. `retry_after` is the delay that the server asked for, in seconds."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ScheduleError(NewsletterError):
    """A day, time or zone is invalid. The message says what to type instead."""
