"""What an author should check before an issue is sent, beside what its parser has noticed."""

from collections.abc import Iterator
from pathlib import Path

from bot.digest.entry import HEADLINE, SUMMARY
from newsletter.model import Entry, ParsedIssue, ParseWarning, WarningKind
from newsletter.search.query import read_query
from storage.archive import Archive
from storage.records import Hit

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
    "{number} pictures are missing: the document came without its folder.",
)
COVERED_BEFORE = WarningKind(
    "arXiv:{paper} was in an earlier issue: {title}.",
    "{number} papers were in earlier issues: {paper}.",
)


async def find_warnings(
    archive: Archive, content: ParsedIssue, issue_id: int | None, folder: Path | None
) -> tuple[ParseWarning, ...]:
    """All warnings about a document, by line; those of its parser too.

    `issue_id` is the issue that it corrects, if any. `folder` has its pictures; None where the document came alone.
    """
    pictures = _pictures(content, folder) if folder else _pictures_beside(content)
    warnings = [
        *content.warnings,
        *_lengths(content),
        *pictures,
        *await _earlier(archive, content, issue_id),
    ]
    return tuple(sorted(warnings, key=lambda warning: warning.line))


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


async def _earlier(archive: Archive, content: ParsedIssue, issue_id: int | None) -> list[ParseWarning]:
    """Papers that another issue of the archive has covered."""
    warnings = []
    for line, entry in _lined(content):
        hit = await _covered(archive, entry, issue_id)
        if hit:
            params = {"paper": entry.arxiv_id, "title": hit.issue.title}
            warnings.append(ParseWarning(line, COVERED_BEFORE, params))
    return warnings


async def _covered(archive: Archive, entry: Entry, issue_id: int | None) -> Hit | None:
    if entry.arxiv_id is None:
        return None
    found = await archive.papers.search(read_query(entry.arxiv_id))
    hits = (hit for hit in found.hits if hit.entry.arxiv_id == entry.arxiv_id and hit.issue.id != issue_id)
    return next(hits, None)
