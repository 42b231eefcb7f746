"""Texts of documents as Discord shows them: what is sent, read by Discord's rules, is the text again."""

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.limits import text_size
from bot.ui.links import LOOK_ALIKES, link_address
from bot.ui.markup import cut, escape, fit, link, plain
from newsletter.characters import visible
from tests.truth.markdown import read

MARKS = st.sampled_from([
    *"*_~`|[]<>#:@\\()-+.!/&{}0123 ab\n\t\v\x85\u2028é剪\u200d",
    *("<@1>", "@everyone", "@here", "<@&1>", "<#1>", "</a:1>", "<t:1:R>", "<a:x:1>", ":smile:", "<id:guide>"),
    *("https://evil.test", "http://", "HTTPS://", "[x](https://e)", "a_b", "_a_", "\\_", "¯\\_(ツ)_/¯"),
    *("-# ", "> ", ">>> ", "# ", "```", "||", "__", "**", "~~", "1. ", "1) ", "- ", "* ", "+ "),
])  # fmt: skip
texts = st.lists(MARKS, max_size=25).map("".join)
BACK = str.maketrans({alike: mark for mark, alike in LOOK_ALIKES.items()})


def spaced(text: str) -> str:
    return "\n".join(re.sub(r"[^\S\n]+", " ", line) for line in visible(text).splitlines())


@given(texts)
def test_an_escaped_text_is_shown_as_it_is(text: str):
    """No mark of it formats, links, mentions or pings, and every mark is seen."""
    assert read(escape(text)) == (spaced(text), set())


@given(texts, texts)
def test_pieces_of_a_text_may_be_escaped_one_by_one(one: str, other: str):
    """As a snippet does, with a mark of bold between them."""
    seen, kinds = read(escape(one.rstrip()) + "x**y**z" + escape(other))
    assert kinds <= {"strong", "emphasis"}  # of the bold in the middle
    assert seen == spaced(one.rstrip()) + "x**y**z" + spaced(other)


@given(texts)
def test_a_title_in_a_link_has_no_backslash_and_no_markup(text: str):
    """Discord shows backslashes there, and no link at all where an address stands in its text."""
    sent = link(text, "https://a.test/x")
    shown = re.fullmatch(r"\[([^\[\]\n]+)\]\(https://a\.test/x\)", sent)
    assert shown
    assert "\\" not in shown[1]
    assert read(shown[1], in_link=True)[1] == set()
    wanted = plain(text)
    while re.search("https?://", wanted, re.IGNORECASE):
        wanted = re.sub("https?://", "", wanted, flags=re.IGNORECASE)
    assert shown[1].translate(BACK) in (wanted.strip(), "a.test")


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("BERT: Pre-training of C# code_models", "BERT: Pre-training of C# code_models"),
        ("1. A survey (part 2) - #3", "1. A survey (part 2) - #3"),
        ("A* search [v2]", "A∗ search ［v2］"),
        ("see https://x.org/a and HTTP://y.org", "see x.org/a and y.org"),
        ("hthttps://tps://x.org", "x.org"),
        ("__init__ and _private", "＿＿init＿＿ and ＿private"),
        ("C:\\new `code` ~5% ~~gone~~ a|b ||c||", "C:∖new ˋcodeˋ ~5% ∼∼gone∼∼ a|b ǀǀcǀǀ"),
        ("two\nlines", "two lines"),
        ("https://", "e.test"),
        ("\u3164\u200d", "e.test"),
    ],
)
def test_a_title_in_a_link_reads_well(title: str, shown: str):
    assert link(title, "https://e.test/") == f"[{shown}](https://e.test/)"


@pytest.mark.parametrize(
    "text", ["BERT: C#", "p > 0.05", "a | b", "~5%", "a@b.org", "f(x) [1]"[:4], "10:30", "x - y + z"]
)
def test_what_is_no_markup_has_no_backslash(text: str):
    assert escape(text) == text


def test_a_numbered_line_is_escaped_behind_its_number():
    """A backslash before a digit is no escape: it would be seen."""
    assert escape("1. one\n 20. two\n3) three") == "1\\. one\n 20\\. two\n3\\) three"


