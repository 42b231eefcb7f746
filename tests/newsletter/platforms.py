"""Feeds in the forms in which platforms publish: each with an issue of two papers and a post, and the platform's own
furniture between them."""

from html import escape

FIRST = "https://arxiv.org/abs/2305.00050"
SECOND = "https://arxiv.org/abs/2305.01210"
POST = "https://blog.example.org/a-post"
PICTURE = "https://cdn.example.net/picture.png"
SAID = ("A study of order that finds it matters.", "How models change their mind.", "It has no paper, only a story.")

_SUBSTACK_FORM = """<div class="subscription-widget-wrap-editor" data-attrs="{&quot;url&quot;:&quot;https://ours.example.net/
subscribe?&quot;}" data-component-name="SubscribeWidgetToDOM"><div class="subscription-widget show-subscribe">
<div class="preamble"><p class="cta-caption">Thanks for reading! It is free, and new papers come every week.</p></div>
<form class="subscription-widget-subscribe"><input type="email" placeholder="Type your email…"><input type="submit"
value="Subscribe"></form></div></div>"""

_SUBSTACK_BUTTON = """<p class="button-wrapper" data-attrs="{&quot;text&quot;:&quot;Share&quot;}"
data-component-name="ButtonCreateButton"><a class="button primary" href="https://ours.example.net/p/12?action=share">
<span>Share this issue with a friend</span></a></p>"""

_SUBSTACK_PICTURE = f"""<div class="captioned-image-container"><figure><a class="image-link image2 is-viewable-img"
target="_blank" href="{PICTURE}" data-component-name="Image2ToDOM"><div class="image2-inset"><picture><source
type="image/webp" srcset="{PICTURE} 424w"><img src="{PICTURE}" width="1456" height="819" class="sizing-normal">
</picture><div class="image-link-expand"><div class="pencraft pc-display-flex"><button tabindex="0"><svg><path d="M1"/>
</svg></button></div></div></div></a>
<figcaption class="image-caption">Figure from the paper</figcaption></figure></div>"""

_SUBSTACK_NOTE = """<a class="footnote-anchor" data-component-name="FootnoteAnchorToDOM" id="footnote-anchor-1"
href="#footnote-1" target="_self">1</a>"""

_SUBSTACK_END = """<div class="digest-post-embed" data-attrs="{&quot;title&quot;:&quot;An older post&quot;}"></div>
<div class="footnote" data-component-name="FootnoteToDOM"><a id="footnote-1" href="#footnote-anchor-1"
class="footnote-number" contenteditable="false" target="_self">1</a><div class="footnote-content"><p>Order as in
<a href="https://en.example.org/wiki/Order">sorting</a>, not as in law.</p></div></div>"""

_SUBSTACK = f"""<p>Hello everyone, three things this week.</p>{_SUBSTACK_FORM}
<h2>Papers</h2>
<h3><strong><a href="{FIRST}">First Things First</a></strong></h3>{_SUBSTACK_PICTURE}
<p>A study of order{_SUBSTACK_NOTE} that finds it matters.</p>{_SUBSTACK_BUTTON}
<h3><a href="{SECOND}v2"><strong>Second Thoughts</strong></a></h3><p>How models change their mind.</p>{_SUBSTACK_FORM}
<div><hr></div><h2>Articles</h2>
<h3><a href="{POST}?utm_source=substack&utm_medium=email">A Post of Mine</a></h3><p>It has no paper, only a story.</p>
<p class="button-wrapper"><a class="button primary" href="https://ours.example.net/subscribe"><span>Subscribe now</span>
</a></p>{_SUBSTACK_END}"""

_GHOST_SIGNUP = """<div class="kg-card kg-signup-card kg-width-regular" data-lexical-signup-form=""><div
class="kg-signup-card-content"><div class="kg-signup-card-text"><h2 class="kg-signup-card-heading">Get it by mail</h2>
<p class="kg-signup-card-subheading">Every Monday, for nothing.</p><form class="kg-signup-card-form"><input
class="kg-signup-card-input" type="email"><button type="submit"><span>Subscribe</span></button></form>
<p class="kg-signup-card-disclaimer">No spam.</p></div></div></div>"""

_GHOST_BUTTON = """<div class="kg-card kg-button-card kg-align-center"><a href="https://ours.example.net/#/portal/signup"
class="kg-btn">Become a member</a></div>"""

_GHOST_PICTURE = f"""
<figure class="kg-card kg-image-card kg-card-hascaption"><img src="{PICTURE}" class="kg-image" alt=""
loading="lazy" width="800" height="400" srcset="{PICTURE} 600w"><figcaption><span style="white-space: pre-wrap;">Source:
the paper</span></figcaption></figure>"""


