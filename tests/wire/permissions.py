"""Discord's permission bits, by the names its documentation uses in small letters.

https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags
"""

from __future__ import annotations

BITS = {
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "manage_webhooks": 1 << 29,
    "use_application_commands": 1 << 31,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "create_private_threads": 1 << 36,
    "send_messages_in_threads": 1 << 38,
}
ALL = (1 << 53) - 1
# What a server's @everyone usually has, and what an invited bot is given: no management.
EVERYONE = sum(BITS[name] for name in BITS if not name.startswith(("manage", "administrator")))


def bits(*names: str) -> int:
    """The named permissions as one number. Raises KeyError for a name that is not known here."""
    return sum(BITS[name] for name in set(names))


def allows(permissions: int, name: str) -> bool:
    """Whether `name` is among the permissions; administrators may do everything."""
    return bool(permissions & (BITS[name] | BITS["administrator"]))
