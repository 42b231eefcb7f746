"""How Discord's client reads a message's text, written down from its rules (simple-markdown with Discord's own).

Not documented by Discord; the rules are those of the client as https://github.com/ItzDerock/discord-markdown-parser and
https://github.com/brussell98/discord-markdown have them. It says what a reader sees, and what was read as markup.
"""

import re

_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_BLOCKS = {
    "heading": re.compile(r" *#{1,3}\s+(?=\S)"),
    "small type": re.compile(r" *-#\s+(?=\S)"),
    "list": re.compile(r" *(?:[-*+]|\d+[.)])\s"),
    "quote": re.compile(r" *>(?:>>)?\s"),
}
_INLINE = {
    "code": re.compile(r"(`+)[\s\S]*?[^`]\1(?!`)"),
    "address": re.compile(r"https?://[^\s<]+[^<.,:;\"'\]\s]", re.IGNORECASE),
    "link": re.compile(r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?\s*\)"),
    "mention": re.compile(r"<(?:@[!&]?|#|id:|t:|/[^>]+:|a?:\w+:|https?:)[^<>\s]*>|@everyone|@here"),
    "strong": re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)"),
    "underline": re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)"),
    "emphasis": re.compile(
        r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b"
        r"|\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)",
        re.ASCII,
    ),
    "struck out": re.compile(r"~~([\s\S]+?)~~(?!_)"),
    "spoiler": re.compile(r"\|\|([\s\S]+?)\|\|"),
    "emoji": re.compile(r":[^\s:]+?(?:::skin-tone-\d)?:"),
}


def read(text: str, *, in_link: bool = False) -> tuple[str, set[str]]:
    """What is seen of a text, and the kinds of markup in it; in the text of a link nothing is an escape."""
    seen, kinds, position = "", set(), 0
    while position < len(text):
        if not in_link and (escape := _ESCAPE.match(text, position)):
            seen, position = seen + escape[1], escape.end()
            continue
        if not in_link and (position == 0 or text[position - 1] == "\n"):
            kinds |= {kind for kind, rule in _BLOCKS.items() if rule.match(text, position)}
        # As the client does, each rule looks at what is left, so that a word boundary is before every letter.
        left = text[position:]
        kinds |= {kind for kind, rule in _INLINE.items() if (found := rule.match(left)) and _is_read(kind, found[0])}
        seen, position = seen + text[position], position + 1
    return seen, kinds


def _is_read(kind: str, found: str) -> bool:
    return kind != "emoji" or bool(re.fullmatch(r":[\w+-]+(?:::skin-tone-\d)?:", found))