def _bookmark(title: str, url: str, site: str) -> str:
    return (
        f'<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="{url}"><div '
        f'class="kg-bookmark-content"><div class="kg-bookmark-title">{title}</div><div class="kg-bookmark-description">'
        "What the page says of itself, cut off…</div><div class="
        f'"kg-bookmark-metadata"><img class="kg-bookmark-icon" src="https://{site}/icon.png" alt=""><span '
        f'class="kg-bookmark-author">{site}</span><span class="kg-bookmark-publisher">Somebody</span></div></div><div '
        f'class="kg-bookmark-thumbnail"><img src="{PICTURE}" alt="" onerror="this.style.display = \'none\'"></div></a>'
        "</figure>"
    )


_GHOST = f"""<img src="{PICTURE}" alt="Issue 12"><p>Hello everyone, three things this week.</p>{_GHOST_SIGNUP}
<h2 id="papers">Papers</h2><h3 id="first"><a href="{FIRST}?ref=ours.example.net" rel="noreferrer">First Things First</a>
</h3>{_GHOST_PICTURE}<p>A study of order that finds it matters.</p><h3 id="second">Second Thoughts</h3>
<p>How models change their mind.</p>{_bookmark("Two Minds: How Models Change", SECOND, "arXiv.org")}{_GHOST_BUTTON}
<hr><h2 id="articles">Articles</h2><!--kg-card-begin: markdown--><h3 id="a-post"><a href="{POST}?ref=ours.example.net">A
Post of Mine</a></h3><!--kg-card-end: markdown--><p>It has no paper, only a story.</p>
<div class="kg-card kg-cta-card kg-cta-bg-grey"><div class="kg-cta-sponsor-label-wrapper"><span
class="kg-cta-sponsor-label">Sponsored</span></div><div class="kg-cta-content"><div class="kg-cta-text"><p>Buy a
<a href="https://shop.example.com">thing</a>.</p></div><a href="https://shop.example.com" class="kg-cta-button">Buy</a>
</div></div>"""

_GHOST_CARDS = f"""
<h2 id="papers">Papers</h2>{_bookmark("First Things First", FIRST, "arXiv.org")}
<p>A study of order that finds it matters.</p>{_bookmark("Second Thoughts", SECOND, "arXiv.org")}
<p>How models change their mind.</p>
<h2 id="articles">Articles</h2>{_bookmark("A Post of Mine", POST, "blog.example.org")}
<p>It has no paper, only a story.</p>{_GHOST_SIGNUP}"""

_BUTTONDOWN = f"""<p>Hello everyone, three things this week.</p>
<h2>Papers</h2>
<ul>
<li><strong><a href="{FIRST}" target="_blank">First Things First</a></strong>: A study of order that finds it
matters.<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup></li>
<li><strong><a href="{SECOND}" target="_blank">Second Thoughts</a></strong>: How models change their mind.</li>
</ul>
<h2>Articles</h2>
<ul>
<li><a href="{POST}?utm_source=ours&amp;utm_medium=email&amp;utm_campaign=issue-12">A Post of Mine</a>: It has no paper,
only a story.</li>
</ul>
<div class="footnote">
<hr />
<ol>
<li id="fn:1">
<p>Order as in <a href="https://en.example.org/wiki/Order">sorting</a>, not as in law.&#160;<a class="footnote-backref"
href="#fnref:1" title="Jump back to footnote 1 in the text">&#8617;</a></p>
</li>
</ol>
</div>
<hr />
<p><a href="https://ours.example.net/subscribe">Subscribe to the Weekly Model</a></p>"""

_BOLD = f"""<p>Hello everyone, three things this week.</p>
<p><strong>First Things First</strong></p><p><a href="{FIRST}">{FIRST}</a></p>
<p>A study of order that finds it matters.</p>
<p><b>Second Thoughts</b> [<a href="{SECOND}">paper</a>]</p><p>How models change their mind.</p>
<p><strong>A Post of Mine</strong><br>It has no paper, only a story. <a href="{POST}">Read more</a></p>"""

BODIES = {
    "Substack": _SUBSTACK,
    "Ghost": _GHOST,
    "Ghost, bookmarks": _GHOST_CARDS,
    "Buttondown": _BUTTONDOWN,
    "bold lines": _BOLD,
}


def rss(body: str, *, encoded: bool = True) -> bytes:
    """A feed whose one item has this body, in `content:encoded` or in its description."""
    teaser = "<description>Three things this week</description>"
    whole = f"<content:encoded><![CDATA[{body}]]></content:encoded>"
    text = f"{teaser}{whole}" if encoded else f"<description>{escape(body)}</description>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" version="2.0">'
        "<channel><title><![CDATA[The Weekly Model]]></title><link>https://ours.example.net</link>"
        "<item><title><![CDATA[The Weekly Model #12]]></title><link>https://ours.example.net/p/the-weekly-model-12</link>"
        "<guid>https://ours.example.net/p/the-weekly-model-12</guid><dc:creator>Somebody</dc:creator>"
        f"<pubDate>Sun, 07 May 2023 09:00:00 GMT</pubDate>{text}</item></channel></rss>"
    ).encode()
