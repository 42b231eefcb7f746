-- Destinations apart from subscriptions, deliveries with a subject, and reasons as codes. Ids stay: nonces are made
-- of a delivery's id, custom ids name it.

-- Sentences that were stored as reasons, and those inside them. Codes: storage.reasons.
CREATE TABLE reason_sentences (sentence TEXT PRIMARY KEY, rest TEXT, code TEXT, details TEXT) WITHOUT ROWID;

INSERT INTO reason_sentences (sentence, rest, code)
WITH RECURSIVE
    wrappers (start, code) AS (VALUES
        ('the look-up failed: ', 'lookup_failed'),
        ('the correction is not shown: ', 'correction_failed'),
        ('not published to followers: ', 'publish_failed')),
    found (sentence) AS (
        SELECT reason FROM subscriptions WHERE reason IS NOT NULL
        UNION SELECT reason FROM deliveries WHERE reason IS NOT NULL
        UNION SELECT substr(sentence, length(start) + 1) FROM found
            JOIN wrappers ON substr(sentence, 1, length(start)) = start)
SELECT sentence, substr(sentence, length(start) + 1), code FROM found
    LEFT JOIN wrappers ON substr(sentence, 1, length(start)) = start;

UPDATE reason_sentences SET code = known.code FROM (
    SELECT column1 AS sentence, column2 AS code FROM (VALUES
        ('unsubscribed', 'unsubscribed'),
        ('the bot was removed from the server', 'bot_removed'),
        ('the channel was deleted', 'channel_deleted'),
        ('the channel is gone', 'channel_gone'),
        ('the server is gone', 'server_gone'),
        ('the person is gone', 'person_gone'),
        ('the bot cannot see the channel (View Channel)', 'cannot_view'),
        ('the bot may not post there (Send Messages, or Embed Links in an announcement channel)', 'cannot_post'),
        ('direct messages are closed', 'direct_messages_closed'),
        ('no server is shared with the person', 'no_shared_server'),
        ('the thread is archived', 'thread_archived'),
        ('the thread is locked', 'thread_locked'),
        ('the forum asks for a tag and has none that the bot may choose', 'tag_required'),
        ('the forum''s tag is gone', 'tag_gone'),
        ('the digest may be there already, and the bot may not look (Read Message History)', 'history_hidden'),
        ('the token is refused', 'token_refused'),
        ('Discord did not answer in time', 'timeout'),
        ('Discord''s answer was cut off', 'answer_cut_off'),
        ('Discord''s answer could not be read', 'answer_unreadable'),
        ('the connection to Discord failed', 'connection_failed'),
        ('the message could not be made (the log says why)', 'render_failed'),
        ('something unexpected went wrong, the log says what', 'unexpected'),
        ('the digest was deleted right after it was posted', 'digest_deleted'),
        ('the message is gone', 'message_gone'),
        ('the issue is no longer in the archive', 'issue_gone'))
) AS known WHERE known.sentence = reason_sentences.sentence;

UPDATE reason_sentences SET code = 'too_late', details = json_object('days', CAST(substr(sentence, 19) AS INTEGER))
    WHERE code IS NULL AND (sentence = 'late by more than 1 day' OR sentence GLOB 'late by more than [1-9]* days');

UPDATE reason_sentences
    SET code = 'unknown_zone', details = json_object('zone', substr(sentence, 15, instr(sentence, ' is not known') - 15))
    WHERE code IS NULL AND sentence LIKE
        'the time zone _% is not known on this computer: choose another one with /subscribe';

-- Names of permissions stand in parentheses at the end, with commas between them.
UPDATE reason_sentences SET
    code = CASE WHEN sentence LIKE 'the bot%' THEN 'missing_permissions' ELSE 'earlier_attempt_hidden' END,
    details = json_object('permissions', json('[' || replace(
        json_quote(rtrim(substr(sentence, instr(sentence, '(') + 1), ')')), ', ', '","') || ']'))
    WHERE code IS NULL AND (sentence LIKE 'the bot may not post there (_%)'
        OR sentence LIKE 'an earlier attempt may have arrived, and the bot may not look (_%)');

UPDATE reason_sentences SET code = 'http_error', details = json_object(
        'status', CAST(substr(sentence, instr(sentence, ' (HTTP ') + 7) AS INTEGER),
        'code', CAST(substr(sentence, instr(sentence, ', code ') + 7) AS INTEGER),
        'text', CASE substr(sentence, 1, instr(sentence, ' (HTTP ') - 1)
            WHEN 'no reason given' THEN '' ELSE substr(sentence, 1, instr(sentence, ' (HTTP ') - 1) END)
    WHERE code IS NULL AND instr(sentence, ', code ') = instr(sentence, ' (HTTP ') + 10
        AND substr(sentence, instr(sentence, ' (HTTP ')) GLOB ' (HTTP [1-9][0-9][0-9], code [0-9]*)'
        AND substr(sentence, instr(sentence, ' (HTTP ') + 17) NOT GLOB '*[^0-9]*)';

