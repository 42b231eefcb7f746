"""Issues as platforms publish them are read whole, and the platforms' own furniture is no part of them."""

import pytest

from newsletter.model import Issue
from newsletter.parsing import Origin, parse_html
from sources.feeds import parse_feed
from tests.newsletter.platforms import BODIES, FIRST, PICTURE, POST, SAID, SECOND, rss


def issue_of(platform: str) -> Issue:
    (item,) = parse_feed(rss(BODIES[platform], encoded=platform != "Buttondown"), "The feed").items
    return parse_html(item.html, item.title, Origin(item.title, item.url, item.date)).issue


@pytest.mark.parametrize("platform", BODIES)
def test_each_entry_of_a_platforms_issue_has_its_headline_link_and_summary(platform: str):
    """Forms to subscribe, buttons to share, sponsors and footnotes are left out."""
    entries = issue_of(platform).entries
    assert [entry.headline for entry in entries] == ["First Things First", "Second Thoughts", "A Post of Mine"]
    assert [entry.url for entry in entries] == [FIRST, SECOND, POST]
    assert [" ".join(entry.summary.split()) for entry in entries] == list(SAID)


@pytest.mark.parametrize("platform", BODIES)
def test_the_feed_says_what_the_text_does_not(platform: str):
    issue = issue_of(platform)
    assert (issue.title, issue.number, str(issue.date)) == ("The Weekly Model #12", 12, "2023-05-07")
    assert issue.source_url == "https://ours.example.net/p/the-weekly-model-12"


@pytest.mark.parametrize("platform", ["Substack", "Ghost", "Buttondown"])
def test_sections_keep_their_names(platform: str):
    found = [(section.title, len(section.entries)) for section in issue_of(platform).sections]
    assert found == [("Papers", 2), ("Articles", 1)]


@pytest.mark.parametrize("platform", ["Substack", "Ghost"])
def test_a_picture_in_a_platforms_frame_is_its_entrys(platform: str):
    """Once, and without the line that says where it is from."""
    assert [entry.images for entry in issue_of(platform).entries] == [(PICTURE,), (), ()]
