"""Feeds of every maker give their items; what could blow up is not read."""

import datetime
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.errors import DocumentError
from sources.feeds import parse_feed

MEDIUM = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>News</title>
<item><title><![CDATA[News #22]]></title><link>https://medium.com/x/news-22-1e7a47c9c5b2?source=rss----d12</link>
<guid isPermaLink="false">https://medium.com/p/1e7a47c9c5b2</guid><pubDate>Sun, 25 Jul 2021 18:55:38 GMT</pubDate>
<description>Only a teaser</description>
<content:encoded><![CDATA[<h3>1. Papers</h3><p>论文 &amp; more</p><script>alert(1)</script>]]></content:encoded>
</item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<entry><id>tag:x,2021:1</id><title>News #22</title><link href="https://example.org/22"/>
<updated>2021-07-25T10:00:00Z</updated><content type="html">&lt;h2&gt;1. Papers&lt;/h2&gt;</content></entry></feed>"""

BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;">]>
<rss version="2.0"><channel><title>&lol2;</title></channel></rss>"""

OUTSIDE = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><item><title>&file;</title></item></channel></rss>"""


def test_an_item_has_its_whole_body_its_address_and_its_day():
    """`content:encoded` and not the teaser beside it; the address without tracking."""
    (item,) = parse_feed(MEDIUM.encode(), "x").items
    assert (item.title, item.url) == ("News #22", "https://medium.com/x/news-22-1e7a47c9c5b2")
    assert item.date == datetime.date(2021, 7, 25)
    assert item.html.startswith("<h3>1. Papers</h3><p>论文 &amp; more</p>")
    assert item.key == "https://medium.com/p/1e7a47c9c5b2"


def test_atom_is_read_like_rss():
    (item,) = parse_feed(ATOM.encode(), "x").items
    assert (item.title, item.url, item.html) == ("News #22", "https://example.org/22", "<h2>1. Papers</h2>")


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "gb18030"])
def test_a_feed_is_read_in_its_charset(charset: str):
    text = MEDIUM.replace('encoding="UTF-8"', f'encoding="{charset}"')
    (item,) = parse_feed(text.encode(charset), "x", f"text/xml; charset={charset}").items
    assert "论文" in item.html


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, BOMB.replace("<!ENTITY", "<!entity")])
@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_entities_of_its_own_are_not_read(text: str, charset: str):
    with pytest.raises(DocumentError, match="declares entities of its own"):
        parse_feed(text.encode(charset), "The feed x")


@pytest.mark.parametrize("data", [b"", b"hello", b"<html><body>404</body></html>", b"\x00\xff", b"{}", b"/etc/passwd"])
def test_what_is_no_feed_is_refused_with_a_sentence(data: bytes):
    with pytest.raises(DocumentError, match=r"The feed x is (no feed|damaged): expected RSS or Atom, found .*\.$"):
        parse_feed(data, "The feed x")


@given(st.binary(max_size=300), st.integers(0, len(MEDIUM)))
def test_any_bytes_are_a_feed_or_refused(noise: bytes, at: int):
    """Cut off, with noise in the middle, or nothing but noise."""
    for data in (noise, MEDIUM[:at].encode(), MEDIUM[:at].encode() + noise + MEDIUM[at:].encode()):
        with suppress(DocumentError):
            parse_feed(data, "x")


IN_TEXT = "Parsers read <!ENTITY x SYSTEM 'file:///etc/passwd'> and so on."


@pytest.mark.parametrize(
    "text",
    [
        MEDIUM.replace("<script>alert(1)</script>", IN_TEXT),
        MEDIUM.replace("<rss ", f"<!-- {IN_TEXT} --><rss "),
        MEDIUM.replace("<rss ", f"<!--\n<!ENTITY a '{'x' * 99}'>\n<rss> --><rss "),
        MEDIUM.replace("<rss ", '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "x.dtd">\n<rss '),
        MEDIUM.replace("<rss ", "<!DOCTYPE rss [<!-- <!ENTITY in a comment> -->]><rss "),
        MEDIUM.replace("<item>", f"<!-- {IN_TEXT} --><item>"),
    ],
    ids=["CDATA", "comment", "comment with a tag", "DOCTYPE without entities", "comment in a DOCTYPE", "inner comment"],
)
def test_a_declaration_that_is_only_text_refuses_no_feed(text: str):
    """In an article's CDATA or in a comment it declares nothing."""
    (item,) = parse_feed(text.encode(), "x").items
    assert (item.title, item.key) == ("News #22", "https://medium.com/p/1e7a47c9c5b2")


@pytest.mark.parametrize(
    "head",
    [
        "<!DOCTYPE x SYSTEM 'a>b' [ <!ENTITY lol 'x'> ]>",
        "<!DOCTYPE x [ <!ELEMENT y ']>'> <!ENTITY % lol 'x'> ]>",
        "<!-- a --><?pi <rss ?><!DOCTYPE x [<!ENTITY lol 'x'>]>",
        "noise <!DOCTYPE x [<!ENTITY lol 'x'>]>",
    ],
)
def test_a_real_declaration_is_found_wherever_it_hides(head: str):
    with pytest.raises(DocumentError, match="declares entities of its own"):
        parse_feed(MEDIUM.replace("<rss ", f"{head}<rss ").encode(), "The feed x")


@pytest.mark.parametrize("head", ["<!--" * 50_000, "<?" * 50_000, "<!" * 50_000, "<![CDATA[" * 50_000, "< " * 50_000])
def test_what_stands_before_a_feed_is_read_once(head: str):
    """However much of it there is."""
    with suppress(DocumentError):
        parse_feed((head + MEDIUM).encode(), "x")


def test_a_guid_that_several_items_share_names_none_of_them():
    """They are told apart by their addresses, or else by their titles."""
    items = "".join(f"<item><guid>same</guid><title>T{n}</title></item>" for n in range(3))
    keys = [item.key for item in parse_feed(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), "x").items]
    assert len(set(keys)) == 3


def test_a_guid_is_no_page_and_a_relative_link_is_one():
    text = "<rss version='2.0'><channel><item><guid>12</guid></item><item><link>/13</link></item></channel></rss>"
    items = parse_feed(text.encode(), "x", None, "https://example.org/feed.xml").items
    assert [item.link for item in items] == [None, "https://example.org/13"]


def test_a_guid_of_any_length_names_its_item_with_a_short_key():
    """A server cannot fill the database with the names of its items."""
    items = "".join(f"<item><guid>{'g' * 100_000}{n}</guid></item>" for n in range(2))
    keys = [item.key for item in parse_feed(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), "x").items]
    assert len(set(keys)) == 2
    assert max(map(len, keys)) <= 500


@pytest.mark.parametrize(
    "reference", ["&#xD800;", "&#55357;", "&#x110000;", "&#99999999999999999999;", "&#11;", "&#0;"]
)
def test_a_reference_to_no_character_in_one_item_damages_no_other(reference: str):
    items = "".join(f"<item><title>{each}</title><guid>{each}</guid></item>" for each in (f"A{reference}", "B &#233;"))
    feed = parse_feed(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), "f")
    assert [item.title for item in feed.items] == ["A\ufffd", "B é"]
