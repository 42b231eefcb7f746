"""Examines an issue before it is sent: warnings, effect on the archive, recipients and times."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.digest.entry import HEADLINE, SUMMARY
from bot.ingest.news import Candidate, classify
from newsletter.model import Entry, ParsedIssue, ParseWarning, WarningKind
from newsletter.schedule.weekly import next_slot
from newsletter.schedule.zones import knows_zone
from newsletter.search.query import read_query
from storage.archive import Archive
from storage.records import IssueRef, SaveStatus, StoredIssue

LONG_HEADLINE = WarningKind(
    "This headline has {length} characters; a digest shows {limit}.",
    "{number} headlines are longer than the {limit} characters that a digest shows.",
)
LONG_SUMMARY = WarningKind(
    "This summary has {length} characters; an opened section shows {limit}.",
    "{number} summaries are longer than the {limit} characters that an opened section shows.",
)
MISSING_PICTURE = WarningKind(
    "The picture {name} is not in the issue's folder.",
    "{number} pictures are not in the issue's folder: {name}.",
)
PICTURE_LEFT_BEHIND = WarningKind(
    "The picture {name} is missing: the document came without its folder.",
    "{number} pictures are missing, because the document came without its folder: {name}.",
)
COVERED_BEFORE = WarningKind(
    "arXiv:{paper} was in an earlier issue: {title}.",
    "{number} papers were in earlier issues: {paper}.",
)


@dataclass(frozen=True, slots=True)
class Preflight:
    """The result of examining an issue. `slots` counts subscriptions by delivery time; None stands for at once."""

    content: ParsedIssue
    warnings: tuple[ParseWarning, ...]
    status: SaveStatus
    is_news: bool
    slots: tuple[tuple[datetime | None, int], ...]

    @property
    def stored(self) -> StoredIssue:
        """The issue as a digest is rendered from it; id 0, since it is not saved."""
        issue = self.content.issue
        return StoredIssue(IssueRef(0, issue.title, issue.date, issue.language), issue)

    @property
    def readers(self) -> int:
        """Number of destinations."""
        return sum(number for _, number in self.slots) if self.is_news else 0


async def examine(archive: Archive, content: ParsedIssue, now: datetime, folder: Path | None = None) -> Preflight:
    """Examine an issue without saving it. `folder` has its pictures; None where the document came alone."""
    issue = content.issue
    (classified,) = await classify(archive, [Candidate(issue)], now.date())
    warnings = [*content.warnings, *_lengths(content)]
    warnings += _pictures(content, folder) if folder else _pictures_beside(content)
    for line, entry in _lined(content):
        warnings += await _earlier(archive, line, entry, classified.found.issue_id)
    active = [each for each in await archive.subscriptions.all() if not each.suspended]
    reachable = [each.when for each in active if each.when is None or knows_zone(each.when.zone)]
    slots = Counter(next_slot(when, now) if when else None for when in reachable)
    ordered = sorted(slots.items(), key=lambda slot: slot[0].timestamp() if slot[0] else 0.0)
    warnings.sort(key=lambda warning: warning.line)
    return Preflight(content, tuple(warnings), classified.found.status, classified.is_news, tuple(ordered))


def _lined(content: ParsedIssue) -> Iterator[tuple[int, Entry]]:
    entries = content.issue.entries
    return zip(content.lines or (1,) * len(entries), entries, strict=True)


def _lengths(content: ParsedIssue) -> Iterator[ParseWarning]:
    for line, entry in _lined(content):
        if len(entry.headline or "") > HEADLINE:
            length = len(entry.headline or "")
            yield ParseWarning(line, LONG_HEADLINE, {"length": length, "limit": HEADLINE})
        if len(entry.summary) > SUMMARY:
            yield ParseWarning(line, LONG_SUMMARY, {"length": len(entry.summary), "limit": SUMMARY})


def _pictures(content: ParsedIssue, folder: Path) -> Iterator[ParseWarning]:
    """Pictures that are named relative to the document and missing. Paths outside its folder are not looked at."""
    home = folder.resolve()
    for line, name in _local_pictures(content):
        try:
            path = (home / name.partition("?")[0]).resolve()
            is_there = path.is_relative_to(home) and path.is_file()
        except (OSError, ValueError):
            is_there = False
        if not is_there:
            yield ParseWarning(line, MISSING_PICTURE, {"name": name})


def _pictures_beside(content: ParsedIssue) -> Iterator[ParseWarning]:
    """Pictures of a document that came without its folder."""
    for line, name in _local_pictures(content):
        yield ParseWarning(line, PICTURE_LEFT_BEHIND, {"name": name})


def _local_pictures(content: ParsedIssue) -> Iterator[tuple[int, str]]:
    """Pictures named relative to the document, with the lines of their entries."""
    for line, entry in _lined(content):
        yield from ((line, name) for name in entry.images if "://" not in name and not name.startswith("//"))


async def _earlier(archive: Archive, line: int, entry: Entry, issue_id: int | None) -> list[ParseWarning]:
    if entry.arxiv_id is None:
        return []
    found = await archive.papers.search(read_query(entry.arxiv_id))
    for hit in found.hits:
        if hit.entry.arxiv_id == entry.arxiv_id and hit.issue.id != issue_id:
            return [ParseWarning(line, COVERED_BEFORE, {"paper": entry.arxiv_id, "title": hit.issue.title})]
    return []
