"""Blocks: headings, paragraphs, items, quotes, pictures, cards and separators, each with its line."""

import pytest

from newsletter.parsing.markdown.blocks import Block, BlockKind, parse_blocks

NAMES = {
    BlockKind.HEADING: "h",
    BlockKind.PARAGRAPH: "p",
    BlockKind.BULLET: "*",
    BlockKind.NUMBERED: "1.",
    BlockKind.QUOTE: ">",
    BlockKind.IMAGE: "!",
    BlockKind.CARD: "card",
    BlockKind.SEPARATOR: "---",
}


def notation(block: Block) -> str:
    level = str(block.level) if block.kind is BlockKind.HEADING else ""
    card = block.card.title if block.card else ""
    return f"{block.line} {NAMES[block.kind]}{level} {block.text}{block.image}{card}".strip()


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("# a #", ["1 h1 a"]),
        ("### a#", ["1 h3 a#"]),
        ("###### a ##\t", ["1 h6 a"]),
        ("####### a", ["1 p ####### a"]),
        ("##a", ["1 p ##a"]),
        ("#1. a\n##[b](u)\n#**c**", ["1 h1 1. a", "2 h2 b", "3 h1 c"]),
        ("** ## a **\n  ### b", ["1 h2 a", "2 h3 b"]),
        ("#\n# **\n# — —", ["1 ---", "2 ---", "3 ---"]),
        ("a\n===", ["1 h1 a"]),
        ("a\n===  \nb", ["1 h1 a", "3 p b"]),
        ("a\nb\n===", ["1 p a b", "3 ---"]),
        ("* a\n===", ["1 * a", "2 ---"]),
        ("a\n==", ["1 p a", "2 ---"]),
        ("## [**half of\nit**](u)\n\nb", ["1 h2 half of it", "4 p b"]),
        ("## a [b](u\nc", ["1 h2 a b", "2 p c"]),
        ("## [a\n\nb", ["1 h2 [a", "3 p b"]),
        ("## [a](u) [b\nc", ["1 h2 a [b", "2 p c"]),
    ],
)
def test_a_heading_is_known_by_its_marks_or_the_line_under_it(text: str, blocks: list[str]):
    """One of dashes only is a separator; one that breaks off inside a link goes on in the next line."""
    assert [notation(block) for block in parse_blocks(text)] == blocks


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("a\nb\n\nc", ["1 p a b", "4 p c"]),
        ("a\n \t\nb\n**\nc", ["1 p a", "3 p b", "5 p c"]),
        ("a\n# b\nc", ["1 p a", "2 h1 b", "3 p c"]),
        ("a\n> b\n>c\nd", ["1 p a", "2 > b", "3 > c d"]),
        ("a\n— —\nb", ["1 p a", "2 ---", "3 p b"]),
        ("- a\n  b\n- c\n\nd", ["1 * a b", "3 * c", "5 p d"]),
        ("* a\n+ b\n• c\n*\td\n**- e", ["1 * a", "2 * b", "3 * c", "4 * d", "5 * e"]),
        ("1. a\n2) b\n10. c\n100. d", ["1 1. a", "2 1. b", "3 1. c 100. d"]),
        ("*a\n1.b\n•c", ["1 p a 1.b •c"]),
        ("*\n1.\n\na", ["4 p a"]),
        ("* * *\n* *", ["1 ---", "2 * *"]),
        ("- - -\n~~~\n**———**\n_ _", ["1 ---", "2 ---", "3 ---", "4 ---"]),
        ("\n\n  a", ["3 p a"]),
        ("", []),
    ],
)
def test_lines_belong_together_until_a_blank_one_or_another_block(text: str, blocks: list[str]):
    assert [notation(block) for block in parse_blocks(text)] == blocks


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("![](i)", ["1 ! i"]),
        ("![](i) a", ["1 ! i", "1 p a"]),
        ("a ![](i)\nb ![](j) ![](k)\nc", ["1 ! i", "1 p a", "2 ! j", "2 ! k", "2 p b c"]),
        ("a\n![](i)\nb", ["1 p a", "2 ! i", "3 p b"]),
        ("* a\n  ![](i)\n  b", ["2 ! i", "1 * a b"]),
        ("> ![](i) a", ["1 ! i", "1 > a"]),
        ("## a ![](i)\nb", ["1 h2 a", "1 ! i", "2 p b"]),
        ("\n## ![](i)![](j)", ["2 ! i", "2 ! j"]),
        ("[![](i)](u)", ["1 ! i"]),
        ("[](u) ![](i)\n[](v)", ["1 ! i", "2 p"]),
    ],
)
def test_a_picture_is_a_block_before_its_text_and_behind_its_heading(text: str, blocks: list[str]):
    assert [notation(block) for block in parse_blocks(text)] == blocks


def test_a_card_is_a_block_wherever_it_stands_in_a_line():
    text = "a [## b\n\nx.org](u) c [## d](v)\n# e\n"
    assert [notation(block) for block in parse_blocks(text)] == ["1 p a", "1 card b", "3 p c", "3 card d", "4 h1 e"]
