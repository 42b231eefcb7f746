"""Which of the documents that came in are news. docs/decisions/0003 has the reasons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from newsletter.chronology import NOWHERE, Moment, anchors, day_ahead, place
from newsletter.model import Issue
from storage.archive import Archive
from storage.records import OPERATOR, Foreseen, Provenance, SaveStatus


class Since(StrEnum):
    """What a document that is not in the archive has to be later than, to be news."""

    ALL = "all"  # than all issues of the archive
    SOURCE = "source"  # than those of its source, which was read before
    NOTHING = "nothing"  # its source was read before and did not have it


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that came in."""

    issue: Issue
    origin: Provenance = OPERATOR
    since: Since = Since.ALL


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a candidate; `index` is its place among those that were given."""

    index: int
    found: Foreseen
    moment: Moment
    is_news: bool


async def judge(archive: Archive, candidates: Sequence[Candidate], today: date) -> list[Judged]:
    """The candidates oldest first, as given where they are equally old, and which of them are news."""
    known = [*await archive.issues.anchors(today), *anchors((each.issue for each in candidates), today)]
    judged = []
    for index, each in enumerate(candidates):
        found = await archive.issues.foresee(each.issue, each.origin)
        moment = place(each.issue, known, today)
        judged.append(Judged(index, found, moment, await _is_news(archive, each, found, moment, today)))
    new = [each for each in judged if each.found.status is SaveStatus.NEW and not each.found.may_be_old]
    ahead = [each for each in new if each.moment == NOWHERE and day_ahead(candidates[each.index].issue, today)]
    # An issue of a day later than tomorrow is rather this week's with a slip in its date than an old one, except
    # where it came with old ones, as in a backfill.
    if all(each.is_news for each in new if each not in ahead):
        judged = [replace(each, is_news=True) if each in ahead else each for each in judged]
    return sorted(judged, key=lambda each: each.moment)


async def _is_news(archive: Archive, candidate: Candidate, found: Foreseen, moment: Moment, today: date) -> bool:
    if found.status is not SaveStatus.NEW or found.may_be_old:
        return False
    if candidate.since is Since.NOTHING:
        return True
    newest = await archive.issues.newest_moment(today)
    if candidate.since is Since.SOURCE:
        own = await archive.issues.newest_moment(today, candidate.origin.source)
        newest = newest if own == NOWHERE else own
    return moment > newest
