"""Small changes of the code, and whether a test notices: `make mutants`, or `make mutants PARSER=all`.

All of the schedule, the query and the ledger's decisions, and a sample of the parser's, the same number each time and
others each time; `all` takes all of those, hours on one core.
"""

import json
import random
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

WHOLE = ("newsletter.schedule*", "newsletter.query*", "bot.delivery.verdict*")
SAMPLE = 700
KILLED = {1, 3, 24, 36, -24, 152, 255}  # exit codes: a test failed, or the change never ended


def run(*names: str) -> None:
    subprocess.run([sys.executable, "-m", "mutmut", "run", "--max-children", "1", *names], check=False)


def outcomes() -> dict[str, int | None]:
    """The exit code of the tests for each mutant; None where it was not tried."""
    found: dict[str, int | None] = {}
    for file in Path("mutants").rglob("*.meta"):
        found |= json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def main() -> None:
    shutil.rmtree("mutants", ignore_errors=True)  # what an earlier run found was found by other tests
    run(*WHOLE)
    parser = sorted(name for name in outcomes() if name.startswith("newsletter.parsing."))
    seed = random.randrange(10_000)  # noqa: S311 - it only chooses
    chosen = parser if sys.argv[1:] == ["all"] else random.Random(seed).sample(parser, SAMPLE)  # noqa: S311
    run(*chosen)
    tried = {name: code for name, code in outcomes().items() if code is not None}
    modules: dict[str, Counter[bool]] = defaultdict(Counter)
    for name, code in tried.items():
        modules[name.partition(".x")[0]][code in KILLED] += 1
    for module, counts in sorted(modules.items()):
        print(f"{module:32}{counts[True]:5} of {counts.total():5} noticed")
    killed = sum(counts[True] for counts in modules.values())
    print(f"\n{killed} of {len(tried)} noticed, {100 * killed / len(tried):.0f} % (seed {seed}). Not noticed:")
    print("\n".join(sorted(name for name, code in tried.items() if code not in KILLED)))


if __name__ == "__main__":
    main()
