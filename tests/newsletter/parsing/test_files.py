"""Documents as files: what cannot be read gets a sentence."""

import os
from pathlib import Path

import pytest

from newsletter.errors import DocumentError
from newsletter.parsing import Origin, parse_bytes, parse_html, parse_text, read_document
from newsletter.parsing.files import MAX_BYTES
from newsletter.parsing.html.convert import looks_like_html
from newsletter.parsing.markdown.limits import MARKUP, MAX_LINES, MAX_MARKUP
from tests.newsletter.parsing.documents import HEAD, PAPER

ISSUE = f"{HEAD}# 1. Papers\n\n## [One]({PAPER})\n\nText."


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path: Path):
    for encoding in ("utf-8", "utf-8-sig"):
        path = tmp_path / f"{encoding}.md"
        path.write_text(ISSUE, encoding=encoding)
        assert read_document(path).issue.title == "Sample News — Week 7, 2021"


def test_an_issue_without_a_title_is_called_by_its_file(tmp_path: Path):
    path = tmp_path / "2021-w07.md"
    path.write_text(f"# 1. Papers\n\n## [One]({PAPER})\n\nText.", encoding="utf-8")
    assert read_document(path).issue.title == "2021-w07"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", r"a\.md is empty"),
        (b" \n\t\n", r"a\.md is empty"),
        (b"\xef\xbb\xbf", r"a\.md is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", r"a\.md is binary: expected Markdown as UTF-8 text, found NUL bytes"),
        (ISSUE.encode("utf-16"), r"a\.md is binary"),
        ("# 1. Papers ü".encode("latin-1"), r"a\.md is not UTF-8 text: expected Markdown, found the byte 0xfc at 12"),
        (b"\xff" * 100, r"a\.md is not UTF-8 text"),
        (b"Hello.", r"a\.md is no newsletter issue: expected numbered sections"),
    ],
)
def test_a_file_that_is_no_issue_gets_a_sentence(tmp_path: Path, data: bytes, reason: str):
    path = tmp_path / "a.md"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=reason):
        read_document(path)


@pytest.mark.parametrize(("size", "found"), [(MAX_BYTES + 1, "10.0"), (MAX_BYTES * 3, "30.0")])
def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path, size: int, found: str):
    path = tmp_path / "huge.md"
    with path.open("wb") as file:
        file.truncate(size)
    with pytest.raises(DocumentError, match=rf"huge\.md is too large: expected at most 10 MB, found {found} MB"):
        read_document(path)


def test_what_is_no_file_gets_a_sentence(tmp_path: Path):
    with pytest.raises(DocumentError, match="is a folder: expected a Markdown file"):
        read_document(tmp_path)
    with pytest.raises(DocumentError, match=r"missing\.md does not exist: expected a Markdown file"):
        read_document(tmp_path / "missing.md")
    with pytest.raises(DocumentError, match="expected a Markdown file"):
        read_document(Path("a\0b.md"))
    with pytest.raises(DocumentError, match=r"cannot be read: expected a Markdown file or HTML, found: File name too"):
        read_document(tmp_path / ("a" * 5_000))
    pipe = tmp_path / "pipe.md"
    os.mkfifo(pipe)
    with pytest.raises(DocumentError, match="is no regular file"):
        read_document(pipe)


@pytest.mark.parametrize("many", [MAX_LINES + 1, MAX_LINES * 4])
def test_a_document_of_more_lines_than_any_issue_is_refused_with_their_number(many: int):
    """However long it is, nobody waits for it."""
    with pytest.raises(DocumentError, match=rf"a\.md is too long for an issue: expected at most 25,000 .*{many:,}\."):
        parse_text("# 1. Papers\n" + "a\n" * (many - 1), "a.md")


def test_empty_lines_make_no_document_too_long():
    assert len(parse_text(ISSUE + "\n \t\n" * MAX_LINES).issue.entries) == 1


def test_a_text_that_is_longer_than_any_issue_is_refused():
    with pytest.raises(DocumentError, match=r"^a\.md is too long for an issue: expected at most 2,000,000 characters"):
        parse_text(f"{ISSUE}\n{'word ' * 500_000}", "a.md")


