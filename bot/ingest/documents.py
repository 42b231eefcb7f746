"""Documents to ingest, and the reports about them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.ingest.news import NewsBaseline
from newsletter.errors import NewsletterError
from newsletter.model import Issue, ParsedIssue, ParseWarning
from newsletter.parsing import DOCUMENT_SUFFIXES
from storage.records import OPERATOR, Provenance, Saved


@dataclass(frozen=True, slots=True)
class Document:
    """A document to ingest: a file, or the content of a feed item or page.

    One that was found in a folder or a feed may turn out not to be an issue.
    """

    path: Path
    found: bool = False
    content: ParsedIssue | None = None
    title: str | None = None
    origin: Provenance = OPERATOR
    since: NewsBaseline = NewsBaseline.ALL

    @property
    def name(self) -> str:
        return self.title or self.path.name


@dataclass(frozen=True, slots=True)
class Report:
    """The result of one document: what was saved, or why it was not."""

    document: Document
    issue: Issue | None = None
    saved: Saved | None = None
    warnings: tuple[ParseWarning, ...] = ()
    problem: str | None = None

    @property
    def failed(self) -> bool:
        """Whether a file that somebody named could not be used. Other files of a folder may not be issues."""
        return self.problem is not None and not self.document.found


@dataclass(slots=True)
class IngestObserver:
    """Callbacks of an ingest run.

    `stopped` is polled between documents. If it turns true while documents are read, those read so far are saved and
    nothing is delivered, since a later issue may be unread; if it turns true while they are saved, the rest is dropped.
    """

    report: Callable[[Report], None] = lambda report: None
    read: Callable[[ParsedIssue | None], None] = lambda content: None
    saving: Callable[[int], None] = lambda issues: None  # how many there are to save
    stopped: Callable[[], bool] = lambda: False


def find_documents(paths: Iterable[Path]) -> list[Document]:
    """Files as given, and all documents below folders in name order.

    Raises NewsletterError for a missing path and for a folder without documents.
    """
    documents: list[Document] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                file
                for file in path.rglob("*")
                if file.suffix.lower() in DOCUMENT_SUFFIXES
                and _is_file(file)
                and file.resolve().is_relative_to(path.resolve())  # no link leads out of the folder
                and not any(part.startswith(".") for part in file.relative_to(path).parts)
            )
            if not inside:
                raise NewsletterError(
                    f"{path} holds no issues: expected files that end in {', '.join(DOCUMENT_SUFFIXES)}, found none."
                )
            documents += [Document(file, found=True) for file in inside]
        elif path.exists():
            documents.append(Document(path))
        else:
            raise NewsletterError(f"{path} is not there: name a file or a folder of issues.")
    return documents


def _is_file(path: Path) -> bool:
    """Whether a path is a file; False in a folder that may not be entered."""
    try:
        return path.is_file()
    except OSError:
        return False
