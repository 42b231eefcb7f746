"""The screens that are photographed: who looks at what, what they do there, and what is waited for."""

from dataclasses import dataclass, replace

LANGUAGES = {"en": "en-US", "zh": "zh-CN", "ja": "ja"}
"""Languages of the contact sheet: the end of a picture's name, and Discord's code."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A command with a text for its option; without one it is sent as it is."""

    command: str
    text: str = ""
    chosen: tuple[str, ...] = ()  # taken from the lists: names of options and channels
    sent: bool = True  # else the list of suggestions is shown
    answers: int = 1  # how many messages answer; the last one is shown


@dataclass(frozen=True, slots=True)
class Pressed:
    """The n-th button, or a menu, of the newest message that was acted on, whatever it is called in the language."""

    button: int = 0
    menu: int = 0
    option: int | None = None  # of the menu: which option is taken
    again: bool = False  # the message changes in place; else another one answers


@dataclass(frozen=True, slots=True)
class Submitted:
    """An issue that its owner brings in, as a file."""

    name: str
    content: str


Action = Typed | Pressed | Submitted


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture. It shows the newest answer, or the newest digest where nothing is typed."""

    name: str
    view: str
    person: str
    actions: tuple[Action, ...] = ()
    locale: str = ""  # of the person, instead of their own


SPECIAL = """\
# Akira’s ML News — A special issue

# 1. Papers

## [Scaling laws for language models](https://arxiv.org/abs/2001.08361)

*[2001.08361] Scaling Laws for Neural Language Models*
The loss falls as a power of size, data and compute.
"""

LETTER = "Dear reader,\n\nthis is a letter and no newsletter.\n"

SET_UP = Typed("/subscribe", chosen=("channel", "ml-news"), answers=2)  # a preview, and the form
COMPACT = Pressed(menu=1, option=1, again=True)

SCENES = (
    Scene("digest", "news", "tomas"),
    Scene("digest-embeds", "announcements", "tomas"),
    Scene("digest-dm", "dm", "tomas"),
    Scene("digest-compact", "news", "mina", (SET_UP, COMPACT, Pressed(button=2))),
    Scene("reader", "news", "tomas", (Pressed(),)),
    Scene("card", "news", "tomas", (Typed("/paper", "2205.14135"),)),
    Scene("search", "news", "tomas", (Typed("/search", "attention"),)),
    Scene("suggestions", "news", "tomas", (Typed("/search", "model", sent=False),)),
    Scene("search-empty", "news", "tomas", (Typed("/search", "phlogiston"),)),
    Scene("set-up", "news", "mina", (SET_UP,)),
    Scene("subscriptions", "dm", "tomas", (Typed("/subscriptions"),)),
    Scene("help", "news", "mina", (Typed("/help"),)),
    Scene("greeting", "welcome", "mina"),
    Scene("latest", "news", "tomas", (Typed("/latest"),)),
    Scene("preview", "news", "mina", (Submitted("special.md", SPECIAL),)),
    Scene("held", "news", "mina", (Typed("/issues held"),)),
    Scene("list", "news", "mina", (Typed("/issues list"),)),
    Scene("error", "news", "mina", (Submitted("letter.md", LETTER),)),
)
"""The contact sheet's screens, in its order."""

README = ("digest", "reader", "card", "search", "set-up")
"""The scenes that the README shows, in English."""


def readme_scenes() -> list[Scene]:
    return [scene for scene in SCENES if scene.name in README]


def all_scenes() -> list[Scene]:
    """Every scene in every language; the names say which."""
    return [
        replace(scene, name=f"{scene.name}-{code}", locale=locale)
        for code, locale in LANGUAGES.items()
        for scene in SCENES
    ]
