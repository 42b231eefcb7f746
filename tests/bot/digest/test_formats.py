"""Every digest format makes messages that it finds again, and takes no other message for a digest."""

import cProfile
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest.format import THREAD_NAME, DigestFormat, Rendering
from bot.digest.layout import LayoutFormat
from bot.digest.message import CROSSPOSTED, IS_COMPONENTS_V2, UnreadableError
from bot.digest.registry import EMBEDS, FORMATS, RICH, Choice, find_shown, identify_format, recognise
from bot.features.issue.view import render_page
from newsletter.chronology import calendar_day
from newsletter.model import Issue
from newsletter.picture_check import PictureSize
from storage.records import Form, IssueRef, StoredIssue
from tests.samples import make_entry, make_issue

FORMS = pytest.mark.parametrize("made", FORMATS.values(), ids=FORMATS)
json_values = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.just("section:1:2"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["components", "accessory", "custom_id", "embeds", "title", "footer", "text", "url"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def stored(issue: Issue, ident: int = 1) -> StoredIssue:
    return StoredIssue(IssueRef(ident, issue.title, calendar_day(issue), issue.language), issue)


def as_json(payload: Any) -> dict[str, Any]:
    """A message as Discord answers with it."""
    if "view" in payload:
        components = [child.to_component_dict() for child in payload["view"].children]
        return {"flags": IS_COMPONENTS_V2, "embeds": [], "components": components}
    embeds = [embed.to_dict() for embed in payload["embeds"]]
    return {"flags": 0, "content": payload["content"] or "", "embeds": embeds, "components": []}


def test_each_form_that_is_stored_with_a_message_has_its_format():
    assert set(FORMATS) == set(Form)


@FORMS
def test_a_digest_that_was_posted_is_found_again_in_its_format_and_taken_for_no_other_issue(made: DigestFormat):
    message = as_json(made.render(stored(make_issue(9)), Rendering(7)))
    assert find_shown(message, stored(make_issue(9))) is made
    assert find_shown(message, stored(make_issue(10), 2)) is None
    assert identify_format(message) is made


@FORMS
def test_a_digest_of_a_lost_database_is_recognised_by_what_it_shows(made: DigestFormat):
    digest = recognise(as_json(made.render(stored(make_issue(9), 77), Rendering(7))))
    assert digest is not None
    assert digest.format is made
    assert digest.fingerprint == made.fingerprint(stored(make_issue(9), 1))
    assert digest.fingerprint != made.fingerprint(stored(make_issue(10), 77))


@FORMS
def test_the_answer_to_a_command_is_no_digest_that_was_delivered(made: DigestFormat):
    answer = {**as_json(made.render(stored(make_issue(9)), Rendering())), "interaction_metadata": {"id": "1"}}
    assert recognise(answer) is None
    if isinstance(made, LayoutFormat):
        assert find_shown(answer, stored(make_issue(9))) is None


def test_a_page_of_the_reader_is_no_digest():
    issue = stored(make_issue(9, *(make_entry(f"{n}", summary="word " * 300) for n in range(12))))
    page = as_json({"view": render_page(issue, "0")})
    assert "section:1:0:p1" in str(page)
    assert recognise(page) is None
    assert find_shown(page, issue) is None


@FORMS
@pytest.mark.parametrize(
    ("title", "name"),
    [("News, Week 9", "News, Week 9"), ("", "Newsletter"), ("x" * 300, "x" * (THREAD_NAME - 1) + "…")],
)
def test_a_forum_post_is_named_after_its_issue_within_discords_limit(made: DigestFormat, title: str, name: str):
    assert made.thread_name(stored(make_issue(9, title=title))) == name


@settings(max_examples=40)
@given(components=json_values, embeds=json_values)
def test_a_message_that_is_not_as_documented_hides_no_other(components: object, embeds: object):
    """Nothing is raised for it."""
    message = {"components": components, "embeds": embeds}
    recognise(message)
    find_shown(message, stored(make_issue(9)))


def test_followers_get_a_digest_that_was_found_once_and_only_in_the_format_that_is_published():
    choice = Choice(EMBEDS, publish=True)
    assert choice.is_to_publish(EMBEDS, {"flags": 0})
    assert not choice.is_to_publish(EMBEDS, {"flags": CROSSPOSTED})
    assert not choice.is_to_publish(RICH, {"flags": IS_COMPONENTS_V2})
    assert not Choice(EMBEDS, publish=False).is_to_publish(EMBEDS, {"flags": 0})
    with pytest.raises(UnreadableError):
        choice.is_to_publish(EMBEDS, {"flags": "x"})


@FORMS
def test_the_entries_that_a_digest_does_not_show_take_no_time(made: DigestFormat):
    """They are counted, and looked through for the editor's picks; nothing is made of them. Elsewhere others wait."""
    few, many = (_calls(made, number) for number in (1_000, 3_000))
    assert (many - few) / 2_000 < 8


def _calls(made: DigestFormat, number: int) -> int:
    """How many functions are called to make a digest of so many entries, each with a picture."""
    entries = [
        make_entry(f"{n}", f"2601.{n:05}", images=(f"https://example.com/{n}.png",), summary="word " * 60)
        for n in range(number)
    ]
    issue = replace(stored(make_issue(9, *entries)), pictures={"https://example.com/5.png": PictureSize(400, 400)})
    made.render(issue, Rendering(7))  # translations are loaded once
    profile = cProfile.Profile()
    profile.runcall(made.render, issue, Rendering(7))
    return sum(one.callcount for one in profile.getstats())
