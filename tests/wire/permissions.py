"""Discord's permissions, by the names its documentation uses in small letters; samples.json has their bits.

https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags
"""

from tests.wire.things import SAMPLES

BITS: dict[str, int] = {name: 1 << bit for name, bit in SAMPLES["permissions"].items()}
ALL = (1 << 53) - 1
# What a server's @everyone usually has, and what an invited bot is given: no management.
EVERYONE = sum(bit for name, bit in BITS.items() if not name.startswith(("manage", "administrator")))


def bits(*names: str) -> int:
    """The named permissions as one number. Raises KeyError for a name that is not known here."""
    return sum(BITS[name] for name in set(names))
