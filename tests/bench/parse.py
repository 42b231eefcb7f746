"""How long the parser takes over texts that are hard to read, and whether time grows with length: `make bench-parse`.

Each shape is read at a quarter, at half and at the whole of a size, and the best of several runs counts. Growth is the time
of the whole by four times that of the quarter: 1 where time grows with length, 4 where it grows with its square.
"""

import argparse
import itertools
import time
from collections.abc import Callable
from contextlib import suppress

from newsletter.errors import NewsletterError
from newsletter.parsing import parse_html, parse_markdown
from newsletter.parsing.markdown.limits import MARKUP, MAX_LINES, MAX_MARKUP
from tests.newsletter.parsing.made import make_issue
from tests.newsletter.parsing.published import rendered

LIMIT = 2.0  # seconds for 1 MB of any text
PAPER = "https://arxiv.org/abs/2102.00554"
HEAD = f"# 1. Papers\n\n## [One]({PAPER})\n\n"

Shape = Callable[[int], str]


def repeated(unit: str, head: str = HEAD) -> Shape:
    """A text of one unit again and again; with letters in it where 1 MB of it would otherwise not be read at all."""
    lines = sum(bool(line.strip()) for line in unit.split("\n"))
    marks = sum(unit.count(mark) for mark in MARKUP)
    least = int(1_010_000 * max(lines * ("\n" in unit) / MAX_LINES, marks / MAX_MARKUP)) + 1
    at = unit.index("\n") if "\n" in unit else len(unit)
    padded = unit[:at] + "a" * max(0, least - len(unit.encode())) + unit[at:]
    return lambda size: head + padded * (size // len(padded.encode()))


def dense(unit: str) -> Shape:
    """The same without such letters."""
    return lambda size: HEAD + unit * (size // len(unit.encode()))


def nested(opening: str, middle: str, closing: str) -> Shape:
    """As deep as the size allows."""
    return lambda size: opening * (times := size // len(opening + closing)) + middle + closing * times


def made(size: int) -> str:
    """Made-up issues, one behind the other."""
    texts: list[str] = []
    for seed in itertools.count():
        texts.append(make_issue(seed).text)
        size -= len(texts[-1].encode())
        if size < 0:
            return "\n".join(texts)
    raise AssertionError


MARKDOWN: dict[str, Shape] = {
    "issues": made,
    "one line of letters": repeated("a"),
    "one line of words": repeated("word "),
    "one line of Chinese": repeated("论文。"),
    "one line of blanks": repeated(" "),
    "one line of digits": repeated("1"),
    "short lines": repeated("a\n"),
    "short paragraphs": repeated("a\n\n"),
    "empty lines": repeated("\n"),
    "[": repeated("["),
    "]": repeated("]"),
    "[]": repeated("[]"),
    "[]( open": repeated("[]("),
    "![ open": repeated("!["),
    "[a](u) links": repeated("[a](https://x.org/a) "),
    "[a](u) a line each": repeated("[a](https://x.org/a)\n"),
    "[a](u) paragraphs": repeated("[a](https://x.org/a)\n\n"),
    "[](u)": repeated("[](u)"),
    "images": repeated("![](img/a.png)"),
    "images in a link": lambda size: HEAD + "[" + "![](a)" * (size // 6) + "](u)",
    "(": repeated("("),
    "[a]((((": lambda size: HEAD + "[a]" + "(" * size,
    "[a](()()": lambda size: HEAD + "[a](" + "()" * (size // 2),
    "*": repeated("*"),
    "* a": repeated("*a "),
    "a*b": repeated("a*b"),
    "**": repeated("** a"),
    "*a* ": repeated("*a* "),
    "* and ** a line each": repeated("*a\n**b\n"),
    "-": repeated("-"),
    "— —": repeated("— "),
    "lines of dashes": repeated("— — —\n"),
    "dash, letter": repeated("— a"),
    "_": repeated("_"),
    "_a_": repeated("_a_ "),
    "`": repeated("`"),
    "`` growing": lambda size: HEAD + " ".join("`" * n for n in range(1, int((2 * size) ** 0.5))),
    "backslashes": repeated("\\"),
    "&": repeated("&"),
    "&amp;": repeated("&amp;"),
    "<": repeated("<"),
    "<https://": repeated("<https://a"),
    "urls": repeated("https://x.org/a "),
    "one url": lambda size: HEAD + "https://x.org/" + "a" * size,
    "url of )": lambda size: HEAD + "https://x.org/" + ")" * size,
    "url of %25": lambda size: HEAD + "https://x.org/" + "%25" * (size // 3),
    "ids": repeated("2102.00554 "),
    "ids in brackets": repeated("[2102.00554] a\n\n"),
    "arxiv words": repeated("arxiv "),
    "arxiv.org/abs/": repeated("arxiv.org/abs/"),
    "headings": repeated("## a\n"),
    "headings with links": repeated("## [a](https://x.org/a)\n\n"),
    "headings and a word": repeated("## [a](https://x.org/a)\n\nb\n\n"),
    "headings, one long": lambda size: f"{HEAD}## " + "a " * (size // 2),
    "sections": repeated("# 1. Papers\n\n"),
    "sections of one entry": repeated(f"# 1. Papers\n\n## [a]({PAPER})\n\nb\n\n"),
    "numbered headings": lambda size: "".join(f"# {n % 100}. a\n\n" for n in range(size // 8)),
    "open headings": repeated("## [a\n"),
    "#": repeated("#"),
    "# ": repeated("# "),
    "bullets": repeated("* a\n"),
    "bullets with links": repeated("* [a](https://x.org/a) b\n"),
    "nested bullets": lambda size: HEAD + "".join(f"{' ' * (n % 200)}* a\n" for n in range(size // 104)),
    "bullets on a line": repeated("* "),
    "quotes": repeated("> a\n"),
    ">": repeated(">"),
    "cards": repeated("[](https://x.org/a) [## a\n\n### b\n\nx.org](https://x.org/a)\n"),
    "cards on a line": repeated("[](https://x.org/a) [## a ### b x.org](https://x.org/a) "),
    "open cards": repeated("[## a\n"),
    "open cards on a line": repeated("[## a "),
    "cards of ]": lambda size: HEAD + "[## a" + "]" * size,
    "table": repeated("| 1) **a** - b | [Paper](https://arxiv.org/abs/2305.00050) |\n", "# Papers of the week\n\n"),
    "table without links": repeated("| a | b |\n"),
    "paragraphs behind an item": repeated("Something is said of it.\n\n", f"# News\n\n- [a]({PAPER})\n\n"),
    "paragraphs of an entry": repeated("Something is said of it.\n\n"),
    "|": repeated("|"),
    "picks": repeated("* a https://arxiv.org/abs/2102.00554\n", "# Issue\n\n## Editor's pick\n\n"),
    "bold lines": repeated("**a**\n\n"),
    "bold links": repeated("**[a](https://x.org/a)**\n\n"),
    "bold link, word": repeated("**[a](https://x.org/a)**\nb\n\n"),
    "site labels": repeated("【arxiv.org】**a****——**[](https://x.org/a)\n\n"),
    "citations": repeated("*【2102.00554】a*\n"),
    "credits": repeated("image from "),
    "credits a line each": repeated("Image: a\n"),
    "Image and words": lambda size: HEAD + "Image " * (size // 6),
    "subscribe": repeated("subscribe\n\n"),
    "lost headlines": repeated("![](a.png)\n\n[2102.00554] a\n\n"),
    "plain headlines": repeated("a\n\n![](a.png)\n\n[2102.00554] b\n\n"),
    "CR": repeated("a\r"),
    "fullwidth": repeated("［２１０２．００５５４］"),
    "kana": repeated("論文です。"),
    "emoji": repeated("🧠 "),
    "control marks": repeated("\x01\x02"),
    "a line each, dense": dense("a\n"),
    "*a*, dense": dense("*a* "),
    "words and links by turns": repeated("a [b](https://x.org/a) *c* **d** `e` _f_ <br> "),
}
HTML: dict[str, Shape] = {
    "HTML of issues": lambda size: rendered(made(size * 9 // 10)),
    "nested div": nested("<div>", "a", "</div>"),
    "nested div, open": repeated("<div>", ""),
    "nested a": nested("<a href='https://x.org/a'>", "a", "</a>"),
    "nested li": nested("<ul><li>", "a", "</li></ul>"),
    "articles in articles": lambda size: "<article>" * 200 + "<p>Something is said of it.</p>" * (size // 33),
    "quotes in quotes": lambda size: "<blockquote>" * 200 + "<p>Something is said of it.</p>" * (size // 33),
    "deep links": lambda size: "<div>" * 200 + "<a href='https://x.org/a'><h3>a</h3></a>" * (size // 41),
    "italics in italics": lambda size: ("<em>" * 200 + "a" + "</em>" * 200) * (size // 1801),
    "nested blockquote": nested("<blockquote>", "a", "</blockquote>"),
    "nested em": nested("<em>", "a", "</em>"),
    "nested tables": nested("<table><tr><td>", "a", "</td></tr></table>"),
    "one link of many words": lambda size: "<a href='https://x.org/a'>" + "<p>a</p>" * (size // 8) + "</a>",
    "em by turns": repeated("<em>a</em>", ""),
    "em and blanks": repeated("<em> </em>", ""),
    "paragraphs of HTML": repeated("<p>a</p>", "<h1>1. Papers</h1>"),
    "links of HTML": repeated("<a href='https://x.org/a'>a</a> ", "<h1>1. Papers</h1>"),
    "headings of HTML": repeated("<h2><a href='https://x.org/a'>a</a></h2>", "<h1>1. Papers</h1>"),
    "links around headings": repeated("<a href='https://x.org/a'><h2>a</h2><p>b</p></a>", "<h1>1. Papers</h1>"),
    "links in headings": repeated("<h2><a href='https://x.org/a'><h3>a</h3></a></h2>", ""),
    "lists of a link": repeated("<ul><li><a href='https://x.org/a'>a</a></li></ul>", "<h1>1. Papers</h1>"),
    "rows of HTML": lambda size: (
        "<table>" + "<tr><td>a</td><td><a href='https://arxiv.org/abs/2305.00050'>b</a></td></tr>" * (size // 75)
    ),
    "cells of HTML": lambda size: "<table>" + ("<tr>" + "<td>a</td>" * (size // 22) + "</tr>") * 2,
    "images of HTML": repeated("<img src='a.png'>", "<h1>1. Papers</h1>"),
    "br": repeated("a<br>", "<h1>1. Papers</h1>"),
    "articles": repeated("<article>a</article>", ""),
    "comments": repeated("<!-- a -->", ""),
    "entities of HTML": repeated("&nbsp;", "<p>"),
    "text of HTML": repeated("a [b] *c* ", "<p>"),
    "dashes of HTML": repeated("— ", "<p>"),
    "lines in a paragraph": repeated("a\n", "<p>"),
    "pre": lambda size: "<pre>" + " \n" * (size // 2) + "</pre>",
}


def seconds(read: Callable[[str], object], text: str, runs: int) -> float:
    """Processor time of the best of some runs."""
    best = float("inf")
    for _ in range(runs):
        began = time.process_time()
        with suppress(NewsletterError):
            read(text)
        best = min(best, time.process_time() - began)
        if best > LIMIT:
            break
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000, help="bytes")
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--only", default="", help="shapes with this in their name")
    options = parser.parse_args()
    all_of: list[tuple[str, Callable[[str], object], Shape]] = [(n, parse_markdown, s) for n, s in MARKDOWN.items()]
    all_of += [(n, parse_html, s) for n, s in HTML.items()]
    rows = []
    print(f"{'':28}{'seconds':>9}{'growth':>8}")
    for name, read, shape in all_of:
        if options.only not in name:
            continue
        quarter, whole = (seconds(read, shape(options.size // part), options.runs) for part in (4, 1))
        rows.append((whole, whole / 4 / quarter, name))
        print(f"{name:28}{whole:9.2f}{whole / 4 / quarter:8.2f}", flush=True)
    slowest, steepest = max(rows), max(rows, key=lambda row: row[1])
    print(
        f"\n{len(rows)} shapes of {options.size:,} bytes: {slowest[0]:.2f} s at most ({slowest[2]}; {LIMIT} s may be),"
    )
    print(f"time grows by {steepest[1]:.2f} where length grows by 1 at most ({steepest[2]})")


if __name__ == "__main__":
    main()
