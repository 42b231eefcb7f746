-- An index of another form: storage.search.index makes its tables anew.
DROP TABLE IF EXISTS names;
DROP TABLE IF EXISTS texts;
DROP TABLE IF EXISTS names_next;
DROP TABLE IF EXISTS texts_next;
DELETE FROM facts WHERE name IN ('search index', 'search index in the making');
DELETE FROM documents;  -- docid is now the lower, the newer an entry is

DROP TABLE vocabulary;
CREATE TABLE vocabulary (    -- Latin words of the index, for beginnings and the nearest spelling
    initial TEXT NOT NULL,
    size    INTEGER NOT NULL,
    word    TEXT NOT NULL,
    times   INTEGER NOT NULL, -- documents that came in with it; never counted down
    PRIMARY KEY (initial, size, word)
) WITHOUT ROWID;

CREATE INDEX mentions_by_entry ON mentions (entry_id);
