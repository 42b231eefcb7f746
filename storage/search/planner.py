"""In which order FTS5 looks for words: the rarest first.

In an AND, FTS5 moves on in every word's list at every step, however long it is, and of several inside each other it
makes one. It leaves them alone across a NOT: what is inside is decided before the next word is looked for. So the
rarest stand innermost, inside a NOT of a word that nothing has: a frequent word is looked for only where they are.
"""

from collections.abc import Iterable, Sequence

from storage.search.frequencies import Frequencies, is_counted
from storage.search.fts5_quoting import Group, Way, quote

_NOWHERE = '"##"'
"""No text has this word: see newsletter.words."""

_WORTH = 4
"""How much rarer a word must be than those of a phrase to be looked at before it."""

_DEPTH = 12
"""Words that are looked for one after another, two brackets each; FTS5 refuses more than 97 inside each other."""


def any_of(group: Iterable[Way]) -> str:
    """At least one of the ways."""
    return " OR ".join(quote(*way) for way in group) or quote()


def every(groups: Sequence[Group], known: Frequencies) -> str:
    """At least one way of each group; a group of none, such as a lone underscore, asks for nothing."""
    groups = [group for group in groups if any(group)]
    if len(groups) <= 1:
        return any_of(groups[0] if groups else ())
    firm = [(way, known.rarest(way)) for group in groups if len(group) == 1 for way in group]
    guard = min((word for _, word in firm), key=known.of, default=None)
    needed: dict[str, float] = {}
    for way, rarest in firm:
        # A phrase is looked at closely only where its rarest word stands with what is rarer still.
        if is_counted(rarest):
            needed[quote(rarest)] = needed[quote(*way)] = known.of(rarest)
        else:
            needed[quote(*way)] = known.of(rarest) / len(way)
    for group in groups:
        if len(group) > 1:
            anyhow = " OR ".join(_guarded(way, guard, known) for way in group)
            needed[anyhow] = sum(min(map(known.of, way)) for way in group)
    return narrowing(sorted(needed, key=needed.__getitem__))


def narrowing(expressions: Iterable[str]) -> str:
    """All of them, each looked for only where those before it are."""
    first, *others = (f"({each})" for each in expressions)
    for other in others[:-1][:_DEPTH]:
        first = f"(({first} AND {other}) NOT {_NOWHERE})"
    return " AND ".join([first, *others[:-1][_DEPTH:], *others[-1:]])


def _guarded(way: Way, guard: str | None, known: Frequencies) -> str:
    """A way, looked at closely only where a word stands that is needed besides."""
    if guard is None or len(way) == 1 or known.of(guard) * _WORTH > max(map(known.of, way)):
        return quote(*way)
    return f"({narrowing([quote(known.rarest(way)), quote(guard), quote(*way)])})"
