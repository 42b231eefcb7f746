"""Names of sections and special lines in English, Chinese and Japanese, including machine-translated ones."""

import re
import unicodedata

from newsletter.model import SectionKind

# The order matters: "Other articles" is other, "Featured papers/news" is featured, "Articles on use cases" use cases.
_KINDS = {
    SectionKind.OTHER: r"\bothers?\b|\bmisc|miscellan|其他|其它|其余|杂项|その他|そのほか|雑多",
    SectionKind.FEATURED: (
        r"featur|highlight|\bnews\b|\btop stor|特稿|特写|特色|特集|精选|焦点|亮点|要闻|新闻|注目|ニュース"
    ),
    SectionKind.USE_CASES: (
        r"use.?cases?|\bcase|\bappli|real.world|in practice"
        r"|用例|案例|应用|應用|实例|例子|现实世界|真实世界|ユースケース|使用例|事例|活用|応用|実世界"
    ),
    SectionKind.PAPERS: r"\bpapers?\b|research|论文|論文|报纸|文献|研究",
    SectionKind.ARTICLES: (
        r"\barticles?\b|\bblogs?\b|\bposts?\b|tutorial|technical|technolog|techniq"
        r"|文章|博客|技术|技術|教程|条款|物品|記事|ブログ|解説"
    ),
}
_KIND_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS.items())

_CONTENTS = re.compile(
    r"\W*(?:topics?|themes?|contents?|table of contents|agenda|index|in this issue|outline"
    r"|主题|话题|目录|内容|議題|议题|目次|トピックス?|テーマ|もくじ|索引)\W*"
)
_PICKS = re.compile(
    r"editor.{0,3}s?.{0,12}(?:pick|choice|selection)|weekly.{0,12}(?:pick|choice|selection)|\bpick.?(?:up)?s?\b"
    r"|编辑.{0,6}(?:精选|选|推荐)|編輯.{0,4}精選|每周.{0,6}(?:精选|推荐)|小编|编者.{0,3}选"
    r"|編集.{0,6}(?:選|おすすめ|ピック|注目)|ピックアップ|おすすめ|お薦め|イチオシ"
)
# Blocks that surround the content.
_BOILERPLATE = re.compile(
    r"subscri|sign.?up|newsletters?\b|mailing list|订阅|訂閱|时事通讯|時事通訊|新闻通讯|新闻信|电子报|简报|邮件列表"
    r"|購読|ニュースレター|メルマガ|ご登録"
    r"|(?:past|previous|earlier|older|back|last|archived?|related)\W+(?:weeks?\W+)?"
    r"(?:articles?|issues?|posts?|numbers?|editions?|news)|\barchives?\W*$"
    r"|(?:过去|以往|往期|过往|以前|之前|历史|上期|上一期).{0,4}(?:文章|通讯|期|帖子|新闻|刊物|内容|回顾|$)"
    r"|(?:過去|これまで|以前|前回)の.{0,8}(?:記事|号|回|ニュース|投稿|一覧|まとめ|$)|バックナンバー|アーカイブ"
    r"|\b(?:my |other |more )+blogs?\b|\b(?:my|other|more) (?:posts|articles|writings?)\W*$"
    r"|(?:其他|其它|我的)(?:的)?(?:博客|博文|帖子)|(?:他の|その他の|私の)(?:ブログ|投稿)"
    r"|\babout (?:me|us|myself|the (?:author|editor|writer))\b|^\W*(?:关于|關於)(?:我|我们|作者|本人|编辑|笔者)\W*$"
    r"|自我介绍|作者(?:简介|介绍)|自己紹介|私について|著者(?:について|紹介)|プロフィール"
    r"|^\W*(?:on |follow (?:me|us) on |my )?(?:twitter|推特|ツイッター)\W*$"
    r"|(?:twitter|推特|ツイッター).{0,24}(?:评论|評論|短评|comment|コメント|つぶや|\btweet|\bpost\b|关注|フォロー)"
    r"|follow (?:me|us)\b|关注我|フォローして"
)
_FOOTER = re.compile(
    r"\bunsubscribe\b|\byou(?:'re|’re| are)? (?:receive|receiving|received|get|getting) (?:this|these)"
    r"(?: (?:e-?mail|mail|newsletter|letter|message|digest|update)s?\b| (?:because|as|since)\b)"
    r"|\bview (?:this |it )?(?:e-?mail )?in (?:your |a )?browser|\bmanage (?:your )?(?:preferences|subscription)"
    r"|退订|取消订阅|配信停止|配信解除|登録解除"
)
_CREDIT = re.compile(
    r"\W*(?:(?:the |this )?(?:(?:top|header|cover) )?"
    r"(?:image|figure|fig\.?|picture|photo|graphic|screenshot|illustration)s?"
    r"(?:\W+\w+){0,3}?\W+(?:from|source|credit|courtesy|cited|quoted|taken|adapted)\b"
    r"|(?:image|figure|picture|photo)s?(?: (?:source|credit))?s?\s*:"
    r"|(?:source|credit|(?:quoted|cited) from)s?\s*:"
    r"|(?:quoted|cited|taken) from (?:the|this) (?:paper|article|blog|post)"
    r"|(?:图片|图像|图表|图|照片|图源|插图|截图)\s*.{0,6}?(?:引自|引用|来自|摘自|出自|取自|来源|选自|源自|转自)"
    r"|(?:来源|出处|引自|摘自)\s*:|(?:引自|摘自)本(?:文|论文)"
    r"|(?:画像|図|写真|イメージ).{0,20}?(?:引用|出典|より|から|提供)|(?:引用元|出典|画像元)\s*:|.{0,20}より引用\W*$)"
)
_SOURCE = re.compile(r"\W*(?:原文|来源|出处|原載|原文链接|元記事|原典|出典|source|original|originally|link to)")


def kind_of(heading: str) -> SectionKind | None:
    """Return the section kind for a heading; None for an unknown name."""
    name = _fold(heading)
    return next((kind for kind, pattern in _KIND_PATTERNS if pattern.search(name)), None)


def is_contents(heading: str) -> bool:
    """Return whether the heading belongs to a table of contents."""
    return bool(_CONTENTS.fullmatch(_fold(heading)))


def is_picks(heading: str) -> bool:
    """Return whether the heading belongs to the week's picks."""
    return bool(_PICKS.search(_fold(heading)))


def is_boilerplate(text: str, *, is_heading: bool) -> bool:
    """Return whether boilerplate starts here: subscription forms, past issues, other blogs, the author, Twitter."""
    name = _fold(text)
    if not is_heading and len(name) > 30:
        return False
    return len(name) <= 120 and bool(_BOILERPLATE.search(name))


def is_footer(text: str) -> bool:
    """Return whether a line is an email footer: why the reader receives it, and how to unsubscribe."""
    name = _fold(text)
    return len(name) <= 200 and bool(_FOOTER.search(name))


def is_credit(text: str) -> bool:
    """Return whether a line only credits the source of an image."""
    name = _fold(text)
    return len(name) <= 90 and bool(_CREDIT.match(name))


def is_source(text: str) -> bool:
    """Return whether a line gives the URL of the original."""
    return bool(_SOURCE.match(_fold(text[:60])))


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text[:400]).casefold().split())
