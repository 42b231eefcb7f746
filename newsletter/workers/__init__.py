"""Runs parsers of untrusted documents in worker processes with time and memory limits."""

from newsletter.workers.pool import run_in_worker

__all__ = ["run_in_worker"]
