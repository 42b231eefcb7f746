"""State as Discord writes it in JSON: every field that its official OpenAPI description requires."""

from __future__ import annotations

from tests.wire.errors import JSON
from tests.wire.state import State
from tests.wire.things import EPHEMERAL, FORUMS, Channel, Guild, Message, User


def user(who: User) -> JSON:
    """UserResponse."""
    payload: JSON = {
        "id": str(who.id),
        "username": who.name,
        "global_name": None if who.bot else who.name.title(),
        "discriminator": "0",
        "avatar": None,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
        "banner": None,
        "accent_color": None,
        "public_flags": 0,
        "flags": 0,
    }
    return payload | {"bot": True} if who.bot else payload


def myself(who: User) -> JSON:
    """UserPIIResponse: what GET /users/@me tells."""
    return user(who) | {"mfa_enabled": True, "locale": "en-US", "verified": True, "email": None}


def application(state: State) -> JSON:
    """PrivateApplicationResponse."""
    joined = sum(guild.joined for guild in state.guilds.values())
    return {
        "id": str(state.bot.id),
        "name": state.bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": user(state.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "integration_types_config": {"0": {}, "1": {}},
        "verify_key": "0" * 64,
        "flags": 0,
        "flags_new": "0",
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user(state.owner),
        "approximate_guild_count": joined,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
    }


def member(state: State, guild: Guild, who: User) -> JSON:
    """GuildMemberResponse."""
    return {
        "user": user(who),
        "nick": None,
        "avatar": None,
        "banner": None,
        "roles": [],
        "joined_at": guild.created,
        "premium_since": None,
        "communication_disabled_until": None,
        "pending": False,
        "mute": False,
        "deaf": False,
        "flags": 0,
    }


def channel(state: State, one: Channel) -> JSON:
    """GuildChannelResponse, ThreadResponse or PrivateChannelResponse."""
    payload: JSON = {
        "id": str(one.id),
        "type": one.type,
        "flags": one.flags,
        "last_message_id": _id(one.last_message_id),
    }
    if one.recipient_id is not None:
        return payload | {"recipients": [user(state.user(one.recipient_id))]}
    payload |= {
        "guild_id": str(one.guild_id),
        "name": one.name,
        "parent_id": _id(one.parent_id),
        "rate_limit_per_user": 0,
    }
    if one.is_thread:
        return payload | _thread(one)
    overwrite = {"id": str(state.bot.id), "type": 1, "allow": "0", "deny": str(one.denied)}
    payload |= {
        "position": one.position,
        "topic": one.topic,
        "nsfw": False,
        "permission_overwrites": [overwrite] if one.denied else [],
    }
    if one.type in FORUMS:
        payload |= {
            "available_tags": one.tags,
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
        }
    return payload


def _thread(one: Channel) -> JSON:
    return {
        "owner_id": str(one.owner_id),
        "message_count": one.message_count,
        "total_message_sent": one.message_count,
        "member_count": 1,
        "applied_tags": one.applied_tags,
        "thread_metadata": {
            "archived": one.archived,
            "archive_timestamp": one.created,
            "auto_archive_duration": one.auto_archive,
            "locked": one.locked,
            "create_timestamp": one.created,
        },
    }


def message(state: State, one: Message) -> JSON:
    """MessageResponse."""
    payload: JSON = {
        "id": str(one.id),
        "channel_id": str(one.channel_id),
        "type": 20 if one.interaction and one.interaction["type"] == 2 else 19 if one.reference else 0,
        "author": user(state.user(one.author_id)),
        "content": one.content,
        "timestamp": one.timestamp,
        "edited_timestamp": one.edited,
        "tts": one.tts,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": one.attachments,
        "embeds": one.embeds,
        "components": one.components,
        "pinned": False,
        "flags": one.flags,
    }
    if one.nonce is not None:
        payload["nonce"] = one.nonce
    if one.reference is not None:
        payload["message_reference"] = one.reference
    if one.interaction is not None:
        payload |= {
            "application_id": str(state.bot.id),
            "webhook_id": str(state.bot.id),
            "interaction_metadata": one.interaction,
        }
    if one.flags & EPHEMERAL:
        payload.pop("nonce", None)
    return payload


def _id(value: int | None) -> str | None:
    return None if value is None else str(value)
