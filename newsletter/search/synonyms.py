"""Loads synonyms of technical terms from newsletter/synonyms.txt, which describes its format."""

from functools import cache
from importlib import resources
from types import MappingProxyType

from newsletter.search.tokenizer import is_cjk, parts, runs


def key(text: str) -> str:
    """Normalize a term for lookup: singular, case-folded, names split into parts."""
    return " ".join(part for run in runs(text) for part in ((run,) if is_cjk(run) else parts(run)))


@cache
def synonyms() -> MappingProxyType[str, tuple[str, ...]]:
    """Return normalized term → its synonyms."""
    table: dict[str, tuple[str, ...]] = {}
    text = (resources.files("newsletter") / "synonyms.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        words = [word.strip() for word in line.split("=")] if line and not line.startswith("#") else []
        for word in words:
            others = tuple(other for other in words if other != word)
            table[key(word)] = tuple(dict.fromkeys(table.get(key(word), ()) + others))
    return MappingProxyType(table)
