-- Servers that were greeted when the bot joined them, so that none is greeted twice for one join.

CREATE TABLE greetings (
    guild_id INTEGER PRIMARY KEY,
    joined_at TEXT NOT NULL, -- when the bot joined, as Discord says
    greeted_at TEXT NOT NULL
) STRICT;
