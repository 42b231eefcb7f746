"""No document, name or query gives orders to the terminal on which a command prints."""

import ast
import json
import re
import unicodedata
from pathlib import Path

import pytest

import bot.cli
from bot.logs.characters import clean_values, render_json
from newsletter.characters import escape_json, printable
from tests.process.conftest import Process

ORDERS = "\x1b]0;OWNED\x07\x1b[31m\x9b31m\x1bc\u202eRTL\u2066\U000e0041\x00\x85"
LEFT = "]0;OWNED[31m31mcRTL"
DOCUMENT = f"""# Sample {ORDERS} News — Week 5, 2026

> Source: <https://example.com/news/5>

## Topics

1. Papers {ORDERS}

# 1. Papers {ORDERS}

## [Paper {ORDERS} x](https://arxiv.org/abs/2601.00005)

[2601.00005] The paper {ORDERS} of the week

What {ORDERS} says. zebra

## [no link {ORDERS}](javascript:alert(1))

text ![pic](p{ORDERS}.png)
"""


def orders_in(text: str) -> set[str]:
    """Characters that a terminal would obey; those that are nothing to it are line breaks."""
    return {one for one in text if unicodedata.category(one) in ("Cc", "Cf") and one != "\n"}


async def test_no_command_prints_what_a_terminal_would_obey(tmp_path: Path):
    """Of a document, of a file's name, of a source's name, of a query, on both streams."""
    file = tmp_path / f"a{ORDERS.replace(chr(0), '')}.md"
    file.write_text(DOCUMENT, encoding="utf-8", newline="")
    (tmp_path / "page.html").write_text(f"<html><body>{ORDERS}</body></html>", encoding="utf-8", newline="")
    (tmp_path / "lines").write_text('{"kind": "\\u001b]0;x"}\n', encoding="utf-8")
    name = json.dumps(ORDERS)
    (tmp_path / "sources.toml").write_text(f'contact="a@b"\n[[source]]\nname={name}\nkind="folder"\npath="none"\n')
    process = Process(
        {"PAPERBOY_DATABASE": str(tmp_path / "p.db"), "PAPERBOY_SOURCES": str(tmp_path / "sources.toml")}, tmp_path
    )
    for words in (
        ("ingest", str(file), str(tmp_path / "page.html")),
        ("check", str(file)),
        ("parse", str(file)),
        ("search", "zebra"),
        ("search", "zebra", "--json"),
        ("check", str(tmp_path / ORDERS.replace("\0", ""))),
        ("search", "zebra", f"--{ORDERS.replace(chr(0), '')}"),
        ("subscriptions", "import", str(tmp_path / "lines")),
        ("sources",),
    ):
        _, out, err = await process.run(*words)
        assert out + err
        assert orders_in(out + err) == set(), words


def test_json_says_with_escapes_what_a_terminal_would_obey():
    """So that a program reads the very text of the document."""
    line = escape_json(json.dumps([ORDERS], ensure_ascii=False))
    assert orders_in(line) == set()
    assert json.loads(line) == [ORDERS]


@pytest.mark.parametrize(
    ("text", "shown"), [(ORDERS, LEFT + "\n"), ("a\r\nb\rc\u2028d", "a\nb\nc\nd"), ("👩‍🔬\t剪", "👩‍🔬\t剪")]
)
def test_what_is_printed_keeps_its_lines_and_letters(text: str, shown: str):
    assert printable(text) == shown


def test_log_lines_hold_no_orders():
    """In the form for eyes, and in JSON, which docker shows on a terminal too."""
    event = {"event": f"read {ORDERS}", "name": ORDERS, "exception": f"Traceback\nValueError: {ORDERS}", "number": 1}
    assert orders_in("".join(map(str, clean_values(None, "info", dict(event)).values()))) == set()
    line = render_json(None, "info", dict(event))
    assert orders_in(line) == set()
    assert json.loads(line) == event


def test_commands_print_by_one_module_alone():
    """A command that is written tomorrow cannot forget to clean what it prints."""
    folder = Path(bot.cli.__file__).parent
    past = []
    for file in folder.glob("*.py"):
        if file.name == "terminal.py":
            continue
        text = file.read_text(encoding="utf-8")
        past += [
            f"{file.name}: {found}" for found in re.findall(r"typer\.s?echo|(?<![.\w])print\(|sys\.stdout\.write", text)
        ]
        past += [
            f"{file.name}:{call.lineno}: Text of what is not written there"
            for call in ast.walk(ast.parse(text))
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Text"
            if any(isinstance(part, ast.FormattedValue) for each in call.args for part in ast.walk(each))
        ]
    assert past == []
