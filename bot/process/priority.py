"""CPU priority and garbage collection of the process."""

import gc
import os


def lower_priority() -> None:
    """Give a long-running command the lowest CPU priority, so that a running bot answers first."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(19)


def freeze_objects() -> None:
    """Freeze long-lived objects so that garbage collection skips them."""
    gc.collect()
    gc.freeze()
