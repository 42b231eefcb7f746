"""A query as FTS5 expressions. Every word is quoted: nothing that a person types is syntax."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsletter.model import SectionKind
from newsletter.query import MAX_TERMS, Term
from newsletter.synonyms import key, synonyms
from newsletter.words import is_cjk, joined, pairs, parts, stem

_SHORTEST_HALF = 2
EVERYTHING = "kind : (" + " OR ".join(f'"{kind.value.replace("_", "")}"' for kind in SectionKind) + ")"


@dataclass(frozen=True, slots=True)
class Expressions:
    """The same words, matched more and more loosely; None where that makes no difference."""

    exact: str
    prefix: str | None  # the last word as a beginning
    loose: str | None  # what stands together in the query may stand apart


def express(connection: sqlite3.Connection, terms: Sequence[Term]) -> Expressions:
    """All of the terms."""
    if len(terms) >= MAX_TERMS:  # a pasted text has the spelling it has
        return Expressions(_all([_term(None, [term]) for term in terms]), None, None)
    groups = _compounds(connection, terms)
    exact = [_term(connection, group) for group in groups]
    last = groups[-1][-1]
    prefix = None
    if not last.exact and last.runs and not is_cjk(last.runs[-1]) and len(last.runs[-1]) > 1:
        prefix = _all([*exact[:-1], _term(connection, groups[-1], prefix=True)])
    runs = [_run(connection, run) for term in terms for run in term.runs if not term.exact]
    apart = [_phrase(term) for term in terms if term.exact] + runs
    loose = _all(apart) if len(apart) > len(groups) else None
    return Expressions(_all(exact), prefix, loose)


def exclude(terms: Iterable[Term]) -> str:
    """Any of the terms."""
    return " OR ".join(
        _phrase(term) if term.exact or len(term.runs) > 1 else _run(None, term.runs[0]) for term in terms
    )


def meanings(terms: Sequence[Term]) -> str | None:
    """The same said in other words of the synonym table: of the whole, or of each word that is in it."""
    if any(term.exact for term in terms):
        return None
    table = synonyms()
    whole = table.get(key(" ".join(term.text for term in terms)))
    if whole:
        return " OR ".join(_words(other) for other in whole)
    if not any(key(term.text) in table for term in terms):
        return None
    groups = [[_words(term.text), *map(_words, table.get(key(term.text), ()))] for term in terms]
    return _all([" OR ".join(group) for group in groups])


def units(terms: Sequence[Term], most: int = 8) -> list[str]:
    """The smallest words of a query, for a search for any of them: Chinese pairs, Latin names."""
    found: list[str] = []
    for term in terms:
        for run in term.runs:
            found += [_quote(pair) for pair in pairs(run)] if is_cjk(run) else [_run(None, run)]
    return list(dict.fromkeys(found))[:most]


def _all(expressions: Sequence[str]) -> str:
    return " AND ".join(f"({each})" for each in expressions)


def _words(text: str) -> str:
    term = Term(text)
    return _phrase(term) if len(term.runs) > 1 else _run(None, term.runs[0])


def _compounds(connection: sqlite3.Connection, terms: Sequence[Term]) -> list[list[Term]]:
    """Neighbouring words that somebody writes as one, such as batch norm, are a name."""
    plain = [not term.exact and len(term.runs) == 1 and not is_cjk(term.runs[0]) for term in terms]
    bound = {i: "".join(parts(terms[i].runs[0]) + parts(terms[i + 1].runs[0]))
             for i in range(len(terms) - 1) if plain[i] and plain[i + 1]}  # fmt: skip
    known = _known(connection, bound.values())
    groups: list[list[Term]] = []
    for i, term in enumerate(terms):
        if groups and bound.get(i - 1) in known:
            groups[-1].append(term)
        else:
            groups.append([term])
    return groups


def _term(connection: sqlite3.Connection | None, group: Sequence[Term], *, prefix: bool = False) -> str:
    """One word, name or phrase."""
    if len(group) > 1:
        pieces = [piece for term in group for piece in parts(term.runs[0])]
        return f"{_quote(*pieces, prefix=prefix)} OR {_quote(''.join(pieces), prefix=prefix)}"
    (term,) = group
    if term.exact:
        return _phrase(term)
    if len(term.runs) == 1:
        return _run(connection, term.runs[0], prefix=prefix)
    # Side by side, as typed. A single character at the edge is part of a pair in the text: it stands apart.
    firm = [run for run in term.runs if not is_cjk(run) or len(run) > 1]
    single = [_quote(run) for run in term.runs if is_cjk(run) and len(run) == 1]
    tokens = [token for run in firm for token in _tokens(run)]
    together = [_quote(*tokens, prefix=prefix)] if tokens else []
    closed = [
        token
        for run in firm
        for token in (_tokens(run) if is_cjk(run) else [joined(run)[0]] if joined(run) else parts(run))
    ]
    if closed != tokens:
        together.append(_quote(*closed, prefix=prefix))
    return _all([*([" OR ".join(together)] if together else []), *single])


def _run(connection: sqlite3.Connection | None, run: str, *, prefix: bool = False) -> str:
    """One run: a part of a Chinese run, or a name in each of its spellings."""
    if is_cjk(run):
        return _quote(*pairs(run))
    pieces = parts(run)
    ways = [_quote(*pieces, prefix=prefix)]
    if len(pieces) > 1:
        whole = joined(run)[:1] or ("".join(pieces),)
        ways.append(_quote(*whole, prefix=prefix))
    elif connection is not None and len(pieces) == 1 and len(pieces[0]) >= 5:
        ways += [_quote(*halves, prefix=prefix) for halves in _halves(connection, pieces[0])]
    return " OR ".join(ways)


def _halves(connection: sqlite3.Connection, word: str) -> list[tuple[str, str]]:
    """Where a word may be parted so that both halves are words of the archive."""
    cuts = [(stem(word[:i]), word[i:]) for i in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1)]
    known = _known(connection, {half for cut in cuts for half in cut})
    return [(first, second) for first, second in cuts if first in known and second in known]


def _known(connection: sqlite3.Connection, words: Iterable[str]) -> set[str]:
    """Those of the words that the archive's vocabulary has."""
    values = [value for word in words if word for value in (word[0], len(word), word)]
    if not values:
        return set()
    rows = connection.execute(
        f"SELECT word FROM (VALUES {', '.join(['(?, ?, ?)'] * (len(values) // 3))}) AS wanted"
        " CROSS JOIN vocabulary ON initial = wanted.column1 AND size = wanted.column2 AND word = wanted.column3",
        values,
    )
    return {row["word"] for row in rows}


def _phrase(term: Term) -> str:
    """These words side by side and no others."""
    tokens = [token for run in term.runs for token in _tokens(run)]
    ways = [_quote(*tokens)]
    if len(term.runs) == 1 and not is_cjk(term.runs[0]) and joined(term.runs[0]):
        ways.append(_quote(joined(term.runs[0])[0]))
    return " OR ".join(ways)


def _tokens(run: str) -> Sequence[str]:
    return pairs(run) if is_cjk(run) else parts(run)


def _quote(*tokens: str, prefix: bool = False) -> str:
    return '"' + " ".join(tokens).replace('"', '""') + '"' + (" *" if prefix else "")
