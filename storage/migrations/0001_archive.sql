-- Times are UTC in ISO 8601 ("2026-11-21T08:00:00+00:00"), so that text order is time order.
-- Ids of Discord are 64-bit integers.

CREATE TABLE facts (           -- small things to remember, by name
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE issues (
    id         INTEGER PRIMARY KEY,
    identity   TEXT NOT NULL,  -- newsletter.identity: the same for every version of one issue
    source_url TEXT UNIQUE,
    hash       TEXT NOT NULL,  -- of all a reader could see
    title      TEXT NOT NULL,
    year       INTEGER,
    week       INTEGER,
    number     INTEGER,
    date       TEXT,
    language   TEXT NOT NULL,
    picks      TEXT NOT NULL,  -- JSON
    commentary TEXT NOT NULL,  -- JSON
    certainty  INTEGER NOT NULL, -- certainty, day, place: newsletter.chronology, the order of issues
    day        TEXT NOT NULL,
    place      INTEGER NOT NULL,
    added_at   TEXT NOT NULL,
    changed_at TEXT NOT NULL
);
CREATE INDEX issues_by_identity ON issues (identity);
CREATE INDEX issues_in_order ON issues (certainty, day, place, id);

CREATE TABLE sections (
    issue_id INTEGER NOT NULL REFERENCES issues ON DELETE CASCADE,
    position INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    title    TEXT NOT NULL,
    kind     TEXT NOT NULL,
    PRIMARY KEY (issue_id, position)
) WITHOUT ROWID;

CREATE TABLE entries (
    id          INTEGER PRIMARY KEY,
    issue_id    INTEGER NOT NULL REFERENCES issues ON DELETE CASCADE,
    section     INTEGER NOT NULL,  -- position of the section
    position    INTEGER NOT NULL,  -- in the section
    headline    TEXT,
    url         TEXT,
    arxiv_id    TEXT,
    cited_title TEXT,
    summary     TEXT NOT NULL,
    images      TEXT NOT NULL,     -- JSON
    mentions    TEXT NOT NULL,     -- JSON
    card_title  TEXT,
    card_site   TEXT
);
CREATE INDEX entries_in_order ON entries (issue_id, section, position);
CREATE INDEX entries_by_paper ON entries (arxiv_id) WHERE arxiv_id IS NOT NULL;

CREATE TABLE mentions (            -- papers that a summary speaks of besides its own
    arxiv_id TEXT NOT NULL,
    entry_id INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE,
    PRIMARY KEY (arxiv_id, entry_id)
) WITHOUT ROWID;

-- Words as newsletter.query gives them: folded, Chinese and Japanese one character a token.
CREATE VIRTUAL TABLE words USING fts5 (headline, title, summary, tokenize = "unicode61 remove_diacritics 2");

CREATE TABLE subscriptions (
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('channel', 'dm')),
    guild_id   INTEGER,            -- of a channel
    channel_id INTEGER NOT NULL,   -- where the digest is sent; for kind 'dm' the person's own channel with us
    user_id    INTEGER,            -- of a person; for a channel the one who subscribed it, who is told of trouble
    day        INTEGER,            -- 0 Monday … 6 Sunday; NULL: as soon as an issue is out
    time       TEXT,
    zone       TEXT,
    state      TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'ended')),
    reason     TEXT,               -- why it is paused or ended
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    CHECK ((day IS NULL) = (time IS NULL) AND (day IS NULL) = (zone IS NULL)),
    CHECK (kind = 'channel' OR user_id IS NOT NULL)
);
CREATE UNIQUE INDEX subscriptions_by_channel ON subscriptions (channel_id) WHERE state <> 'ended';
CREATE INDEX subscriptions_by_guild ON subscriptions (guild_id) WHERE state <> 'ended';

-- The ledger. One row per issue and subscription; written in the transaction that found the issue due.
CREATE TABLE deliveries (
    id              INTEGER PRIMARY KEY,
    issue_id        INTEGER NOT NULL REFERENCES issues,
    subscription_id INTEGER NOT NULL REFERENCES subscriptions,
    state           TEXT NOT NULL DEFAULT 'queued'
                    CHECK (state IN ('queued', 'sending', 'unknown', 'sent', 'refused', 'skipped')),
    due_at          TEXT NOT NULL, -- the subscriber's slot
    next_at         TEXT NOT NULL, -- not before; later than due_at after a failed attempt
    attempts        INTEGER NOT NULL DEFAULT 0,
    reason          TEXT,          -- of a refusal, a skip, or the last failed attempt
    finished_at     TEXT,
    UNIQUE (issue_id, subscription_id)
);
CREATE INDEX deliveries_open ON deliveries (next_at) WHERE state IN ('queued', 'sending', 'unknown');
CREATE INDEX deliveries_by_subscription ON deliveries (subscription_id, id);

-- One row per message of a delivery: a digest may need several.
CREATE TABLE messages (
    delivery_id INTEGER NOT NULL REFERENCES deliveries,
    part        INTEGER NOT NULL,
    nonce       TEXT NOT NULL UNIQUE, -- the same at every attempt: Discord answers a repeat with the first message
    attempted_at TEXT NOT NULL,       -- first attempt: history is searched from here
    message_id  INTEGER,              -- NULL until Discord has answered
    PRIMARY KEY (delivery_id, part)
) WITHOUT ROWID;
