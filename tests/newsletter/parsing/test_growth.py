"""Work grows with the length of a text and not faster. Time itself is measured by `make bench-parse`."""

import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import pytest

from newsletter.errors import NewsletterError
from newsletter.parsing import parse_html, parse_markdown
from tests.bench.parse import HTML, MARKDOWN, Shape

EVERY = [(name, parse_markdown, shape) for name, shape in MARKDOWN.items()]
EVERY += [(name, parse_html, shape) for name, shape in HTML.items()]


def work(read: Callable[[str], object], text: str) -> int:
    """How many functions are called: the same on every machine."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        with suppress(NewsletterError):
            read(text)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(("name", "read", "shape"), EVERY, ids=[name for name, *_ in EVERY])
def test_four_times_the_text_is_no_more_than_four_times_the_work(
    name: str, read: Callable[[str], object], shape: Shape
):
    small, large = (work(read, shape(size)) for size in (2_000, 8_000))
    assert large <= 4.6 * small + 3_000
