"""tests.wire tested by a plain discord.py client, which it must satisfy."""
