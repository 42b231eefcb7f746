"""Examines an issue before it is sent: warnings, effect on the archive, recipients and times, and what it will show."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from bot.ingest.news import Candidate, classify
from bot.ingest.pictures import PictureCheck
from bot.ingest.preflight_warnings import find_warnings
from newsletter.chronology import Moment
from newsletter.model import Issue, PaperRecord, ParsedIssue, ParseWarning
from newsletter.picture_check import PictureSize
from newsletter.pictures import picture_addresses
from newsletter.schedule.weekly import next_slot
from newsletter.schedule.zones import knows_zone
from storage.archive import Archive
from storage.records import IssueRef, SaveStatus, StoredIssue
from storage.subscriptions.records import DestinationKind, Subscription, SubscriptionState


@dataclass(frozen=True, slots=True)
class Reach:
    """How many destinations of each kind get an issue."""

    channels: int = 0
    readers: int = 0

    @property
    def total(self) -> int:
        return self.channels + self.readers


@dataclass(frozen=True, slots=True)
class Preflight:
    """The result of examining an issue. `slots` counts subscriptions by delivery time; None stands for at once."""

    content: ParsedIssue
    warnings: tuple[ParseWarning, ...]
    status: SaveStatus
    is_news: bool
    slots: tuple[tuple[datetime | None, int], ...]
    subscribed: Reach = Reach()  # whether or not the issue is news
    day: date | None = None  # that its digest will show
    papers: Mapping[str, PaperRecord] = field(default_factory=dict)
    pictures: Mapping[str, PictureSize] | None = None  # those that the digest may show; None: nothing was checked

    @property
    def stored(self) -> StoredIssue:
        """The issue as a digest is rendered from it; id 0, since it is not saved."""
        issue = self.content.issue
        ref = IssueRef(0, issue.title, self.day, issue.language)
        return StoredIssue(ref, issue, papers=self.papers, pictures=self.pictures or {})

    @property
    def reach(self) -> Reach:
        """The destinations that get it."""
        return self.subscribed if self.is_news else Reach()


async def examine(
    archive: Archive,
    content: ParsedIssue,
    now: datetime,
    folder: Path | None = None,
    check_pictures: PictureCheck | None = None,
) -> Preflight:
    """Examine an issue without saving it.

    `folder` has its local pictures; None where the document came alone. `check_pictures` checks those on the web whose
    result is not known yet; None: the digest is examined without them.
    """
    issue = content.issue
    (classified,) = await classify(archive, [Candidate(issue)], now.date())
    active = [each for each in await archive.subscriptions.all() if _is_served(each)]
    return Preflight(
        content,
        await find_warnings(archive, content, classified.found.issue_id, folder),
        classified.found.status,
        classified.is_news,
        _slots(active, now),
        _reach(active),
        _day(classified.moment),
        await archive.metadata.load(entry.arxiv_id for entry in issue.entries if entry.arxiv_id),
        await _pictures(archive, issue, check_pictures) if check_pictures else None,
    )


async def _pictures(archive: Archive, issue: Issue, check: PictureCheck) -> Mapping[str, PictureSize]:
    await check([issue])
    return await archive.pictures.usable(picture_addresses(issue))


def _is_served(subscription: Subscription) -> bool:
    """Whether a subscription gets what is published now."""
    when = subscription.when
    is_active = subscription.state is SubscriptionState.ACTIVE and not subscription.suspended
    return is_active and (when is None or knows_zone(when.zone))


def _slots(subscriptions: Sequence[Subscription], now: datetime) -> tuple[tuple[datetime | None, int], ...]:
    slots = Counter(next_slot(each.when, now) if each.when else None for each in subscriptions)
    return tuple(sorted(slots.items(), key=lambda slot: slot[0].timestamp() if slot[0] else 0.0))


def _reach(subscriptions: Sequence[Subscription]) -> Reach:
    kinds = Counter(each.target.kind for each in subscriptions)
    return Reach(kinds[DestinationKind.CHANNEL], kinds[DestinationKind.DM])


def _day(moment: Moment) -> date | None:
    """The day that the archive will give the issue."""
    return moment.day if moment.certainty == 1 else None
