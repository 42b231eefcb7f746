"""Made-up issues: documents put together at random from the forms that real ones have, with their answers."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from newsletter.model import SectionKind

TRACKING = "utm_campaign=Sample%27s%20News&utm_medium=email&utm_source=Letter"

WORDS = {
    "zh": {
        "headline": [
            "用更少的标签训练检测器",
            "让 GAN 忘记不要的数据。",
            "为什么 BatchNorm 有效？",
            "3D 点云的新方法",
            "把 80% 的参数剪掉",
        ],
        "title": [
            "学习忘记:一种稀疏网络",
            "SparseNet:面向视觉的修剪",
            "我们真的需要注意力吗？",
            "关于标签噪声的 Transformer 研究",
        ],
        "summary": [
            "他们提出了一种方法，在 ImageNet 上把误差降低了 3.5%。该方法不需要额外数据。",
            "这项研究比较了 12 个模型，发现宽度比深度更重要(见附录)。",
            "一篇介绍如何部署模型的文章。它解释了每一步，并附有代码。",
        ],
        "sections": [
            ("机器学习论文", "papers"),
            ("技术文章", "articles"),
            ("机器学习用例的例子", "use_cases"),
            ("其他主题", "other"),
        ],
        "credit": ["图片引自本文", "图片来自[博客](https://blog.example.org/post)。"],
        "card": ["一个关于模型部署的指南…", "人工智能如何帮助农民", "研究实验室博客"],
        "around": ["过去的时事通讯", "关于我", "每周新闻信！请订阅！", "其他博客", "推特，我贴一句纸评论。"],
    },
    "en": {
        "headline": [
            "Train a detector with fewer labels",
            "How to forget unwanted data.",
            "Why does BatchNorm work?",
            "80% fewer weights",
        ],
        "title": [
            "Learning to Forget: A Sparse Network",
            "SparseNet: Pruning for Vision",
            "Do We Need Attention? A Study",
        ],
        "summary": [
            "They propose a method that lowers the error on ImageNet by 3.5%. It needs no additional data.",
            "This study compares 12 models and finds that width matters more than depth (see the appendix).",
            "An article on how to deploy a model. It explains each step and comes with code.",
        ],
        "sections": [
            ("Featured Paper/News in This Week", "featured"),
            ("Machine Learning Use Case", "use_cases"),
            ("Papers", "papers"),
            ("Articles related to machine learning technology", "articles"),
            ("Other Topics", "other"),
        ],
        "credit": ["Image quoted from this paper", "The image is from [the blog](https://blog.example.org/post)."],
        "card": ["A guide to model deployment…", "How AI helps farmers", "Research Lab Blog"],
        "around": ["Past Newsletters", "About Me", "Weekly newsletter! Please subscribe!", "Other Blogs"],
    },
    "ja": {
        "headline": [
            "少ないラベルで検出器を学習する",
            "不要なデータをGANに忘れさせる。",
            "なぜBatchNormは効くのか？",
            "3D点群の新手法",
        ],
        "title": [
            "忘れることの学習:スパースネットワーク",
            "SparseNet:視覚のための枝刈り",
            "本当にアテンションは必要か？",
        ],
        "summary": [
            "ImageNetで誤差を3.5%下げる手法を提案した。追加のデータは必要ない。",
            "この研究では12個のモデルを比較し、深さより幅が重要だとわかった(付録を参照)。",
            "モデルをデプロイする方法の記事。各段階をコードとともに説明している。",
        ],
        "sections": [
            ("機械学習論文", "papers"),
            ("技術記事", "articles"),
            ("機械学習の活用事例", "use_cases"),
            ("その他のトピック", "other"),
        ],
        "credit": ["画像は論文より引用", "画像は[ブログ](https://blog.example.org/post)より引用"],
        "card": ["モデルのデプロイ入門…", "AIは農家をどう助けるか", "研究所ブログ"],
        "around": ["過去のニュースレター", "自己紹介", "ニュースレターの購読はこちら", "その他のブログ"],
    },
}
SITES = ("blog.example.org", "www.example.com", "ai.example.net")
SEPARATORS = (
    *("— — — — — –", "**— — — —**", "---", "****— — — — –****", "# — — —", "## **— — — — –**", "————", "- - - -"),
    *("_______________", "**\n\n— — — —\n\n**"),
)
# Titles with what they say: year, week, number.
TITLES: dict[str, list[tuple[str, int | None, int | None, int | None]]] = {
    "zh": [
        ("样本新闻—2021 年第 7 周", 2021, 7, None),
        ("样本新闻—#第 22 期", None, None, 22),
        ("**2020 年第 45 周：样本新闻**", 2020, 45, None),
        ("样本新闻 — #22", None, None, 22),
        ("第 12 周的样本新闻", None, 12, None),
    ],
    "en": [
        ("Sample News — Week 7, 2021", 2021, 7, None),
        ("Sample News — #22", None, None, 22),
        ("Sample News: Issue 22", None, None, 22),
        ("**Sample News—Week 45, 2020**", 2020, 45, None),
    ],
    "ja": [
        ("サンプルニュース—2021年第7週", 2021, 7, None),
        ("サンプルニュース — 第22号", None, None, 22),
        ("サンプルニュース #22", None, None, 22),
        ("2020年第45週のサンプルニュース", 2020, 45, None),
    ],
}
DAYS = {
    "zh": ("2021 年 2 月 15 日", "大家好，这是 2021 年 2 月 15 日的一期。"),
    "en": ("February 15, 2021", "Hello everyone, this is the issue of 15 February 2021."),
    "ja": ("2021年2月15日", "こんにちは、2021年2月15日号です。"),
}


@dataclass
class Made:
    """A made-up document and what it holds."""

    lang: str
    lines: list[str] = field(default_factory=list)
    sections: list[dict[str, Any]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    counted: dict[str, Any] = field(default_factory=dict)  # year, week, number, date
    picks: list[tuple[str, ...]] = field(default_factory=list)  # the papers of each
    commentary: list[tuple[str, list[tuple[str, ...]]]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def add(self, *paragraphs: str) -> None:
        for paragraph in paragraphs:
            self.lines += [paragraph, ""]


def make_issue(seed: int) -> Made:
    """A document with two to five sections in one of the three languages."""
    random = Random(seed)  # noqa: S311 - it only chooses forms
    lang = random.choice(sorted(WORDS))
    words: dict[str, Any] = WORDS[lang]
    made = Made(lang)
    names = words["sections"][: random.randint(2, 5)]
    _head(made, random, words, [name for name, _ in names])
    as_h1 = random.random() < 0.25
    for number, (name, kind) in enumerate(names, start=1):
        wrapper = random.choice(["", "", "**", "****"])
        made.add(f"# {wrapper}{number}.{random.choice(['', ' '])}{name}{wrapper}")
        if random.random() < 0.3:
            made.add(random.choice(SEPARATORS[:3]))
        entries = [_entry(made, random, words, as_h1=as_h1) for _ in range(random.randint(1, 4))]
        made.sections.append({"number": number, "title": name, "kind": SectionKind(kind), "entries": entries})
        if random.random() < 0.5:
            made.add(random.choice(SEPARATORS))
    for heading in random.sample(words["around"], 2):
        cards = " ".join(_card(random, "样本 Sample #2021 第 6", f"/sample/past-{i}", opener=True) for i in range(2))
        made.add(
            f"# {heading}", cards if random.random() < 0.7 else "An engineer. [https://example.org/me](https://t.co/x)"
        )
    return made


def _head(made: Made, random: Random, words: dict[str, Any], names: list[str]) -> None:
    """Title, source, day, and the blocks that may stand before the first section, in any order."""
    title, year, week, number = random.choice(TITLES[made.lang])
    made.add(f"# {title}", "> 原文：<https://medium.com/sample/sample-news-8d6517711a17?source=x---19--->")
    made.counted = {"year": year, "week": week, "number": number, "date": None}
    if random.random() < 0.6:
        day = random.choice(DAYS[made.lang])
        made.add(random.choice(["", "## "]) + day if day == DAYS[made.lang][0] else day)
        made.counted |= {"year": year or 2021, "date": "2021-02-15"}
    blocks = [_around, _contents, _picks, _commentary]
    random.shuffle(blocks)
    for block in blocks:
        if random.random() < 0.35:
            block(made, random, words, names)


def _around(made: Made, random: Random, words: dict[str, Any], _: list[str]) -> None:
    made.add(f"## {random.choice(words['around'])}", _card(random, "卡片 Card", "https://medium.com/sample/x"))


def _contents(made: Made, random: Random, words: dict[str, Any], names: list[str]) -> None:
    """A table of contents, which calls some sections by other names."""
    heading = {"zh": ["主题", "目录"], "en": ["Topics", "Table of Contents"], "ja": ["目次", "トピック"]}[made.lang]
    listed = [name if index or random.random() < 0.5 else name[:-1] for index, name in enumerate(names)]
    made.add(f"## {random.choice(heading)}", *(f"*   {name}" for name in listed))
    made.add(random.choice(SEPARATORS))


def _picks(made: Made, random: Random, words: dict[str, Any], _: list[str]) -> None:
    heading = {"zh": "编辑每周精选", "en": "Weekly Editor's Pick", "ja": "今週の編集者のおすすめ"}[made.lang]
    made.add(f"{random.choice(['# ', '## '])}{heading}")
    for _each in range(random.randint(1, 3)):
        paper = _new_id(made, random)
        made.picks.append((paper,))
        address = f"https://arxiv.org/abs/{paper}"
        made.add(f"*   {random.choice(words['headline'])} [{address}]({address})")
    made.add(random.choice(SEPARATORS[:3]))


def _commentary(made: Made, random: Random, words: dict[str, Any], names: list[str]) -> None:
    """Opinions under the names of the sections."""
    for name in names[: random.randint(1, 2)]:
        items: list[tuple[str, ...]] = []
        made.add(f"## {name}")
        for _ in range(random.randint(1, 3)):
            papers = tuple(_new_id(made, random) for _ in range(random.randint(0, 2)))
            items.append(papers)
            shown = " ".join(f"([论文](https://arxiv.org/abs/{paper}))" for paper in papers)
            made.add(f"*   {random.choice(words['summary'])} {shown}".rstrip())
        made.commentary.append((name, items))
    made.add(random.choice(SEPARATORS[:3]))


def _new_id(made: Made, random: Random) -> str:
    serial = f"{random.randint(15, 24)}{random.randint(1, 12):02d}.{random.randint(1, 99_999):05d}"
    made.ids.append(serial)
    return serial


def _entry(made: Made, random: Random, words: dict[str, Any], *, as_h1: bool) -> dict[str, Any]:
    is_paper = random.random() < 0.6
    arxiv_id = _new_id(made, random) if is_paper else None
    site = "arxiv.org" if is_paper else random.choice(SITES)
    url = f"https://arxiv.org/abs/{arxiv_id}" if is_paper else _address(random, site)
    want: dict[str, Any] = {"url": url, "arxiv_id": arxiv_id, "images": (), "cited_title": None, "card": None}
    wrap = random.choice(["", "", "", "**", "****"])
    linked = _headline(made, random, words, want, site, wrap, as_h1=as_h1)
    if is_paper:
        _paper_body(made, random, words, want, wrap, linked=linked)
    else:
        _article_body(made, random, words, want, site, wrap)
    return want


def _address(random: Random, site: str) -> str:
    """Where an article is; parameters that matter are part of it."""
    number = random.randint(1, 9_999)
    paths = (
        f"posts/{number}/",
        f"forum?id=H{number}x",
        f"p?objectID={number}",
        f"a_(b)/{number}",
        f"%E8%AE%BA/{number}",
    )
    return f"https://{site}/{random.choice(paths)}"


def _tracked(random: Random, url: str) -> str:
    """The same with tracking behind it, or in front of what matters."""
    page, mark, query = url.partition("?")
    if not mark:
        return f"{url}?{TRACKING}"
    return random.choice((f"{page}?{TRACKING}&{query}", f"{url}&{TRACKING}", f"{page}?source=x&{query}&gi=ab12"))


def _headline(
    made: Made, random: Random, words: dict[str, Any], want: dict[str, Any], site: str, wrap: str, *, as_h1: bool
) -> bool:
    """Write a headline in one of its forms; False where it has no link."""
    text, url = random.choice(words["headline"]), want["url"]
    tracked = _tracked(random, url)
    want["headline"] = text
    if as_h1:
        made.add(f"# {text}")
        return False
    half = len(text) // 2
    forms = {
        "h2": f"## [{text}]({tracked})",
        "h2 bold": f"## [**{text}**]({tracked})",
        "h2 wrapped": f"## **[**{text}**]({tracked})**",
        "paragraph": f"{wrap}[**{text}**]({tracked}){wrap}",
        "paragraph with site": f"{wrap}[**{text}**]({tracked})**——**[**{site}**]({url}){wrap}",
        "bracketed site behind": f"{wrap}[**{text}**]({tracked})**——**[**【{site}】**]({url}){wrap}",
        "spaced site": f"{wrap}[**{text}**]({tracked})**——**[**{site.replace('.', ' . ')}**]({url}){wrap}",
        "site in front": f"{wrap}【{site}】**{text}****——**[]({url}){wrap}",
        "cut by the dash": f"{wrap}[**{text[:half]}**]({tracked})**——**[**{text[half:]} {site}**]({url}){wrap}",
        "going on": f"## [**{text[:half]}**]({tracked}) {text[half:]}",
        "lost": f"{wrap}[]({tracked})****——**[**{site}**]({url}){wrap}",
        "lost with token": f"{wrap}[]({tracked})****——**[【{site}】T21]({url}){wrap}",
        "no link": f"## {text}",
        "no address": f"{wrap}[**{text}**](http://applewebdata://0BEA9A52-6A15-4E9F-8B6E-F6A4A1C0A4F3/x){wrap}",
        "token behind": f"{wrap}[**{text}**]({tracked})**——**[**{site}**]({url})T21{wrap}",
        "stray bracket": f"{wrap}[**{text}**]({tracked}%29%29){wrap}",
        "spanned": f"{wrap}[**{text}**]({tracked})**\n\n**",
        "bold": f"**{text}**",
    }
    if want["arxiv_id"] is None:
        del forms["no address"], forms["bold"]  # nothing under it would lead anywhere
    if want["arxiv_id"] is None or wrap:
        del forms["stray bracket"], forms["spanned"]
    form = random.choice(sorted(forms))
    made.add(forms[form])
    if form in {"cut by the dash", "going on"}:
        want["headline"] = f"{text[:half].rstrip()} {text[half:].lstrip()}"
    if form.startswith("lost"):
        want["headline"] = None
    return form not in {"no link", "no address", "bold"}


def _paper_body(
    made: Made, random: Random, words: dict[str, Any], want: dict[str, Any], wrap: str, *, linked: bool
) -> None:
    title, summary = random.choice(words["title"]), random.choice(words["summary"])
    url, arxiv_id = want["url"], want["arxiv_id"]
    shown = f"[{url}]({url}?{TRACKING})"
    with_id = {
        "square": f"[{arxiv_id}] {title}",
        "square tight": f"[{arxiv_id}]{title}",
        "fullwidth": f"【{arxiv_id}】{title}",
        "unclosed": f"[{arxiv_id} {title}",
        "url below": f"[{arxiv_id}]{title}\n{shown}",
        "url behind": f"[{arxiv_id}]{title} {url}",
        "title linked": f"【{arxiv_id}】{url}\n[{title}]({url}?{TRACKING})",
        "token": f"[{arxiv_id}]{title} {url}\nT3",
        "two lines": f"[{arxiv_id}]\n{title}",
        "italic": f"*【{arxiv_id}】{title}*",
        "italic square": f"*[{arxiv_id}] {title}*",
        "bold italic": f"***【{arxiv_id}】{title}*",
        "id and italic": f"[{arxiv_id}] *{title}*",
    }
    other = f"{arxiv_id[:-1]}{9 - int(arxiv_id[-1])}"
    wrong_id = {
        "another": f"[{other}] {title}",
        "another, own below": f"【{other}】{title}\n{shown}",
    }
    without_id = {
        "none": "",
        "italic": f"*{title}*",
        "italic bracketed": f"*【{title}】*",
        "italic and url": f"*{title}*{url}[T21]({url})",
        "italic, url below": f"*{title}*\n{shown}",
        "plain, url below": f"{title}\n{shown}",
        "bracketed": f"【{title}】",
    }
    leading = {"italic and url", "italic, url below", "plain, url below"}
    forms = {f"id {form}": text for form, text in with_id.items()}
    forms |= {form: text for form, text in without_id.items() if linked or form in leading}
    forms |= {f"wrong {form}": text for form, text in wrong_id.items() if linked}
    form = random.choice(sorted(forms))
    want["cited_title"] = title if forms[form] else None
    joints = ["\n\n", "\n\n"]
    if form in {"italic", "id italic", "id italic square", "id bold italic", "id id and italic", "italic bracketed"}:
        joints += ["\n", " "]
    elif form in {"id square", "id fullwidth", "id square tight", "bracketed", "id url below", "italic, url below"}:
        joints += ["\n"]
    summary = _with_mention(made, random, want, summary)
    if form.startswith("wrong"):
        made.ids.append(other)
    body = f"{forms[form]}{random.choice(joints)}{summary}".lstrip()
    image = f"img/{random.randrange(16**8):08x}.png"
    picture = [f"{wrap}![]({image}){wrap}"]
    label = [f"[arxiv.org]({url})"] if random.random() < 0.2 else []
    place = random.choice(["before", "before", "after", "none"])
    if place != "none":
        want["images"] = (image,)
    if place == "before" and random.random() < 0.3:
        picture.append(random.choice(words["credit"]))
    closing = wrap if not body.startswith("*") else ""
    made.add(
        *label,
        *(picture if place == "before" else []),
        f"{closing}{body}{wrap}",
        *(picture[:1] if place == "after" else []),
    )


def _with_mention(made: Made, random: Random, want: dict[str, Any], summary: str) -> str:
    want["mentions"] = ()
    want["summary"] = summary
    if random.random() < 0.3:
        other = _new_id(made, random)
        address = f"https://arxiv.org/abs/{other}"
        want["mentions"] = (other,)
        want["summary"] = f"{summary} ({address})"
        return f"{summary} ([{address}]({address}))"
    return summary


def _article_body(
    made: Made, random: Random, words: dict[str, Any], want: dict[str, Any], site: str, wrap: str
) -> None:
    title, summary = random.choice(words["card"]), random.choice(words["summary"])
    card = _card(random, title, _tracked(random, want["url"]), site)
    want["card"] = (title, site)
    summary = _with_mention(made, random, want, summary)
    if want["headline"] is None:
        want["headline"] = title
    if random.random() < 0.5:
        made.add(f"{wrap}{card}", f"{summary}{wrap} ")
    else:
        made.add(f"{summary}{wrap}", card)


def _card(random: Random, title: str, url: str, site: str = "medium.com", *, opener: bool = False) -> str:
    first = f"[]({url}) " if opener or random.random() < 0.7 else " "
    return f"{first}[## {title}\n\n### Something about it, cut off…\n\n{site}]({url}) "
