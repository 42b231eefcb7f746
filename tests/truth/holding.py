"""Holding one exchange against the description, in both directions."""

import json
import re
from collections.abc import Mapping
from typing import Any

from tests.truth.description import JSON, KNOWN, resolve, validator
from tests.truth.faults import explain

MADE_UP = ("answer", "wrong", "cloudflare", "drop before")
"""Faults whose answer is no answer of the wire: it says what a test wants to be said."""

REFUSED = range(400, 500)

FREE = ("content", "custom_id", "description", "label", "nonce", "placeholder", "username")
"""Fields of free text: the description limits their length, nothing else."""

VOLATILE = re.compile(r"(?<!\d)\d{17,20}(?!\d)|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?")
"""Ids and times."""

_fitting: set[tuple[int, str]] = set()
"""Shapes of exchanges that broke nothing. Most exchanges repeat one, and validation took half of a wire test's time."""


def hold(document: JSON, one: Mapping[str, Any]) -> list[str]:
    """What in an exchange (a recorder's JSON) breaks the description; each in a line. Validates each shape once."""
    held = {key: value for key, value in one.items() if key not in ("ids", "headers")}
    shape = (id(document), json.dumps(_shape(held), sort_keys=True))
    if shape in _fitting:
        return []
    lines = _hold(document, one)
    if not lines:
        _fitting.add(shape)
    return lines


def _shape(node: Any, name: str = "") -> Any:
    """The node without what differs from one exchange to the next and is the same to the description."""
    if isinstance(node, dict):
        return {key: _shape(inner, key) for key, inner in node.items()}
    if isinstance(node, list):
        return [_shape(inner, name) for inner in node]
    if not isinstance(node, str):
        return "a number that is an id" if isinstance(node, int) and node >= 10**16 else node
    return f"text of {len(node)}" if name in FREE else VOLATILE.sub(lambda found: "#" * len(found[0]), node)


def _hold(document: JSON, one: Mapping[str, Any]) -> list[str]:
    if one["status"] == 501 and one["fault"] is None:
        return []  # not modelled: Wire.check() fails the test for it
    operation = document["paths"].get(one["template"], {}).get(one["method"].lower())
    name = f"{one['method']} {one['template']} -> {one['status']}"
    if operation is None:
        return [f"{name}: no such route is described"]
    found = _parameters(document, operation, one)
    if one["by_bot"] or one["status"] not in REFUSED:  # what a test sent by hand to see it refused is not held
        found += _request(document, operation, one)
    if not (one["fault"] or "").startswith(MADE_UP):
        found += _answer(document, operation, one)
    lines = [f"{name}: {text}" for text in found]
    return [line for line in lines if not any(re.search(pattern, line) for pattern in KNOWN)]


def _parameters(document: JSON, operation: JSON, one: Mapping[str, Any]) -> list[str]:
    """The query, and the ids in the path."""
    known = {each["name"]: each for each in operation.get("parameters", []) if each["in"] == "query"}
    found = [f"the query has {key}, which is not described" for key in one["query"].keys() - known.keys()]
    for key in one["query"].keys() & known.keys():
        errors = validator(document, known[key]["schema"], requests=True).iter_errors(
            _typed(one["query"][key], known[key]["schema"])
        )
        found += [f"query {key}{text.removeprefix('$')}" for text in explain(errors)]
    found += [f"the query lacks {key}" for key in known if known[key].get("required") and key not in one["query"]]
    pattern = re.sub(r"\{(\w+_id)\}", r"(?P<\1>[0-9]+)", re.sub(r"\{\w+_token\}", "[^/]+", one["template"]))
    if one["status"] < 400 and not re.fullmatch(pattern, one["path"]):
        found.append(f"{one['path']} has something else than an id where {one['template']} has one")
    return found


def _typed(text: str, schema: JSON) -> object:
    """A query's value as the description types it; 1 and 0 are booleans too, see NUMBERS_AS_BOOLEANS."""
    if schema.get("type") == "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)
    return int(text) if schema.get("type") == "integer" and text.isascii() and text.isdigit() else text


def _request(document: JSON, operation: JSON, one: Mapping[str, Any]) -> list[str]:
    described = operation.get("requestBody")
    if described is None:
        return [] if one["request"] in (None, {}) else ["request: has a body where none is described"]
    if one["request"] is None:
        return ["request: has no body where one is required"] if described.get("required") else []
    schema = described["content"]["application/json"]["schema"]
    errors = validator(document, schema, requests=True).iter_errors(one["request"])
    return [f"request {text}" for text in explain(errors)]


def _answer(document: JSON, operation: JSON, one: Mapping[str, Any]) -> list[str]:
    status, body = one["status"], one["response"]
    described = operation["responses"].get(str(status)) or (
        operation["responses"].get("4XX") if status in REFUSED else None
    )
    if described is None:
        return [] if status >= 500 else ["this status is not described"]
    content = resolve(document, described).get("content", {}).get("application/json")
    if content is None:
        return [] if body is None else ["answer: has a body where none is described"]
    if body is None:
        return [] if status in REFUSED else ["answer: has no body where one is described"]
    errors = validator(document, content["schema"], requests=False).iter_errors(body)
    return [f"answer {text}" for text in explain(errors)]


def hold_message(document: JSON, message: JSON) -> list[str]:
    """What in a message as a bot would send it breaks the description."""
    operation = document["paths"]["/channels/{channel_id}/messages"]["post"]
    lines = _request(document, operation, {"request": message})
    return [line for line in lines if not any(re.search(pattern, f"-> 200: {line}") for pattern in KNOWN)]
