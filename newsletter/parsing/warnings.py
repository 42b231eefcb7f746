"""The kinds of warnings about a document."""

from newsletter.model import WarningKind

NO_DATING = WarningKind("This issue says neither its week nor its number nor its date.")
FUTURE_DATE = WarningKind(
    "This issue is dated {day}, which is later than tomorrow ({tomorrow}): the day does not count before it has come. "
    "If it is a slip, correct it."
)
FUTURE_WEEK = WarningKind(
    "Week {week} of {year} begins on {day}, which is later than tomorrow ({tomorrow}): the day does not count before "
    "it has come. If it is a slip, correct it."
)
REPEATED_PAPER = WarningKind(
    "This issue has arXiv:{paper} twice, first on line {first}.",
    "This issue has {number} papers twice: {paper}.",
)
NO_LINK = WarningKind(
    "This entry has no link, so it cannot be found by paper.",
    "{number} entries have no link, so they cannot be found by paper.",
)
CARD_AS_HEADLINE = WarningKind(
    "The headline of this entry is lost; the title of its link card stands in.",
    "{number} entries have lost their headline; the titles of their link cards stand in.",
)
NO_HEADLINE = WarningKind(
    "The headline of this entry is lost; nothing stands in.",
    "{number} entries have lost their headline; nothing stands in.",
)
OTHER_CITATION = WarningKind(
    "The citation names arXiv:{cited}, but the headline leads to {target}, which counts.",
    "{number} citations name a paper other than the headline, which counts: {cited}.",
)
