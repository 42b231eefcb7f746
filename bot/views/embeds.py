"""The digest as embeds, for announcement channels: what is published to followers carries no components."""

import discord

from bot.views.entry import headline
from bot.views.limits import EMBED_DESCRIPTION, EMBED_TITLE, EMBED_URL
from bot.views.markup import clip, escape, fit, link_address, plain
from bot.views.page import INK
from bot.views.phrases import SYMBOLS, format_day, phrases
from storage.records import StoredIssue


def render_embeds(stored: StoredIssue) -> list[discord.Embed]:
    """Title, date and contents by section with links, in one embed."""
    issue, words = stored.issue, phrases(stored.issue.language)
    facts = [format_day(stored.ref.day, issue.language)] if stored.ref.day else []
    facts.append(words.entries(len(issue.entries)))
    for length, most in ((160, 25), (100, 25), (70, 12), (60, 4), (40, 0)):
        blocks = []
        for section in issue.sections:
            lines = [f"**{SYMBOLS[section.kind]} {escape(clip(section.title, 80))}**"]
            lines += [f"- {headline(entry, length)}" for entry in section.entries[:most]]
            if len(section.entries) > most:
                lines.append(words.more.format(len(section.entries) - most))
            blocks.append("\n".join(lines))
        text = "\n\n".join(blocks)
        if len(text) <= EMBED_DESCRIPTION:
            break
    address = link_address(issue.source_url)
    embed = discord.Embed(
        title=clip(plain(issue.title), EMBED_TITLE) or None,
        url=address if address and len(address) <= EMBED_URL else None,
        description=fit(text, EMBED_DESCRIPTION),
        colour=INK,
    )
    embed.set_footer(text=" · ".join(facts))
    return [embed]
