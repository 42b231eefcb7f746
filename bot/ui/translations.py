"""Translations: the texts that people read in Discord, in the language of the person or of the issue.

English is the source language: a message id is the English text. Each other language has a gettext catalogue,
`bot/locales/<catalogue>/LC_MESSAGES/messages.po`, which is compiled in memory when it is first used. See
docs/translations.md.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path

LOCALES = Path(__file__).parents[1] / "locales"

ENGLISH = "en"

CATALOGUES = {"zh": "zh_CN", "ja": "ja"}
"""The catalogue for each language: of an issue, or of a Discord locale without its country."""

COMPLETE = {ENGLISH, "ja"}
"""Catalogues without a missing or fuzzy message. A person gets answers from these only, so that no answer mixes
languages. A digest is different: its few words are translated in every catalogue."""

NAME = "name"
"""The gettext context of names of commands and options: a name has to be one word in lower case."""

_catalogue: ContextVar[str] = ContextVar("catalogue", default=ENGLISH)


def _(message: str) -> str:
    """A message in the present language. Placeholders are named and filled with `str.format` afterwards."""
    return read_catalogue(_catalogue.get()).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of a message that the present language uses for a number of things."""
    return read_catalogue(_catalogue.get()).ngettext(singular, plural, number)


def gettext_noop(message: str) -> str:
    """Mark a constant for extraction; `_` translates it where it is shown."""
    return message


def present_catalogue() -> str:
    """The catalogue in use, which is also the name of its CLDR locale."""
    return _catalogue.get()


def answer_in(locale: str) -> None:
    """Use the language of a Discord locale for the rest of the present task, English where it is not complete."""
    found = find_catalogue(locale)
    _catalogue.set(found if found in COMPLETE else ENGLISH)


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Use a language, complete or not, for texts that do not follow a person's locale."""
    token = _catalogue.set(find_catalogue(language))
    try:
        yield
    finally:
        _catalogue.reset(token)


def find_catalogue(locale: str) -> str:
    """The catalogue for a language such as `zh` or a Discord locale such as `zh-TW`; English where there is none."""
    return CATALOGUES.get(locale.replace("_", "-").partition("-")[0], ENGLISH)


@cache
def read_catalogue(name: str) -> gettext.NullTranslations:
    """A catalogue, compiled. Fuzzy messages are left out, so that their English texts are used.

    The first call takes some tenths of a second.
    """
    if name == ENGLISH:
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - takes a while, and the command line needs no catalogue
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with (LOCALES / name / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalog = read_po(file, locale=name)
    for message in [each for each in catalog if each.pluralizable and not all(each.string or ())]:
        catalog.delete(message.id, message.context)  # Babel would compile the English singular for every number
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def read_all() -> None:
    """Compile every catalogue."""
    for name in CATALOGUES.values():
        read_catalogue(name)
