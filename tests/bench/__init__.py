"""Measurements: nothing here asserts a time; `make bench-…` prints what was seen, as a table and as JSON."""
