"""What somebody may do, as a page."""

from collections.abc import Callable

from bot.ui.page import Page, Space, spread
from bot.ui.translations import _

Mention = Callable[..., str]
"""Writes a command, given its name and that of a subcommand, so that it can be pressed."""


def render_help(mention: Mention, *, is_manager: bool, is_owner: bool) -> Page:
    """The commands of a reader, with those for who manages the server or owns the bot below."""
    blocks = [_about_reading(mention), _about_getting(mention)]
    if is_manager:
        blocks.append(_about_managing(mention))
    if is_owner:
        blocks.append(_about_owning(mention))
    return Page(spread(blocks, Space.RULE))


def _about_reading(mention: Mention) -> str:
    return _list(
        "### 🔎 " + _("Read and search"),
        (mention("latest"), _("the newest issue, section by section")),
        (mention("issue"), _("any other issue")),
        (mention("search"), _("papers and articles of all issues, by words in any language")),
        (mention("paper"), _("what the newsletter said of a paper, by its arXiv id or link")),
    )


def _about_getting(mention: Mention) -> str:
    return _list(
        "### ✉️ " + _("Get it"),
        (mention("subscribe"), _("each new issue by direct message, at once or on a day you choose")),
        (mention("subscriptions"), _("what you get: change, pause or stop it")),
        (mention("unsubscribe"), _("no more of it")),
        (mention("inbox"), _("issues that could not reach you")),
        (mention("history"), _("what came when, and why not")),
    )


def _about_managing(mention: Mention) -> str:
    return _list(
        "### 🗞️ " + _("For those who manage this server"),
        (mention("subscribe") + " `channel:`", _("each new issue in a channel, forum or thread, with a preview first")),
        (mention("subscriptions"), _("what the channels get: change, pause, test or stop it")),
        (mention("history"), _("what went where, and why not")),
    )


def _about_owning(mention: Mention) -> str:
    return _list(
        "### 🛠️ " + _("For the owners of this bot"),
        (mention("issues", "import"), _("bring an issue in")),
        (mention("issues", "held"), _("what waits for your approval")),
        (mention("issues", "list"), _("what is scheduled, sent and held")),
        (mention("stats", "misses"), _("what people searched for in vain")),
    )


def _list(title: str, *lines: tuple[str, str]) -> str:
    return "\n".join([title, *(f"- {command} — {what}" for command, what in lines)])
