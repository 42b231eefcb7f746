"""JSON columns come back as they were written, and a damaged one is named."""

import pytest

from newsletter.model import Commentary, Remark
from storage.errors import StorageError
from storage.json_columns import dump, read_commentary, read_hashes, read_remarks, read_texts

PICK = Remark("選", ("https://example.org/",), ("2102.00554",))


def test_what_is_written_is_read_back():
    assert read_texts(dump(("é", "b"))) == ("é", "b")
    assert read_texts(dump(())) == ()
    assert read_remarks(dump((PICK,))) == (PICK,)
    assert read_commentary(dump((Commentary("Papers", (PICK,)),))) == (Commentary("Papers", (PICK,)),)
    assert read_hashes(dump({"key": "hash"})) == {"key": "hash"}
    assert read_hashes(dump({})) == {}


@pytest.mark.parametrize("text", ["", "[", "{}", "[1]", '[{"text": "no urls"'])
def test_a_damaged_column_is_reported_with_what_to_do(text: str):
    with pytest.raises(StorageError, match=r"JSON column .* restore a backup"):
        read_texts(text)
