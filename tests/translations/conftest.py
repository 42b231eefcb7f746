"""A made-up language for the tests of this folder."""

from tests.translations.made_up import german, template  # noqa: F401 - fixtures
