"""`sources.toml` is read whole, and an error in it names the line and the key."""

from datetime import timedelta
from pathlib import Path

import pytest

from sources.config import CatalogError, SourceKind, read_catalog

GOOD = """contact = "me@example.org"

[[source]]
name = "akira"
kind = "feed"
url = "https://example.org/feed"
every = "30m"
deliver = "none"

[[source]]
name = "ours"
kind = "folder"
path = "issues"
"""


def test_sources_are_as_they_are_written(tmp_path: Path):
    file = tmp_path / "sources.toml"
    file.write_text(GOOD)
    catalog = read_catalog(file)
    feed, folder = catalog.sources
    assert (feed.name, feed.kind, feed.url, feed.every, feed.deliver) == (
        "akira", SourceKind.FEED, "https://example.org/feed", timedelta(minutes=30), "none",
    )  # fmt: skip
    assert (folder.kind, folder.path, folder.every) == (SourceKind.FOLDER, tmp_path / "issues", timedelta(hours=1))
    assert catalog.contact == "me@example.org"


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('kind = "feed"', 'kind = "fax"', "5: kind: “fax” is none of feed, page, file, folder."),
        ('url = "https', 'url = "ftp', "6: url: “ftp://example.org/feed” is no address"),
        ('url = "https://', 'url = "https://me:secret@', "6: url: "),
        ('every = "30m"', 'every = "soon"', "7: every: “soon” is no time such as 30m"),
        ('every = "30m"', 'every = "1m"', "7: every: no server likes"),
        ('every = "30m"', "every = 30", "7: every: expected a text"),
        ('deliver = "none"', 'deliver = "some"', "8: deliver: “some” is none of latest, all, none."),
        ('name = "ours"', 'name = "akira"', "11: name: “akira” is the name of an earlier source."),
        ('path = "issues"', 'url = "https://example.org"', "13: url: a folder has a path instead."),
        ('path = "issues"', "", "10: path: missing."),
        ('name = "akira"\n', "", "3: name: missing."),
        ('every = "30m"', 'interval = "30m"', "7: interval: no such key"),
        ('contact = "me@example.org"', "", "1: contact: missing"),
        ('contact = "me@example.org"', 'contact = "me"', "1: contact: expected an e-mail address"),
        ('contact = "me@example.org"', 'contact = "jürgen@example.org"', "1: contact: expected an e-mail address"),
        ('contact = "me@example.org"', 'contact = "me@example.org\\nX: y"', "1: contact: expected an e-mail address"),
        ('url = "https://example.org/feed"', 'url = "https://xn--/"', "6: url: “https://xn--/” is no address"),
        ('url = "https://example.org/feed"', 'url = "https://a.org:99999/"', "6: url: “https://a.org:99999/” is no"),
        ('contact = "me@example.org"', 'sauce = "x"', "1: sauce: no such key"),
        ("[[source]]", "[source]", "10: "),
        ('kind = "feed"', "kind = ", "5: "),
    ],
)
def test_an_error_names_line_and_key(tmp_path: Path, old: str, new: str, where: str):
    file = tmp_path / "sources.toml"
    file.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(CatalogError) as caught:
        read_catalog(file)
    assert str(caught.value).startswith(f"{file}:{where}")
    assert str(caught.value).endswith(".")


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path):
    with pytest.raises(CatalogError, match="cannot be read"):
        read_catalog(tmp_path / "sources.toml")