UPDATE reason_sentences SET code = 'other', details = json_object('text', sentence) WHERE code IS NULL;

UPDATE reason_sentences SET details = (
        SELECT json_object('cause', json_object('code', cause.code, 'details', json(coalesce(cause.details, '{}'))))
        FROM reason_sentences AS cause WHERE cause.sentence = reason_sentences.rest)
    WHERE code = 'lookup_failed';
UPDATE reason_sentences SET details = (
        SELECT json_object('cause', json_object('code', cause.code, 'details', json(coalesce(cause.details, '{}'))))
        FROM reason_sentences AS cause WHERE cause.sentence = reason_sentences.rest)
    WHERE code IN ('correction_failed', 'publish_failed');

CREATE TABLE destinations (
    id             INTEGER PRIMARY KEY,
    kind           TEXT NOT NULL CHECK (kind IN ('channel', 'dm')),
    guild_id       INTEGER,                 -- of a channel
    channel_id     INTEGER NOT NULL UNIQUE, -- for kind 'dm' the person's own channel with the bot
    user_id        INTEGER,                 -- of a person; for a channel who subscribed it and is notified of failures
    state          TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended', 'ended')),
    reason         TEXT,                    -- code: why it is suspended or ended
    reason_details TEXT,                    -- JSON
    failures       INTEGER NOT NULL DEFAULT 0, -- deliveries that the destination refused, in a row
    notified_at    TEXT,                    -- when somebody was notified of the suspension
    caught_up_at   TEXT,                    -- after a restored backup: all that was posted there is in the outbox again
    changed_at     TEXT NOT NULL,           -- of the state
    CHECK (kind = 'channel' OR user_id IS NOT NULL)
);

CREATE TABLE subscriptions_new (
    id             INTEGER PRIMARY KEY,
    destination_id INTEGER NOT NULL REFERENCES destinations,
    kind           TEXT NOT NULL DEFAULT 'digest' CHECK (kind IN ('digest', 'alert', 'roundup')),
    format         TEXT,               -- NULL: the destination's usual one
    filter         TEXT,               -- NULL: everything
    day            INTEGER,            -- 0 Monday … 6 Sunday; NULL: as soon as an issue is out
    time           TEXT,
    zone           TEXT,
    late_days      INTEGER DEFAULT 6 CHECK (late_days > 0), -- how late a delivery may be; NULL: however late
    role_id        INTEGER,            -- to be mentioned
    language       TEXT,               -- NULL: that of the issue
    state          TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended', 'ended')),
    reason         TEXT,               -- code: why it is suspended, such as an unknown zone, or ended
    reason_details TEXT,               -- JSON
    created_at     TEXT NOT NULL,
    changed_at     TEXT NOT NULL,
    CHECK ((day IS NULL) = (time IS NULL) AND (day IS NULL) = (zone IS NULL))
);

CREATE TABLE deliveries_new (          -- the outbox
    id              INTEGER PRIMARY KEY,
    subscription_id INTEGER NOT NULL REFERENCES subscriptions_new,
    subject_kind    TEXT NOT NULL DEFAULT 'issue' CHECK (subject_kind IN ('issue', 'period')),
    issue_id        INTEGER REFERENCES issues,
    state           TEXT NOT NULL DEFAULT 'queued'
                    CHECK (state IN ('queued', 'sending', 'unknown', 'sent', 'refused', 'skipped')),
    due_at          TEXT NOT NULL,     -- the subscriber's slot
    next_at         TEXT NOT NULL,     -- not before; later than due_at after a failed attempt
    attempts        INTEGER NOT NULL DEFAULT 0,
    reason          TEXT,              -- code: of a refusal, a skip, or the last failed attempt
    reason_details  TEXT,              -- JSON
    finished_at     TEXT,
    UNIQUE (issue_id, subscription_id),
    CHECK ((subject_kind = 'issue') = (issue_id IS NOT NULL))
);

CREATE TABLE messages_new (            -- the message of a delivery
    delivery_id      INTEGER PRIMARY KEY REFERENCES deliveries_new,
    nonce            TEXT NOT NULL UNIQUE, -- the same at every attempt: Discord answers a repeat with the first message
    attempted_at     TEXT NOT NULL,        -- first attempt
    message_id       INTEGER,              -- NULL until Discord has answered
    channel_id       INTEGER,              -- where it was posted: in a forum, the post it made
    revision         TEXT,                 -- issues.hash of what it was rendered from
    form             TEXT CHECK (form IN ('components', 'embeds')), -- NULL: posted before this was stored
    edit_at          TEXT,                 -- to be edited not before; NULL: shows what it should
    edit_attempts    INTEGER NOT NULL DEFAULT 0,
    publish_at       TEXT,                 -- to be published to followers not before; NULL: nothing to do
    publish_attempts INTEGER NOT NULL DEFAULT 0,
    published_at     TEXT
);

