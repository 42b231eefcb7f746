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
