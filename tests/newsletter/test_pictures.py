"""Addresses of pictures: absolute, as written otherwise, and never anything but the web."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.identity import content_hash
from newsletter.model import Section, SectionKind
from newsletter.pictures import MAX_PICTURES, picture_address, picture_addresses
from tests.samples import make_entry, make_issue

BASE = "https://n.example.org/issues/7"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://a.org/x.png?w=1&sig=a%2Fb", "https://a.org/x.png?w=1&sig=a%2Fb"),
        (" HTTP://A.org/x.png#top ", "http://a.org/x.png"),
        ("//a.org/x.png", "https://a.org/x.png"),
        ("img/x.png", "https://n.example.org/issues/img/x.png"),
        ("/x y.png", "https://n.example.org/x%20y.png"),
        ("https://中.example/图.png", "https://xn--fiq.example/%E5%9B%BE.png"),
        ("http://127.0.0.1:8080/x.png", "http://127.0.0.1:8080/x.png"),
        ("https://a.org/$s_!ab!,w_1/https%3A%2F%2Fb.org%2Fx", "https://a.org/$s_!ab!,w_1/https%3A%2F%2Fb.org%2Fx"),
        ("data:image/png;base64,AAAA", None),
        ("javascript:alert(1)", None),
        ("https://me:secret@a.org/x.png", None),
        ("https://a.org:99999/x.png", None),
        ("https://[::1", None),
        ("#top", None),
        ("", None),
        ("https://a.org/" + "x" * 3_000, None),
    ],
)
def test_an_address_becomes_absolute_or_nothing(written: str, address: str | None):
    assert picture_address(written, BASE) == address


def test_a_relative_address_without_a_base_is_nothing():
    assert picture_address("img/x.png") is None


@given(st.text(), st.sampled_from([None, BASE]))
def test_any_text_is_an_absolute_address_of_the_web_or_nothing(written: str, base: str | None):
    address = picture_address(written, base)
    assert address is None or (address.startswith(("http://", "https://")) and address.isascii() and " " not in address)
    assert address is None or picture_address(address) == address


def test_the_issues_own_picture_comes_first_then_those_of_featured_entries():
    """Each once, one per entry, and not without end."""
    papers = tuple(make_entry(f"P{n}", images=(f"{n}.png", "second.png")) for n in range(100))
    featured = (make_entry("F", images=("https://a.org/f.png",)), make_entry("None"))
    sections = (Section(1, "Papers", SectionKind.PAPERS, papers), Section(2, "Top", SectionKind.FEATURED, featured))
    found = picture_addresses(make_issue(7, sections=sections, source_url=BASE, image="https://a.org/own.png"))
    assert found[:3] == ("https://a.org/own.png", "https://a.org/f.png", "https://n.example.org/issues/0.png")
    assert len(found) == len(set(found)) == MAX_PICTURES


def test_another_picture_is_a_correction_and_another_signature_of_it_is_none():
    issue = make_issue(7, image="https://a.org/one.png?signature=1")
    assert content_hash(issue) == content_hash(replace(issue, image="https://a.org/one.png?signature=2"))
    assert content_hash(issue) != content_hash(replace(issue, image="https://a.org/two.png?signature=1"))
    assert content_hash(issue) != content_hash(replace(issue, image=None))


def test_an_issue_without_a_picture_has_the_hash_that_archives_have_of_it():
    """Otherwise an upgrade would edit every digest."""
    assert content_hash(make_issue(7)) == "5247fb20eeb80679453d3b11c221cc12"
