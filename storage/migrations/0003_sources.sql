-- How the sources of sources.toml are doing, and the arXiv API. A row appears when one is first looked at.
CREATE TABLE sources (
    name       TEXT NOT NULL,
    address    TEXT NOT NULL,     -- a source that got another address is a new one
    etag       TEXT,
    modified   TEXT,              -- Last-Modified, as the server wrote it
    checked_at TEXT,
    read_at    TEXT,              -- last time it answered, changed or not
    next_at    TEXT NOT NULL,     -- not before
    failures   INTEGER NOT NULL DEFAULT 0, -- in a row
    problem    TEXT,              -- a sentence
    items      TEXT NOT NULL DEFAULT '{}', -- JSON: the hash of each item that was read, by its key
    PRIMARY KEY (name, address)
) WITHOUT ROWID;

-- Issues given to the bot in Discord: they wait here until an owner approves them, and for a while after that.
CREATE TABLE imports (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,    -- of the file
    content     BLOB NOT NULL,
    kind        TEXT,             -- content type
    user_id     INTEGER NOT NULL,
    state       TEXT NOT NULL DEFAULT 'open'
                CHECK (state IN ('open', 'held', 'approved', 'published', 'dropped')),
    created_at  TEXT NOT NULL,
    publish_at  TEXT,             -- of an approved one: until then it can be undone
    outcome     TEXT              -- of a published one: a sentence
);
CREATE INDEX imports_waiting ON imports (publish_at) WHERE state = 'approved';
