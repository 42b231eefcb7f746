"""The screens that are photographed: who looks at what, what they do there, and what is waited for."""

from dataclasses import dataclass, replace

LANGUAGES = {"en": "en-US", "zh": "zh-CN", "ja": "ja"}
"""Languages of the contact sheet: the end of a picture's name, and Discord's code."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A command with texts for its options, in order; without texts it is sent as it is."""

    command: str
    text: str = ""
    chosen: tuple[str, ...] = ()  # taken from the lists: names of options and channels


@dataclass(frozen=True, slots=True)
class Pressed:
    """The n-th button or menu of the newest message that was acted on, whatever it is called in the language."""

    button: int = 0
    option: int | None = None  # of a menu: which option is taken


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture. It shows the newest answer, or the newest digest where nothing is typed."""

    name: str
    view: str
    person: str
    actions: tuple[Typed | Pressed, ...] = ()
    locale: str = ""  # of the person, instead of their own


SCENES = (
    Scene("digest", "news", "tomas"),
    Scene("digest-embeds", "announcements", "tomas"),
    Scene("digest-dm", "dm", "tomas"),
    Scene("reader", "news", "tomas", (Pressed(option=2),)),
    Scene("card", "news", "tomas", (Typed("/paper", "2205.14135"),)),
    Scene("search", "news", "tomas", (Typed("/search", "attention"),)),
    Scene("search-empty", "news", "tomas", (Typed("/search", "phlogiston"),)),
    Scene("set-up", "news", "mina", (Typed("/subscribe", chosen=("channel", "ml-news")),)),
    Scene("subscriptions", "news", "mina", (Typed("/subscriptions"),)),
    Scene("latest", "news", "tomas", (Typed("/latest"),)),
    Scene("error", "news", "tomas", (Typed("/issue", "week 99"),)),
    Scene("held", "news", "mina", (Typed("/issues held"),)),
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
