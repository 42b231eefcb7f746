"""Slash commands of readers: search, papers, issues, and the controls under their answers."""

import re

import pytest

from tests.bot.conftest import Scene, choices_of
from tests.reading import text_of
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


@pytest.mark.parametrize("query", ['"', "*", "()", "-", "。", "🙂", "^:{}"])
async def test_search_for_no_word_at_all_gets_a_sentence(scene: Scene, query: str):
    result = await scene.slash(scene.reader, "search", query=query)
    assert result.ephemeral
    assert "There is no word in" in text_of(result)


@pytest.mark.parametrize("query", ["NOT", "a OR", "title:gan", 'open "quote', "NEAR(a b)", "x AND NOT y", "c++", "-x"])
async def test_operators_of_the_index_are_words_like_any_other(scene: Scene, query: str):
    result = await scene.slash(scene.reader, "search", query=query)
    assert re.match(r"## (\d+ found for|No entry has|Nothing found for) ", text_of(result))


async def test_a_pasted_paragraph_is_searched_by_its_beginning(scene: Scene):
    result = await scene.slash(scene.reader, "search", query="pruning in practice " + "and more words " * 300)
    assert "No entry has all these words; 1 has some\n-# “pruning in practice and more" in text_of(result)
    assert "Pruning in practice" in text_of(result)


@pytest.mark.parametrize("text", ["2102.00554", "arXiv:2102.00554v2", "https://www.alphaxiv.org/abs/2102.00554"])
async def test_paper_shows_what_the_newsletter_said(scene: Scene, text: str):
    result = await scene.slash(scene.reader, "paper", id=text)
    assert result.ephemeral
    assert "Sparsity in Deep Learning" in text_of(result)
    assert "A summary of Pruning in practice." in text_of(result)


@pytest.mark.parametrize("text", ["nonsense", "12345", "2113.00001", "@everyone"])
async def test_paper_with_nonsense_is_a_search_in_vain(scene: Scene, text: str):
    result = await scene.slash(scene.reader, "paper", id=text)
    assert "Nothing found for “" in text_of(result)


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


async def test_search_suggests_headlines_while_somebody_types(scene: Scene):
    assert await choices_of(scene, "search", query="prun") == ["Pruning in practice"]
    assert await choices_of(scene, "search", query="剪") == ["用剪枝压缩 GAN"]
    assert len(await choices_of(scene, "search", query="")) == 4


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
    scene.env.settle_timeout = 30.0  # the log of the error is long, and a busy machine slow
    result = await scene.slash(scene.reader, "latest")
    assert result.ephemeral
    text = text_of(result)
    assert "tell whoever runs this bot the reference `" in text
    assert "inside of things" not in text
    scene.expected.append(RuntimeError)