def test_no_character_that_nobody_sees_is_shown():
    """Of all of Unicode; but for the joiners, the selectors of emoji, and the signs of Arabic that are seen."""
    codes = (*range(0x3400), *range(0x9FFF, 0xD800), *range(0xF900, 0x20000), *range(0xE0000, 0xE1000))
    everything = "".join(f"a{chr(code)}" for code in codes) + "a"
    left = {unicodedata.category(one) + f" {ord(one):04x}" for one in set(plain(everything))}
    unseen = {one for one in left if one[:2] in ("Cc", "Cf", "Zl", "Zp")}
    arabic = {"0600", "0601", "0602", "0603", "0604", "0605", "06dd", "070f", "0890", "0891", "08e2", "110bd", "110cd"}
    assert {one[3:] for one in unseen} == {"200c", "200d"} | arabic
    assert not set(plain(everything)) & set("\u3164\u115f\u1160\uffa0\u034f\u180e\u17b4\U000e0041\U000e0100")


def test_joiners_stay_where_they_join():
    """Families of emoji and Persian words are written with them; alone they are nothing."""
    for text in ("👩‍🔬 and ❤️", "می‌خواهم", "क्‍ष"):
        assert plain(text) == text
        assert escape(text) == text
    assert plain("\u200d\ufe0f a\u200c\u200d\u200cb") == "a\u200cb"


@given(texts, st.integers(1, 80))
def test_a_cut_breaks_no_escape_no_link_and_no_bold(text: str, room: int):
    """What is left is read as the beginning of the whole, and an ellipsis tells of the rest."""
    whole = f"**{escape(text)}** {link(text, 'https://a.test/x')} <t:1:F> end"
    short = cut(whole, room)
    assert len(short) <= room
    assert short == whole or short.rstrip("*").endswith("…")
    assert not re.search(r"(?<!\\)(?:\\\\)*\\(?:…|$)", short)
    bare = re.sub(r"\\.", "", short, flags=re.DOTALL)
    assert bare.count("[") == len(re.findall(r"\[[^\[\]]+\]\(https://a\.test/x\)", bare))
    assert bare.count("**") % 2 == 0
    assert text_size(fit(whole, room)) <= room or room < 6


def test_no_text_takes_long_to_cut_or_to_link():
    """A document may hold anything, and other readers wait meanwhile."""
    began = time.process_time()
    for piece in ("**a** _b_ \\ ", "[", "[a](", "<", "\\", "a\u200d"):
        fit(escape(piece * 1000), 3000)
        fit(piece * 1000, 3000)
    link("ht" * 2000 + "tp://" * 2000 + "http://tp://" * 2000, "https://e.test/")
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("url", "room", "sent"),
    [
        ("https://e.test/a?utm_source=x&b=1#part", 30, "https://e.test/a?b=1#part"),
        ("https://e.test/a?b=1#part-" + "x" * 60, 30, "https://e.test/a?b=1"),
        ("https://www.alphaxiv.org/en/overview/2102.00554v1?chat=" + "x" * 60, 40, "https://arxiv.org/abs/2102.00554"),
        ("https://e.test/" + "x" * 60, 30, None),
        ("https://zh.wikipedia.org/wiki/剪枝", 60, "https://zh.wikipedia.org/wiki/%E5%89%AA%E6%9E%9D"),
        ("https://zh.wikipedia.org/wiki/剪枝", 40, None),
        ("https://例え.jp/a", 60, "https://xn--r8jz45g.jp/a"),
    ],
)
def test_an_address_that_is_too_long_as_it_is_sent_is_shortened_or_left_out(url: str, room: int, sent: str | None):
    assert link_address(url, room) == sent


@pytest.mark.parametrize(
    "url",
    ["https://a.test@evil.test/", "https://u:p@e.test/", "https://e.test\\@x", "https:///e", "//e.test", "https://[::1]/",
     "https://e.te st/", "https://e.test:x/", "javascript:alert(1)"],
)  # fmt: skip
def test_an_address_that_deceives_or_is_none_is_not_linked(url: str):
    assert link_address(url) is None
    assert link("text", url) == "text"


def test_an_address_cannot_end_its_link_or_the_bold_around_it():
    assert link("a", "https://e.test/x)**y z<@1>\u202e") == "[a](https://e.test/x%29%2A%2Ay%20z%3C@1%3E%E2%80%AE)"
