"""The limit of page numbers in custom ids."""

MOST_PAGES = 10_000
"""So many pages cannot be turned by hand."""
