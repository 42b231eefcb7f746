-- Pictures: which addresses answer with a picture that may be shown.

ALTER TABLE issues ADD COLUMN image TEXT; -- address of its own picture; NULL: none; '': from before it was looked for
UPDATE issues SET image = '';

CREATE TABLE pictures (
    address    TEXT PRIMARY KEY,
    state      TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'usable', 'dead', 'refused')),
    reason     TEXT,                       -- code: why it is dead or refused, or why the last check failed
    kind       TEXT,                       -- png, jpeg, gif or webp, by its first bytes
    width      INTEGER,                    -- pixels
    height     INTEGER,
    bytes      INTEGER,                    -- NULL: not known
    failures   INTEGER NOT NULL DEFAULT 0, -- checks that failed, in a row
    checked_at TEXT,
    next_at    TEXT NOT NULL               -- to be checked not before
) WITHOUT ROWID;
CREATE INDEX pictures_to_check ON pictures (next_at);

CREATE TABLE issue_pictures (
    issue_id INTEGER NOT NULL REFERENCES issues ON DELETE CASCADE,
    address  TEXT NOT NULL REFERENCES pictures,
    PRIMARY KEY (issue_id, address)
) WITHOUT ROWID;
CREATE INDEX issue_pictures_by_address ON issue_pictures (address);

-- The first picture of each entry of the newest issues is checked soon; those of older issues when they are read again.
CREATE TABLE first_pictures AS
    SELECT issue_id, CASE WHEN json_valid(images) THEN json_extract(images, '$[0]') END AS address FROM entries
    WHERE issue_id IN (SELECT id FROM issues ORDER BY certainty DESC, day DESC, place DESC, id DESC LIMIT 50);
DELETE FROM first_pictures
    WHERE address IS NULL OR length(address) > 2048 OR NOT (address LIKE 'https://%' OR address LIKE 'http://%');
INSERT OR IGNORE INTO pictures (address, next_at) SELECT address, '' FROM first_pictures;
INSERT OR IGNORE INTO issue_pictures SELECT issue_id, address FROM first_pictures;
DROP TABLE first_pictures;
