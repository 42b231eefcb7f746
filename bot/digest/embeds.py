"""The digest as embeds, for announcement channels: what is published to followers carries no components."""

import discord

from bot.digest.entry import headline
from bot.ui.limits import EMBED_DESCRIPTION, EMBED_TITLE, EMBED_URL
from bot.ui.links import LINK, link_address
from bot.ui.markup import clip, cut, escape, plain
from bot.ui.page import INK
from bot.ui.phrases import SYMBOLS, format_day, phrases
from storage.records import StoredIssue

_MEASURES = ((160, 25, LINK), (100, 25, LINK), (100, 25, 160), (70, 12, 160), (60, 4, 100), (40, 0, 0))
"""As in bot.digest.components."""


def render_embeds(stored: StoredIssue) -> list[discord.Embed]:
    """Title, date and contents by section with links, in one embed."""
    issue, words = stored.issue, phrases(stored.issue.language)
    facts = [format_day(stored.ref.day, issue.language)] if stored.ref.day else []
    facts.append(words.entries(len(issue.entries)))
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
        title=cut(escape(plain(issue.title)), EMBED_TITLE) or None,
        url=link_address(issue.source_url, EMBED_URL),
        description=cut(text, EMBED_DESCRIPTION),
        colour=INK,
    )
    embed.set_footer(text=" · ".join(facts))
    return [embed]
