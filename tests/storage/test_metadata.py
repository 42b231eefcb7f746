"""What arXiv says of papers: kept beside the entries, searched with them."""

from datetime import UTC, date, datetime, timedelta

from newsletter.model import PaperRecord
from newsletter.search.query import read_query
from storage.archive import Archive
from storage.metadata import REFRESH_INTERVAL
from tests.samples import make_entry, make_issue

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
RECORD = PaperRecord(
    "2102.00554",
    "Sparsity in Deep Learning",
    ("Torsten Hoefler", "Dan Alistarh"),
    "The growing energy costs of deep learning.",
    ("cs.LG", "cs.AI"),
    date(2021, 1, 31),
    date(2021, 2, 3),
)


async def test_an_official_title_finds_what_was_written_in_another_language(archive: Archive):
    """At once, and also in the abstract."""
    await archive.issues.save(make_issue(1, make_entry("网络稀疏化", "2102.00554")), NOW)
    assert (await archive.papers.search(read_query("energy costs"))).total == 0
    assert await archive.metadata.save([RECORD], NOW) == 1
    for text in ("sparsity", "energy costs", "稀疏"):
        assert (await archive.papers.search(read_query(text))).total == 1, text
    assert await archive.metadata.load(["2102.00554", "2103.00001"]) == {"2102.00554": RECORD}


async def test_a_paper_that_is_known_before_it_is_covered_is_found_too(archive: Archive):
    """Whichever of the two comes first."""
    assert await archive.metadata.save([RECORD], NOW) == 0
    await archive.issues.save(make_issue(1, make_entry("网络稀疏化", "2102.00554")), NOW)
    assert (await archive.papers.search(read_query("sparsity"))).total == 1


async def test_papers_that_nothing_is_known_of_are_named_newest_first(archive: Archive):
    """Then those that were asked for long ago."""
    for week in (1, 2, 3):
        await archive.issues.save(make_issue(week), NOW)
    assert await archive.metadata.missing(10) == ("2601.00003", "2601.00002", "2601.00001")
    await archive.metadata.save([PaperRecord("2601.00003", None)], NOW)
    assert await archive.metadata.missing(1) == ("2601.00002",)
    later = NOW + timedelta(days=30)
    assert await archive.metadata.missing(10, later) == ("2601.00002", "2601.00001", "2601.00003")


async def test_a_paper_that_arxiv_does_not_know_yet_is_asked_for_again_soon(archive: Archive):
    """Within a day, then after growing intervals, at last monthly; one that it knows only after a month."""
    await archive.issues.save(make_issue(1, make_entry("new", "2611.00001"), make_entry("known", "2102.00554")), NOW)
    await archive.metadata.save([RECORD], NOW)
    asked = NOW
    days: list[float] = []
    await archive.metadata.save([PaperRecord("2611.00001", None)], asked)
    while len(days) < 8:
        moment = asked
        while await archive.metadata.missing(10, moment - REFRESH_INTERVAL) != ("2611.00001",):
            moment += timedelta(hours=6)
            if moment - NOW > REFRESH_INTERVAL:
                await archive.metadata.save([RECORD], moment)  # else it would be due too
        days.append((moment - asked) / timedelta(days=1))
        asked = moment
        await archive.metadata.save([PaperRecord("2611.00001", None)], asked)
    assert days == [0.75, 1.25, 2.25, 4.25, 8.25, 16.25, 30.25, 30.25]


async def test_a_known_paper_that_arxiv_leaves_out_stays_known(archive: Archive):
    """Its answers lack papers now and then; it is asked again within a day."""
    await archive.issues.save(make_issue(1, make_entry("网络稀疏化", "2102.00554")), NOW)
    await archive.metadata.save([RECORD], NOW)
    await archive.metadata.save([PaperRecord("2102.00554", None)], NOW)
    assert await archive.metadata.load(["2102.00554"]) == {"2102.00554": RECORD}
    assert (await archive.papers.search(read_query("energy costs"))).total == 1
    assert (await archive.metadata.count()).unknown == 0
    assert await archive.metadata.missing(10, NOW + timedelta(days=1) - REFRESH_INTERVAL) == ("2102.00554",)
    await archive.metadata.save([RECORD], NOW)
    assert await archive.metadata.missing(10, NOW + timedelta(days=29) - REFRESH_INTERVAL) == ()
