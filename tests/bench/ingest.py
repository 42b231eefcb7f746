"""How long an archive of many issues takes to come in: `make bench-ingest`."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

from tests.newsletter.parsing.made import WORDS, Made, _entry

ISSUES, ENTRIES = 1_000, 13


def write(folder: Path) -> int:
    """Issues of 13 entries each, a week apart, in three languages; how many entries."""
    random = Random(1)  # noqa: S311 - it only chooses forms
    total = 0
    for number in range(1, ISSUES + 1):
        made = Made(sorted(WORDS)[number % 3])
        words: dict[str, Any] = WORDS[made.lang]
        year, week = 2000 + number // 50, number % 50 + 1
        made.add(f"# Sample News — Week {week}, {year}", f"> Original: <https://medium.com/sample/news-{number}>")
        for section, (name, _) in enumerate(words["sections"][:4], start=1):
            made.add(f"# {section}. {name}")
            for _ in range(ENTRIES // 4 + (section == 1)):
                _entry(made, random, words, as_h1=False)
                total += 1
        (folder / f"{number:05}.md").write_text(made.text, encoding="utf-8")
    return total


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        entries = write(folder)
        command = [sys.executable, "-m", "bot", "ingest", str(folder)]
        environment = {
            "PAPERBOY_DATABASE": str(folder / "archive.db"),
            "PYTHONUNBUFFERED": "1",
            "PATH": "/usr/bin:/bin",
        }
        for what in ("new", "unchanged"):
            began = time.monotonic()
            done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
            seconds = time.monotonic() - began
            last = done.stdout.splitlines()[-1]
            print(f"{what}: {last} of {entries} in {seconds:.1f} s, {ISSUES / seconds:.0f} issues a second")


if __name__ == "__main__":
    main()
