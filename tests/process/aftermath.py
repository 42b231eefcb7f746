"""What is there after the bot was killed again and again: in the channels, and in the ledger."""

import sqlite3
from collections.abc import Sequence

from simcord.enums import ChannelType

from tests.process.conftest import Process
from tests.reading import text_of
from tests.wire import Message, Wire


def digests(wire: Wire, target: int) -> list[Message]:
    """What a target has, oldest first; of a forum, the first message of each post."""
    channel = wire.backend.channels[target]
    if channel.type != ChannelType.FORUM:
        return wire.messages(channel)
    posts = sorted(
        (one for one in wire.backend.channels.values() if one.parent_id == channel.id), key=lambda one: one.id
    )
    return [message for post in posts for message in wire.messages(post)]


def missing(wire: Wire, targets: Sequence[int], issues: int) -> list[str]:
    """A sentence for each target that has not the digests of weeks 1, 2, … once and in order."""
    problems = []
    wanted = [f"Week {week}," for week in range(1, issues + 1)]
    for target in targets:
        texts = [text_of(message) for message in digests(wire, target)]
        there = [name for text in texts for name in wanted if name in text]
        if there != wanted:
            problems.append(f"{target}, a channel of type {wire.backend.channels[target].type}, has {there}")
    return problems


def unsettled(process: Process, wanted: int) -> list[str]:
    """A sentence where the ledger does not say that everything was sent and nothing is open."""
    found = states(process)
    return [] if found == {"sent": wanted} else [f"the ledger says {found}"]


def states(process: Process) -> dict[str, int]:
    """How many deliveries are in which state."""
    return dict(ask_ledger(process, "SELECT state, count(*) FROM deliveries GROUP BY state"))


def ask_ledger(process: Process, question: str) -> list[tuple[str, int]]:
    """Rows of two columns, while the process may be running or dead."""
    connection = sqlite3.connect(process.settings["PAPERBOY_DATABASE"])
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()
