"""The digest as embeds, for announcement channels: Discord does not show components to followers."""

import discord

from bot.digest.entry import headline
from bot.digest.fingerprint import Fingerprint, make_fingerprint
from bot.digest.format import DigestFormat, Payload, Rendering
from bot.digest.message import IS_COMPONENTS_V2, JSON, has_flag, list_embeds
from bot.ui.limits import EMBED_DESCRIPTION, EMBED_TITLE, EMBED_URL
from bot.ui.links import LINK, link_address
from bot.ui.markup import clip, cut, escape, plain
from bot.ui.page import INK
from bot.ui.phrases import SYMBOLS, format_day, phrases
from storage.records import Form, StoredIssue

_MEASURES = ((160, 25, LINK), (100, 25, LINK), (100, 25, 160), (70, 12, 160), (60, 4, 100), (40, 0, 0))
"""Limits, tried in this order, as in bot.digest.components."""


class EmbedsFormat(DigestFormat):
    """One embed. It has no select that names the issue: title and footer tell issues apart."""

    form = Form.EMBEDS
    permissions = frozenset({"embed_links"})

    def render(self, stored: StoredIssue, rendering: Rendering) -> Payload:
        return {"embeds": render_embeds(stored)}

    def matches(self, message: JSON) -> bool:
        return not has_flag(message, IS_COMPONENTS_V2)

    def shows(self, message: JSON, stored: StoredIssue) -> bool:
        own = (_title(stored), _facts(stored))
        return any((embed.get("title"), _footer(embed)) == own for embed in list_embeds(message))

    def read(self, message: JSON) -> Fingerprint | None:
        return next(map(_read_embed, list_embeds(message)), None)

    def fingerprint(self, stored: StoredIssue) -> Fingerprint:
        return _read_embed({**render_embeds(stored)[0].to_dict()})


def _read_embed(embed: JSON) -> Fingerprint:
    address = embed.get("url")
    return make_fingerprint(str(embed.get("title") or ""), _footer(embed) or "", str(address) if address else None)


def _footer(embed: JSON) -> str | None:
    footer = embed.get("footer")
    text = footer.get("text") if isinstance(footer, dict) else None
    return text if isinstance(text, str) else None


def _title(stored: StoredIssue) -> str | None:
    return cut(escape(plain(stored.issue.title)), EMBED_TITLE) or None


def _facts(stored: StoredIssue) -> str:
    """The footer: the day, where it is known, and the number of entries."""
    entries = phrases(stored.issue.language).entries(len(stored.issue.entries))
    return f"{format_day(stored.ref.day, stored.issue.language)} · {entries}" if stored.ref.day else entries


def render_embeds(stored: StoredIssue) -> list[discord.Embed]:
    """Title, date and contents by section with links, in one embed."""
    issue, words = stored.issue, phrases(stored.issue.language)
    for length, most, longest in _MEASURES:
        blocks = []
        for section in issue.sections:
            lines = [f"**{SYMBOLS[section.kind]} {escape(clip(section.title, 80))}**"]
            lines += [f"- {headline(entry, length, longest)}" for entry in section.entries[:most]]
            if len(section.entries) > most:
                lines.append(words.more.format(number=len(section.entries) - most))
            blocks.append("\n".join(lines))
        text = "\n\n".join(blocks)
        if len(text) <= EMBED_DESCRIPTION:
            break
    embed = discord.Embed(
        title=_title(stored),
        url=link_address(issue.source_url, EMBED_URL),
        description=cut(text, EMBED_DESCRIPTION),
        colour=INK,
    )
    embed.set_footer(text=_facts(stored))
    return [embed]
