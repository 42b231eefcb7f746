"""A card says what the newsletter and arXiv say of a paper, wherever it was covered, and goes further from there."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.features.paper.lookup import Card, load_card, load_paper
from bot.features.paper.view import render_card
from bot.ui.page import Page, button
from newsletter.model import Entry, PaperRecord, SectionKind
from storage.archive import Archive
from storage.records import Hit, IssueRef
from tests.bot import raw
from tests.bot.conftest import Scene
from tests.bot.test_views import check, entries, texts
from tests.reading import JSON, components_in, components_of, text_of
from tests.samples import make_entry, make_issue

NOW = datetime(2026, 2, 20, tzinfo=UTC)
PAPER = "2102.00554"
RECORD = PaperRecord(
    PAPER, "Sparsity in Deep Learning", ("T. Hoefler", "D. Alistarh", "T. Ben-Nun", "N. Dryden"), "",
    ("cs.LG", "cs.AI"), date(2021, 1, 31),
)  # fmt: skip
LINK = "[2102.00554](https://arxiv.org/abs/2102.00554)"
records = st.builds(
    PaperRecord,
    st.just(PAPER),
    texts.filter(bool),
    st.lists(texts, max_size=9).map(tuple),
    st.just(""),
    st.lists(texts, max_size=9).map(tuple),
    st.none() | st.just(date(2021, 1, 31)),
)


def make_hit(entry: Entry, number: int = 1, issue: int = 1, title: str = "An issue") -> Hit:
    return Hit(number, entry, IssueRef(issue, title, date(2026, 2, 15), "en"), SectionKind.PAPERS, 1.0)


def parts_of(page: Page) -> list[JSON]:
    return components_in(page.to_components())


def controls(page: Page) -> list[str]:
    """What can be pressed or chosen, in order."""
    named = (part.get("label") or part.get("placeholder") for part in parts_of(page))
    return [name for name in named if name]


@given(st.lists(entries, min_size=1, max_size=30), st.none() | records, texts, st.booleans(), st.booleans())
def test_any_entries_make_a_card_that_discord_takes(
    found: list[Entry], record: PaperRecord | None, name: str, is_paper: bool, has_picture: bool
):
    """However long, of however many issues, opened from wherever and shared by whomever."""
    shown, *others = (make_hit(entry, number, number, name) for number, entry in enumerate(found))
    card = Card(
        PAPER if is_paper else None,
        shown,
        tuple(others) if is_paper else (),
        record if is_paper else None,
        "https://example.com/a.png" if has_picture else None,
    )
    check(render_card(card, back=button("Back", "back")))
    check(render_card(card, shared_by=name or "somebody"))


def test_a_papers_card_names_it_as_arxiv_does():
    """Headline, official title, three authors, categories, the day, the id, the words and the issue."""
    entry = make_entry("Pruning in practice", PAPER, cited_title="Sparse nets")
    text = render_card(Card(PAPER, make_hit(entry), paper=RECORD)).text
    assert text.splitlines() == [
        "## Pruning in practice",
        "**Sparsity in Deep Learning**",
        "-# T. Hoefler, D. Alistarh, T. Ben-Nun and 1 other · cs.LG, cs.AI · January 31, 2021 · " + LINK,
        "A summary of Pruning in practice.",
        "-# 📄 An issue · February 15, 2026",
    ]


def test_a_title_that_is_the_headline_is_said_once():
    text = render_card(Card(PAPER, make_hit(make_entry(RECORD.title, PAPER)), paper=RECORD)).text
    assert text.splitlines()[0] == "## Sparsity in Deep Learning"
    assert "**Sparsity" not in text


def test_a_checked_picture_stands_beside_the_title():
    card = Card(PAPER, make_hit(make_entry("h", PAPER)), picture="https://example.com/a.png")
    (picture,) = [part for part in parts_of(render_card(card)) if part["type"] == 11]
    assert picture["media"]["url"] == "https://example.com/a.png"


def test_a_paper_is_read_at_arxiv_and_alphaxiv():
    """An entry that leads elsewhere, such as to the code, keeps its own link."""
    entry = make_entry("h", PAPER, url="https://github.com/someone/code")
    page = render_card(Card(PAPER, make_hit(entry), paper=RECORD))
    assert [part["url"] for part in parts_of(page) if part.get("url")] == [
        "https://arxiv.org/pdf/2102.00554",
        "https://arxiv.org/html/2102.00554",
        "https://www.alphaxiv.org/abs/2102.00554",
        "https://github.com/someone/code",
    ]


def test_an_article_has_a_card_without_what_only_papers_have():
    page = render_card(Card(None, make_hit(make_entry("Keras", summary="One page.", url="https://keras.io/vit"))))
    assert page.text.splitlines() == ["## Keras", "-# keras.io", "One page.", "-# 📄 An issue · February 15, 2026"]
    assert controls(page) == ["Share here", "Open link"]


def test_without_what_arxiv_says_there_is_no_bibtex():
    page = render_card(Card(PAPER, make_hit(make_entry("h", PAPER)), paper=replace(RECORD, authors=())))
    assert "BibTeX" not in controls(page)


def test_the_other_issues_are_counted_once_each():
    hits = [make_hit(make_entry("h", PAPER), n, issue) for n, issue in enumerate((1, 2, 2, 3), start=1)]
    assert controls(render_card(Card(PAPER, hits[0], tuple(hits[1:]))))[0] == "Also in 2 issues …"
    assert controls(render_card(Card(PAPER, hits[1], (hits[2],))))[0] == "Also in this issue …"


async def test_a_paper_is_shown_where_it_was_covered_last_and_a_picture_only_if_it_was_checked(archive: Archive):
    for week in (1, 3, 2):
        images = {"images": ("https://example.com/a.png",)}
        await archive.issues.save(make_issue(week, make_entry(f"In week {week}", PAPER, **images)), NOW)
    card = await load_paper(archive, PAPER)
    assert card.shown is not None
    assert card.shown.entry.label == "In week 3"
    assert [hit.entry.label for hit in card.others] == ["In week 2", "In week 1"]
    assert card.picture is None
    assert await load_card(archive, 99) is None
    assert (await load_card(archive, card.others[1].entry_id)).shown == card.others[1]  # type: ignore[union-attr]


async def test_choosing_another_issue_shows_what_was_said_there_in_place_and_the_way_back_stays(scene: Scene):
    """Also what an entry about another paper says of it."""
    await scene.save(make_issue(9, make_entry("Pruning again", PAPER), make_entry("h", mentions_arxiv=(PAPER,))))
    results = await scene.slash(scene.reader, "search", query="pruning")
    (first, *_) = [part["custom_id"] for part in components_of(results) if part.get("label") == "Read"]
    opened = await scene.click(scene.reader, results, custom_id=first)
    assert text_of(opened).startswith("## Pruning again")
    (select,) = [part for part in components_of(opened) if part["type"] == 3]
    older, mention = (option["value"] for option in select["options"])
    assert "mentioned in “h”" in select["options"][1]["description"]
    moved = await scene.select(scene.reader, opened, values=[older])
    assert moved.id == results.id
    assert text_of(moved).startswith("## Pruning in practice")
    moved = await scene.select(scene.reader, moved, values=[mention])
    assert "The newsletter mentions this paper in “h”:" in text_of(moved)
    back = await scene.click(scene.reader, moved, custom_id="search:p0:::pruning")
    assert text_of(back).startswith("## 2 found for “pruning”")


async def test_a_shared_card_stays_as_it_is_whoever_uses_it(scene: Scene):
    """What is pressed there is answered to the one who pressed; the private card cannot be shared twice."""
    await scene.archive.metadata.save([RECORD], NOW)
    await scene.save(make_issue(9, make_entry("Pruning again", PAPER)))
    card = await scene.slash(scene.reader, "paper", id=PAPER)
    (share,) = [part["custom_id"] for part in components_of(card) if part.get("label") == "Share here"]
    await scene.click(scene.reader, card, custom_id=share)
    (post,) = scene.channel.history()
    before = text_of(post)
    assert "shared by tomas" in before
    assert "Share here" not in before
    bibtex = await scene.click(scene.admin, post, custom_id=f"bibtex:{PAPER}")
    assert bibtex.ephemeral
    assert re.match(r"```bibtex\n@misc\{hoefler2021sparsity,\n", text_of(bibtex))
    (select,) = [part for part in components_of(post) if part["type"] == 3]
    chosen = await scene.select(scene.admin, post, values=[select["options"][0]["value"]])
    assert chosen.ephemeral
    assert text_of(chosen).startswith("## Pruning in practice")
    assert [text_of(one) for one in scene.channel.history()] == [before]


async def test_what_a_card_offers_of_a_paper_that_is_gone_gets_a_sentence(scene: Scene):
    for custom_id, said in (
        ("share-card:999", "no longer in the archive"),
        (f"share-card:999:{PAPER}", "no longer in the archive"),
        ("bibtex:1706.03762", "arXiv has not told yet"),
    ):
        assert said in text_of(await raw.press(scene, scene.reader, custom_id))
