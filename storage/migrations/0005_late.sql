-- How late a digest may still come, in days; NULL: however late.
ALTER TABLE subscriptions ADD COLUMN late_days INTEGER DEFAULT 6 CHECK (late_days > 0);
