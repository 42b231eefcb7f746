"""What the documents say about commands, settings and files is true of the program."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from discord import app_commands

from bot.cli import app
from bot.features.registry import COMMANDS
from config.settings import Settings

ROOT = Path(__file__).parents[1]
DOCUMENTS = [path for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")) if path.name != "CHANGELOG.md"]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


PACKAGES = tomllib.loads(text("pyproject.toml"))["tool"]["mypy"]["packages"]
FOLDERS = {*PACKAGES, "docs", ".ci"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_line_in_a_document_is_one_that_the_program_accepts(document: Path):
    """Commands, options and the number of arguments. A command alone may be only mentioned."""
    group = typer.main.get_command(app)
    for line in command_lines(document.read_text(encoding="utf-8")):
        parse(group, line)


def command_lines(document: str) -> Iterator[list[str]]:
    """The words after `python -m bot` in lines of code and in backticks. `a|b` stands for two commands."""
    inline = re.findall(r"`python\s+-m\s+bot\s+([^`]+)`", document)
    blocks = re.findall(r"^    (?:.*/)?python -m bot ([^#\n]+)", document, re.MULTILINE)
    for line in (*inline, *blocks):
        words = shlex.split(line)
        choices = next(((at, word.split("|")) for at, word in enumerate(words) if "|" in word), None)
        if choices is None:
            yield words
        else:
            yield from ([*words[: choices[0]], choice, *words[choices[0] + 1 :]] for choice in choices[1])


def parse(command: Any, words: list[str]) -> None:
    """Raises what typer raises for a line that it does not accept."""
    if words and hasattr(command, "commands"):
        assert words[0] in command.commands, words
        parse(command.commands[words[0]], words[1:])
    elif words:
        command.make_context("bot", list(words))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_and_folder_that_a_document_names_exists(document: Path):
    named = re.findall(r"`([\w.-]+(?:/[\w.-]+)*/?)`", document.read_text(encoding="utf-8"))
    paths = [name for name in named if "/" in name and name.partition("/")[0] in FOLDERS]
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_architecture_has_a_line_for_every_folder_and_the_readme_for_every_package():
    rows = [line.partition("|")[2].partition("|")[0] for line in text("docs/architecture.md").splitlines()]
    listed = {name.rstrip("/") for row in rows for name in re.findall(r"`([^`]+)`", row)}
    inside = {
        f"{folder.parent.name}/{folder.name}"
        for package in PACKAGES
        if package not in {"demo", "tests"}
        for folder in (ROOT / package).iterdir()
        if folder.is_dir() and folder.name != "__pycache__"
    }
    assert {*PACKAGES, *inside} <= listed
    assert [package for package in PACKAGES if f"| `{package}/` |" not in text("README.md")] == []


def test_every_slash_command_and_option_is_in_the_readme():
    rows = [line for line in text("README.md").splitlines() if line.startswith("| `/")]
    typed = " ".join(row.split(" | ", maxsplit=1)[0] for row in rows)
    for command in COMMANDS:
        for each in command.commands if isinstance(command, app_commands.Group) else [command]:
            assert isinstance(each, app_commands.Command)
            shown = re.search(rf"`/{each.qualified_name}( [^`]*)?`", typed)
            assert shown is not None, each.qualified_name
            options = set(re.findall(r"(\w+):", shown[1] or ""))
            assert options == {option.name for option in each.parameters}, each.qualified_name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_target_in_a_document_is_in_the_makefile(document: Path):
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    named = set(re.findall(r"(?:^    |`)make ([a-z-]+)", document.read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= targets


def test_every_setting_is_in_the_readme_and_in_the_example():
    settings = {f"PAPERBOY_{name.upper()}" for name in Settings.model_fields}
    for document in ("README.md", ".env.example"):
        assert set(re.findall(r"PAPERBOY_[A-Z_]+", text(document))) == settings, document


def test_links_between_documents_and_pictures_lead_somewhere():
    for document in DOCUMENTS:
        for link, picture in re.findall(r'\]\(([^)#:]+)[#)]|src="([^":]+)"', document.read_text(encoding="utf-8")):
            assert (document.parent / (link or picture)).exists(), f"{document.name}: {link or picture}"


def test_locks_pin_with_hashes_and_name_no_host():
    """Whoever installs decides where from."""
    locks = sorted(ROOT.glob("requirements*.lock"))
    assert len(locks) >= 3
    for lock in locks:
        content = lock.read_text(encoding="utf-8")
        assert "://" not in content
        for requirement in re.split(r"\n(?=\S)", content.strip()):
            assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==", requirement), requirement
            assert "--hash=sha256:" in requirement


def test_what_the_bot_needs_is_pinned():
    project = tomllib.loads(text("pyproject.toml"))["project"]
    names = {re.split(r"[~>=<\[ ;]", need)[0].lower() for need in project["dependencies"]}
    pinned = {line.split("==")[0].lower() for line in text("requirements.lock").splitlines() if "==" in line}
    assert {name.replace(".", "-") for name in names} <= {name.replace(".", "-") for name in pinned}
