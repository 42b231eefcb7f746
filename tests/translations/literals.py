"""Finds literals that people read and that no catalogue can translate."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

TRANSLATED = {"_", "ngettext", "gettext_noop", "WarningKind"}

FOR_DISCORD = {"command", "describe", "choices", "Choice", "Group"}
"""Their texts are translated by bot.ui.command_translator."""

UNSEEN = {
    "compile",
    "TypeVar",
    "ValueError",
    "InvalidIdError",
    "beside",
    "debug",
    "info",
    "warning",
    "error",
    "exception",
    "search",
    "fullmatch",
    "sub",
    "split",
}
"""Functions whose literals nobody reads in Discord: patterns, names, and texts for the log."""

SHOWN = {
    "RequestError",
    "notice",
    "trouble",
    "button",
    "Button",
    "SelectOption",
    "Select",
    "TextDisplay",
    "Page",
    "Embed",
}
"""Functions whose literals people read, even a single word in lower case."""

SYMBOLIC = {"custom_id", "value", "key"}
"""Arguments of these functions that are not shown."""

_PROSE = re.compile(r"[A-Za-z]{2,}[,.:;!?…]? +[\w*`“<]|\b[A-Z][a-z]+")
"""Two words, or one with a capital letter."""

_WORD = re.compile(r"[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal, or the part of an f-string between two placeholders."""

    line: int
    text: str


def untranslated(source: str) -> Iterator[Literal]:
    """Literals of a module that reach people without a catalogue, and calls that no catalogue can learn of."""
    tree = ast.parse(source)
    yield from _walk(tree, _PROSE)
    yield from _lost(tree)


def _walk(node: ast.AST, pattern: re.Pattern[str]) -> Iterator[Literal]:
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and pattern.search(node.value):
            yield Literal(node.lineno, node.value)
        return
    if _is_for_programmers(node):
        return
    if isinstance(node, ast.Call):
        called = _name(node.func)
        if called in UNSEEN | FOR_DISCORD | TRANSLATED:
            return
        named = [each.value for each in node.keywords if each.arg not in SYMBOLIC]
        for each in [*node.args[:1], *named]:
            shown = called in SHOWN and isinstance(each, ast.Constant | ast.JoinedStr)
            yield from _walk(each, _WORD if shown else _PROSE)
        for each in [node.func, *node.args[1:]]:
            yield from _walk(each, _PROSE)
        return
    if isinstance(node, ast.FormattedValue):
        pattern = _PROSE
    skipped = {"annotation", "returns", "slice"}
    for name, value in ast.iter_fields(node):
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.AST) and name not in skipped:
                yield from _walk(each, pattern)


def _is_for_programmers(node: ast.AST) -> bool:
    """Whether a statement is a docstring or a list of exported names."""
    if isinstance(node, ast.Assign):
        return [_name(each) for each in node.targets] == ["__all__"]
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _lost(tree: ast.Module) -> Iterator[Literal]:
    """Messages that extraction does not see: an f-string, or a literal inside one; and `_` used as a variable."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield from (Literal(call.lineno, ast.unparse(call)) for call in _calls(node) if _takes_literal(call))
        if (
            isinstance(node, ast.Call)
            and _name(node.func) in TRANSLATED
            and any(isinstance(each, ast.JoinedStr) for each in node.args)
        ):
            yield Literal(node.lineno, ast.unparse(node))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names = [each for each in ast.walk(node) if isinstance(each, ast.Name) and each.id == "_"]
            if {type(each.ctx) for each in names} == {ast.Load, ast.Store}:
                yield Literal(node.lineno, f"{node.name} uses _ as a variable too")


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    yield from (each for each in ast.walk(node) if isinstance(each, ast.Call) and _name(each.func) in TRANSLATED)


def _takes_literal(call: ast.Call) -> bool:
    return any(isinstance(each, ast.Constant) for each in call.args)


def _name(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )
