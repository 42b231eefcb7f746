"""JSON columns of the database, validated as they are read."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import to_json

from newsletter.model import Commentary, Remark
from storage.errors import StorageError

T = TypeVar("T")

_LAZY = ConfigDict(defer_build=True)
_TEXTS = TypeAdapter(tuple[str, ...], config=_LAZY)
_REMARKS = TypeAdapter(tuple[Remark, ...], config=_LAZY)
_COMMENTARY = TypeAdapter(tuple[Commentary, ...], config=_LAZY)
_HASHES = TypeAdapter(dict[str, str], config=_LAZY)


def dump(value: Sequence[str | Remark | Commentary] | dict[str, str]) -> str:
    """Texts, remarks, commentary or hashes as JSON."""
    return to_json(value, fallback=asdict).decode() if value else "{}" if isinstance(value, dict) else "[]"


def read_texts(text: str) -> tuple[str, ...]:
    """A list of texts. Most are empty, so that case is decided without a parser. Raises StorageError."""
    return () if text == "[]" else _read(_TEXTS, text)


def read_remarks(text: str) -> tuple[Remark, ...]:
    """The picks of an issue. Raises StorageError."""
    return _read(_REMARKS, text)


def read_commentary(text: str) -> tuple[Commentary, ...]:
    """The commentary of an issue. Raises StorageError."""
    return _read(_COMMENTARY, text)


def read_hashes(text: str) -> dict[str, str]:
    """Content hashes of a source's items, by the item's key. Raises StorageError."""
    return _read(_HASHES, text)


def _read(adapter: TypeAdapter[T], text: str) -> T:
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        reason = error.errors(include_url=False)[0]["msg"]
        raise StorageError(f"A JSON column of the database is damaged ({reason}): restore a backup.") from error
