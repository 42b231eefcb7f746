"""The reader shows a whole issue, page by page, within Discord's limits, whatever the issue holds."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.digest.chapters import list_chapters
from bot.features.issue.view import CONTENTS, LAST, first_chapter, render_contents, render_page
from bot.ui.custom_ids import OpenEntry, TurnSection
from bot.ui.page import Page
from newsletter.model import Commentary, Issue, PaperRecord, Remark, Section, SectionKind
from storage.records import IssueRef, StoredIssue
from tests.bot import raw
from tests.bot.conftest import Scene
from tests.bot.test_views import check, issues
from tests.reading import components_in, text_of
from tests.samples import make_entry, make_issue

NAME = "ｗ*" * 16


def stored(issue: Issue, **papers: PaperRecord) -> StoredIssue:
    known = {paper.arxiv_id: paper for paper in papers.values()}
    ids = tuple(range(101, 101 + len(issue.entries)))
    return StoredIssue(IssueRef(1, issue.title, date(2026, 2, 15), issue.language), issue, papers=known, entry_ids=ids)


def controls(page: Page, codec: Any) -> list[Any]:
    """The states of a page's controls of one kind, in order."""
    ids = [part.get("custom_id") or "" for part in components_in(page.to_components())]
    return [codec.parse(each) for each in ids if codec.template.fullmatch(each)]


def walk(issue: StoredIssue, key: str, page: int = 0) -> list[Page]:
    """All pages from one on, by the button that turns to the next one."""
    pages = []
    while True:
        pages.append(render_page(issue, key, page))
        labels = [part.get("label") or "" for part in components_in(pages[-1].to_components())]
        if not any(label.endswith(" →") for label in labels):
            return pages
        turned = controls(pages[-1], TurnSection)[-1]
        key, page = turned.key, turned.page


@given(issues, st.data())
def test_every_page_of_any_issue_is_one_that_discord_takes(issue: Issue, data: st.DataObject):
    """Also where it is shared by somebody with a long name."""
    key = data.draw(st.sampled_from([CONTENTS, *list_chapters(issue)]))
    page, shared_by = data.draw(st.integers(0, 9) | st.just(LAST)), data.draw(st.none() | st.just(NAME))
    if key == CONTENTS:
        check(render_contents(stored(issue), shared_by=shared_by))
    else:
        check(render_page(stored(issue), key, page, shared_by=shared_by))


@given(issues)
def test_turning_the_pages_of_any_issue_shows_each_entry_once_and_in_order(issue: Issue):
    """Each with the button of its card; and the way back is the way there."""
    whole = stored(issue)
    pages = walk(whole, first_chapter(whole))
    opened = [state.entry_id for page in pages for state in controls(page, OpenEntry)]
    assert opened == list(whole.entry_ids)
    for earlier, later in pairwise(pages[:4]):
        back = controls(later, TurnSection)[0]
        assert render_page(whole, back.key, back.page).to_components() == earlier.to_components()


def test_a_long_section_loses_no_entry_between_two_pages():
    issue = make_issue(1, *(make_entry(f"Entry {n:02}", summary="Words. " * 100) for n in range(30)))
    seen = "".join(page.text for page in walk(stored(issue), "0"))
    assert re.findall(r"Entry (\d\d)\]", seen) == [f"{n:02}" for n in range(30)]


def test_an_issue_that_is_not_stored_is_read_without_cards():
    page = render_page(replace(stored(make_issue(1)), entry_ids=()), "0")
    assert "A summary of Paper of week 1." in page.text
    assert controls(page, OpenEntry) == []


def test_a_chinese_entry_is_known_by_its_papers_official_title_first_author_and_year():
    entry = make_entry("用剪枝压缩 GAN", "2102.00554", cited_title="神经网络的稀疏性", summary="摘要。")
    paper = PaperRecord("2102.00554", "Sparsity in Deep Learning", ("Ada One", "Bob Two"), published=date(2021, 1, 31))
    text = render_page(stored(make_issue(1, entry, language="zh"), paper=paper), "0").text
    line = next(line for line in text.splitlines() if line.startswith("-# [arXiv:2102.00554]"))
    assert "Sparsity in Deep Learning" in line
    assert "One" in line
    assert "2021" in line


def test_the_editors_notes_have_their_links_after_the_remark_named_after_the_paper_or_the_site():
    """A remark of a single link is no link itself, however short."""
    remarks = (
        Remark("A pick", ("https://www.example.com/pick",)),
        Remark("Two papers.", ("https://arxiv.org/abs/2205.14135", "https://example.com/b")),
        Remark("Bare.", ("javascript:alert(1)",)),
    )
    issue = make_issue(1, picks=(), commentary=(Commentary("Featured", remarks),))
    assert render_page(stored(issue), "notes").text.endswith(
        "### Featured\n"
        "- A pick [example.com](https://www.example.com/pick)\n"
        "- Two papers. [arXiv:2205.14135](https://arxiv.org/abs/2205.14135) · [example.com](https://example.com/b)\n"
        "- Bare."
    )


def test_of_very_many_sections_the_select_offers_those_around_the_present_one():
    (section,) = make_issue(1).sections
    issue = make_issue(1, sections=(section,) * 40, picks=())
    for key, first in (("0", "0"), ("30", "15"), ("39", "15"), ("14", "2")):
        (select,) = [one for one in components_in(render_page(stored(issue), key).to_components()) if "options" in one]
        assert len(select["options"]) == 25
        assert select["options"][0]["value"] == first
        assert [one["value"] for one in select["options"] if one.get("default")] == [key]


async def test_an_issue_of_six_sections_is_read_in_six_presses_and_one_message(scene: Scene):
    """From the digest in a channel: *Read the issue*, then five times the next one."""
    kinds = [*SectionKind, SectionKind.OTHER]
    sections = [Section(n, f"Topic {n}", kind, (make_entry(f"Entry {n}"),)) for n, kind in enumerate(kinds, start=1)]
    await scene.subscribe()
    issue = make_issue(9, sections=tuple(sections), picks=())
    await scene.archive.issues.save(issue, datetime.now(UTC), deliver=True)
    await scene.tick()
    (digest,) = scene.channel.history()
    seen = await scene.reader.click(digest, label="Read the issue")
    read, messages, presses = [], set(), 1
    while True:
        assert seen.response is not None
        read += re.findall(r"A summary of Entry (\d)", text_of(seen.response))
        messages.add(seen.response.id)
        if len(read) == len(sections):
            break
        seen = await scene.reader.click(seen.response, label=f"Topic {presses + 1} →")
        presses += 1
    assert (read, len(messages), presses) == (list("123456"), 1, 6)
    assert len(scene.channel.history()) == 1


async def test_the_select_of_an_old_digest_turns_to_its_section_and_so_do_the_arrows_of_an_old_section(scene: Scene):
    """Both edit the private message that they are in."""
    chosen = await raw.press(scene, scene.reader, "section:2", values=["1"])
    assert "2 of 3" in text_of(chosen)
    turned = await raw.press(scene, scene.reader, "section:2:0:p1")
    assert "1 of 3" in text_of(turned)
