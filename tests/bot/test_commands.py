"""Slash commands of readers: search, papers, issues, and the controls under their answers."""

from dataclasses import replace

import discord
import pytest

from tests.bot.conftest import FILLED, Scene, choices_of, custom_ids, disabled_ids, text_of
from tests.samples import make_entry, make_issue


@pytest.mark.parametrize(
    "query", ["pruning", "PRUN", "sparsity deep", "https://arxiv.org/pdf/2102.00554v3", "“Pruning”"]
)
async def test_search_finds_words_half_words_and_ids(scene: Scene, query: str):
    """Whatever the reader typed or pasted; only the reader sees the answer."""
    result = await scene.slash(scene.reader, "search", query=query)
    assert result.ephemeral
    assert "## 1 found for" in text_of(result)
    assert "[Pruning in practice](https://arxiv.org/abs/2102.00554)" in text_of(result)


@pytest.mark.parametrize("query", ["剪枝", "剪", "压缩 GAN", "视觉转换"])
async def test_search_finds_chinese_of_any_length(scene: Scene, query: str):
    result = await scene.slash(scene.reader, "search", query=query)
    assert "样例新闻" in text_of(result)


async def test_search_keeps_to_a_section_and_a_year(scene: Scene):
    """The filters narrow, and are named in the heading."""
    both = await scene.slash(scene.reader, "search", query="a summary")
    articles = await scene.slash(scene.reader, "search", query="a summary", section="articles", year=2026)
    other_year = await scene.slash(scene.reader, "search", query="a summary", year=2020)
    assert "## 4 found" in text_of(both)
    assert "## 1 found for “a summary”\n-# Articles · 2026" in text_of(articles)
    assert "Nothing found" in text_of(other_year)


async def test_search_without_a_hit_says_what_to_try(scene: Scene):
    result = await scene.slash(scene.reader, "search", query="zeppelin")
    assert "## Nothing found for “zeppelin”\nTry fewer or shorter words" in text_of(result)


@pytest.mark.parametrize("query", ['"', "*", "()", "-", "。", "🙂", "^:{}"])
async def test_search_for_no_word_at_all_gets_a_sentence(scene: Scene, query: str):
    result = await scene.slash(scene.reader, "search", query=query)
    assert result.ephemeral
    assert "There is no word in" in text_of(result)


@pytest.mark.parametrize("query", ["NOT", "a OR", "title:gan", 'open "quote', "NEAR(a b)", "x AND NOT y", "c++", "-x"])
async def test_operators_of_the_index_are_words_like_any_other(scene: Scene, query: str):
    result = await scene.slash(scene.reader, "search", query=query)
    assert "found for" in text_of(result)


async def test_a_long_search_turns_its_pages_also_after_a_restart(scene: Scene):
    """Page buttons carry the search; the page is found anew by whichever process is there."""
    entries = [make_entry(f"Needle number {n:02}", f"2601.{n:05}") for n in range(1, 24)]
    await scene.save(make_issue(20, *entries))
    first = await scene.slash(scene.reader, "search", query="needle")
    assert "## 23 found" in text_of(first)
    assert "page 1 of 3" in text_of(first)
    await scene.restart()
    later = next(i for i in custom_ids(first) if i.startswith("search:p1"))
    await scene.click(scene.reader, first, custom_id=later)
    second = text_of(first)
    assert "page 2 of 3" in second
    assert second.count("Needle number") == 10
    earlier = next(i for i in custom_ids(first) if i.startswith("search:p0"))
    await scene.click(scene.reader, first, custom_id=earlier)
    assert "page 1 of 3" in text_of(first)


async def test_a_pasted_paragraph_is_searched_by_its_beginning(scene: Scene):
    result = await scene.slash(scene.reader, "search", query="pruning in practice " + "and more words " * 300)
    assert "Nothing found for “pruning in practice and more" in text_of(result)
    assert "1 entry has some of the words" in text_of(result)
    assert "Pruning in practice" in text_of(result)


