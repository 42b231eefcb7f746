"""The digest as embeds, for announcement channels: Discord does not show components to followers."""

from typing import ClassVar

import discord

from bot.digest.compact import HEADLINES, list_headlines
from bot.digest.contents import Highlight, choose_contents
from bot.digest.fingerprint import Fingerprint, make_fingerprint
from bot.digest.format import DigestFormat, Payload, Rendering, allow_mentions, render_preface
from bot.digest.illustration import Illustration
from bot.digest.message import IS_COMPONENTS_V2, JSON, has_flag, list_embeds
from bot.digest.texts import describe_issue, render_credit, render_rest, render_sentence, render_voice
from bot.ui.limits import EMBED_DESCRIPTION, EMBED_TITLE, EMBED_URL
from bot.ui.links import link_address
from bot.ui.markup import cut, escape, plain
from bot.ui.page import INK
from bot.ui.phrases import phrases
from storage.records import Form, StoredIssue

HIGHLIGHTS = 2
OTHERS = 4
VOICE, DETAILS, REST = 600, 600, 2000
"""Characters of a description: with all titles and the footer they stay below the 6,000 of a message."""


class EmbedsFormat(DigestFormat):
    """An embed for the issue, one for each highlight, and one for the other sections.

    No button names the issue: title and footer of the first embed tell issues apart.
    """

    form: ClassVar[Form] = Form.EMBEDS
    permissions = frozenset({"embed_links"})

    def embeds(self, stored: StoredIssue, rendering: Rendering) -> list[discord.Embed]:
        """The message without the lines above it."""
        return render_embeds(stored, rendering)

    def render(self, stored: StoredIssue, rendering: Rendering) -> Payload:
        return {
            "content": "\n".join(render_preface(rendering, stored.issue.language)) or None,
            "embeds": self.embeds(stored, rendering),
            "allowed_mentions": allow_mentions(rendering),
        }

    def matches(self, message: JSON) -> bool:
        return not has_flag(message, IS_COMPONENTS_V2) and not _is_compact(message)

    def shows(self, message: JSON, stored: StoredIssue) -> bool:
        return self.read(message) == self.fingerprint(stored)

    def read(self, message: JSON) -> Fingerprint | None:
        return None if _is_compact(message) else next(map(_read_embed, list_embeds(message)), None)

    def fingerprint(self, stored: StoredIssue) -> Fingerprint:
        return _read_embed({**_render_head(stored).to_dict()})


class CompactEmbedsFormat(EmbedsFormat):
    """One embed with a few headlines."""

    form = Form.COMPACT_EMBEDS

    def embeds(self, stored: StoredIssue, rendering: Rendering) -> list[discord.Embed]:
        contents = choose_contents(stored, rendering, HEADLINES)
        embed = _render_head(stored)
        embed.description = cut("\n".join(list_headlines(contents)), EMBED_DESCRIPTION)
        return [embed.set_thumbnail(url=_address(contents.icon))]

    def matches(self, message: JSON) -> bool:
        return not has_flag(message, IS_COMPONENTS_V2) and _is_compact(message)

    def read(self, message: JSON) -> Fingerprint | None:
        return next(map(_read_embed, list_embeds(message)), None) if _is_compact(message) else None


def render_embeds(stored: StoredIssue, rendering: Rendering) -> list[discord.Embed]:
    """The issue with its picture and the editor's words, its highlights with theirs, and the other sections."""
    words = phrases(stored.issue.language)
    contents = choose_contents(stored, rendering, HIGHLIGHTS)
    head = _render_head(stored).set_image(url=_address(contents.hero)).set_thumbnail(url=_address(contents.badge))
    if contents.voice:
        head.description = cut(render_voice(contents.voice, words), VOICE)
    embeds = [head, *(_render_highlight(one, stored) for one in contents.highlights)]
    if rest := "\n\n".join(render_rest(contents.rest, OTHERS, words)):
        embeds.append(discord.Embed(description=cut(rest, REST), colour=INK))
    return embeds


def _render_head(stored: StoredIssue) -> discord.Embed:
    title = plain(stored.issue.title) or phrases(stored.issue.language).newsletter
    url = link_address(stored.issue.source_url, EMBED_URL)
    embed = discord.Embed(title=cut(escape(title), EMBED_TITLE), url=url, colour=INK)
    return embed.set_footer(text=describe_issue(stored))


def _render_highlight(highlight: Highlight, stored: StoredIssue) -> discord.Embed:
    title = f"{highlight.symbol} {escape(plain(highlight.entry.label) or '…')}"
    credit = render_credit(highlight, stored)
    return discord.Embed(
        title=cut(title, EMBED_TITLE),
        url=link_address(highlight.entry.url, EMBED_URL),
        description=cut("\n".join(filter(None, [f"*{credit}*" if credit else "", render_sentence(highlight)])), DETAILS)
        or None,
        colour=INK,
    ).set_thumbnail(url=_address(highlight.picture))


def _address(picture: Illustration | None) -> str | None:
    """Embeds take no alternative text."""
    return picture.address if picture else None


def _is_compact(message: JSON) -> bool:
    """Whether a message has the one embed of a compact digest: other digests have bold words in some embed."""
    embeds = list_embeds(message)
    return len(embeds) == 1 and "**" not in str(embeds[0].get("description"))


def _read_embed(embed: JSON) -> Fingerprint:
    address = embed.get("url")
    footer = embed.get("footer")
    facts = footer.get("text") if isinstance(footer, dict) else None
    return make_fingerprint(str(embed.get("title") or ""), str(facts or ""), str(address) if address else None)
