-- A message of the ledger: where it is, what it shows, and what is still to be done with it.
ALTER TABLE messages ADD COLUMN channel_id INTEGER;  -- where it was posted: in a forum, the post it made
ALTER TABLE messages ADD COLUMN revision TEXT;       -- issues.hash of what it was rendered from
ALTER TABLE messages ADD COLUMN edit_at TEXT;        -- to be edited not before; NULL: shows what it should
ALTER TABLE messages ADD COLUMN edit_attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN publish_at TEXT;     -- to be published to followers not before; NULL: nothing to do
ALTER TABLE messages ADD COLUMN published_at TEXT;
CREATE INDEX messages_to_edit ON messages (edit_at) WHERE edit_at IS NOT NULL;
CREATE INDEX messages_to_publish ON messages (publish_at) WHERE publish_at IS NOT NULL;
CREATE INDEX messages_published ON messages (channel_id, published_at) WHERE published_at IS NOT NULL;

CREATE INDEX deliveries_on_their_way ON deliveries (id) WHERE state = 'sending';

-- How often in a row a target refused, and whether the person who subscribed it was told.
ALTER TABLE subscriptions ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0;
ALTER TABLE subscriptions ADD COLUMN told_at TEXT;
CREATE INDEX subscriptions_paused ON subscriptions (changed_at) WHERE state = 'paused';
CREATE INDEX subscriptions_by_reader ON subscriptions (user_id) WHERE kind = 'dm' AND state <> 'ended';