async def test_a_misspelled_word_is_asked_back_and_its_button_searches_for_it(scene: Scene):
    result = await scene.slash(scene.reader, "search", query="prunnig")
    assert "Did you mean **pruning**?" in text_of(result)
    (better,) = custom_ids(result)
    await scene.click(scene.reader, result, custom_id=better)
    assert "## 1 found for “pruning”" in text_of(result)


async def test_a_hit_opens_as_a_card_and_a_page_is_shared_for_everybody(scene: Scene):
    result = await scene.slash(scene.reader, "search", query="pruning")
    card, share = custom_ids(result)
    opened = await scene.click(scene.reader, result, custom_id=card)
    assert opened.ephemeral
    assert "A summary of Pruning in practice." in text_of(opened)
    mine = await scene.click(scene.reader, result, custom_id=share)
    assert custom_ids(mine) == [card], "once is enough"
    (shared,) = scene.channel.history(viewer=scene.admin)
    assert "shared by tomas" in text_of(shared)


async def test_what_was_not_found_is_told_to_the_bots_owner_alone(scene: Scene, monkeypatch: pytest.MonkeyPatch):
    """The texts and how often, nobody's name. An administrator of a server is not the owner."""
    for _ in range(2):
        await scene.slash(scene.reader, "search", query="Zeppelin")
    chief = scene.guild.create_role("Chiefs", permissions=discord.Permissions(administrator=True))
    person = scene.guild.add_member(scene.env.create_user("ada"), roles=[chief])
    refused = await scene.slash(person, "stats misses")
    assert "Only the owners of this bot" in text_of(refused)
    application = scene.bot.application or await scene.bot.application_info()
    monkeypatch.setattr(application, "owner", discord.Object(person.id))
    monkeypatch.setattr(application, "team", None)
    monkeypatch.setattr(type(scene.bot), "application", application)
    told = await scene.slash(person, "stats misses")
    assert told.ephemeral
    assert "- **2×** zeppelin" in text_of(told)


@pytest.mark.parametrize("text", ["2102.00554", "arXiv:2102.00554v2", "https://www.alphaxiv.org/abs/2102.00554"])
async def test_paper_shows_what_the_newsletter_said(scene: Scene, text: str):
    result = await scene.slash(scene.reader, "paper", id=text)
    assert result.ephemeral
    assert "Sparsity in Deep Learning" in text_of(result)
    assert "A summary of Pruning in practice." in text_of(result)


async def test_paper_tells_of_a_paper_that_was_only_mentioned(scene: Scene):
    result = await scene.slash(scene.reader, "paper", id="2010.02772")
    assert "mentions this paper" in text_of(result)
    assert "Breaking InstaHide" in text_of(result)


async def test_paper_that_is_not_in_the_archive_links_to_arxiv(scene: Scene):
    result = await scene.slash(scene.reader, "paper", id="1706.03762")
    assert "has not covered arXiv 1706.03762 yet" in text_of(result)
    assert "(https://arxiv.org/abs/1706.03762)" in text_of(result)


@pytest.mark.parametrize("text", ["nonsense", "12345", "2113.00001", "@everyone"])
async def test_paper_with_nonsense_gets_a_sentence(scene: Scene, text: str):
    result = await scene.slash(scene.reader, "paper", id=text)
    assert "is no arXiv id: write one like" in text_of(result)


async def test_latest_is_the_newest_issue_by_its_date(scene: Scene):
    await scene.save(make_issue(3))
    result = await scene.slash(scene.reader, "latest")
    assert result.ephemeral
    assert "# 样例新闻—2026 年第 8 周" in text_of(result)
    assert "2026 年 2 月 15 日 · 共 2 篇" in text_of(result)


@pytest.mark.parametrize("text", ["week 7", "2026-02-08", "sample news"])
async def test_issue_is_found_as_people_name_it(scene: Scene, text: str):
    result = await scene.slash(scene.reader, "issue", which=text)
    assert "Week 7, 2026" in text_of(result)


async def test_issue_that_is_not_there_gets_a_sentence(scene: Scene):
    result = await scene.slash(scene.reader, "issue", which="week 99")
    assert "No issue fits “week 99”" in text_of(result)


