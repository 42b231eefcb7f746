"""Small made-up issues for tests that need an archive rather than a document."""

from newsletter.arxiv_id import abs_url
from newsletter.model import Entry, Issue, Remark, Section, SectionKind


def make_entry(headline: str | None = "A headline", arxiv_id: str | None = None, **values: object) -> Entry:
    fields: dict[str, object] = {
        "headline": headline,
        "url": abs_url(arxiv_id) if arxiv_id else f"https://example.com/{headline}",
        "arxiv_id": arxiv_id,
        "cited_title": None,
        "summary": f"A summary of {headline}.",
    }
    return Entry(**{**fields, **values})  # type: ignore[arg-type]


def make_issue(week: int | None = 1, *entries: Entry, **values: object) -> Issue:
    """Issue of a week of 2026 with its entries in one section of papers."""
    papers = entries or (make_entry(f"Paper of week {week}", f"2601.{week or 0:05}"),)
    fields: dict[str, object] = {
        "title": f"Sample News — Week {week}, 2026",
        "sections": (Section(1, "Papers", SectionKind.PAPERS, papers),),
        "source_url": f"https://example.com/news/{week}",
        "year": 2026,
        "week": week,
        "picks": (Remark("A pick", ("https://example.com/pick",)),),
    }
    return Issue(**{**fields, **values})  # type: ignore[arg-type]


FILLED = (
    make_issue(
        7,
        make_entry("Pruning in practice", "2102.00554", cited_title="Sparsity in Deep Learning"),
        make_entry("Breaking InstaHide", "2011.05315", mentions_arxiv=("2010.02772",)),
    ),
    make_issue(
        8,
        language="zh",
        title="样例新闻—2026 年第 8 周",
        sections=(
            Section(1, "机器学习论文", SectionKind.PAPERS, (make_entry("用剪枝压缩 GAN", "2103.00020"),)),
            Section(2, "技术文章", SectionKind.ARTICLES, (make_entry("视觉转换器的实现"),)),
        ),
    ),
)
"""Two issues: an English one with papers, a Chinese one with an article too."""


HOSTILE = {
    "page.html": b"<html><body>" + b"<ul><li>" * 100 + b"<a href=x>y</a>" * 49_000,
    "feed of ampersands": b'<rss version="2.0"><channel><title>' + b"&" * 2_900_000,
    "feed of brackets": b'<rss version="2.0"><channel><title>' + b"< " * 1_450_000,
}
"""Documents of at most 3 MB, within all limits of tags and attributes, that still take many seconds to read."""
