"""Recognises the issue that a digest shows, whatever id it had in the database that sent it.

After a backup was restored an issue may have another id than its messages in Discord name. So it is recognised by
what its digest shows: title, date, and the address of the original.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a digest shows of its issue. Texts are without punctuation, which older versions escaped differently."""

    title: str
    date: str | None
    facts: str  # date and number of entries, as shown
    address: str | None

    def is_same_issue(self, other: "Fingerprint") -> bool:
        """Whether both show one issue; either may be an older revision of it."""
        same_title, same_facts = self.title == other.title, self.facts == other.facts
        if self.address is None or other.address is None:
            return same_title and (self.date == other.date if self.date and other.date else same_facts)
        if self.address == other.address:
            # A home page may be the address of every issue.
            return self.date == other.date if self.date and other.date else same_title
        return same_title and same_facts and self.date is not None


def make_fingerprint(title: str, facts: str, address: str | None) -> Fingerprint:
    """From texts as shown; `facts` is a line of a date and the numbers of entries and papers.

    An issue without a date has only the number of entries. Older versions did not count papers.
    """
    day, *counts = facts.split(" · ")
    return Fingerprint(
        title=_normalize(title),
        date=_normalize(day) if counts else None,
        facts=_normalize(" ".join([day, *counts[:1]])),
        address=address.rstrip("/") if address else None,
    )


def _normalize(text: str) -> str:
    """Only letters and digits, unless there are none."""
    return "".join(filter(str.isalnum, text.casefold())) or text.strip()
