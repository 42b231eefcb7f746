"""The rich digest: a large picture, the editor's words, highlights with pictures, and the other sections in short."""

from collections.abc import Sequence

from bot.digest.contents import Contents, Highlight, choose_contents
from bot.digest.controls import list_buttons
from bot.digest.format import PLAIN, Rendering, render_preface
from bot.digest.layout import LayoutFormat
from bot.digest.sentences import width
from bot.digest.texts import render_head, render_highlight, render_rest, render_voice
from bot.ui.limits import MESSAGE_TEXT, text_size
from bot.ui.links import LINK
from bot.ui.markup import fit
from bot.ui.page import Beside, Block, Page, Picture, Space
from bot.ui.phrases import Phrases, phrases
from storage.records import Form, StoredIssue

HIGHLIGHTS, HEADLINES = 2, 3
HEADLINES_BELOW_PICTURE = 1
"""How much a digest names: less where a large picture takes the room."""

LONG_TITLE = 120
"""Columns of a title that leaves room for a large picture: two or three lines."""

ROOM = MESSAGE_TEXT - 300
"""Characters for all text, with a margin for the lines above it, and because Discord may count differently."""

HEAD, VOICE, HIGHLIGHT = 500, 600, 800
"""What each part may take of it; the other sections take what is left."""

URLS = (LINK, 200, 100, 0)
"""Longest URLs, tried in this order until the other sections fit."""


class RichFormat(LayoutFormat):
    """The digest of a channel, thread or person that has not chosen another."""

    form = Form.COMPONENTS
    marks = frozenset({"##", "#"})  # "#" until the digest had pictures

    def page(self, stored: StoredIssue, rendering: Rendering) -> Page:
        return render_digest(stored, rendering)


def render_digest(stored: StoredIssue, rendering: Rendering = PLAIN) -> Page:
    """One message for a whole issue.

    The buttons stand above the highlights. So they are seen without scrolling on a screen 768 pixels high, whether
    Discord shows the beginning of the message or its end.
    """
    words = phrases(stored.issue.language)
    contents = choose_contents(stored, rendering, HIGHLIGHTS)
    head = fit(render_head(stored, "##"), HEAD)
    voice = fit(render_voice(contents.voice, words), VOICE) if contents.voice else ""
    highlights = [fit(render_highlight(one, stored), HIGHLIGHT) for one in contents.highlights]
    rest = _render_rest(contents, words, ROOM - sum(map(text_size, [head, voice, *highlights])))
    blocks = [*_render_top(contents, head, voice), list_buttons(stored, rendering)]
    if highlights:
        blocks += [Space.RULE, *_beside_pictures(contents.highlights, highlights)]
    if rest:
        blocks += [Space.RULE, *rest]
    return Page(blocks, above=render_preface(rendering, stored.issue.language))


def _render_top(contents: Contents, head: str, voice: str) -> list[Block]:
    """The title and the editor's words, with the picture of the issue between them or small beside them."""
    voices = [voice] if voice else []
    cover = contents.cover
    if cover is None:
        return [head, *voices]
    if cover.is_wide and width(head.partition("\n")[0]) <= LONG_TITLE:
        return [head, Picture(cover.address, cover.description), *voices]
    return [Beside("\n".join([head, *voices]), cover.as_thumbnail())]


def _render_rest(contents: Contents, words: Phrases, room: int) -> list[str]:
    """The other sections: with the links that fit, the longest ones dropped first."""
    most = HEADLINES_BELOW_PICTURE if contents.hero else HEADLINES
    for longest in URLS:
        texts = render_rest(contents.rest, most, words, longest)
        if sum(map(text_size, texts)) <= room:
            return texts
    return [fit(text, room // len(texts)) for text in texts]


def _beside_pictures(highlights: Sequence[Highlight], texts: Sequence[str]) -> list[Block]:
    """The highlights, with a gap between two that no picture holds apart."""
    blocks: list[Block] = []
    for highlight, text in zip(highlights, texts, strict=True):
        if highlight.picture:
            blocks.append(Beside(text, highlight.picture.as_thumbnail()))
        else:
            blocks += [Space.GAP, text] if blocks and isinstance(blocks[-1], str) else [text]
    return blocks
