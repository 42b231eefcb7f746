"""A generated archive: seeded, with words as unevenly spread as real ones, in Chinese, English and both."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from newsletter.arxiv_id import abs_url
from newsletter.model import Entry, Issue, Section, SectionKind

PER_ISSUE = 50
SERIES = ("Morning", "Noon", "Evening")  # newsletters that appear every day
COMMON = "模型"  # in about 30 % of entries, as is "network"
COMMON_LATIN = "network"
RARE = "zyxomma"  # in three entries of the whole archive
_SYLLABLES = "ba de ki lo mu ra sen tor vi qua net gan trans form con vol at ten tion dif fu sion pru ning graph"
_HAN = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严龙飞"


class Words:
    """A vocabulary whose words are as unevenly used as those of a language."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - the same archive at every run
        latin = {"".join(self.random.choices(_SYLLABLES.split(), k=self.random.randint(2, 4))) for _ in range(30_000)}
        han = {"".join(self.random.choices(_HAN, k=self.random.choice((2, 2, 2, 3, 4)))) for _ in range(30_000)}
        self.latin, self.han = sorted(latin), sorted(han)
        self.random.shuffle(self.latin)
        self.random.shuffle(self.han)

    def one(self, words: list[str]) -> str:
        return words[min(int(len(words) ** self.random.random()) - 1, len(words) - 1)]

    def english(self, count: int) -> str:
        return " ".join(self.one(self.latin) for _ in range(count))

    def chinese(self, count: int) -> str:
        text = "".join(self.one(self.han) for _ in range(count))
        return (
            text + f" {self.one(self.latin).capitalize()}Net，" + "".join(self.one(self.han) for _ in range(count // 2))
        )


def make_issues(entries: int, seed: int = 7) -> Iterator[Issue]:
    """Issues of 50 entries each, oldest first, newest of 2026."""
    words = Words(seed)
    count = entries // PER_ISSUE
    first = date(2026, 11, 1) - timedelta(days=count // len(SERIES))
    rare = {entries // 5, entries // 2, entries - entries // 7}
    for number in range(count):
        made = tuple(_entry(words, number * PER_ISSUE + i, rare) for i in range(PER_ISSUE))
        yield Issue(f"{SERIES[number % len(SERIES)]} News", (Section(1, "Papers", SectionKind.PAPERS, made),),
                    f"https://example.com/{seed}/{number}", date=first + timedelta(days=number // len(SERIES)))  # fmt: skip


def _entry(words: Words, number: int, rare: set[int]) -> Entry:
    chinese = number % 2 == 0
    headline = words.chinese(4) if chinese else words.english(7)
    summary = words.chinese(24) if chinese else words.english(40)
    if words.random.random() < 0.6:
        summary += f" {COMMON if chinese else COMMON_LATIN}"
    if words.random.random() < 0.05:
        headline += f" {COMMON if chinese else COMMON_LATIN}"
    if number in rare:
        summary += f" {RARE}"
    arxiv_id = f"{number // 90_000 + 15:02}{number // 7_500 % 12 + 1:02}.{number % 7_500 + 1:05}"
    title = words.chinese(4) if chinese else words.english(8)
    return Entry(headline, abs_url(arxiv_id), arxiv_id, title, summary)


def queries(entries: int, count: int, seed: int = 11) -> dict[str, list[str]]:
    """Queries of each class, `count` of them, none of them twice where the class has that many."""
    words = Words(7)
    words.random.seed(seed)
    pick = words.random
    issues = list(make_issues(PER_ISSUE * 4))
    texts = [entry.summary for issue in issues for entry in issue.entries]

    def mixed() -> str:
        text = pick.choice(texts[::2])
        latin = next(word for word in text.split() if (word.isascii() and word.isalpha()) or "Net" in word)
        return f"{text[:2]} {latin.split('Net')[0]}"

    def middling(vocabulary: list[str]) -> str:
        return vocabulary[pick.randint(50, 400)]

    return {
        "rare": [RARE] * count,
        "common (30 %)": [COMMON, COMMON_LATIN] * (count // 2),
        "two words": [f"{COMMON_LATIN} {middling(words.latin)}" for _ in range(count)],
        "phrase": [f'"{words.latin[pick.randint(0, 9)]} {words.latin[pick.randint(0, 9)]}"' for _ in range(count)],
        "mixed": [mixed() for _ in range(count)],
        "prefix": [middling(words.latin)[:5] for _ in range(count)],
        "id": [f"15{pick.randint(1, 12):02}.{pick.randint(1, 7_500):05}" for _ in range(count)],
        "miss": [f"q{pick.randint(0, 10**9)}xw" for _ in range(count)],
        "one character": [pick.choice(_HAN) for _ in range(count)],
        "pasted paragraph": [pick.choice(texts)[:1500] for _ in range(count)],
        "hostile": [HOSTILE[i % len(HOSTILE)] for i in range(count)],
    }


HOSTILE = (
    "的 一 是 在 不 了 有 和", f"{COMMON} -{COMMON_LATIN}", f"{COMMON_LATIN} -fusendepru", f"-{COMMON}", "t", "tr",
    "tran", f"{COMMON_LATIN} t", f"year:2026 {COMMON}", f"section:papers {COMMON_LATIN}", "section:papers",
    f'issue:"morning 2026-10" {COMMON}', f"author:nobody {COMMON}", f"section:articles {COMMON}", COMMON * 12, "一" * 24,
    "a" * 2000, "a-" * 1000, '"' * 1999, "x y z " * 300, '"' + "fusendepru kinettenba " * 20 + '"', "的", "🙂" * 500,
    " ".join(f'"{word}"' for word in ("fusendepru", "kinettenba", COMMON_LATIN, COMMON)), "\u202e\u0627\ud800 模型",
    "fusendepruu kinettenbaa netwrok", "quaquaqua qua", "senformnet*", "AND OR NOT NEAR(a b)", "c++ 模",
)  # fmt: skip
"""What nobody types by accident: everything that is everywhere, excluded, doubled, cut short or no word at all."""
