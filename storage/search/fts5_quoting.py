"""Words as FTS5 takes them: quoted, so that nothing a person types is syntax."""

from collections.abc import Sequence

from newsletter.search.tokenizer import is_cjk, pairs, parts

Way = tuple[str, ...]
"""Words that stand side by side."""

Group = Sequence[Way]
"""Any of these."""

_TURNS = 3
"""Words of a phrase that repeats itself which have to stand side by side."""


def quote(*tokens: str) -> str:
    """These words side by side.

    FTS5 looks closely at every text that has all of them. Of a few words over and over these are as many as have
    both of two frequent words, so there only the first ones are a phrase and the others may stand anywhere.
    """
    if len(tokens) > _TURNS and len(set(tokens)) <= len(tokens) / 2:
        others = dict.fromkeys(tokens[_TURNS:]).keys() - set(tokens[:_TURNS])
        return f"({' AND '.join([_quote(tokens[:_TURNS]), *(_quote([other]) for other in sorted(others))])})"
    return _quote(tokens)


def tokens_of(run: str) -> Sequence[str]:
    """The words of a run, as texts have them."""
    return pairs(run) if is_cjk(run) else parts(run)


def _quote(tokens: Sequence[str]) -> str:
    return '"' + " ".join(tokens).replace('"', '""') + '"'
