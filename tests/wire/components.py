"""Components of a message: what Discord refuses.

https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

from tests.wire.errors import JSON, Form, Plain, Value

ROW, BUTTON, SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS = (3, 5, 6, 7, 8)
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
V2_TOP = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER)
IN_CONTAINER = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR)
MAX_COMPONENTS, MAX_TEXT = 40, 4000
# Not documented: past this many UTF-8 bytes of text displays (12 more each) Discord answers a bare 500
# (https://github.com/discord/discord-api-docs/issues/8554). Chinese gets there at about 3,380 characters.
MAX_TEXT_BYTES, BYTES_EACH_TEXT = 10_170, 12
LINK_STYLE, PREMIUM_STYLE = 5, 6
Path = tuple[str | int, ...]


def walk(components: list[JSON]) -> list[JSON]:
    """Every component, nested ones and accessories too, in order: what the limit of 40 counts."""
    found: list[JSON] = []
    for one in components:
        found.append(one)
        found += walk(one.get("components") or [])
        found += walk([one["accessory"]] if one.get("accessory") else [])
    return found


def validate(form: Form, components: Value, *, v2: bool, at: Path = ("components",)) -> None:
    """Put everything Discord would refuse into `form`."""
    if not isinstance(components, list) or not all(isinstance(one, dict) for one in components):
        form.add(at, "BASE_TYPE_LIST", "Only iterables may be used in a ListType")
        return
    if not v2:
        form.length(at, components, 0, 5)
    for index, one in enumerate(components):
        _validate_one(form, one, (*at, index), V2_TOP if v2 else (ROW,))
    every = walk(components)
    if len(every) > MAX_COMPONENTS:
        form.add(
            at, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", f"The total number of components exceeds {MAX_COMPONENTS}"
        )
    texts = [str(one.get("content") or "") for one in every if one.get("type") == TEXT]
    if sum(map(len, texts)) > MAX_TEXT:
        form.add(
            at,
            "COMPONENT_TEXT_SIZE_EXCEEDED",
            f"The displayable text exceeds the maximum size of {MAX_TEXT} characters",
        )
    _validate_unique(form, every, at)


def check_text_bytes(components: list[JSON]) -> None:
    """Raise the bare 500 that Discord answers when text displays are too many bytes."""
    texts = [str(one.get("content") or "") for one in walk(components) if one.get("type") == TEXT]
    if sum(len(text.encode()) + BYTES_EACH_TEXT for text in texts) > MAX_TEXT_BYTES:
        raise Plain(500, "Internal Server Error")


def _validate_unique(form: Form, every: list[JSON], at: Path) -> None:
    for key, code in (("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"), ("id", "COMPONENT_ID_DUPLICATED")):
        values = [one[key] for one in every if one.get(key)]
        if len(values) != len(set(values)):
            form.add(at, code, f"Component {key} cannot be duplicated")


def _validate_one(form: Form, one: JSON, at: Path, allowed: tuple[int, ...]) -> None:
    kind = one.get("type")
    if kind not in allowed:
        form.add((*at, "type"), "UNION_TYPE_CHOICES", f'Value of field "type" must be one of {allowed}.')
        return
    if kind == ROW:
        _validate_row(form, one, at)
    elif kind == BUTTON:
        _validate_button(form, one, at)
    elif kind in SELECTS:
        _validate_select(form, one, at)
    elif kind == SECTION:
        _validate_children(form, one, at, 3, (TEXT,))
        if not one.get("accessory"):
            form.add((*at, "accessory"), "BASE_TYPE_REQUIRED", "This field is required")
        else:
            _validate_one(form, one["accessory"], (*at, "accessory"), (BUTTON, THUMBNAIL))
    elif kind == TEXT:
        form.length((*at, "content"), one.get("content"), 1, MAX_TEXT)
    elif kind == GALLERY:
        items = one.get("items") or []
        form.length((*at, "items"), items, 1, 10)
        for index, item in enumerate(items):
            _validate_media(form, item, (*at, "items", index))
    elif kind == THUMBNAIL:
        _validate_media(form, one, at)
    elif kind == CONTAINER:
        _validate_children(form, one, at, MAX_COMPONENTS, IN_CONTAINER)


def _validate_children(form: Form, one: JSON, at: Path, most: int, allowed: tuple[int, ...]) -> None:
    children = one.get("components") or []
    form.length((*at, "components"), children, 1, most)
    for index, child in enumerate(children):
        _validate_one(form, child, (*at, "components", index), allowed)


def _validate_row(form: Form, row: JSON, at: Path) -> None:
    """A row holds up to five buttons or one select."""
    children = row.get("components") or []
    has_select = any(child.get("type") in SELECTS for child in children)
    _validate_children(form, row, at, 1 if has_select else 5, (BUTTON, *SELECTS))


def _validate_button(form: Form, button: JSON, at: Path) -> None:
    form.length((*at, "label"), button.get("label"), 0, 80)
    style = button.get("style")
    if style == LINK_STYLE:
        _validate_url(form, button.get("url"), (*at, "url"), ("http://", "https://", "discord://"))
        if button.get("custom_id"):
            form.add(
                at, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified"
            )
    elif style in (1, 2, 3, 4):
        form.length((*at, "custom_id"), button.get("custom_id"), 1, 100)
        if button.get("url"):
            form.add((*at, "url"), "BUTTON_COMPONENT_INVALID_URL", "Only link buttons have a url")
    elif style != PREMIUM_STYLE:
        form.add((*at, "style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.")
    if style != PREMIUM_STYLE and not button.get("label") and not button.get("emoji"):
        form.add(at, "BUTTON_COMPONENT_INVALID_LABEL", "A button must have a label or an emoji")


def _validate_select(form: Form, select: JSON, at: Path) -> None:
    form.length((*at, "custom_id"), select.get("custom_id"), 1, 100)
    form.length((*at, "placeholder"), select.get("placeholder"), 0, 150)
    if select["type"] != SELECT:
        return
    options = select.get("options") or []
    form.length((*at, "options"), options, 1, 25)
    for index, option in enumerate(options):
        form.length((*at, "options", index, "label"), option.get("label"), 1, 100)
        form.length((*at, "options", index, "value"), option.get("value"), 1, 100)
        form.length((*at, "options", index, "description"), option.get("description"), 0, 100)
    values = [option.get("value") for option in options]
    if len(values) != len(set(values)):
        form.add(
            (*at, "options"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used"
        )
    most = select.get("max_values", 1)
    if not 0 <= select.get("min_values", 1) <= most <= max(len(options), 1):
        form.add((*at, "max_values"), "NUMBER_TYPE_MAX", f"Value must be within 1 and {len(options)}.")


def _validate_media(form: Form, item: JSON, at: Path) -> None:
    url = (item.get("media") or {}).get("url")
    _validate_url(form, url, (*at, "media", "url"), ("http://", "https://", "attachment://"), 2048)
    form.length((*at, "description"), item.get("description"), 0, 1024)


def _validate_url(form: Form, url: Value, at: Path, schemes: tuple[str, ...], most: int = 512) -> None:
    form.length(at, url, 1, most)
    if url and (not str(url).lower().startswith(schemes) or " " in str(url)):
        form.add(at, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