async def test_a_section_opens_for_the_reader_alone(scene: Scene):
    """The select of a digest, on a message of an earlier process."""
    result = await scene.slash(scene.reader, "latest")
    await scene.restart()
    opened = await scene.select(scene.reader, result, values=["1"])
    assert opened.ephemeral
    assert "## 🛠️ 技术文章" in text_of(opened)
    assert "视觉转换器的实现" in text_of(opened)


async def test_the_editors_notes_open_too(scene: Scene):
    result = await scene.slash(scene.reader, "issue", which="week 7")
    opened = await scene.select(scene.reader, result, values=["notes"])
    assert "[A pick](https://example.com/pick)" in text_of(opened)


async def test_a_long_section_turns_its_pages(scene: Scene):
    entries = [make_entry(f"Entry {n:02}", f"2601.{n:05}", summary="Words. " * 120) for n in range(1, 10)]
    await scene.save(make_issue(30, *entries))
    result = await scene.slash(scene.reader, "latest")
    opened = await scene.select(scene.reader, result, values=["0"])
    seen = text_of(opened)
    for _ in range(10):
        _, later = custom_ids(opened)
        if later in disabled_ids(opened):
            break
        await scene.click(scene.reader, opened, custom_id=later)
        seen += text_of(opened)
    assert [n for n in range(1, 10) if f"Entry {n:02}]" in seen] == list(range(1, 10))


async def test_a_section_that_a_correction_took_away_gets_a_sentence(scene: Scene):
    result = await scene.slash(scene.reader, "latest")
    week8 = FILLED[1]
    await scene.save(replace(week8, sections=week8.sections[:1]))
    opened = await scene.select(scene.reader, result, values=["1"])
    assert "no longer in the issue" in text_of(opened)


async def test_an_empty_archive_says_so(scene: Scene):
    await scene.archive.database.write(lambda c: c.execute("DELETE FROM issues"))
    for command, options in (("latest", {}), ("issue", {"which": "7"})):
        result = await scene.slash(scene.reader, command, **options)
        assert "The archive is empty" in text_of(result)


async def test_search_suggests_headlines_while_somebody_types(scene: Scene):
    assert await choices_of(scene, "search", query="prun") == ["Pruning in practice"]
    assert await choices_of(scene, "search", query="剪") == ["用剪枝压缩 GAN"]
    assert len(await choices_of(scene, "search", query="")) == 4


async def test_paper_suggests_ids_with_their_headlines(scene: Scene):
    assert await choices_of(scene, "paper", id="insta") == ["2011.05315 · Breaking InstaHide"]


async def test_issue_suggests_the_newest_first(scene: Scene):
    names = await choices_of(scene, "issue", which="")
    assert names == ["样例新闻—2026 年第 8 周 · February 15, 2026", "Sample News — Week 7, 2026 · February 8, 2026"]


async def test_suggestions_keep_to_discords_limits(scene: Scene):
    """25 of them, 100 characters each, no broken character, whatever the headlines are."""
    entries = [make_entry(f"{n:02} " + "长标题" * 60, f"2601.{n:05}") for n in range(1, 40)]
    await scene.save(make_issue(40, *entries))
    for command, options in (("search", {"query": "长"}), ("paper", {"id": ""}), ("issue", {"which": ""})):
        names = await choices_of(scene, command, **options)
        assert 0 < len(names) <= 25
        assert all(0 < len(name) <= 100 for name in names)


async def test_an_unexpected_error_has_a_reference_and_no_secret(scene: Scene, monkeypatch: pytest.MonkeyPatch):
    """The reader learns what to do next and nothing of the inside; the log has the same reference."""

    async def broken(*_: object) -> None:
        raise RuntimeError("the inside of things")

    monkeypatch.setattr(type(scene.archive.issues), "latest", broken)
    result = await scene.slash(scene.reader, "latest")
    assert result.ephemeral
    text = text_of(result)
    assert "tell whoever runs this bot the reference `" in text
    assert "inside of things" not in text
    scene.expected.append(RuntimeError)
