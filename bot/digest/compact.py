"""The compact digest: title, counts, three headlines and the buttons."""

from bot.digest.contents import Contents, choose_contents
from bot.digest.controls import list_buttons
from bot.digest.format import Rendering, render_preface
from bot.digest.layout import LayoutFormat
from bot.digest.texts import render_head, render_headline
from bot.ui.limits import MESSAGE_TEXT
from bot.ui.markup import fit
from bot.ui.page import Beside, Block, Page
from storage.records import Form, StoredIssue

HEADLINES = 3
ROOM = MESSAGE_TEXT - 300


class CompactFormat(LayoutFormat):
    """The digest of a subscription that wants it short."""

    form = Form.COMPACT
    marks = frozenset({"###"})

    def page(self, stored: StoredIssue, rendering: Rendering) -> Page:
        contents = choose_contents(stored, rendering, HEADLINES)
        text = fit("\n".join([render_head(stored, "###"), *list_headlines(contents)]), ROOM)
        block: Block = Beside(text, contents.icon.as_thumbnail()) if contents.icon else text
        return Page([block, list_buttons(stored, rendering)], above=render_preface(rendering, stored.issue.language))


def list_headlines(contents: Contents) -> list[str]:
    """A few headlines as a list, the highlights first."""
    entries = [one.entry for one in contents.highlights] + [entry for part in contents.rest for entry in part.entries]
    return [f"- {render_headline(entry)}" for entry in entries[:HEADLINES]]
