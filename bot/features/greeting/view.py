"""The greeting of a server that the bot joined."""

from collections.abc import Sequence

from bot.ui import custom_ids
from bot.ui.page import Block, Page, Space, button
from bot.ui.translations import _, join


def render_greeting(missing: Sequence[str]) -> Page:
    """What the bot does, what it lacks in the channel where this is posted, and the way to set it up."""
    lines = [
        "### 🗞️ " + _("Hello! I bring the machine-learning newsletter"),
        _("Each issue comes as one message: the picks first, every section one press away, in place."),
        "- " + _("**Everybody:** `/latest` reads the newest issue, `/search` finds papers in all issues."),
        "- " + _("**For yourself:** `/subscribe` sends you each issue by direct message."),
        "- " + _("**For a channel:** whoever has *Manage Server* presses the button below."),
    ]
    blocks: list[Block] = ["\n".join(lines)]
    if missing:
        names = join(f"*{_(name)}*" for name in missing)
        advice = _("To post issues in this channel I still need {permissions}. Other channels may allow it already.")
        blocks += [Space.RULE, "⚠️ " + advice.format(permissions=names)]
    hint = _("`/subscribe channel:` sets up any other channel, `/help` shows all that you can do.")
    set_up = button(_("Set up here"), custom_ids.SetUpHere().build(), primary=True)
    return Page([*blocks, Space.GAP, f"-# {hint}", [set_up]])
