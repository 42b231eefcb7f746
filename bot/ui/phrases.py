"""The few words of Paperboy's own that stand in a digest, which speaks its issue's language throughout."""

from dataclasses import dataclass
from datetime import date

from bot.ui.translations import _, gettext_noop, in_language, ngettext, present_catalogue
from newsletter.model import SectionKind

SYMBOLS = {
    SectionKind.FEATURED: "⭐",
    SectionKind.PAPERS: "📄",
    SectionKind.ARTICLES: "🛠️",
    SectionKind.USE_CASES: "🏭",
    SectionKind.OTHER: "💡",
}

SECTION_NAMES = {
    SectionKind.FEATURED: gettext_noop("Featured"),
    SectionKind.PAPERS: gettext_noop("Papers"),
    SectionKind.ARTICLES: gettext_noop("Articles"),
    SectionKind.USE_CASES: gettext_noop("Use cases"),
    SectionKind.OTHER: gettext_noop("Other topics"),
}


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of a digest in a language."""

    language: str
    picks: str
    notes: str
    original: str
    newsletter: str
    editor: str
    read: str
    by_dm: str
    pause: str
    stop: str
    test: str
    more: str  # for str.format with the number
    page: str  # for str.format with the page, counted from 1, and the number of pages

    def entries(self, number: int) -> str:
        """How many entries there are."""
        with in_language(self.language):
            return ngettext("{number} entry", "{number} entries", number).format(number=number)

    def papers(self, number: int) -> str:
        """How many of the entries are papers."""
        with in_language(self.language):
            return ngettext("{number} paper", "{number} papers", number).format(number=number)

    def section(self, kind: SectionKind) -> str:
        """The usual name of a section."""
        with in_language(self.language):
            return _(SECTION_NAMES[kind])


def phrases(language: str) -> Phrases:
    """The words for an issue's language, English for one without a catalogue."""
    with in_language(language):
        return Phrases(
            language=language,
            picks=_("Editor's picks"),
            notes=_("Editor's notes"),
            # Translators: a button that links to the issue where it was published
            original=_("Original"),
            newsletter=_("Newsletter"),
            # Translators: follows a quotation from the newsletter, whose editor's name is not known
            editor=_("the editor"),
            # Translators: the labels of buttons below a digest
            read=_("Read the issue"),
            by_dm=_("Get it by DM"),
            pause=_("Pause"),
            stop=_("Stop"),
            test=_("This is a test. Only this channel got it."),
            more=_("and {number} more"),
            page=_("page {page} of {pages}"),
        )


def format_day(day: date, language: str | None = None) -> str:
    """A date as a reader of an issue's language writes it; of the present language where none is given."""
    if language is not None:
        with in_language(language):
            return format_day(day)
    from babel.dates import format_date  # noqa: PLC0415 - takes a while, and most of the command line needs no date

    # Translators: a pattern of CLDR, https://cldr.unicode.org/translation/date-time/date-time-patterns
    return format_date(day, _("MMMM d, y"), locale=present_catalogue())
