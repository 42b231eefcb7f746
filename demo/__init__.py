"""A simulated Discord server with sample issues that runs the real bot in a browser: make demo."""
