"""Full-text search: the index, queries as FTS5 expressions, and the ranking of entries."""
