-- After a restored backup: when everything the bot had posted at a destination was in the ledger again.
ALTER TABLE subscriptions ADD COLUMN caught_up_at TEXT;
