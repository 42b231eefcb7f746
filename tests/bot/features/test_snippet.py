"""The part of a text that shows why it was found, its words in bold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.search.snippet import snippet
from newsletter.model import SectionKind
from newsletter.search.query import read_query
from storage.records import Hit, IssueRef
from tests.samples import make_entry


def shown(summary: str, asked: str, columns: int = 110) -> str:
    hit = Hit(1, make_entry("h", summary=summary), IssueRef(1, "An issue", None, "en"), SectionKind.PAPERS, 1.0)
    return snippet(hit, read_query(asked), columns)


@pytest.mark.parametrize(
    ("asked", "summary", "wanted"),
    [
        ("or not", "It is therefore an orange or not", "It is therefore an orange **or not**"),
        ("vision transformer", "A vision transformer, small", "A **vision transformer**, small"),
        ("vision transformer", "Vision-Transformers help", "**Vision-Transformers** help"),
        ("norm", "BatchNorm is abnormal", "Batch**Norm** is abnormal"),
        ("attent", "Attention in an inattentive net", "**Attent**ion in an inattentive net"),
        ("变压器图像检索", "用变压器做图像检索", "用**变压器**做**图像检索**"),
        ("变压器 图像检索", "变压器图像检索很快", "**变压器图像检索**很快"),
        ("lukasz", "By Łukasz and Lukasz", "By **Łukasz** and **Lukasz**"),
        ("beta vae", "The β-VAE works", "The **β-VAE** works"),
        ("gan OR vae", "A VAE and a GAN", "A **VAE** and a **GAN**"),
        ("gan -vae", "A VAE and a GAN", "A VAE and a **GAN**"),
        ("a*b", "so a*b is", "so **a\\*b** is"),
        ("nets", "One net and two nets", "One **net** and two **nets**"),
        ("trans\u00adformer", "A transformer", "A **transformer**"),
        ("nothing", "of that\nkind", "of that kind"),
    ],
)
def test_the_words_that_were_asked_for_are_marked_from_their_beginning(asked: str, summary: str, wanted: str):
    """What stands side by side is one mark: Discord would show two that touch as asterisks."""
    assert shown(summary, asked) == wanted


def test_a_long_text_is_shown_from_a_little_before_the_first_word():
    text = shown("Filler words go on and on. " * 20 + "A shark swims. " + "More of it. " * 20, "shark", 60)
    assert text.startswith("…")
    assert text.endswith("…")
    assert "A **shark** swims" in text


@given(st.text("ab AB剪枝Łβé\u0301*_-. \n", max_size=60), st.text('ab 剪枝ORlβ"-', max_size=12), st.integers(2, 80))
def test_any_text_has_its_marks_in_pairs_that_do_not_touch(summary: str, asked: str, columns: int):
    text = shown(summary, asked, columns).replace("\\*", "")
    assert text.count("**") % 2 == 0
    assert "****" not in text
