"""The SQLite file: the only place with SQL. Its public functions speak the model of the newsletter package."""
