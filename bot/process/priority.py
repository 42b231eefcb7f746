"""How a process shares its machine with others, and its time with those who wait for it."""

import gc
import os


def step_aside() -> None:
    """Let a running bot go first: its readers wait for an answer, a long command can wait for its turn."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(19)


def settle() -> None:
    """Leave alone what is here to stay: Python would look through all of it now and then, while everybody waits."""
    gc.collect()
    gc.freeze()