def test_a_document_of_more_marks_than_any_issue_is_refused_with_their_number():
    marks = "*_[a](http://x.org/) `b` &amp; <c> \\* d\n\n"  # 10 of them
    with pytest.raises(
        DocumentError, match=r"a\.md is too tangled for an issue: expected at most 100,000 marks .*, found 100,010\."
    ):
        parse_text("# A\n\n" + marks * (MAX_MARKUP // 10 + 1), "a.md")


def test_a_document_of_as_many_marks_as_an_issue_may_have_is_read():
    text = ISSUE + " *a" * (MAX_MARKUP - sum(ISSUE.count(mark) for mark in MARKUP))
    assert sum(text.count(mark) for mark in MARKUP) == MAX_MARKUP
    assert parse_text(text).issue.entries


def test_html_that_is_nested_without_end_is_refused_with_a_sentence():
    with pytest.raises(DocumentError, match=r"x\.html cannot be read as HTML: its elements are nested deeper"):
        parse_html("<div>" * 3_000 + "<h1>1. Papers</h1>", "x.html")


HTML = f"<h1>Übung #7</h1><h2>1. Papers</h2><h3><a href='{PAPER}'>One</a></h3><p>Text.</p>"


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (HTML.encode(), "a.html", None),
        (HTML.encode(), "A.HTM", None),
        (HTML.encode("latin-1"), "a", "text/html; charset=iso-8859-1"),
        (HTML.encode("latin-1"), "a", "text/html"),
        (HTML.encode("latin-1"), "a.htm", None),
        (HTML.encode("latin-1"), "a", "Text/HTML;charset=ISO-8859-1"),
        (HTML.encode("latin-1"), "a", "application/xhtml+xml; charset=latin-1"),
        (f"<!doctype html><meta charset=latin-1>{HTML}".encode("latin-1"), "a.html", None),
        (HTML.replace("<h1>", "# ").replace("</h1>", "\n\n").encode("utf-8"), "a.html", None),
        (
            f"# Übung #7\n\n# 1. Papers\n\n## [One]({PAPER})\n\nText.".encode("latin-1"),
            "a.md",
            "text/plain; charset=latin-1",
        ),
        (
            f"# Übung #7\n\n# 1. Papers\n\n## [One]({PAPER})\n\nText.".encode("latin-1"),
            "a.md",
            "text/plain; Charset = latin-1",
        ),
        (f"# Übung #7\n\n# 1. Papers\n\n## [One]({PAPER})\n\nText.".encode(), "a.txt", "text/plain"),
    ],
)
def test_a_document_is_read_by_its_name_and_by_what_is_said_of_it(data: bytes, name: str, kind: str | None):
    """HTML by its ending or its type; the charset that the type or the document names."""
    issue = parse_bytes(data, name, Origin(url="https://example.org/7"), kind).issue
    assert "Übung #7" in issue.title
    assert (issue.entries[0].headline, issue.source_url) == ("One", "https://example.org/7")


@pytest.mark.parametrize("kind", ["text/html", "application/xhtml+xml", "text/plain", ""])
def test_the_charset_that_a_server_names_is_believed(kind: str):
    is_html = "html" in kind
    text = HTML if is_html else f"# Übung #7\n\n# 1. Papers\n\n## [One]({PAPER})\n\nText."
    data = text.replace("Übung", "Новости").encode("koi8-r")
    issue = parse_bytes(data, "a", content_type=f"{kind}; charset=koi8-r").issue
    assert issue.title == "Новости #7"


@pytest.mark.parametrize("kind", ["text/html", "text/plain; charset=utf-8", None])
def test_bytes_that_are_nothing_or_too_much_are_refused_with_their_name(kind: str | None):
    with pytest.raises(DocumentError, match=r"a\.md is empty: .*found 2 bytes"):
        parse_bytes(b" \n", "a.md", content_type=kind)
    with pytest.raises(DocumentError, match=r"a\.md is too large: expected at most 10 MB\."):
        parse_bytes(b"x" * (MAX_BYTES + 1), "a.md", content_type=kind)
    with pytest.raises(DocumentError, match=r"a\.md is no newsletter issue"):
        parse_bytes(b"<p>Hello.</p>", "a.md", content_type=kind)


def test_a_document_of_the_largest_size_is_read():
    assert parse_bytes(ISSUE.encode() + b" " * (MAX_BYTES - len(ISSUE.encode())), "a.md").issue.entries


FRONT = """---
title: "Sample News #12"
date: 2023-05-07T10:00:00Z
tags:
  - news
canonical_url: https://example.org/12?utm_source=x
---

"""


def test_the_fields_that_a_site_generator_reads_say_title_date_and_address():
    """And warnings keep their lines."""
    parsed = parse_text(f"{FRONT}# 1. Papers\n\n## One\n\nText.\n")
    issue = parsed.issue
    assert (issue.title, issue.number, str(issue.date)) == ("Sample News #12", 12, "2023-05-07")
    assert issue.source_url == "https://example.org/12"
    assert [(warning.line, warning.text) for warning in parsed.warnings] == [
        (11, "This entry has no link, so it cannot be found by paper.")
    ]


@pytest.mark.parametrize(
    "top",
    ["---\n\n# Sample News #12\n\n---\n\n", "---\nHello, all.\n---\n# Sample News #12\n\n", "---\n# Sample News #12\n"],
)
def test_lines_of_dashes_at_the_top_are_no_fields(top: str):
    assert parse_text(f"{top}# 1. Papers\n\n## [One]({PAPER})\n\nText.\n").issue.number == 12


def test_a_document_may_be_html_or_markdown_with_a_tag_in_it():
    assert looks_like_html("<p>a</p><p>b</p>")
    assert not looks_like_html("<p>a</p><p>b")
    assert not looks_like_html("<p>a</p>\n\n# Sample News\n\n<p>b</p>")
    assert not looks_like_html("# Sample News\n\n<p>a</p><p>b</p>")
    assert looks_like_html("<!-- x --><!DOCTYPE html># x")
    assert looks_like_html("\ufeff<html>")
