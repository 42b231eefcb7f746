"""Servers as Discord writes them in JSON, over REST and in GUILD_CREATE."""

from __future__ import annotations

from tests.wire import payloads
from tests.wire.errors import JSON
from tests.wire.permissions import EVERYONE
from tests.wire.state import State
from tests.wire.things import Guild

FEATURES = ["COMMUNITY", "NEWS"]
NULL_IN_GUILDS = """
    icon description home_header splash discovery_splash banner application_id afk_channel_id system_channel_id
    widget_channel_id max_presences vanity_url_code rules_channel_id safety_alerts_channel_id public_updates_channel_id
    incidents_data
""".split()  # noqa: SIM905
ZERO_IN_GUILDS = """
    system_channel_flags verification_level default_message_notifications mfa_level explicit_content_filter
    premium_tier premium_subscription_count nsfw_level
""".split()  # noqa: SIM905


def guild(state: State, one: Guild) -> JSON:
    """GuildWithCountsResponse."""
    nothing = dict.fromkeys(NULL_IN_GUILDS)
    zeros = dict.fromkeys(ZERO_IN_GUILDS, 0)
    return (
        nothing
        | zeros
        | {
            "id": str(one.id),
            "name": one.name,
            "owner_id": str(one.owner_id),
            "features": FEATURES,
            "region": "deprecated",
            "afk_timeout": 300,
            "widget_enabled": False,
            "max_members": 25_000_000,
            "max_stage_video_channel_users": 50,
            "max_video_channel_users": 25,
            "preferred_locale": one.locale,
            "premium_progress_bar_enabled": False,
            "nsfw": False,
            "roles": roles(state, one),
            "emojis": [],
            "stickers": [],
            "approximate_member_count": len(one.members) + 1,
            "approximate_presence_count": 1,
        }
    )


def roles(state: State, one: Guild) -> list[JSON]:
    """@everyone and the role Discord makes for a bot that is invited with permissions."""
    everyone = {"id": str(one.id), "name": "@everyone", "position": 0, "permissions": str(EVERYONE), "managed": False}
    bots = {
        "id": str(one.id + 1),
        "name": state.bot.name,
        "position": 1,
        "permissions": str(one.bot_permissions),
        "managed": True,
        "tags": {"bot_id": str(state.bot.id)},
    }
    colors = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
    rest = {"color": 0, "colors": colors, "hoist": False, "mentionable": False, "icon": None, "unicode_emoji": None}
    return [role | rest | {"flags": 0} for role in (everyone, bots)]


def guild_create(state: State, one: Guild, *, new: bool = False) -> JSON:
    """The event GUILD_CREATE: a guild with what only the gateway tells.

    A server the bot was invited to just now has no `unavailable`: so discord.py tells a join from the end of an outage.
    """
    me = payloads.member(state, one, state.bot) | {"roles": [str(one.id + 1)]}
    known = {} if new else {"unavailable": False}
    return (
        guild(state, one)
        | known
        | {
            "joined_at": one.created,
            "large": False,
            "member_count": len(one.members) + 1,
            "members": [me],
            "channels": [payloads.channel(state, other) for other in state.channels_of(one, threads=False)],
            "threads": [payloads.channel(state, other) for other in state.channels_of(one, threads=True)],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }
    )
