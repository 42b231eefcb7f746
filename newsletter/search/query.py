"""The query language: parses what a user typed into a search. Pure; accepts any input."""

import re
from dataclasses import dataclass, field, replace

from newsletter.arxiv_id import find_id
from newsletter.model import SectionKind
from newsletter.search.tokenizer import CJK, fold, normal, runs

MAX_TERMS = 8
"""Maximum number of terms; further words, as in a pasted paragraph, are dropped."""

MAX_RUN = 24
"""Maximum characters of a word or CJK run; the rest is dropped."""

PASTED = 8
"""Maximum words or CJK bigrams searched per term of a pasted paragraph."""

_MAX_LENGTH = 2_000
_FIELDS = {
    "section": "section", "栏目": "section", "year": "year", "年份": "year", "issue": "issue", "期": "issue",
    "author": "author", "作者": "author",
}  # fmt: skip
_SECTIONS = {
    **{kind.value.replace("_", ""): kind for kind in SectionKind},
    "paper": SectionKind.PAPERS, "article": SectionKind.ARTICLES, "usecase": SectionKind.USE_CASES,
    "论文": SectionKind.PAPERS, "論文": SectionKind.PAPERS, "文章": SectionKind.ARTICLES,
    "记事": SectionKind.ARTICLES, "記事": SectionKind.ARTICLES, "用例": SectionKind.USE_CASES,
    "精选": SectionKind.FEATURED, "其他": SectionKind.OTHER, "その他": SectionKind.OTHER,
}  # fmt: skip
_QUOTES = str.maketrans("“”„‟「」『』", '""""""""')
_FIELD = r"(?P<field>" + "|".join(_FIELDS) + r")[:：]"
_TOKEN = re.compile(
    rf"(?P<minus>(?<!\S)[-−](?=[\"\w]))?(?:{_FIELD})?(?:\"(?P<quoted>[^\"]*)\"|(?P<word>[^\s\"]+))", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or a quoted phrase."""

    text: str
    exact: bool = False  # quoted: adjacent words, no prefix match
    others: "tuple[Term, ...]" = ()  # alternatives, from OR
    runs: tuple[str, ...] = field(
        init=False, repr=False, compare=False
    )  # each in one script, at most MAX_RUN characters

    def __post_init__(self) -> None:
        object.__setattr__(self, "runs", tuple(run[:MAX_RUN] for run in runs(self.text)[:MAX_TERMS]))

    @property
    def choices(self) -> "tuple[Term, ...]":
        """The term and its OR alternatives, each without alternatives of its own."""
        return (replace(self, others=()), *self.others) if self.others else (self,)


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: an arXiv id, or terms that must all match. The last term is a prefix."""

    text: str  # as typed, white space collapsed
    arxiv_id: str | None = None
    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    section: SectionKind | None = None
    year: int | None = None
    issue: str | None = None  # words of an issue's title, or its week, number or date
    author: str | None = None

    def __bool__(self) -> bool:
        return bool(self.arxiv_id or self.terms or self.excluded or self.narrowed)

    @property
    def narrowed(self) -> bool:
        """Whether the query filters by section, year, issue or author."""
        return any(value is not None for value in (self.section, self.year, self.issue, self.author))

    @property
    def clipped(self) -> bool:
        """Whether terms beyond MAX_TERMS were dropped."""
        return len(self.terms) >= MAX_TERMS


def read_query(text: str) -> Query:
    """Parse a query: words, "phrases", this OR that, -words, section: year: issue: author:, or an arXiv id.

    OR in capitals binds adjacent words or phrases more tightly than a space. OR without a term on both sides, such as
    next to a field or an excluded word, is ignored.
    """
    clean = " ".join(text.encode("utf-8", "ignore").decode().split())
    if arxiv_id := find_id(clean):
        return Query(clean, arxiv_id)
    builder = _QueryBuilder()
    tokens = list(_TOKEN.finditer(normal(clean[:_MAX_LENGTH]).translate(_QUOTES)))
    for token in tokens:
        if token[0] == "OR" and len(tokens) > 1:
            builder.joins_previous = builder.is_term
        else:
            builder.add(token)
    return Query(clean, None, tuple(builder.terms), tuple(builder.excluded[:MAX_TERMS]), **builder.fields)  # type: ignore[arg-type]


def without_fields(text: str) -> str:
    """A query's text without its section: year: issue: author: filters."""
    return " ".join(_TOKEN.sub(lambda token: "" if _is_field(token) else token[0], text.translate(_QUOTES)).split())


def _is_field(token: re.Match[str]) -> bool:
    typed = token["quoted"] if token["quoted"] is not None else token["word"]
    name = _FIELDS[token["field"].lower()] if token["field"] else None
    return bool(name and typed and not token["minus"]) and _value(name, typed) is not None


@dataclass(slots=True)
class _QueryBuilder:
    """Accumulates the parts of a query."""

    terms: list[Term] = field(default_factory=list)
    excluded: list[Term] = field(default_factory=list)
    fields: dict[str, SectionKind | int | str] = field(default_factory=dict)
    is_term: bool = False  # the previous token, except OR, was a term
    joins_previous: bool = False  # the previous token was an OR after a term

    def add(self, token: re.Match[str]) -> None:
        """Add the next word, phrase, excluded word or field."""
        joins, self.joins_previous, self.is_term = self.joins_previous, False, False
        exact = token["quoted"] is not None
        typed = token["quoted"] if exact else token["word"]
        name = _FIELDS[token["field"].lower()] if token["field"] else None
        value = _value(name, typed) if name and typed and not token["minus"] else None
        if name and value is not None:
            self.fields[name] = value
            return
        term = Term(f"{token['field']} {typed}" if name else typed, exact)
        found = [term] if exact else _split_words(term)
        if not typed or not term.runs:
            return
        if token["minus"] and not term.text[0].isdigit():  # "ResNet -50" is a name, not an exclusion
            self.excluded += found
            return
        room = MAX_TERMS - sum(len(each.choices) for each in self.terms)  # see MAX_TERMS
        if joins and room > 0:
            self.terms[-1] = replace(self.terms[-1], others=(*self.terms[-1].others, found.pop(0)))
            room -= 1
        self.terms += found[: max(room, 0)]
        self.is_term = room > 0


def _value(field: str | None, typed: str) -> SectionKind | int | str | None:
    """Convert the value of a field; None if it is invalid, so that the field is searched as a word."""
    if field == "section":
        return _SECTIONS.get(re.sub(r"[\s_-]", "", fold(typed)))
    if field == "year":
        return int(typed) if re.fullmatch(r"(?:19|20)\d\d", typed, re.ASCII) else None
    return typed.strip()[:100] or None


def _split_words(term: Term) -> list[Term]:
    """Split at punctuation, as in a pasted sentence. Hyphenated names are kept."""
    pieces = re.split(rf"[，。、；：！？,;!?()（）]+|(?<=[{CJK}]) +", term.text)
    return [found for piece in pieces if (found := Term(piece)).runs]
