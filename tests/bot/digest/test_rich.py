"""What a digest shows of its issue, in each format."""

from dataclasses import replace
from typing import Any

import pytest

from bot.digest.format import Rendering
from bot.digest.marker import Marker, find_marker
from bot.digest.message import IS_COMPONENTS_V2
from bot.digest.registry import COMPACT, EMBEDS, FORMATS, RICH, choose_format, find_shown, recognise, render_preview
from bot.digest.rich import render_digest
from newsletter.model import Commentary, PaperRecord, Remark, Section, SectionKind
from newsletter.picture_check import PictureSize
from storage.records import StoredIssue
from storage.subscriptions.records import DigestChoice
from tests.bot.digest.test_formats import as_json, stored
from tests.reading import components_in
from tests.samples import make_entry, make_issue

HERO, OWN, DEAD = (f"https://example.com/{name}.png" for name in ("hero", "own", "dead"))
WIDE, SQUARE = PictureSize(1200, 480), PictureSize(800, 800)
FEATURED = make_entry("Exact attention", "2205.14135", summary="It is 3.5 times faster. More.", images=(OWN,))
ISSUE = make_issue(
    9,
    sections=(
        Section(1, "Featured", SectionKind.FEATURED, (FEATURED,)),
        Section(
            2,
            "Papers",
            SectionKind.PAPERS,
            tuple(make_entry(f"Paper {n}", f"2601.0000{n}", images=(DEAD,)) for n in range(5)),
        ),
        Section(3, "Articles", SectionKind.ARTICLES, (make_entry("An article"),)),
        Section(4, "Other", SectionKind.OTHER, (make_entry("A note"),)),
    ),
    commentary=(Commentary("Featured", (Remark("Attention costs memory."), Remark("Not shown."))),),
    image=HERO,
)
DIGEST = replace(
    stored(ISSUE),
    papers={"2205.14135": PaperRecord("2205.14135", "FlashAttention", ("Tri Dao", "B", "C"), categories=("cs.LG",))},
    pictures={HERO: WIDE, OWN: SQUARE},
)


def buttons(message: dict[str, Any]) -> list[str]:
    return [str(part["label"]) for part in components_in(message) if part["type"] == 2]


def media(message: dict[str, Any], kind: int) -> list[str]:
    """Addresses of pictures: 12 is a gallery, 11 a thumbnail."""
    parts = [part for part in components_in(message) if part["type"] == kind]
    return [item["media"]["url"] for part in parts for item in (part.get("items") or [part])]


def rich(stored_issue: StoredIssue = DIGEST, **wishes: Any) -> dict[str, Any]:
    return as_json(RICH.render(stored_issue, Rendering(7, **wishes)))


def test_a_rich_digest_shows_pictures_the_editors_words_a_sentence_and_the_rest_in_short():
    message, text = rich(), render_digest(DIGEST).text
    assert media(message, 12) == [HERO]
    assert media(message, 11) == [OWN]
    assert "## Sample News — Week 9, 2026" in text
    assert "8 entries · 6 papers" in text
    assert "> Attention costs memory. — *the editor*" in text
    assert "⭐ **[Exact attention](https://arxiv.org/abs/2205.14135)**" in text
    assert "-# FlashAttention" not in text.replace("-# FlashAttention · Tri Dao and others · cs.LG", "")
    assert "\nIt is 3.5 times faster." in text
    assert "📄 **Papers** · [Paper 0](https://arxiv.org/abs/2601.00000) · and 4 more" in text
    assert "🛠️ **Articles** · 1\u2003💡 **Other** · 1" in text
    assert buttons(message) == ["Read the issue", "Get it by DM", "Original"]


def test_a_digest_in_direct_messages_can_be_paused_and_stopped():
    assert buttons(rich(is_direct=True)) == ["Read the issue", "Original", "Pause", "Stop"]


@pytest.mark.parametrize("made", FORMATS.values(), ids=FORMATS)
def test_without_pictures_a_digest_is_the_same_but_for_them(made: Any):
    """Discord refused one of them."""
    shown, bare = (as_json(made.render(DIGEST, Rendering(7, with_pictures=pictures))) for pictures in (True, False))
    assert ".png" in str(shown)
    assert ".png" not in str(bare)
    assert "Exact attention" in str(bare)


def test_the_issues_own_picture_is_large_where_it_is_wide_and_else_small_beside_the_title():
    """A high one would push everything else off the screen; a narrow one would be blurred."""
    assert (media(rich(), 12), media(rich(), 11)) == ([HERO], [OWN])
    for size in (SQUARE, PictureSize(1200, 490), PictureSize(470, 100)):
        message = rich(replace(DIGEST, pictures={HERO: size, OWN: SQUARE}))
        assert (media(message, 12), media(message, 11)) == ([], [HERO, OWN])


def test_a_title_of_many_lines_leaves_no_room_for_a_large_picture():
    """So the buttons below it are seen without scrolling."""
    message = rich(replace(DIGEST, issue=replace(ISSUE, title="注意力机制" * 20)))
    assert (media(message, 12), media(message, 11)) == ([], [HERO, OWN])


def test_an_issue_without_a_picture_has_a_wide_one_of_its_entries_and_none_is_shown_twice():
    def shown(size: PictureSize, stored_issue: StoredIssue = DIGEST) -> tuple[list[str], list[str]]:
        message = rich(replace(stored_issue, pictures={OWN: size}))
        return media(message, 12), media(message, 11)

    assert shown(WIDE) == ([OWN], [])
    assert shown(SQUARE) == ([], [OWN])
    twice = replace(ISSUE.sections[0], entries=(FEATURED, replace(FEATURED, headline="Another")))
    assert shown(SQUARE, replace(DIGEST, issue=replace(ISSUE, sections=(twice,)))) == ([], [OWN])
    other = replace(ISSUE.sections[1], entries=(make_entry("Far below", images=(OWN,)),))
    plain_one = replace(ISSUE.sections[0], entries=(make_entry("Plain"), make_entry("Plain too")))
    assert shown(SQUARE, replace(DIGEST, issue=replace(ISSUE, sections=(plain_one, other)))) == ([], [OWN])
    assert media(rich(replace(DIGEST, pictures={})), 12) == []


