-- Whoever looks for an issue by its name reads the index alone, not the issues with all they hold.
DROP INDEX issues_in_order;
CREATE INDEX issues_in_order ON issues (certainty, day, place, id, title, week, number, language);
