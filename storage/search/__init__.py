"""Finding entries: the full-text index, what a query is in its terms, and which entries come first."""
