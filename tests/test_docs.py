"""What the documents say of commands and settings is true of the program."""

import re
import tomllib
from pathlib import Path

import pytest
import typer

from bot.cli import app
from config.settings import Settings

ROOT = Path(__file__).parents[1]
DOCUMENTS = [path for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")) if path.name != "CHANGELOG.md"]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_in_a_document_is_one_of_the_program(document: Path):
    group = typer.main.get_command(app)
    known = set(group.commands)  # type: ignore[attr-defined]
    named = set(re.findall(r"python -m bot ([a-z]+)", document.read_text(encoding="utf-8")))
    assert named <= known


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_target_in_a_document_is_in_the_makefile(document: Path):
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    named = set(re.findall(r"(?:^    |`)make ([a-z-]+)", document.read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= targets


def test_every_setting_is_in_the_readme_and_in_the_example():
    settings = {f"PAPERBOY_{name.upper()}" for name in Settings.model_fields}
    for document in ("README.md", ".env.example"):
        assert set(re.findall(r"PAPERBOY_[A-Z_]+", text(document))) == settings, document


def test_links_between_documents_lead_somewhere():
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


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
