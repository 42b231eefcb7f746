"""Decides which documents are news. docs/decisions/0003 has the reasons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from newsletter.chronology import NOWHERE, Moment, anchors, day_ahead, place
from newsletter.model import Issue
from storage.archive import Archive
from storage.records import OPERATOR, Foreseen, Provenance, SaveStatus


class NewsBaseline(StrEnum):
    """What a new document must be later than to be news."""

    ALL = "all"  # later than all issues of the archive
    SOURCE = "source"  # later than those of its source, which was read before
    NOTHING = "nothing"  # its source was read before without it: always news


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document to classify."""

    issue: Issue
    origin: Provenance = OPERATOR
    since: NewsBaseline = NewsBaseline.ALL

    @property
    def scope(self) -> str | None:
        """The source whose issues it is compared with; None for the whole archive."""
        return None if self.since is NewsBaseline.ALL else self.origin.source


@dataclass(frozen=True, slots=True)
class Classified:
    """A classified candidate; `index` is its position in the input."""

    index: int
    found: Foreseen
    moment: Moment
    is_news: bool


async def classify(archive: Archive, candidates: Sequence[Candidate], today: date) -> list[Classified]:
    """Classify candidates as news or not. Returns them oldest first; equally old ones keep their order."""
    known = [*await archive.issues.anchors(today), *anchors((each.issue for each in candidates), today)]
    newest = {scope: await _newest(archive, scope, today, known) for scope in {each.scope for each in candidates}}
    classified = []
    for index, each in enumerate(candidates):
        found = await archive.issues.foresee(each.issue, each.origin)
        moment = place(each.issue, known, today)
        classified.append(Classified(index, found, moment, _is_news(each, found, moment, newest[each.scope])))
    new = [each for each in classified if each.found.status is SaveStatus.NEW and not each.found.may_be_old]
    ahead = [each for each in new if each.moment == NOWHERE and day_ahead(candidates[each.index].issue, today)]
    # A date later than tomorrow is more likely a typo in this week's issue than an old issue, except
    # where it came with old ones, as in a backfill.
    if all(each.is_news for each in new if each not in ahead):
        classified = [replace(each, is_news=True) if each in ahead else each for each in classified]
    return sorted(classified, key=lambda each: each.moment)


async def _newest(archive: Archive, scope: str | None, today: date, known: Sequence[tuple[int, date]]) -> Moment:
    """The newest issue of a source, or of the archive where it has none from the source."""
    own = NOWHERE if scope is None else await archive.issues.newest_moment(today, scope, known)
    return await archive.issues.newest_moment(today, None, known) if own == NOWHERE else own


def _is_news(candidate: Candidate, found: Foreseen, moment: Moment, newest: Moment) -> bool:
    if found.status is not SaveStatus.NEW or found.may_be_old:
        return False
    return candidate.since is NewsBaseline.NOTHING or moment > newest
