"""A small discord.py client that does a little of everything tests.wire models."""

from __future__ import annotations

import asyncio
from typing import Self

import discord
from discord import app_commands, ui


class Again(ui.DynamicItem[ui.Button[ui.View]], template=r"again:(?P<count>\d+)"):
    """A button that outlives restarts and counts in its custom id."""

    def __init__(self, count: int) -> None:
        super().__init__(ui.Button(label=f"Again {count}", custom_id=f"again:{count}"))
        self.count = count

    @classmethod
    async def from_custom_id(cls, interaction, item, match) -> Self:
        return cls(int(match["count"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(content=f"pressed {self.count}", view=view(self.count + 1))


class Pick(ui.DynamicItem[ui.Select[ui.View]], template="pick"):
    """A select that answers with what was chosen."""

    def __init__(self) -> None:
        options = [discord.SelectOption(label=text.title(), value=text) for text in ("papers", "articles")]
        super().__init__(ui.Select(custom_id="pick", placeholder="Section", options=options))

    @classmethod
    async def from_custom_id(cls, interaction, item, match) -> Self:
        return cls()

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"chose {self.item.values}", ephemeral=True)


def view(count: int) -> ui.View:
    """A row with the button, a row with the select."""
    return ui.View(timeout=None).add_item(Again(count)).add_item(Pick())


class SmallBot(discord.Client):
    """Counts what it hears."""

    def __init__(self, heartbeat_timeout: float = 60.0) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True)
        super().__init__(intents=intents, guild_ready_timeout=0.05, heartbeat_timeout=heartbeat_timeout)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []
        self.running: asyncio.Task[None] | None = None
        self.add_dynamic_items(Again, Pick)
        self.tree.add_command(search)
        self.tree.add_command(slow)
        self.tree.add_command(group)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Not 5 s before a second IDENTIFY."""

    async def setup_hook(self) -> None:
        await self.tree.sync()

    def dispatch(self, event: str, /, *args: object, **kwargs: object) -> None:
        self.heard.append(event)
        super().dispatch(event, *args, **kwargs)


@app_commands.command(description="search")
@app_commands.allowed_installs(guilds=True, users=True)
async def search(interaction: discord.Interaction, query: app_commands.Range[str, 1, 50]) -> None:
    await interaction.response.send_message(f"found {query}", view=view(1), ephemeral=interaction.guild is not None)


@search.autocomplete("query")
async def complete(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=f"{current}{number}", value=str(number)) for number in range(3)]


@app_commands.command(description="answer later")
async def slow(interaction: discord.Interaction) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.edit_original_response(content="late")
    await interaction.followup.send("later", ephemeral=True)


group = app_commands.Group(
    name="follow", description="follow", default_permissions=discord.Permissions(manage_guild=True)
)


@group.command(description="a channel")
async def channel(interaction: discord.Interaction, where: discord.TextChannel) -> None:
    may = interaction.permissions.manage_guild
    await interaction.response.send_message(f"{where.name} {may} {interaction.app_permissions.send_messages}")
