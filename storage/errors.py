"""Errors of the storage package. Each carries a sentence for the person who reads it."""


class StorageError(Exception):
    """The database could not do what was asked; nothing of the attempt was kept."""


class StatementRefusedError(StorageError):
    """One statement was refused, by a constraint for instance; others may work."""
