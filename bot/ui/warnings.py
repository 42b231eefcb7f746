"""Warnings about a document as a person reads them: equal ones together, in the present language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.ui.translations import _, ngettext
from newsletter.model import ParseWarning, WarningKind

SHOWN_VALUES = 3
"""Different values that the sentence about several warnings names."""


@dataclass(frozen=True, slots=True)
class WarningGroup:
    """What is said once: the lines, in order and each once, and a sentence of plain text."""

    lines: tuple[int, ...]
    text: str


def group_warnings(warnings: Iterable[ParseWarning]) -> list[WarningGroup]:
    """Warnings of one kind as one sentence, in the order of their first lines."""
    groups: dict[WarningKind | ParseWarning | int, list[ParseWarning]] = {}
    for position, warning in enumerate(sorted(warnings, key=lambda warning: warning.line)):
        groups.setdefault(warning.kind if warning.kind.many else position, []).append(warning)
    return [
        WarningGroup(tuple(dict.fromkeys(warning.line for warning in group)), _describe(group))
        for group in groups.values()
    ]


def _describe(group: Sequence[ParseWarning]) -> str:
    kind, number = group[0].kind, len(group)
    if kind.many is None:
        return _(kind.one).format(**group[0].params)
    sentence = ngettext(kind.one, kind.many, number)
    if number == 1:  # some languages have one form for all numbers, which may name both
        return sentence.format(number=1, **group[0].params)
    values = {name: _join(dict.fromkeys(str(warning.params[name]) for warning in group)) for name in group[0].params}
    return sentence.format(number=number, **values).replace("….", "…")  # a list that is cut ends the sentence


def _join(values: Iterable[str]) -> str:
    """The first values, and an ellipsis where there are more."""
    listed = list(values)
    return ", ".join(listed[:SHOWN_VALUES] + (["…"] if len(listed) > SHOWN_VALUES else []))
