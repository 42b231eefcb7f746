"""Discord and the process: commands, views, delivery, jobs, command line (python -m bot)."""
