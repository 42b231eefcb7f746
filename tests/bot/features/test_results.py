"""A search says what its list is; one that found nothing says why, and has one button that helps."""

from datetime import UTC, datetime

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.search.lookup import PAGE, Results, Wider, find, read_search
from bot.features.search.suggestions import describe, make_value, read_value
from bot.features.search.view import render_results
from bot.ui.custom_ids import TurnSearch
from bot.ui.limits import CHOICE_NAME, CHOICE_VALUE
from newsletter.model import Entry, PaperRecord, SectionKind
from newsletter.search.query import read_query
from storage.archive import Archive
from storage.records import Found, Matching, Suggestion
from tests.bot import raw
from tests.bot.conftest import Scene, choices_of, custom_ids
from tests.bot.test_views import check, entries, hit, texts
from tests.reading import components_of, text_of
from tests.samples import make_entry, make_issue

NOW = datetime(2026, 2, 20, tzinfo=UTC)
ONE = Found(1, (hit(make_entry("h", summary="")),))


@given(
    st.lists(entries, max_size=PAGE),
    st.integers(0, 10**6),
    texts,
    st.sampled_from(SectionKind),
    st.sampled_from(Matching),
    st.none() | texts,
    st.booleans(),
)
def test_any_results_make_a_page_that_discord_takes(
    found: list[Entry], more: int, text: str, section: SectionKind, how: Matching, spelling: str | None, narrow: bool
):
    """However many were found of what, in whichever way, with whatever may help."""
    search = read_search(text, section, 2026)
    hits = tuple(hit(entry, number) for number, entry in enumerate(found))
    page = Found(len(hits) + more if hits else 0, hits, how=how, spelling=spelling)
    check(render_results(Results(search, page, 3, Wider(read_search(text, section), ONE) if narrow else None)))


