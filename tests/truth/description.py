"""Discord's official description of its API, and what of it is known to be otherwise in practice.

PAPERBOY_OPENAPI names the file; CONTRIBUTING.md says where it comes from.
"""

import functools
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError  # type: ignore[import-untyped]
from jsonschema.protocols import Validator  # type: ignore[import-untyped]
from jsonschema.validators import extend  # type: ignore[import-untyped]
from referencing import Registry
from referencing.jsonschema import DRAFT202012

JSON = dict[str, Any]

SETTING = "PAPERBOY_OPENAPI"
NOT_AT_HAND = f"{SETTING} does not name Discord's openapi.json (see CONTRIBUTING.md), so nothing was held against it"

TEXTS_AS_CODES = "the error reference and real answers have texts in `errors` (BASE_TYPE_REQUIRED), described: integer"
NUMBERS_AS_IDS = "discord.py sends some ids as numbers (recipient_id, application ids); Discord takes both"
NUMBERS_AS_BOOLEANS = "discord.py writes 1 and 0 into queries where true and false are described; Discord takes both"
KNOWN = {
    r"-> \d+: request \$\[\d+\]: 'nsfw'": "documented for commands, and always sent by discord.py",
    r"-> \d+: request \$\[\d+\]: 'dm_permission'": "deprecated, and still sent by discord.py with commands",
    r"-> \d+: request .*\.components\[\d+\]: 'required'": "discord.py sends it of every select, described in forms",
    r"-> \d+: request \$(\.data|\.message)?: 'tts'": "discord.py sends it always, described for new messages only",
    r"-> \d+: request .*\.embeds\[\d+\]: 'flags'": "discord.py sends it with every embed; answers have it",
    r"^POST /channels/{channel_id}/threads .*request \$: 'type'": "discord.py sends a kind with forum posts too",
    r"^POST /channels/{channel_id}/threads .*use_nested_fields": "what discord.py asks for a forum post's message with",
    r"^PATCH /applications/@me .*request \$\.description": "a text in the reference and in answers, not an object",
    r"^POST /channels/{channel_id}/threads .*answer \$: 'message'": "documented: it has the post's first message",
}
"""What is not described, or otherwise, and yet no fault: a pattern of the violation's line, and why."""


@functools.cache
def read_description(path: str) -> JSON:
    """The description, closed: a field that it does not know is a violation, though OpenAPI would let it pass."""
    document: JSON = json.loads(Path(path).read_text(encoding="utf-8"))
    schemas = document["components"]["schemas"]
    for name, schema in schemas.items():
        if schema.get("properties") and name != "Error":  # Error is a part of others, which have fields of their own
            schema.setdefault("additionalProperties", False)
    schemas["Error"]["properties"]["code"]["type"] = ["integer", "string"]  # TEXTS_AS_CODES
    return document


def description() -> JSON | None:
    """The description, or None where it is not at hand."""
    path = os.environ.get(SETTING)
    return read_description(path) if path else None


def resolve(document: JSON, node: JSON) -> JSON:
    """What a $ref stands for."""
    while "$ref" in node:
        node = functools.reduce(lambda at, part: at[part], node["$ref"].split("/")[1:], document)
    return node


def validator(document: JSON, schema: JSON, *, requests: bool) -> Validator:
    """A validator for a schema of the description."""
    return _validator(os.environ[SETTING], json.dumps(schema), requests=requests)


@functools.cache
def _validator(path: str, schema: str, *, requests: bool) -> Validator:
    absolute = json.loads(schema.replace('"#/', '"urn:discord#/'))
    return _validators(path)(absolute, registry=_registry(path, requests=requests))


@functools.cache
def _validators(path: str) -> type[Validator]:
    """A kind of validator that holds a thing with a `type` against the branches of a union for that type only.

    It finds the same faults. A page has forty components, each of which would be tried as all fifteen, at each level.
    """
    document, whole = read_description(path), Draft202012Validator.VALIDATORS["oneOf"]

    def may_be(branch: JSON, kind: object) -> bool:
        described = resolve(document, branch).get("properties", {}).get("type", {})
        return kind in described.get("enum", [described.get("const", kind)])

    def one_of(validator: Validator, branches: list[JSON], instance: object, schema: JSON) -> Iterator[ValidationError]:
        kind = instance.get("type") if isinstance(instance, dict) else None
        meant = [branch for branch in branches if kind is None or may_be(branch, kind)]
        return whole(validator, meant or branches, instance, schema)  # type: ignore[no-any-return]

    return extend(Draft202012Validator, {"oneOf": one_of})  # type: ignore[no-any-return]


@functools.cache
def _registry(path: str, *, requests: bool) -> "Registry[Any]":
    document = read_description(path)
    schemas = document["components"]["schemas"]
    if requests:
        loose = {**schemas["SnowflakeType"], "type": ["string", "integer"]}  # NUMBERS_AS_IDS
        document = {
            **document,
            "components": {**document["components"], "schemas": {**schemas, "SnowflakeType": loose}},
        }
    registry: Registry[Any] = Registry().with_resource("urn:discord", DRAFT202012.create_resource(document))
    return registry
