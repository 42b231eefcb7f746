"""What the real process says on a terminal when Discord refuses: a traceback, and no token."""

import asyncio
import os
import pty
import sys

from demo.world import ISSUES
from tests.process.conftest import ROOT, Process
from tests.wire import Wire


async def test_a_terminal_does_not_show_the_token(wire: Wire, process: Process):
    """discord.py has the token among its local variables when a request fails."""
    guild = wire.add_guild("Club")
    channel, reader = wire.add_channel(guild, "news"), wire.add_user("mina")
    wire.add_member(guild, reader)
    await process.run("ingest", str(min(ISSUES.glob("*.md"))))
    terminal, end = pty.openpty()
    environment = {**os.environ, "COLUMNS": "160", "TERM": "xterm", **process.settings}
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=ROOT, env=environment, stdin=end, stdout=end, stderr=end
    )
    os.close(end)
    said = bytearray()

    def listen() -> None:
        try:
            said.extend(os.read(terminal, 65536))
        except OSError:  # the other end was closed
            asyncio.get_running_loop().remove_reader(terminal)

    asyncio.get_running_loop().add_reader(terminal, listen)
    try:
        await wire.connected()
        await wire.synced()
        wire.fault("POST", "/users/@me/channels", status=400, body={"code": 50033, "message": "Invalid Recipient(s)"})
        await wire.slash(reader, channel, "subscribe")
        await wire.until(lambda: b"Traceback" in said, 60, "a traceback")
    finally:
        bot.kill()
        await bot.wait()
        asyncio.get_running_loop().remove_reader(terminal)
        os.close(terminal)
    assert b"HTTPException" in said
    assert wire.token.encode() not in said
