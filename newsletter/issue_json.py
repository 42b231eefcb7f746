"""Serializes an issue to JSON: the output format of `parse`."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from newsletter.model import Issue


def as_json(issue: Issue, file: str) -> dict[str, Any]:
    """The issue as plain data for `json.dumps`, the sections last.

    The fields are those of newsletter.model. `file` is the name of the document that the issue was read from.
    """
    data: dict[str, Any] = _adapter().dump_python(issue, mode="json")
    sections = data.pop("sections")
    return {"file": file, **data, "sections": sections}


@cache
def _adapter() -> TypeAdapter[Issue]:
    return TypeAdapter(Issue)
