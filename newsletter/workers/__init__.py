"""Documents of strangers are parsed in processes of their own, with limits of time and memory."""

from newsletter.workers.pool import run_in_worker

__all__ = ["run_in_worker"]
