"""Golden texts: what people read in each case, whole, in one file per case under golden/.

`make golden` writes the files anew. They are reviewed as a diff, like code.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.bot.behaviour.stage import Answer, Stage
from tests.bot.behaviour.table import Case, read_table

FOLDER = Path(__file__).with_name("golden")
UPDATE = "--update-golden"

VOLATILE = (
    (r"http://127\.0\.0\.1:\d+", "<this server>"),
    (r"<t:\d+(:\w)?>", r"<t:…\1>"),
    (r" · now \d\d:\d\d", " · now …"),
    (r"tomorrow \(\d{4}-\d\d-\d\d\)", "tomorrow (…)"),
    (r"\b\d{17,20}\b", "<id>"),
)
"""What differs from run to run, and what stands for it: addresses, times, ids that have no name in the table."""


def normalise(text: str, names: Mapping[int, str]) -> str:
    """Replace what differs from run to run. `names` gives the names of people and places by their ids."""
    text = re.sub(r"<[#@](\d+)>|\b\d{17,20}\b", lambda found: names.get(int(found[1] or found[0]), found[0]), text)
    for pattern, replacement in VOLATILE:
        text = re.sub(pattern, replacement, text)
    return text


@dataclass
class Transcript:
    """Records a case while it is played: each step, and the whole text of each answer and post."""

    case: Case
    stage: Stage
    _lines: list[str] = field(default_factory=list)
    _answers: dict[str, list[str]] = field(default_factory=dict)
    _posts: dict[str, str] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)

    def begin(self, step: str) -> None:
        """Start the next step."""
        self._end()
        self._lines += [f"## {step}", ""]

    def answered(self, who: str, answer: Answer) -> None:
        """Record what a person reads after an act. People who read the same are listed together."""
        if answer.offered is not None:
            lines = ["offered:", *(answer.offered or ["nothing"])]
        else:
            lines = [*([] if answer.alone else ["everybody reads:"]), answer.whole]
        text = "\n".join(lines)
        self._answers.setdefault(normalise(text, self.stage.names), []).append(who)

    def looked(self, place: str) -> None:
        """Record how many posts are in a place, and the last of them."""
        posts = self.stage.posts(place)
        last = normalise(self.stage.draw(posts[-1]), self.stage.names) if posts else ""
        same = last == self._known.get(place)
        self._posts[f"{place}, {len(posts)} posted{', the last as before' if same else ''}"] = "" if same else last
        self._known[place] = last

    def _end(self) -> None:
        for text, people in self._answers.items():
            if len(self._answers) > 1:
                self._lines += [f"{', '.join(people)}:", ""]
            self._lines += [*_quote(text), ""]
        for place, text in self._posts.items():
            self._lines += [f"{place}:" if text else f"{place}.", "", *([*_quote(text), ""] if text else [])]
        self._answers, self._posts = {}, {}

    def compare(self, *, update: bool) -> None:
        """Hold the record against the file, or write the file. Raises AssertionError."""
        self._end()
        text, path = "\n".join([f"# {self.case.sentence}", "", *self._lines]), path_of(self.case)
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"{path.name} is missing: run `make golden`, then review the new file"
        expected = path.read_text(encoding="utf-8")
        assert text == expected, f"{path.name} has another text: if the new one is right, run `make golden`"


def path_of(case: Case) -> Path:
    """The file of a case: its ground and the first words of its sentence."""
    words = re.findall(r"[a-z0-9]+", case.sentence.lower().replace("'", ""))
    return FOLDER / case.ground.replace(" ", "-") / f"{'-'.join(words[:12])}.md"


def stale() -> list[Path]:
    """Files of cases that are no longer in the table."""
    current = {path_of(case) for case in read_table()}
    return [path for path in FOLDER.rglob("*.md") if path.parent != FOLDER and path not in current]


def _quote(text: str) -> Iterator[str]:
    yield from (f"> {line}".rstrip() for line in text.splitlines())
