"""A made-up Discord server with sample issues, in which the real bot runs, seen in a browser: make demo."""
