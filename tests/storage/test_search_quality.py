"""Labelled queries over real issues: what is found of what should be, and how much of what is given is right."""

import pytest

from newsletter.paper_json import read_records
from storage.archive import Archive
from tests.bench.quality import IS_HERE, MISSING, NOW, PAPERS, fill, measure

pytestmark = pytest.mark.skipif(not IS_HERE, reason=MISSING)


async def test_words_find_what_has_them_and_little_else(archive: Archive):
    quality = await measure(archive, await fill(archive), "lexical")
    assert quality.recall >= 0.97
    assert quality.precision >= 0.97


@pytest.mark.parametrize("known", [True, False])
async def test_english_finds_what_was_written_in_chinese(archive: Archive, known: bool):
    """By official titles where they are known, and by the table of synonyms in any case."""
    entries = await fill(archive)
    if known:
        await archive.metadata.save(read_records(PAPERS), NOW)
    quality = await measure(archive, entries, "concepts")
    assert quality.recall >= 0.85
    assert quality.worst > 0
