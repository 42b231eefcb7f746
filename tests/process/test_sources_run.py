"""The running bot reads its sources: a feed's new issue reaches the channel, and arXiv is asked meanwhile."""

import asyncio
from html import escape
from pathlib import Path

from demo.world import ISSUES
from tests.newsletter.parsing.published import published
from tests.process.conftest import Process
from tests.process.test_run import _subscribe
from tests.sources.conftest import Server, server, trickle
from tests.sources.test_arxiv_client import Arxiv
from tests.wire import Wire

__all__ = ["server"]

NEWEST = sorted(ISSUES.glob("*.md"))[-1]


async def test_a_feed_reaches_a_channel_by_itself(wire: Wire, process: Process, server: Server, tmp_path: Path):
    """Nobody types anything: the feed is read, the digest posted, and arXiv asked for its papers.

    Two other sources, one that never answers and one that leads nowhere, hold up neither that nor the end.
    """
    body = published(NEWEST.read_text(encoding="utf-8"))
    feed = server.says(
        "/feed",
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>N</title><item>'
        f"<title>News</title><guid>1</guid><content:encoded>{escape(body)}</content:encoded></item></channel></rss>",
    )
    arxiv = Arxiv({"2205.14135": "FlashAttention: Fast and Memory-Efficient Exact Attention"})
    file = tmp_path / "sources.toml"
    places = {
        "silent": server.does("/silent", trickle).replace("127.0.0.1", "localhost"),
        "lost": server.says("/lost", status=302, Location="http://xn--/"),
        "news": feed,
    }
    tables = (f'[[source]]\nname = "{name}"\nkind = "feed"\nurl = "{url}"\n' for name, url in places.items())
    file.write_text('contact = "me@example.org"\n' + "".join(tables))
    process.settings |= {
        "PAPERBOY_SOURCES": str(file),
        "PAPERBOY_PRIVATE_HOSTS": "127.0.0.1, localhost",
        "PAPERBOY_METADATA": "true",
        "PAPERBOY_ARXIV_URL": server.does("/api/query", arxiv.answer),
    }
    guild = wire.add_guild("Club")
    channel = wire.add_channel(guild, "news")
    await _subscribe(process, tmp_path, guild.id, channel.id)
    await process.start()
    await wire.connected()
    await wire.message_count(channel, 1)
    for _ in range(100):
        if arxiv.asked:
            break
        await asyncio.sleep(0.05)
    assert arxiv.asked
    assert sum(request.path == "/feed" for request in server.requests) == 1
    _, out, _ = await process.run("sources")
    assert "ok, 1 read" in out
    assert "failed once" in out
    assert "\nlost: 127.0.0.1 redirects to what cannot be fetched." in out
    assert await process.stop() == 0
