"""What storage hands out: the newsletter's model with the ids it has in the archive."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from newsletter.model import Entry, Issue, PaperRecord, SectionKind
from newsletter.picture_check import PictureSize
from newsletter.pictures import entry_picture, picture_addresses
from storage.subscriptions.records import DigestChoice, Target


@dataclass(frozen=True, slots=True)
class IssueRef:
    """An issue by name, for lists and links."""

    id: int
    title: str
    day: date | None  # its own date, or the first day of its week; None where nothing tells
    language: str


@dataclass(frozen=True, slots=True)
class StoredIssue:
    """A whole issue out of the archive."""

    ref: IssueRef
    issue: Issue
    revision: str = ""  # changes when the document's content changes
    papers: Mapping[str, PaperRecord] = field(default_factory=dict)  # by arXiv id, of its entries, where known
    pictures: Mapping[str, PictureSize] = field(default_factory=dict)  # by address; checked, and may be shown
    entry_ids: tuple[int, ...] = ()  # of its entries, in document order; empty for an issue that is not stored

    def picture_of(self, entry: Entry) -> str | None:
        """The address of an entry's picture; None where it has none that may be shown."""
        address = entry_picture(entry, self.issue.source_url)
        return address if address in self.pictures else None

    @property
    def hero(self) -> str | None:
        """The address of the picture that stands for the issue: its own, else the first of an entry, featured first."""
        return next((address for address in picture_addresses(self.issue) if address in self.pictures), None)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a document came from: what it may correct depends on that."""

    source: str = ""  # name of a source of sources.toml; "": the operator
    item: str | None = None  # key of the feed's item
    host: str | None = None  # of the source's address, without www.: issues from before are claimed by it
    listed: frozenset[str] = frozenset()  # keys of all items that the feed has now
    edits: bool = True  # a correction changes what was posted


OPERATOR = Provenance()
"""Files that the operator ingests or watches, and imports in Discord that an owner approved."""


class SaveStatus(StrEnum):
    """What saving an issue did to the archive."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Saved:
    """The outcome of saving one issue."""

    issue_id: int
    status: SaveStatus
    queued: int = 0  # deliveries that were put into the outbox with it
    owner: str | None = None  # from whom the archive has the issue, where a version from elsewhere was left out


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What saving an issue would do."""

    status: SaveStatus
    issue_id: int | None = None  # that it has in the archive already
    may_be_old: bool = False  # an issue of this name came before sources were remembered: perhaps this one


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that a search found, with where it stands."""

    entry_id: int
    entry: Entry
    issue: IssueRef
    section: SectionKind
    score: float  # higher is better; comparable within one search only
    paper: PaperRecord | None = None  # what arXiv says of it, where that is known

    @property
    def title(self) -> str | None:
        """The paper's official title where it is known, else as the document cites it."""
        return (self.paper.title if self.paper else None) or self.entry.cited_title


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What an entry is called, for somebody who is still typing."""

    label: str
    arxiv_id: str | None
    entry_id: int
    title: str | None = None  # as the document cites it, else the paper's official title


class Matching(StrEnum):
    """How the hits of a search match it."""

    ALL = "all"  # all of its words
    MEANING = "meaning"  # nothing has them; these have words that mean the same
    ANY = "any"  # nothing has them all; these have some


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search's hits, best first."""

    total: int
    hits: tuple[Hit, ...]
    more: bool = False  # than `total`: the archive has more than are ranked
    how: Matching = Matching.ALL
    spelling: str | None = None  # the query in the archive's nearest spelling, where nothing has its words


class Form(StrEnum):
    """What a message is made of. Discord never changes one into the other."""

    COMPONENTS = "components"
    EMBEDS = "embeds"
    COMPACT = "compact"
    COMPACT_EMBEDS = "compact_embeds"


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message is. Ids are Discord's."""

    message_id: int
    channel_id: int
    to_publish: bool = False  # in an announcement channel: followers get it when it is published
    form: Form | None = None


class DeliveryState(StrEnum):
    """storage.deliveries.outbox draws how a delivery goes from one to another."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    REFUSED = "refused"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery that is due: an issue for a subscription, or a test. Every attempt has the same nonce."""

    delivery_id: int
    issue_id: int
    target: Target
    due_at: datetime
    attempts: int
    in_doubt: bool  # an earlier attempt ended without an answer: the digest may be there already
    first_attempt: datetime | None
    restored_since: datetime | None = None  # a backup was put back: the digest may have been sent since then
    format: DigestChoice = DigestChoice.RICH
    sections: frozenset[SectionKind] | None = None  # None: all
    role_id: int | None = None  # to be mentioned
    is_test: bool = False  # somebody asked to see it: it does not count as the issue
