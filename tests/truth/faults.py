"""What does not fit a schema, told for the branch of a union that was meant.

A union of seven components answers any slip in a button with seven complaints, six of them about other components.
"""

from collections.abc import Iterable
from typing import Any

from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]

UNIONS = ("anyOf", "oneOf")


def explain(errors: Iterable[ValidationError]) -> list[str]:
    """A line for each fault: where it is, and what is wrong there."""
    return [line for error in errors for each in _meant(error) for line in _told(each)]


def _told(fault: ValidationError) -> list[str]:
    """A field too many is told by name, so that the known exceptions can name it too."""
    if fault.validator == "additionalProperties" and fault.validator_value is False:
        extra = fault.instance.keys() - fault.schema.get("properties", {}).keys()
        return [f"{fault.json_path}: '{name}' is not described" for name in sorted(extra)]
    return [f"{fault.json_path}: {fault.message[:200]}"]


def _meant(error: ValidationError) -> list[ValidationError]:
    """The faults of the branch that was meant; the error itself where no branch is nearer than the others."""
    if error.validator not in UNIONS or not error.context:
        return [error]
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    fit = [faults for faults in branches.values() if not any(map(_is_other, faults))]
    if not fit:
        return [error]
    nearest = max(fit, key=lambda faults: (max(len(each.path) for each in faults), -len(faults)))
    return [each for fault in nearest for each in _meant(fault)]


def _is_other(fault: ValidationError) -> bool:
    """Whether a branch is for something else altogether: another kind of value, or another `type` of thing."""
    if not fault.relative_path:
        nameless = fault.validator == "required" and "type" not in fault.instance and "type" in fault.validator_value
        return fault.validator == "type" or nameless
    return list(fault.relative_path) == ["type"] and fault.validator in ("enum", "const")
