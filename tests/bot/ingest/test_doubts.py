"""What an author is told before an issue is sent: each kind of doubt, with its line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.digest.entry import HEADLINE, SUMMARY
from bot.features.submissions.view import render_preflight
from bot.ingest.documents import Document
from bot.ingest.pipeline import ingest
from bot.ingest.preflight import examine
from newsletter.parsing import parse_markdown
from storage.archive import Archive
from tests.empty import make_empty

EARLIER = "# Sample News #1\n\n# 1. Papers\n\n## [One](https://arxiv.org/abs/2102.00001)\n\nText.\n"
DOUBTFUL = f"""# Sample News #2

# 1. Papers

## [Seen before](https://arxiv.org/abs/2102.00001)

Text.

## Without a link

Text.

[](https://arxiv.org/abs/2102.00002)**——**[**arxiv.org**](https://arxiv.org/abs/2102.00002)

[2102.00002] A title

Text.

## [Wrongly cited](https://arxiv.org/abs/2102.00003)

[2102.00004] A title

Text.

## [Without its picture](https://arxiv.org/abs/2102.00005)

![](img/missing.png)

Text.

## [{"Long " * 40}](https://arxiv.org/abs/2102.00006)

{"Long. " * 300}
"""
WARNINGS = [
    (5, "arXiv:2102.00001 was in an earlier issue: Sample News #1."),
    (9, "This entry has no link, so it cannot be found by paper."),
    (13, "The headline of this entry is lost; nothing stands in."),
    (21, "The citation names arXiv:2102.00004, but the headline leads to arXiv:2102.00003, which counts."),
    (31, f"This headline has 199 characters; a digest shows {HEADLINE}."),
    (31, f"This summary has 1799 characters; an opened section shows {SUMMARY}."),
]
IN_FOLDER = (25, "The picture img/missing.png is not in the issue's folder.")
ALONE = (25, "The picture img/missing.png is missing: the document came without its folder.")
NOW = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
async def archive(tmp_path: Path):
    async with await Archive.open(make_empty(tmp_path / "archive.db")) as opened:
        await ingest(opened, [Document(Path("1.md"), content=parse_markdown(EARLIER))])
        yield opened


@pytest.mark.parametrize("with_folder", [True, False])
async def test_each_kind_of_doubt_is_a_warning_with_its_line(archive: Archive, tmp_path: Path, with_folder: bool):
    """A paper seen before, no link, a lost headline, a wrong citation, a missing picture, too much text."""
    found = await examine(archive, parse_markdown(DOUBTFUL), NOW, tmp_path if with_folder else None)
    picture = IN_FOLDER if with_folder else ALONE
    assert [(warning.line, warning.text) for warning in found.warnings] == sorted(
        [*WARNINGS, picture], key=lambda w: w[0]
    )


async def test_a_picture_that_is_there_is_no_warning_and_none_outside_the_folder_counts(
    archive: Archive, tmp_path: Path
):
    home = tmp_path / "home"
    (home / "img").mkdir(parents=True)
    (tmp_path / "outside.png").touch()
    (home / "img" / "missing.png").touch()
    for name, number in (("img/missing.png", 0), ("../outside.png", 1), ("https://example.org/a.png", 0)):
        text = DOUBTFUL.replace("img/missing.png", name)
        found = await examine(archive, parse_markdown(text), NOW, home)
        assert sum("picture" in warning.text for warning in found.warnings) == number


async def test_the_preview_in_discord_lists_them_with_their_lines(archive: Archive):
    text = render_preflight("2.md", await examine(archive, parse_markdown(DOUBTFUL), NOW), 1).text
    assert "7 warnings" in text
    for line in (5, 9, 13, 21, 25, 31):
        assert f"**line {line}** ·" in text
