-- How a message was posted: a correction edits it in that form. NULL: posted before this was written down.
ALTER TABLE messages ADD COLUMN form TEXT CHECK (form IN ('components', 'embeds'));
ALTER TABLE messages ADD COLUMN publish_attempts INTEGER NOT NULL DEFAULT 0;
