-- What an issue is called, put together once and not at every look at it.
DROP INDEX issues_in_order;
ALTER TABLE issues ADD COLUMN name TEXT GENERATED ALWAYS AS
    (title || ' ' || day || ' week ' || coalesce(week, '') || ' #' || coalesce(number, '')) VIRTUAL;
CREATE INDEX issues_in_order ON issues (certainty, day, place, id, name);
