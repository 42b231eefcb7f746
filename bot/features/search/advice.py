"""Why a search found nothing, and the one button that repairs it."""

from bot.features.search.lookup import Results, Wider
from bot.ui import custom_ids
from bot.ui.markup import clip, escape
from bot.ui.page import Row, button
from bot.ui.translations import _, ngettext
from storage.records import Found


def count(found: Found) -> str:
    """How many entries were found; only so many are counted."""
    return f"{found.total}+" if found.more else str(found.total)


def explain_absence(results: Results) -> str:
    """Why no entry has all the words."""
    if results.is_empty:
        return _("The archive is empty: no issue has come in yet.")
    if results.wider:
        return _explain_filter(results, results.wider)
    if results.found.spelling:
        return _("Did you mean **{spelling}**?").format(spelling=escape(clip(results.found.spelling, 80)))
    return _("No entry has any of these words. Try fewer or shorter ones, or an arXiv id.")


def repair(results: Results) -> Row:
    """The button that finds more: the same search with fewer filters, or the nearest spelling."""
    if results.wider:
        label = (
            _("In all years · {number}")
            if _is_of_other_years(results, results.wider)
            else _("Without the filter · {number}")
        )
        shown = results.wider.search.at(0)
        return [button(label.format(number=count(results.wider.found)), shown.build(), primary=True)]
    spelling = results.found.spelling
    if spelling is None or len(spelling) > custom_ids.SEARCH_TEXT:
        return []
    label = _("Search for “{spelling}”").format(spelling=spelling)
    shown = custom_ids.TurnSearch(0, results.search.section, results.search.year, spelling)
    return [button(label, shown.build(), primary=True)]


def _explain_filter(results: Results, wider: Wider) -> str:
    number, total = count(wider.found), wider.found.total
    if _is_of_other_years(results, wider):
        return ngettext(
            "{number} entry of another year matches.",
            "{number} entries of other years match.",
            total,
        ).format(number=number)
    return ngettext(
        "{number} entry matches without the filter.",
        "{number} entries match without the filter.",
        total,
    ).format(number=number)


def _is_of_other_years(results: Results, wider: Wider) -> bool:
    """Whether only the year makes the difference."""
    asked, found = results.search, wider.search
    return asked.query == found.query and asked.section == found.section
