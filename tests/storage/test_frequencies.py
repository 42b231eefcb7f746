"""How frequent a word is, is known or estimated well enough to look for the rarer of two first."""

from datetime import UTC, date, datetime, timedelta

from newsletter.model import Issue, Section, SectionKind
from storage.archive import Archive
from storage.search.frequencies import SAMPLE_SIZE, look_up
from tests.samples import make_entry

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def make_year() -> list[Issue]:
    """Two entries a day with 模型 and network, every other day one with 剪枝, and one with 蒸馏 in all."""
    issues = []
    for day in range(360):
        texts = ["模型 network", "模型", *(["剪枝"] if day % 2 else []), *(["蒸馏"] if day == 100 else [])]
        entries = tuple(make_entry(f"{text} {day}", summary="") for text in texts)
        sections = (Section(1, "Papers", SectionKind.PAPERS, entries),)
        issues.append(
            Issue(f"News {day}", sections, f"https://a.example/{day}", date=date(2026, 1, 1) + timedelta(day))
        )
    return issues


async def test_latin_words_are_counted_and_any_other_is_estimated(archive: Archive):
    await archive.issues.save_all(make_year(), NOW)
    words = ("network", "模型", "剪枝", "蒸馏", "nowhere")
    known = await archive.database.read(lambda connection: look_up(connection, words))
    assert known.of("network") == 360
    assert known.of("nowhere") == 0
    assert known.of("模型") > 2 * known.of("剪枝") > 2 * known.of("蒸馏") > 0
    assert known.of("蒸馏") < SAMPLE_SIZE


async def test_an_empty_archive_knows_no_word(archive: Archive):
    known = await archive.database.read(lambda connection: look_up(connection, ("network", "模型", "5")))
    assert known.of("network") == 0
    assert max(known.of("模型"), known.of("5")) < SAMPLE_SIZE