-- The health of a destination is that of its newest subscription. An unknown zone is the subscription's own trouble.
INSERT INTO destinations (kind, guild_id, channel_id, user_id, state, reason, reason_details, failures, notified_at,
    caught_up_at, changed_at)
SELECT s.kind, s.guild_id, s.channel_id, s.user_id,
    CASE WHEN s.state = 'ended' THEN 'ended' WHEN s.state = 'active' OR r.code = 'unknown_zone' THEN 'active'
        ELSE 'suspended' END,
    CASE WHEN s.state <> 'paused' OR r.code IS NOT 'unknown_zone' THEN r.code END,
    CASE WHEN s.state <> 'paused' OR r.code IS NOT 'unknown_zone' THEN r.details END,
    s.refusals, s.told_at, s.caught_up_at, s.changed_at
FROM subscriptions AS s LEFT JOIN reason_sentences AS r ON r.sentence = s.reason
WHERE s.id IN (SELECT coalesce(max(CASE WHEN state <> 'ended' THEN id END), max(id)) FROM subscriptions
    GROUP BY channel_id)
ORDER BY s.id;

INSERT INTO subscriptions_new (id, destination_id, day, time, zone, late_days, state, reason, reason_details,
    created_at, changed_at)
SELECT s.id, t.id, s.day, s.time, s.zone, s.late_days,
    CASE WHEN s.state <> 'paused' THEN s.state WHEN r.code = 'unknown_zone' THEN 'suspended' ELSE 'active' END,
    CASE WHEN s.state <> 'paused' OR r.code = 'unknown_zone' THEN r.code END,
    CASE WHEN s.state <> 'paused' OR r.code = 'unknown_zone' THEN r.details END,
    s.created_at, s.changed_at
FROM subscriptions AS s JOIN destinations AS t ON t.channel_id = s.channel_id
    LEFT JOIN reason_sentences AS r ON r.sentence = s.reason
ORDER BY s.id;

INSERT INTO deliveries_new (id, subscription_id, issue_id, state, due_at, next_at, attempts, reason, reason_details,
    finished_at)
SELECT d.id, d.subscription_id, d.issue_id, d.state, d.due_at, d.next_at, d.attempts, r.code, r.details, d.finished_at
FROM deliveries AS d LEFT JOIN reason_sentences AS r ON r.sentence = d.reason
ORDER BY d.id;

INSERT INTO messages_new (delivery_id, nonce, attempted_at, message_id, channel_id, revision, form, edit_at,
    edit_attempts, publish_at, publish_attempts, published_at)
SELECT delivery_id, nonce, attempted_at, message_id, channel_id, revision, form, edit_at, edit_attempts, publish_at,
    publish_attempts, published_at
FROM messages WHERE part = 0 ORDER BY delivery_id;

DROP TABLE messages;
DROP TABLE deliveries;
DROP TABLE subscriptions;
DROP TABLE reason_sentences;
ALTER TABLE subscriptions_new RENAME TO subscriptions;
ALTER TABLE deliveries_new RENAME TO deliveries;
ALTER TABLE messages_new RENAME TO messages;

CREATE INDEX destinations_by_guild ON destinations (guild_id) WHERE guild_id IS NOT NULL;
CREATE INDEX destinations_by_reader ON destinations (user_id) WHERE kind = 'dm';
CREATE INDEX destinations_suspended ON destinations (changed_at) WHERE state = 'suspended';

CREATE INDEX subscriptions_by_destination ON subscriptions (destination_id);
CREATE INDEX subscriptions_suspended ON subscriptions (changed_at) WHERE state = 'suspended';

CREATE INDEX deliveries_open ON deliveries (next_at) WHERE state IN ('queued', 'sending', 'unknown');
CREATE INDEX deliveries_by_subscription ON deliveries (subscription_id, id);
CREATE INDEX deliveries_on_their_way ON deliveries (id) WHERE state = 'sending';

CREATE INDEX messages_to_edit ON messages (edit_at) WHERE edit_at IS NOT NULL;
CREATE INDEX messages_to_publish ON messages (publish_at) WHERE publish_at IS NOT NULL;
CREATE INDEX messages_published ON messages (channel_id, published_at) WHERE published_at IS NOT NULL;
