"""A made-up language that is declared complete."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot.ui import translations
from bot.ui.translations import CATALOGUES, COMPLETE, ENGLISH, NAME, in_language
from tests.translations.messages import extract, path_of


@pytest.fixture(scope="module")
def template() -> Catalog:
    return extract()


@pytest.fixture
def german(template: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalog]:
    """A made-up language that is declared complete: each text with a mark before it."""
    made = Catalog(locale="de")
    for message in filter(lambda each: each.id, template):
        forms = [message.id] if isinstance(message.id, str) else [*message.id]
        marked = tuple(("de-" if message.context == NAME else "¤") + form for form in forms)
        made.add(message.id, marked if message.pluralizable else marked[0], context=message.context)
    path = path_of("de", tmp_path)
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, made)
    for name in CATALOGUES.values():
        (tmp_path / name).symlink_to(translations.LOCALES / name)
    monkeypatch.setattr(translations, "LOCALES", tmp_path)
    monkeypatch.setitem(CATALOGUES, "de", "de")
    monkeypatch.setattr(translations, "COMPLETE", {*COMPLETE, "de"})
    translations.read_catalogue.cache_clear()
    with in_language(ENGLISH):  # whatever a test sets is over with it
        yield made
    translations.read_catalogue.cache_clear()
