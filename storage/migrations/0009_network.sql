-- An ETag or Last-Modified belongs to the address that sent it, which may be where redirects ended.
ALTER TABLE sources ADD COLUMN validated_by TEXT;  -- that address; NULL: the source's own

-- arXiv does not know a new paper for a day or so: it is asked again soon, then after growing intervals.
ALTER TABLE papers ADD COLUMN misses INTEGER NOT NULL DEFAULT 0;  -- how often in a row arXiv did not know it
UPDATE papers SET misses = 1 WHERE title IS NULL;
