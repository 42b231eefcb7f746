"""Search: what is found, in which order, and an index that is always the archive's."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.model import Entry, PaperRecord, Section, SectionKind
from newsletter.search.query import read_query
from storage.archive import Archive
from storage.records import Matching
from storage.search import documents, fts5_tables, indexer
from storage.search.ranking import CAP
from tests.samples import make_entry, make_issue

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


async def save(archive: Archive, *entries: Entry, week: int = 1) -> None:
    await archive.issues.save(make_issue(week, *entries), NOW)


async def find(archive: Archive, text: str) -> list[str | None]:
    return [hit.entry.headline for hit in (await archive.papers.search(read_query(text))).hits]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("BatchNorm is all", "batch norm"),
        ("batch norm is all", "batchnorm"),
        ("batch-norm is all", "BatchNorm"),
        ("VL-T5 for all", "vlt5"),
        ("VL-T5 for all", "t5"),
        ("wav2vec 2.0", "wav2vec2"),
        ("ResNet-50", "resnet50"),
        ("resnet50", "ResNet 50"),
        ("TransGAN", "trans GAN"),
        ("trans GAN", "transgan"),
        ("DeepViT", "deep vit"),
        ("Written in C++", "c++"),
        ("Two networks", "network"),
        ("On KITTI", "KITTIs"),
        ("Many GPUs", "gpu"),
        ("One GPU", "GPUS"),
        ("Two AIs", "ai"),
        ("One network", "NETWORKS"),
        ("Ångström", "angstrom"),
        ("我们使用Transformer", "使用Transformer"),
        ("我们使用 BatchNorm 训练", "使用batchnorm"),
        ("用剪枝压缩", "剪枝压"),
        ("用剪枝压缩", "枝"),
        ("画像の生成モデル", "モデ"),
        ("Attention is all you need", "attent"),
        ("Łukasz and friends", "lukasz"),
        ("Lukasz and friends", "Łukasz"),
        ("Schrödinger's net", "schrodinger"),
        ("Schrodinger's net", "Schrödinger"),
        ("Ørsted writes", "orsted"),
        ("Orsted writes", "Ørsted"),
        ("Œuvre æsthetics", "oeuvre aesthetics"),
        ("Oeuvre aesthetics", "Œuvre æsthetics"),
        ("Straße und Haus", "strasse"),
        ("Strasse und Haus", "STRAẞE"),
        ("Đặng Thái", "dang thai"),
        ("Kadıköy", "kadikoy"),
        ("Þórsson", "thorsson"),
        ("β-VAE explained", "beta-vae"),
        ("beta-VAE explained", "β-VAE"),
        ("β-VAE explained", "betavae"),
        ("The α of it", "alpha"),
        ("The alpha of it", "α"),
        ("μP scaling", "muP"),
        ("mu-P scaling", "µP"),
        ("αβ-CROWN", "alpha beta crown"),
        ("trans\u00adformer nets", "transformer"),
        ("transformer nets", "trans\u00adformer"),
    ],
)
async def test_every_spelling_meets_every_other(archive: Archive, written: str, typed: str):
    await save(archive, make_entry(written, summary=""), make_entry("Something else", summary="of another kind"))
    assert await find(archive, typed) == [written]


async def test_an_author_is_found_by_the_plain_letters_of_the_name(archive: Archive):
    await save(archive, make_entry("One model", "1706.05137", summary=""))
    await archive.metadata.save([PaperRecord("1706.05137", "One Model To Learn Them All", ("Łukasz Kaiser",))], NOW)
    for asked in ("author:Lukasz", "lukasz kaiser", "author:Łukasz"):
        assert await find(archive, asked) == ["One model"], asked


async def test_either_of_two_words_or_phrases_is_found(archive: Archive):
    """OR takes the words next to it; a field or an excluded word narrows the whole."""
    names = ("deep shark", "deep whale", "shallow shark", "deep nets", "a sharkskin", "blue whale or not", "图像检索")
    await save(archive, *(make_entry(name, summary="") for name in names), week=5)

    async def found(text: str) -> set[str | None]:
        return set(await find(archive, text))

    assert await found("shark OR whale") == await found("shark") | await found("whale")
    assert await found("shark OR whale OR nets") == set(names[:-1])
    assert await found("deep shark OR whale") == {"deep shark", "deep whale"}
    assert await found("shark OR whale deep") == {"deep shark", "deep whale"}
    assert await found('"blue whale" OR "deep nets"') == {"blue whale or not", "deep nets"}
    assert await found("shark OR whale -deep") == {"shallow shark", "a sharkskin", "blue whale or not"}
    assert await found("shark OR 检索 section:papers") == await found("shark") | {"图像检索"}
    assert await found("whale or") == {"blue whale or not"}
    assert await found("OR whale OR") == await found("whale")
    assert await found("whale OR year:2026") == await found("whale")
    assert await found("whale OR -deep") == {"blue whale or not"}
    assert await found("sharks OR unheardof") == await found("sharks")


async def test_a_run_of_chinese_falls_apart_into_words_before_it_falls_to_some_words(archive: Archive):
    """It finds just what the same words with a blank between them find, and is no less sure of it."""
    await save(
        archive,
        make_entry("用变压器做图像检索", summary=""),
        make_entry("变压器综述", summary=""),
        make_entry("图像检索综述", summary=""),
        make_entry("图像与检索", summary=""),
        make_entry("变压器图", summary="像检索"),
    )
    for run, words in (
        ("变压器图像检索", "变压器 图像检索"),
        ("图像检索变压器", "图像检索 变压器"),
        ("变压器的图像检索", "变压器 图像检索"),
        ("变压器图像检索 -综述", "变压器 图像检索 -综述"),
    ):
        joined, apart = await archive.papers.search(read_query(run)), await archive.papers.search(read_query(words))
        assert [hit.entry_id for hit in joined.hits] == [hit.entry_id for hit in apart.hits], run
        assert (joined.how, joined.total) == (apart.how, apart.total), run
    assert await find(archive, "变压器图像检索") == ["用变压器做图像检索"]
    found = await archive.papers.search(read_query("鲸鱼图像检索"))
    assert found.how is Matching.ANY


async def test_where_the_word_stands_decides_and_then_the_newer_comes_first(archive: Archive):
    """Headline, title, authors, summary, abstract; whole words before beginnings."""
    await save(
        archive,
        make_entry("in the abstract", "2601.00001", summary=""),
        make_entry("in the summary", summary="about sharks"),
        make_entry("by an author", "2601.00002", summary=""),
        make_entry("in the title", cited_title="On sharks", summary=""),
        make_entry("Sharks"),
        make_entry("Sharkskin", summary=""),
    )
    await save(archive, make_entry("New sharks"), week=2)
    await archive.metadata.save(
        [PaperRecord("2601.00001", "X", (), "a shark"), PaperRecord("2601.00002", "Y", ("Ann Shark",))], NOW
    )
    assert await find(archive, "sharks") == [
        "New sharks", "Sharks", "in the title", "by an author", "in the summary", "in the abstract", "Sharkskin",
    ]  # fmt: skip


async def test_phrases_excluded_words_and_fields_narrow(archive: Archive):
    await save(
        archive,
        make_entry("deep nets learn", "2601.00001"),
        make_entry("learn deep nets"),
        make_entry("nets, deep"),
        week=5,
    )
    other = Section(1, "Articles", SectionKind.ARTICLES, (make_entry("deep nets in use"),))
    await archive.issues.save(make_issue(9, sections=(other,), year=2025), NOW)
    await archive.metadata.save([PaperRecord("2601.00001", "Residual learning", ("Kaiming He",))], NOW)
    assert set(await find(archive, '"deep nets"')) == {"deep nets learn", "learn deep nets", "deep nets in use"}
    assert set(await find(archive, "deep nets -learn")) == {"nets, deep", "deep nets in use"}
    assert await find(archive, "deep section:articles") == ["deep nets in use"]
    assert await find(archive, "deep year:2025") == ["deep nets in use"]
    assert await find(archive, 'deep issue:"week 9"') == ["deep nets in use"]
    assert await find(archive, 'nets author:"he kaiming"') == ["deep nets learn"]
    assert await find(archive, "author:kaiming") == ["deep nets learn"]


async def test_entries_of_one_day_come_as_they_stand_and_pages_hold_each_once(archive: Archive):
    """The newest issue first, each issue in its own order, whatever page they fall on."""
    for week in (3, 1, 2):
        await save(archive, *(make_entry(f"Sharks {week} {n}", summary="") for n in range(9)), week=week)
    wanted = [f"Sharks {week} {n}" for week in (3, 2, 1) for n in range(9)]
    pages = [await archive.papers.search(read_query("sharks"), offset=offset) for offset in (0, 10, 20)]
    assert [hit.entry.headline for page in pages for hit in page.hits] == wanted
    assert {page.total for page in pages} == {27}


async def test_a_day_with_more_entries_than_it_has_room_for_keeps_their_order(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
):
    """They take the room of the day before; what that day brings comes after them."""
    monkeypatch.setattr(documents, "SERIAL_BITS", 2)
    for week, number in ((1, 3), (2, 11)):
        await save(archive, *(make_entry(f"Sharks {week} {n}", summary="") for n in range(number)), week=week)
    found = await archive.papers.search(read_query("sharks"), limit=20)
    assert [hit.entry.headline for hit in found.hits] == [
        *(f"Sharks 2 {n}" for n in range(11)), *(f"Sharks 1 {n}" for n in range(3)),
    ]  # fmt: skip


async def test_more_than_is_counted_is_said_and_given_where_it_is_asked_for(archive: Archive):
    """“100+ found” in Discord; the command line takes a higher limit."""
    await save(archive, *(make_entry(f"Sharks {n}", summary="") for n in range(CAP + 5)))
    page = await archive.papers.search(read_query("sharks"))
    assert (page.total, page.more, len(page.hits)) == (CAP, True, 10)
    whole = await archive.papers.search(read_query("sharks"), limit=1000)
    assert (whole.total, whole.more, len(whole.hits)) == (CAP + 5, False, CAP + 5)


async def test_suggestions_begin_with_what_was_typed_the_newest_first(archive: Archive):
    """From the first letter on, in any word of a headline or title, and in Chinese."""
    await save(archive, make_entry("Swin Transformer", summary=""), make_entry("剪枝", summary=""), week=1)
    await save(archive, make_entry("Other", cited_title="Transformers", summary="swin"), week=2)

    async def suggested(text: str) -> list[str | None]:
        return [one.label for one in await archive.papers.suggest(read_query(text))]

    for text in ("t", "tr", "tra", "tran", "transformer"):
        assert await suggested(text) == ["Other", "Swin Transformer"], text
    assert await suggested("swin t") == ["Swin Transformer"]
    assert await suggested("swin-tran") == ["Swin Transformer"]
    assert await suggested("剪") == ["剪枝"]
    assert await suggested("") == ["Other", "Swin Transformer", "剪枝"]


async def test_a_suggestion_knows_its_entry_and_the_papers_title(archive: Archive):
    """The official one where arXiv has told it, else as the newsletter cites it."""
    await save(archive, make_entry("剪枝", "2601.00001", cited_title="Cited"), make_entry("卷积", "2601.00002"))
    await archive.metadata.save([PaperRecord("2601.00002", "Involution")], NOW)
    for text, label, title in (("cited", "剪枝", "Cited"), ("involution", "卷积", "Involution")):
        (found,) = await archive.papers.suggest(read_query(text))
        assert (found.label, found.title) == (label, title)
        assert (await archive.papers.load(found.entry_id)).entry.label == label  # type: ignore[union-attr]


async def test_excluded_words_are_looked_for_in_everything_that_is_known_of_an_entry(archive: Archive):
    await save(archive, make_entry("Nets", "2601.00001", summary=""), make_entry("Nets of wool", summary=""))
    await archive.metadata.save([PaperRecord("2601.00001", "Title", (), "about steel")], NOW)
    assert await find(archive, "nets -steel") == ["Nets of wool"]
    assert await find(archive, "nets -wool") == ["Nets"]
    assert await find(archive, "nets -wool -steel") == []
    assert await find(archive, "ne -wool") == []  # too short to be a word, and to be looked for beside another


async def test_a_tidied_index_finds_the_same(archive: Archive):
    for week in range(1, 30):
        await save(archive, make_entry(f"Sharks {week}"), week=week)
    before = await find(archive, "sharks")
    await archive.index.merge_segments()
    assert await archive.database.read(fts5_tables.segment_count) == 1
    assert await find(archive, "sharks") == before
    await save(archive, make_entry("Corrected"), week=29)
    assert await find(archive, "29") == []


async def test_what_nothing_has_is_asked_back_and_searched_for_by_any_word(archive: Archive):
    await save(archive, make_entry("Transformers for sharks"))
    found = await archive.papers.search(read_query("transfromers"))
    assert (found.total, found.spelling) == (0, "transformer")
    found = await archive.papers.search(read_query("sharks on bicycles"))
    assert (found.total, found.how) == (1, Matching.ANY)


async def test_other_words_for_the_same_are_found_where_nothing_has_the_very_word(archive: Archive):
    await save(archive, make_entry("网络剪枝"))
    found = await archive.papers.search(read_query("pruning"))
    assert (found.total, found.how) == (1, Matching.MEANING)
    await save(archive, make_entry("Pruning nets"), week=2)
    assert await find(archive, "pruning") == ["Pruning nets"]


async def test_a_correction_takes_old_words_out_of_the_index(archive: Archive):
    issue = make_issue(1, make_entry("Sharks", "2601.00001"), make_entry("Whales"))
    await archive.issues.save(issue, NOW)
    (papers,) = issue.sections
    changed = replace(papers, entries=(make_entry("Dolphins", "2601.00001"),))
    await archive.issues.save(replace(issue, sections=(changed,)), NOW)
    assert [await find(archive, word) for word in ("sharks", "whales", "dolphins")] == [[], [], ["Dolphins"]]
    assert not await archive.index.is_stale()


async def test_reindex_keeps_what_comes_and_changes_meanwhile(archive: Archive):
    """Readers go on reading the old index; the new one has everything."""
    for week in range(1, 40):
        await save(archive, *(make_entry(f"Entry {week} {n}", summary="sharks") for n in range(40)), week=week)
    building = asyncio.create_task(archive.index.rebuild())
    await asyncio.sleep(0.01)
    await save(archive, make_entry("Late"), week=45)
    await save(archive, make_entry("Corrected"), week=1)
    assert await find(archive, '"39 7"') == ["Entry 39 7"]
    await building
    assert [await find(archive, text) for text in ("late", "corrected", '"20 7"')] == [
        ["Late"], ["Corrected"], ["Entry 20 7"],
    ]  # fmt: skip


async def test_an_index_of_another_version_is_built_anew_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with await Archive.open(tmp_path / "p.db") as archive:
        await save(archive, make_entry("Sharks"))
    monkeypatch.setattr(indexer, "VERSION", indexer.VERSION + 1)
    async with await Archive.open(tmp_path / "p.db") as archive:
        assert not await archive.index.is_stale()
        assert await find(archive, "sharks") == ["Sharks"]
        await save(archive, make_entry("Whales"))
        assert await find(archive, "sharks") == []


async def test_words_that_cannot_be_taken_out_make_the_index_stale_rather_than_wrong(archive: Archive):
    await save(archive, make_entry("Sharks"))
    await archive.database.write(lambda c: c.execute("UPDATE entries SET headline = 'Changed from outside'"))
    await save(archive, make_entry("Whales"))
    assert await archive.index.is_stale()
    await archive.index.rebuild()
    assert [await find(archive, word) for word in ("sharks", "whales")] == [[], ["Whales"]]


async def test_a_phrase_that_repeats_itself_is_found_where_it_stands(archive: Archive):
    """Not where its words stand apart, nor where some of them are missing."""
    await save(archive, *map(make_entry, ("Go go go go now", "We go there, go on, go now", "Go go go go then")))
    assert await find(archive, '"go go go go now"') == ["Go go go go now"]
    await save(archive, *map(make_entry, ("他说哈哈哈哈哈哈", "他说哈哈")), week=2)
    assert await find(archive, "哈哈哈哈哈") == ["他说哈哈哈哈哈哈"]


@given(
    st.one_of(
        st.text(max_size=60),
        st.text('"*^:(){}-+#.,剪枝の🙂\u202e\u0627\ud800 ab12NOTANDORNEAR', max_size=60),
        st.sampled_from(
            ["a" * 2000, "剪" * 2000, "a-" * 1000, '"' * 1999, "-x " * 600, "AND OR NOT NEAR(a b)", "年" * 3]
        ),
    )
)
def test_no_input_raises(tmp_path_factory: pytest.TempPathFactory, text: str):
    """Arbitrary Unicode, operators, pastes, emoji, right to left, lone surrogates."""
    asyncio.run(_ask(tmp_path_factory.getbasetemp() / "any.db", text))


async def _ask(path: Path, text: str) -> None:
    async with await Archive.open(path) as archive:
        await archive.issues.save(make_issue(1, make_entry("剪枝 a b x")), NOW)
        query = read_query(text)
        await archive.papers.search(query)
        await archive.papers.suggest(query)
        await archive.misses.count(text, NOW)
