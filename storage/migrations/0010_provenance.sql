-- Where an issue came from: only that source corrects it, beside the operator. docs/decisions/0008.
ALTER TABLE issues ADD COLUMN source TEXT;  -- name of a source of sources.toml; '': the operator; NULL: from before
ALTER TABLE issues ADD COLUMN item TEXT;    -- guid of the feed's item
CREATE UNIQUE INDEX issues_by_item ON issues (source, item) WHERE item IS NOT NULL;

-- Two sources may name one address, so it is no longer unique. SQLite cannot drop a column that was: it stays, empty.
ALTER TABLE issues RENAME COLUMN source_url TO unique_source_url;
ALTER TABLE issues ADD COLUMN source_url TEXT;
UPDATE issues SET source_url = unique_source_url, unique_source_url = NULL;
CREATE INDEX issues_by_source_url ON issues (source_url) WHERE source_url IS NOT NULL;

-- Every source is read once more as a whole, so that the issues from before learn where they came from.
UPDATE sources SET etag = NULL, modified = NULL,
    items = (SELECT json_group_object(key, '') FROM json_each(sources.items));
