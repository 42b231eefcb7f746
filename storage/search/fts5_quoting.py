"""Quotes words for FTS5, so that nothing a person types is read as query syntax."""

from collections.abc import Sequence

from newsletter.search.tokenizer import is_cjk, pairs, parts

Phrase = tuple[str, ...]
"""Tokens that must be adjacent."""

Alternatives = Sequence[Phrase]
"""Phrases of which one must match."""

_REPEATED_PHRASE = 3
"""Tokens of a repetitive phrase that must be adjacent."""


def quote(*tokens: str) -> str:
    """A phrase: these tokens, adjacent.

    FTS5 checks the positions in every document that has all tokens. A long phrase of few distinct tokens would be
    checked
    in nearly every document, so only its first tokens are a phrase and the others may stand anywhere.
    """
    if len(tokens) > _REPEATED_PHRASE and len(set(tokens)) <= len(tokens) / 2:
        others = dict.fromkeys(tokens[_REPEATED_PHRASE:]).keys() - set(tokens[:_REPEATED_PHRASE])
        return f"({' AND '.join([_quote(tokens[:_REPEATED_PHRASE]), *(_quote([other]) for other in sorted(others))])})"
    return _quote(tokens)


def tokens_of(run: str) -> Sequence[str]:
    """The tokens of a run, as the index stores them."""
    return pairs(run) if is_cjk(run) else parts(run)


def _quote(tokens: Sequence[str]) -> str:
    return '"' + " ".join(tokens).replace('"', '""') + '"'
