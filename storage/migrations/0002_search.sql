-- What arXiv says of a paper, beside what the newsletter wrote. A row per paper, whichever entries are about it.
CREATE TABLE papers (
    arxiv_id   TEXT PRIMARY KEY,
    title      TEXT,
    authors    TEXT NOT NULL,  -- JSON list
    abstract   TEXT,
    categories TEXT NOT NULL,  -- JSON list, the primary one first
    published  TEXT,           -- a day
    updated    TEXT,           -- a day
    fetched_at TEXT NOT NULL
) WITHOUT ROWID;

-- The index itself is made by storage.search.index, which can make it anew: its form has a version of its own.
DROP TABLE words;

CREATE TABLE documents (     -- where an entry stands in the index; the order of docid is that of time
    docid    INTEGER PRIMARY KEY,
    entry_id INTEGER NOT NULL UNIQUE REFERENCES entries ON DELETE CASCADE,
    digest   INTEGER NOT NULL  -- of the words that were indexed: what is taken out must be what was put in
);

CREATE TABLE vocabulary (    -- Latin words of the index, for the nearest spelling
    initial TEXT NOT NULL,
    size    INTEGER NOT NULL,
    word    TEXT NOT NULL,
    PRIMARY KEY (initial, size, word)
) WITHOUT ROWID;

CREATE TABLE misses (        -- what was searched for and not found, for the newsletter's author; not by whom
    text    TEXT PRIMARY KEY,
    times   INTEGER NOT NULL,
    last_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX issues_numbered ON issues (number) WHERE number IS NOT NULL;
