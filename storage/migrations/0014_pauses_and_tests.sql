-- Subscriptions that somebody paused, test messages as deliveries with a key of their own, and messages of any form.
-- Ids stay: nonces are made of a delivery's id, custom ids name it.

CREATE TABLE subscriptions_new (
    id             INTEGER PRIMARY KEY,
    destination_id INTEGER NOT NULL REFERENCES destinations,
    kind           TEXT NOT NULL DEFAULT 'digest' CHECK (kind IN ('digest', 'alert', 'roundup')),
    format         TEXT,               -- NULL: rich
    filter         TEXT,               -- JSON, such as {"sections": ["papers"]}; NULL: everything
    day            INTEGER,            -- 0 Monday … 6 Sunday; NULL: as soon as an issue is out
    time           TEXT,
    zone           TEXT,
    late_days      INTEGER DEFAULT 6 CHECK (late_days > 0), -- how late a delivery may be; NULL: however late
    role_id        INTEGER,            -- to be mentioned
    language       TEXT,               -- NULL: that of the issue
    state          TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'suspended', 'ended')),
    reason         TEXT,               -- code: why it is suspended, such as an unknown zone, or ended
    reason_details TEXT,               -- JSON
    created_at     TEXT NOT NULL,
    changed_at     TEXT NOT NULL,
    CHECK ((day IS NULL) = (time IS NULL) AND (day IS NULL) = (zone IS NULL))
);

CREATE TABLE deliveries_new (          -- the outbox
    id              INTEGER PRIMARY KEY,
    subscription_id INTEGER NOT NULL REFERENCES subscriptions_new,
    subject_kind    TEXT NOT NULL DEFAULT 'issue' CHECK (subject_kind IN ('issue', 'period', 'test')),
    issue_id        INTEGER REFERENCES issues,
    subject_key     TEXT NOT NULL DEFAULT '', -- the number of a test, or a period such as 2026-10
    state           TEXT NOT NULL DEFAULT 'queued'
                    CHECK (state IN ('queued', 'sending', 'unknown', 'sent', 'refused', 'skipped')),
    due_at          TEXT NOT NULL,     -- the subscriber's slot
    next_at         TEXT NOT NULL,     -- not before; later than due_at after a failed attempt
    attempts        INTEGER NOT NULL DEFAULT 0,
    reason          TEXT,              -- code: of a refusal, a skip, or the last failed attempt
    reason_details  TEXT,              -- JSON
    finished_at     TEXT,
    UNIQUE (issue_id, subscription_id, subject_kind, subject_key), -- of issues and tests: SQLite takes NULLs for unequal
    CHECK ((subject_kind = 'period') = (issue_id IS NULL)),
    CHECK ((subject_kind = 'issue') = (subject_key = ''))
);

CREATE TABLE messages_new (            -- the message of a delivery
    delivery_id      INTEGER PRIMARY KEY REFERENCES deliveries_new,
    nonce            TEXT NOT NULL UNIQUE, -- the same at every attempt: Discord answers a repeat with the first message
    attempted_at     TEXT NOT NULL,        -- first attempt
    message_id       INTEGER,              -- NULL until Discord has answered
    channel_id       INTEGER,              -- where it was posted: in a forum, the post it made
    revision         TEXT,                 -- issues.hash of what it was rendered from
    form             TEXT,                 -- storage.records.Form; NULL: posted before this was stored
    edit_at          TEXT,                 -- to be edited not before; NULL: shows what it should
    edit_attempts    INTEGER NOT NULL DEFAULT 0,
    publish_at       TEXT,                 -- to be published to followers not before; NULL: nothing to do
    publish_attempts INTEGER NOT NULL DEFAULT 0,
    published_at     TEXT
);

INSERT INTO subscriptions_new (id, destination_id, kind, format, filter, day, time, zone, late_days, role_id, language,
    state, reason, reason_details, created_at, changed_at)
SELECT id, destination_id, kind, format, filter, day, time, zone, late_days, role_id, language, state, reason,
    reason_details, created_at, changed_at
FROM subscriptions ORDER BY id;

-- A period had no key before; its own id is one.
INSERT INTO deliveries_new (id, subscription_id, subject_kind, issue_id, subject_key, state, due_at, next_at, attempts,
    reason, reason_details, finished_at)
SELECT id, subscription_id, subject_kind, issue_id, CASE subject_kind WHEN 'issue' THEN '' ELSE id END, state, due_at,
    next_at, attempts, reason, reason_details, finished_at
FROM deliveries ORDER BY id;

INSERT INTO messages_new (delivery_id, nonce, attempted_at, message_id, channel_id, revision, form, edit_at,
    edit_attempts, publish_at, publish_attempts, published_at)
SELECT delivery_id, nonce, attempted_at, message_id, channel_id, revision, form, edit_at, edit_attempts, publish_at,
    publish_attempts, published_at
FROM messages ORDER BY delivery_id;

DROP TABLE messages;
DROP TABLE deliveries;
DROP TABLE subscriptions;
ALTER TABLE subscriptions_new RENAME TO subscriptions;
ALTER TABLE deliveries_new RENAME TO deliveries;
ALTER TABLE messages_new RENAME TO messages;

CREATE INDEX subscriptions_by_destination ON subscriptions (destination_id);
CREATE INDEX subscriptions_suspended ON subscriptions (changed_at) WHERE state = 'suspended';

CREATE INDEX deliveries_open ON deliveries (next_at) WHERE state IN ('queued', 'sending', 'unknown');
CREATE INDEX deliveries_by_subscription ON deliveries (subscription_id, id);
CREATE INDEX deliveries_on_their_way ON deliveries (id) WHERE state = 'sending';
CREATE UNIQUE INDEX deliveries_of_periods ON deliveries (subscription_id, subject_key) WHERE subject_kind = 'period';

CREATE INDEX messages_to_edit ON messages (edit_at) WHERE edit_at IS NOT NULL;
CREATE INDEX messages_to_publish ON messages (publish_at) WHERE publish_at IS NOT NULL;
CREATE INDEX messages_published ON messages (channel_id, published_at) WHERE published_at IS NOT NULL;