def test_who_cannot_see_the_pictures_is_told_what_they_belong_to():
    parts = components_in(rich())
    described = [item["description"] for one in parts for item in (one.get("items") or [one]) if "description" in item]
    assert described == ["Sample News — Week 9, 2026", "Exact attention"]
    (icon,) = (part for part in components_in(as_json(COMPACT.render(DIGEST, Rendering(7)))) if part["type"] == 11)
    assert icon["description"] == "Sample News — Week 9, 2026"


def test_the_buttons_stand_above_the_highlights_where_they_are_seen_without_scrolling():
    kinds = [part["type"] for part in components_in(rich()) if part["type"] in {1, 9, 12}]
    assert kinds == [12, 1, 9]


def test_a_preview_opens_the_issue_but_subscribes_pauses_and_stops_nothing():
    for is_direct, names in ((False, ["Get it by DM"]), (True, ["Pause", "Stop"])):
        payload = render_preview(None, DigestChoice.RICH, DIGEST, Rendering(is_direct=is_direct))
        message = as_json(payload)
        assert [part["label"] for part in components_in(message) if part.get("disabled")] == names
        assert buttons(message) == buttons(rich(is_direct=is_direct))


def test_a_role_is_mentioned_above_the_digest_and_nobody_else():
    payload = RICH.render(DIGEST, Rendering(7, role_id=55))
    assert payload["view"].text.startswith("<@&55>\n")
    assert payload["allowed_mentions"].to_dict() == {"parse": [], "roles": [55]}
    assert EMBEDS.render(DIGEST, Rendering(7, role_id=55))["content"] == "<@&55>"
    assert RICH.render(DIGEST, Rendering(7))["allowed_mentions"].to_dict() == {"parse": []}


@pytest.mark.parametrize("made", FORMATS.values(), ids=FORMATS)
def test_a_test_says_so_notifies_nobody_and_is_taken_for_no_delivery(made: Any):
    payload = made.render(DIGEST, Rendering(7, role_id=55, is_test=True))
    message = as_json(payload)
    assert "This is a test. Only this channel got it." in str(message)
    assert payload["allowed_mentions"].to_dict() == {"parse": []}
    assert recognise(message) is None
    assert find_shown(message, DIGEST) is None
    assert find_shown(message, DIGEST, is_test=True) is made


def test_only_the_sections_that_were_asked_for_are_shown_or_all_where_an_issue_has_none_of_them():
    text = render_digest(DIGEST, Rendering(sections=frozenset({SectionKind.ARTICLES}))).text
    assert "An article" in text
    assert "Paper 0" not in text
    assert "Exact attention" not in text
    assert "Exact attention" in render_digest(DIGEST, Rendering(sections=frozenset({SectionKind.USE_CASES}))).text


def test_an_issue_without_featured_entries_features_the_editors_picks_and_quotes_another():
    picks = (Remark("A pick", (), ("2601.00003",)), Remark("Look at this", ("https://example.com/x",)))
    issue = replace(ISSUE, sections=ISSUE.sections[1:], picks=picks, commentary=())
    text = render_digest(stored(issue)).text
    assert "⭐ **[Paper 3]" in text
    assert "> [Look at this](https://example.com/x) — *the editor*" in text


def test_a_compact_digest_is_one_short_text_with_the_same_buttons():
    message = as_json(COMPACT.render(DIGEST, Rendering(7)))
    (text,) = (part["content"] for part in components_in(message) if part["type"] == 10)
    assert text.startswith("### Sample News — Week 9, 2026\n-# ")
    assert text.count("\n- ") == 3
    assert buttons(message) == buttons(rich())
    assert media(message, 11) == [HERO]


def test_followers_get_the_picture_the_quotation_and_a_sentence_too():
    head, featured, rest = EMBEDS.render(DIGEST, Rendering(7))["embeds"]
    assert (head.image.url, featured.thumbnail.url) == (HERO, OWN)
    assert head.description == "> Attention costs memory. — *the editor*"
    assert featured.description == "*FlashAttention · Tri Dao and others · cs.LG*\nIt is 3.5 times faster."
    assert "**Papers** · 5\n- [Paper 0]" in rest.description


def test_a_subscription_chooses_the_format_and_sees_it_before():
    assert choose_format(None).format is RICH
    assert choose_format(None, DigestChoice.COMPACT).format is COMPACT
    shown = render_preview(None, DigestChoice.COMPACT, DIGEST, Rendering())
    assert shown["view"].text == COMPACT.page(DIGEST, Rendering()).text


def test_a_digest_with_the_select_of_older_versions_is_still_known():
    """Its edits and its look-ups after a restore go on."""
    select = {"type": 3, "custom_id": "section:1:7", "options": []}
    head = {"type": 10, "content": "# Sample News — Week 9, 2026\n-# March 1, 2026 · 8 entries"}
    link = {"type": 2, "style": 5, "url": "https://example.com/news/9", "label": "Read the original"}
    rows = [{"type": 1, "components": [one]} for one in (select, link)]
    message = {"flags": IS_COMPONENTS_V2, "components": [{"type": 17, "components": [head, *rows]}]}
    found = recognise(message)
    assert found is not None
    assert found.format is RICH
    assert found.marker == Marker(1, 7) == find_marker(rich())
    assert find_shown(message, DIGEST) is RICH
