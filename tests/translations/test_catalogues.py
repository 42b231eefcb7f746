"""A language that is declared complete lacks no text, and no translation breaks what it translates."""

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.ingest import picture_warnings, preflight_warnings
from bot.ui.translations import CATALOGUES, COMPLETE, NAME
from newsletter.model import WarningKind
from newsletter.parsing import warnings
from tests.translations.messages import faults, path_of


@pytest.mark.parametrize("name", CATALOGUES.values())
def test_a_catalogue_breaks_nothing_and_lacks_nothing_where_it_is_declared_complete(name: str, template: Catalog):
    """Missing and fuzzy texts, placeholders that are not filled, and what Discord refuses."""
    with path_of(name).open("rb") as file:
        catalog = read_po(file, locale=name)
    assert list(faults(catalog, template, complete=name in COMPLETE)) == []


def test_a_complete_language_has_no_faults(german: Catalog, template: Catalog):
    assert list(faults(german, template, complete=True)) == []


def test_every_kind_of_warning_is_extracted(template: Catalog):
    """An author reads warnings in a translated preview."""
    named = (*vars(warnings).values(), *vars(preflight_warnings).values(), *picture_warnings.KINDS.values())
    kinds = [each for each in named if isinstance(each, WarningKind)]
    assert len(kinds) > 10
    for kind in kinds:
        assert template.get(kind.one) is not None
        assert kind.many is None or (kind.one, kind.many) == template.get(kind.one).id  # type: ignore[union-attr]


def test_what_a_complete_language_lacks_is_found(german: Catalog, template: Catalog):
    german["Papers"].string = ""
    german["Articles"].flags.add("fuzzy")
    german.delete("Monday")
    found = list(faults(german, template, complete=True))
    assert sorted(found) == ["fuzzy: Articles", "missing: Monday", "missing: Papers"]
    assert list(faults(german, template, complete=False)) == []


def test_translations_that_break_are_found(german: Catalog, template: Catalog):
    """In an incomplete language too: a digest uses it."""
    german["and {number} more"].string = "und {zahl} mehr"
    german["Search everything the newsletter ever covered"].string = "x" * 101
    name = german.get("search", NAME)
    assert name is not None
    name.string = "Suche im Archiv"
    found = sorted(each.partition(":")[0] for each in faults(german, template, complete=False))
    assert found == ["no name", "other placeholders", "too long"]
