"""`python -m bot` in a process of its own that need not load everything anew: a server that has loaded it forks.

A process is what it was: its memory, signals, files and exit code are its own. What it saves is half a second of
loading for each of some two hundred of them.
"""

import multiprocessing
import os
import runpy
import sys
from multiprocessing.context import ForkServerProcess
from pathlib import Path

PRELOADED = ["bot.cli", "bot.app", "tests.process.forked"]


def fork(words: tuple[str, ...], environment: dict[str, str], out: Path, err: Path) -> ForkServerProcess:
    """Start a command; its output is added to the two files."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    process = context.Process(target=_be, args=(words, environment, out, err))
    process.start()
    return process


def _be(words: tuple[str, ...], environment: dict[str, str], out: Path, err: Path) -> None:
    """What `python -m bot WORDS` does."""
    os.environ.clear()
    os.environ.update(environment)
    for number, file in ((1, out), (2, err)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT), number)
    sys.argv = ["bot", *words]
    runpy.run_module("bot", run_name="__main__")
