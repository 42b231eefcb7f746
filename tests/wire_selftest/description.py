"""Whether what tests.wire answered fits Discord's official OpenAPI description (PAPERBOY_OPENAPI names the file)."""

from __future__ import annotations

import functools
import json
import os
from pathlib import Path
from typing import Any

from tests.wire import Wire
from tests.wire.errors import Value
from tests.wire.recorder import Exchange


@functools.cache
def description(*, requests: bool = False) -> dict[str, Any] | None:
    """The description, with what it leaves out; None when it is not at hand."""
    path = os.environ.get("PAPERBOY_OPENAPI")
    if not path:
        return None
    document: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    # Real answers, and Discord's own reference, have texts here ("BASE_TYPE_REQUIRED"); the description says integer.
    document["components"]["schemas"]["Error"]["properties"]["code"]["type"] = ["integer", "string"]
    if requests:  # discord.py sends some ids as numbers, which Discord takes
        document["components"]["schemas"]["SnowflakeType"]["type"] = ["integer", "string"]
    return document


def problems(wire: Wire) -> list[str]:
    """Each answer (and each request) that does not fit, in a line."""
    document = description()
    if document is None:
        return []
    return [text for one in wire.exchanges if one.fault is None for text in _compare(document, one)]


def _compare(document: dict[str, Any], one: Exchange) -> list[str]:
    operation = document["paths"].get(one.template, {}).get(one.method.lower())
    if operation is None:
        return [] if one.status == 501 else [f"{one}: {one.template} is not described"]
    found = []
    answer = operation["responses"].get(str(one.status)) or operation["responses"].get(
        "4XX" if one.status < 500 else ""
    )
    if answer is None:
        found = [] if one.status >= 500 else [f"{one}: this status is not described"]
    else:
        found = [f"{one} answer {text}" for text in _faults(document, answer, one.response)]
    if "requestBody" in operation and one.status < 400:
        found += [
            f"{one} request {text}" for text in _faults(document, operation["requestBody"], one.request, requests=True)
        ]
    return found


def _faults(document: dict[str, Any], described: dict[str, Any], value: Value, *, requests: bool = False) -> list[str]:
    if "$ref" in described:
        described = functools.reduce(lambda at, part: at[part], described["$ref"].split("/")[1:], document)
    content = described.get("content", {}).get("application/json")
    if content is None or value is None:
        return [] if value is None else ["has a body where none is described"]
    errors = list(_validator(json.dumps(content["schema"]), requests=requests).iter_errors(value))
    return [f"{error.json_path}: {error.message[:300]}" for error in errors]


@functools.cache
def _validator(schema: str, *, requests: bool) -> Value:
    import jsonschema  # type: ignore[import-untyped]
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    registry: Registry[Any] = Registry().with_resource(
        "urn:discord", DRAFT202012.create_resource(description(requests=requests))
    )
    absolute = json.loads(schema.replace('"#/', '"urn:discord#/'))
    return jsonschema.Draft202012Validator(absolute, registry=registry)
