"""A small Discord on the wire: REST v10 and gateway, for bots that run as they are.

`Wire` is all a test needs: start it, point the bot at `wire.url`, arrange servers and people, let them act, and ask
what arrived. It knows nothing of the bot it serves.
"""

from simcord.backend.models import Channel, Guild, Message, User

from tests.wire.people import Interaction
from tests.wire.service import Wire

__all__ = ["Channel", "Guild", "Interaction", "Message", "User", "Wire"]