@given(texts, st.none() | texts, st.text(max_size=30))
def test_any_entry_is_suggested_within_discords_limits(label: str, title: str | None, typed: str):
    """And what stands for it names it, also where nothing of its name can be seen."""
    suggested = Suggestion(label or "x", None, 2**60 // 10, title)
    assert len(describe(suggested, read_query(typed))) <= max(CHOICE_NAME, len(label))
    assert len(make_value(suggested)) <= CHOICE_VALUE
    assert read_value(make_value(suggested).strip())[0] == suggested.entry_id


@pytest.mark.parametrize(
    ("asked", "how", "spelling", "said"),
    [
        ("gan", Matching.ALL, None, "## 1 found for “gan”"),
        ("gan", Matching.MEANING, None, "## 1 found that mean “gan”\n-# Nothing has these very words"),
        ("gan", Matching.ANY, None, "## No entry has “gan”; 1 has parts of it"),
        ("big gan", Matching.ANY, None, "## No entry has all these words; 1 has some\n-# “big gan”"),
        (
            "big gaan", Matching.ANY, "big gan",
            "## No entry has all these words; 1 has some\n-# “big gaan”\nDid you mean **big gan**?",
        ),
    ],
)  # fmt: skip
def test_results_say_how_they_match(asked: str, how: Matching, spelling: str | None, said: str):
    page = render_results(Results(read_search(asked), Found(1, ONE.hits, how=how, spelling=spelling)))
    assert said in page.text


def test_the_words_that_were_asked_for_are_bold():
    """Also in the middle of Chinese, and across the parts of a name."""
    for asked, summary, bold in (
        ("剪枝", "我们研究剪枝的方法", "**剪枝**"),
        ("vl-t5", "We propose VL-T5 and more", "**VL-T5**"),
        ("gan", "A GAN for faces", "**GAN**"),
    ):
        page = render_results(Results(read_search(asked), Found(1, (hit(make_entry("h", summary=summary)),))))
        assert bold in page.text


@pytest.mark.parametrize(
    ("options", "cause", "button"),
    [
        ({"query": "pruning", "section": "articles"}, "1 entry matches without the filter.", "Without the filter · 1"),
        ({"query": "pruning section:articles"}, "1 entry matches without the filter.", "Without the filter · 1"),
        ({"query": "summary", "year": 2020}, "4 entries of other years match.", "In all years · 4"),
        ({"query": "pruning", "section": "articles", "year": 2020}, "1 entry matches", "Without the filter · 1"),
        ({"query": "2102.00554", "year": 2020}, "1 entry of another year matches.", "In all years · 1"),
        ({"query": "prunnig"}, "Did you mean **pruning**?", "Search for “pruning”"),
        ({"query": "1805.00001"}, "The newsletter has not covered arXiv 1805.00001 yet.", "Read it on arXiv"),
        ({"query": "zeppelin"}, "No entry has any of these words.", None),
    ],
)
async def test_an_empty_result_names_its_cause_and_has_one_button_that_helps(
    scene: Scene, options: dict[str, object], cause: str, button: str | None
):
    seen = await scene.slash(scene.reader, "search", **options)
    assert cause in text_of(seen)
    buttons = [part for part in components_of(seen) if part["type"] == 2]
    assert [part["label"] for part in buttons] == ([button] if button else [])
    if button and not buttons[0].get("url"):
        helped = await scene.click(scene.reader, seen, custom_id=buttons[0]["custom_id"])
        assert "found for" in text_of(helped)


async def test_a_search_in_an_empty_archive_says_that_it_is_empty(archive: Archive):
    for text in ("pruning", "2102.00554"):
        page = render_results(await find(archive, read_search(text)))
        assert page.text == f"## Nothing found for “{text}”\nThe archive is empty: no issue has come in yet."


async def test_what_only_a_filter_hides_is_not_counted_as_missing(scene: Scene):
    await scene.slash(scene.reader, "search", query="pruning", year=2020)
    await scene.slash(scene.reader, "search", query="zeppelin", year=2020)
    assert await scene.archive.misses.top() == (("zeppelin", 1),)


async def test_a_suggestion_opens_its_card_at_once(scene: Scene):
    """Where the entry is gone, its words are searched for."""
    (choice,) = await scene.reader.autocomplete(scene.channel, "search", "query", "insta")
    assert text_of(await scene.slash(scene.reader, "search", query=choice["value"])).startswith("## Breaking InstaHide")
    gone = await scene.slash(scene.reader, "search", query="entry 999 · Breaking InstaHide")
    assert "## 1 found for “Breaking InstaHide”" in text_of(gone)
    assert read_value("entry 12") == (None, "entry 12")


async def test_a_chinese_entry_is_suggested_by_the_papers_title_and_shows_it(scene: Scene):
    await scene.archive.metadata.save([PaperRecord("2103.00020", "Learning Transferable Models")], NOW)
    for typed in ("transf", "剪枝"):
        names = await choices_of(scene, "search", query=typed)
        assert names == ["用剪枝压缩 GAN · Learning Transferable Models"]
    assert await choices_of(scene, "paper", id="transf") == [
        "2103.00020 · 用剪枝压缩 GAN · Learning Transferable Models"
    ]


async def test_a_title_is_shown_only_where_it_tells_why_an_entry_is_suggested():
    suggested = Suggestion("Pruning in practice", "2102.00554", 1, "Sparsity in Deep Learning")
    assert describe(suggested, read_query("prun")) == "Pruning in practice"
    assert describe(suggested, read_query("sparsity")) == "Pruning in practice · Sparsity in Deep Learning"


async def test_words_of_a_papers_title_open_its_card_or_list_what_they_find(scene: Scene):
    await scene.save(make_issue(9, make_entry("Pruning more", "2601.00001")))
    assert text_of(await scene.slash(scene.reader, "paper", id="breaking insta")).startswith("## Breaking InstaHide")
    assert "## 2 found for “pruning”" in text_of(await scene.slash(scene.reader, "paper", id="pruning"))


async def test_a_page_that_earlier_versions_offered_to_share_says_how_a_result_is_shared(scene: Scene):
    pressed = await raw.press(scene, scene.reader, "share:p0:::pruning")
    assert "One result is shared at a time" in text_of(pressed)


async def test_what_everybody_sees_stays_as_it_is_whoever_turns_it(scene: Scene):
    """A page that an earlier version shared: its pages and cards open for whoever presses."""
    await scene.save(make_issue(9, *(make_entry(f"Needle {n}") for n in range(12))))
    channel = scene.bot.get_channel(scene.channel.id)
    assert isinstance(channel, discord.TextChannel)
    page = render_results(await find(scene.archive, read_search("needle")))
    await channel.send(view=page)
    (post,) = scene.channel.history()
    first, *_, later = custom_ids(post)
    for custom_id, said in ((later, "page 2 of 2"), (first, "A summary of Needle")):
        seen = await scene.click(scene.admin, post, custom_id=custom_id)
        assert seen.ephemeral
        assert said in text_of(seen)
    results = await scene.click(scene.admin, seen, custom_id=TurnSearch(0, None, None, "needle").build())
    assert (results.id, "page 1 of 2" in text_of(results)) == (seen.id, True)
    assert [text_of(one) for one in scene.channel.history()] == [text_of(post)]
    assert "page 1 of 2" in text_of(post)


async def test_a_page_that_there_is_no_more_is_the_first_one(archive: Archive):
    await archive.issues.save(make_issue(9, make_entry("Needle")), NOW)
    results = await find(archive, read_search("needle"), 4)
    assert (results.page, len(results.found.hits)) == (0, 1)
