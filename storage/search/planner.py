"""Orders the words of a query for FTS5: rarest first.

FTS5 advances through every posting list of an AND, and flattens nested ANDs into one. It does not flatten across a NOT,
whose left side is evaluated first. So the rarest words are nested innermost, inside a NOT of a token that no document
has, and a frequent word is looked up only in the documents that remain.
"""

from collections.abc import Iterable, Sequence

from storage.search.frequencies import Frequencies, in_vocabulary
from storage.search.fts5_quoting import Alternatives, Phrase, quote

_ABSENT = '"##"'
"""A token that no document has: see newsletter.search.tokenizer."""

_SELECTIVITY = 4
"""How many times rarer a word must be than those of a phrase to be checked before it."""

_DEPTH = 12
"""Nesting depth, two brackets each; FTS5 refuses more than 97 nested brackets."""


def any_of(group: Iterable[Phrase]) -> str:
    """An expression that matches at least one of the phrases."""
    return " OR ".join(quote(*way) for way in group) or quote()


def all_of(groups: Sequence[Alternatives], known: Frequencies) -> str:
    """An expression that matches at least one phrase of each group; empty groups are ignored."""
    groups = [group for group in groups if any(group)]
    if len(groups) <= 1:
        return any_of(groups[0] if groups else ())
    firm = [(way, known.rarest(way)) for group in groups if len(group) == 1 for way in group]
    guard = min((word for _, word in firm), key=known.of, default=None)
    needed: dict[str, float] = {}
    for way, rarest in firm:
        # Check a phrase only in documents with its rarest word and all rarer ones.
        if in_vocabulary(rarest):
            needed[quote(rarest)] = needed[quote(*way)] = known.of(rarest)
        else:
            needed[quote(*way)] = known.of(rarest) / len(way)
    for group in groups:
        if len(group) > 1:
            anyhow = " OR ".join(_guarded_phrase(way, guard, known) for way in group)
            needed[anyhow] = sum(min(map(known.of, way)) for way in group)
    return nested_and(sorted(needed, key=needed.__getitem__))


def nested_and(expressions: Iterable[str]) -> str:
    """An AND of expressions in which each is evaluated only where those before it match."""
    first, *others = (f"({each})" for each in expressions)
    for other in others[:-1][:_DEPTH]:
        first = f"(({first} AND {other}) NOT {_ABSENT})"
    return " AND ".join([first, *others[:-1][_DEPTH:], *others[-1:]])


def _guarded_phrase(way: Phrase, guard: str | None, known: Frequencies) -> str:
    """A phrase that is checked only in documents with a rarer word that is required as well."""
    if guard is None or len(way) == 1 or known.of(guard) * _SELECTIVITY > max(map(known.of, way)):
        return quote(*way)
    return f"({nested_and([quote(known.rarest(way)), quote(guard), quote(*way)])})"
