"""What people see stays within Discord's limits and shows documents as text, whatever a document holds."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.embeds import EmbedsFormat
from bot.digest.format import Rendering
from bot.digest.layout import LayoutFormat
from bot.digest.registry import COMPACT, COMPACT_EMBEDS, EMBEDS, RICH
from bot.digest.rich import render_digest
from bot.ui.limits import (
    BUTTON_LABEL,
    BUTTON_URL,
    EMBED_DESCRIPTION,
    EMBED_TITLE,
    OPTION_LABEL,
    SELECT_OPTIONS,
)
from bot.ui.markup import clip, plain
from bot.ui.page import Page
from newsletter.model import Commentary, Entry, Issue, PaperRecord, Remark, Section, SectionKind
from newsletter.picture_check import PictureSize
from storage.records import Hit, IssueRef, StoredIssue
from tests.reading import components_in, walk
from tests.samples import make_entry, make_issue
from tests.truth.description import description
from tests.truth.holding import hold_message
from tests.truth.unwritten import faults_of, has_too_many_bytes

texts = st.one_of(
    st.text(max_size=300),
    st.text("神经网络の学習*_`[]()<@#:&|~>-\n", max_size=400),
    st.sampled_from(["@everyone", "<@&1>", "](https://evil.example)", "# loud", "***", "长" * 3000, "x" * 9000]),
)
PICTURES = ("https://example.com/a.png", "https://example.com/" + "b" * 2020 + ".png", "javascript:alert(1)", "c.png")
pictures = st.sampled_from(PICTURES)
sizes = st.sampled_from([PictureSize(1200, 300), PictureSize(400, 400), PictureSize(0, 0)])
urls = st.one_of(
    st.none(), st.sampled_from(["https://example.com/a_(b)?q=[1]", "javascript:alert(1)", "https://" + "x" * 3000])
)
entries = st.builds(
    Entry,
    headline=st.none() | texts,
    url=urls,
    arxiv_id=st.none() | st.just("2102.00554"),
    cited_title=st.none() | texts,
    summary=texts,
    images=st.lists(pictures, max_size=3).map(tuple),
)
papers = st.builds(
    PaperRecord,
    st.just("2102.00554"),
    st.none() | texts,
    st.lists(texts, max_size=4).map(tuple),
    categories=st.lists(texts, max_size=2).map(tuple),
)
remarks = st.builds(Remark, texts, st.lists(st.just("https://example.com/x"), max_size=5).map(tuple))
issues = st.builds(
    Issue,
    title=texts,
    sections=st.lists(
        st.builds(
            Section, st.integers(1, 9), texts, st.sampled_from(SectionKind), st.lists(entries, max_size=30).map(tuple)
        ),
        min_size=1,
        max_size=30,
    ).map(tuple),
    source_url=urls,
    language=st.sampled_from(["en", "zh", "ja"]),
    picks=st.lists(remarks, max_size=5).map(tuple),
    commentary=st.lists(st.builds(Commentary, texts, st.lists(remarks, max_size=4).map(tuple)), max_size=3).map(tuple),
    image=st.none() | pictures,
)
archived = st.builds(
    lambda issue, paper, checked, day: StoredIssue(
        IssueRef(2**62, issue.title, day, issue.language), issue, papers={paper.arxiv_id: paper}, pictures=checked
    ),
    issues,
    papers,
    st.dictionaries(pictures, sizes),
    st.none() | st.just(date(2026, 2, 15)),
)
renderings = st.builds(
    Rendering,
    st.none() | st.just(2**62),
    st.none() | st.frozensets(st.sampled_from(SectionKind)),
    st.none() | st.just(2**62),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


def check(page: Page) -> None:
    """Hold a page against Discord's limits, also those that only the description knows and those that it does not."""
    message = {"components": page.to_components(), "flags": 1 << 15}
    assert faults_of(message) == []
    assert not has_too_many_bytes(message)
    for part in components_in(message):
        if part["type"] == 10:
            assert part["content"].strip()
        if part.get("custom_id"):
            assert len(part["custom_id"]) <= 100
        if part["type"] == 1:
            assert 1 <= len(part["components"]) <= 5
        if part["type"] == 2:
            assert 1 <= len(part["label"]) <= BUTTON_LABEL
            assert len(part.get("url") or "") <= BUTTON_URL
        if part["type"] == 3:
            assert 1 <= len(part["options"]) <= SELECT_OPTIONS
            assert all(1 <= len(option["label"]) <= OPTION_LABEL for option in part["options"])
    document = description()
    if document is not None:
        assert hold_message(document, message) == []


def stored(issue: Issue) -> StoredIssue:
    return StoredIssue(IssueRef(1, issue.title, date(2026, 2, 15), issue.language), issue)


def hit(entry: Entry, number: int = 1) -> Hit:
    return Hit(number, entry, IssueRef(1, "An issue", None, "en"), SectionKind.PAPERS, 1.0)


def media_of(message: Any) -> set[str]:
    """The addresses of all pictures in a message, as components or embeds."""
    found = [one for _, one in walk(message)]
    media = [one.get(key) for one in found for key in ("media", "image", "thumbnail")]
    return {one["url"] for one in media if one}


@pytest.mark.parametrize("made", [RICH, COMPACT], ids=lambda one: one.form)
@given(archived, renderings)
def test_any_issue_has_a_digest_that_discord_takes(made: LayoutFormat, issue: StoredIssue, rendering: Rendering):
    """However many sections, entries and pictures, however long, in whatever script; it shows checked pictures only."""
    page = made.page(issue, rendering)
    check(page)
    assert media_of(page.to_components()) <= {one for one in issue.pictures if one.startswith("https://")}
    assert rendering.with_pictures or not media_of(page.to_components())


@pytest.mark.parametrize("made", [EMBEDS, COMPACT_EMBEDS], ids=lambda one: one.form)
@given(archived, renderings)
def test_any_issue_has_embeds_that_discord_takes(made: EmbedsFormat, issue: StoredIssue, rendering: Rendering):
    """What is published to followers."""
    payload = made.render(issue, rendering)
    embeds = payload["embeds"]
    assert 1 <= len(embeds) <= 10
    assert sum(map(len, embeds)) <= 6000
    for embed in embeds:
        assert len(embed.title or "") <= EMBED_TITLE
        assert embed.title or embed.description
        assert len(embed.description or "") <= EMBED_DESCRIPTION
        assert embed.url is None or embed.url.startswith("http")
    message = {"embeds": [embed.to_dict() for embed in embeds], "content": payload["content"] or ""}
    assert media_of(message) <= {one for one in issue.pictures if one.startswith("https://")}
    assert rendering.with_pictures or not media_of(message)
    document = description()
    if document is not None:
        assert hold_message(document, message) == []


def test_an_issue_speaks_its_own_language():
    page = render_digest(stored(make_issue(1, *(make_entry(f"剪枝 {n}") for n in range(9)), language="zh")))
    assert "2026 年 2 月 15 日 · 共 9 篇" in page.text


@given(texts, st.integers(1, 100))
def test_cutting_keeps_to_the_limit_and_says_that_it_cut(text: str, limit: int):
    cut = clip(text, limit)
    assert len(cut) <= limit
    assert cut == text or cut.endswith("…")


def test_cutting_breaks_no_character():
    assert clip("abc👩‍🔬def", 6) == "abc…"
    assert clip("e\u0301e\u0301e\u0301", 4) == "e\u0301…"


def test_invisible_characters_are_dropped():
    assert plain("a\u202eb\u200bc\x00\n d") == "abc d"
