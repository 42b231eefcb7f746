"""Plays a case on a stage, step by step, and records all that is read."""

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tests.bot.behaviour.golden import Transcript
from tests.bot.behaviour.stage import Answer, Stage
from tests.bot.behaviour.table import Case

HOW = ("twice at once", "too late", "while it is deleted", "although it is not offered")


@dataclass
class Play:
    """A case under way: the answer that was seen last is what is pressed and looked at next."""

    stage: Stage
    transcript: Transcript
    seen: Answer = field(default_factory=Answer)

    async def case(self, case: Case) -> None:
        """Play it; what fails names its step."""
        for act, looks in _acts(case.steps):
            who, _, what = act.partition(": ")
            somebody = what and all(one in {*self.stage.people, "anybody"} for one in who.split(" + "))
            self.transcript.begin(act)
            for person in self.stage.anybody if who == "anybody" else (who,):
                step = act
                try:
                    await (self._act(person, what) if somebody else self._happen(act))
                    for step in looks:
                        await self._look(step)
                except Exception as error:
                    error.add_note(f"{person}, at “{step}” of: {case.sentence}\nread last: {self.seen.text}")
                    raise

    async def _act(self, who: str, what: str) -> None:
        what, how = re.fullmatch(rf"(.+?)(?:, ({'|'.join(HOW)}))?", what).groups()  # type: ignore[union-attr]
        if what.startswith("/"):
            self.seen = await self.stage.slash(who, *_command(what), how)
        elif what.startswith("types /"):
            self.seen = await self.stage.typing(who, *_command(what.removeprefix("types ")), how)
        else:
            match = re.fullmatch(r"uses (.+?)(?: in (#\w+|the direct messages))?", what)
            assert match, f"nobody knows how to do that: {what}"
            label, place = match.groups()
            message = self.stage.posts(place)[-1] if place else self.seen.message
            seen = await self.stage.use(who, message, label, how)
            self.seen = replace(seen, message=seen.message or message)
        self.transcript.answered(who, self.seen)

    async def _happen(self, event: str) -> None:
        for name in dir(self.stage):
            method: Callable[..., Awaitable[None]] = getattr(self.stage, name)
            pattern = getattr(method, "happens", None)
            if pattern and (match := re.fullmatch(pattern, event)):
                await method(*match.groups())
                return
        raise AssertionError(f"nobody knows how to make that happen: {event}")

    async def _look(self, step: str) -> None:
        """`→ text` is seen by the one who acted alone; see the head of the table for the others."""
        kind, text = re.fullmatch(r"→ (?:(everybody|not|offered|#\w+|the direct messages): )?(.+)", step).groups()  # type: ignore[union-attr]
        if kind in (None, "everybody"):
            assert text in self.seen.text
            assert self.seen.alone is (kind is None)
        elif kind == "not":
            assert text not in self.seen.text
        elif kind == "offered":
            offered = [name for one in self.seen.offered or () for name in (one, one.partition(" · now ")[0])]
            assert text in offered if text != "nothing" else not offered
        else:
            await self.stage.until(lambda: self._is_posted(kind, text))
            self.transcript.looked(kind)
            assert self._is_posted(kind, text), [self.stage.read(post) for post in self.stage.posts(kind)]

    def _is_posted(self, place: str, text: str) -> bool:
        posts = self.stage.posts(place)
        if number := re.match(r"(\d+) ×", text):
            return len(posts) == int(number[1])
        return bool(posts) and text in self.stage.read(posts[-1])


def _acts(steps: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Each act or event with what is looked at after it."""
    acts: list[tuple[str, list[str]]] = []
    for step in steps:
        if step.startswith("→"):
            acts[-1][1].append(step)
        else:
            acts.append((step, []))
    yield from acts


def _command(text: str) -> tuple[str, dict[str, str]]:
    """`/issues import file:week.md` as its name and options; a value goes on until the next option."""
    name, *_ = re.split(r" \w+:", text, maxsplit=1)
    options = dict(re.findall(r" (\w+):(.*?)(?= \w+:|$)", text[len(name) :]))
    return name.removeprefix("/"), options
