"""Errors of the newsletter package. Each carries a sentence for the person who reads it."""


class NewsletterError(Exception):
    """Something a person gave could not be used; the message says what was expected and what was found."""


class DocumentError(NewsletterError):
    """A document is not an issue of a newsletter: empty, binary, cut off, too large, or something else."""
