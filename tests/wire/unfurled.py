"""Components as answers show them.

https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

from tests.wire.clock import Clock
from tests.wire.components import CONTAINER, GALLERY, SELECTS, SEPARATOR, THUMBNAIL, walk
from tests.wire.errors import JSON


def given_back(clock: Clock, components: list[JSON]) -> list[JSON]:
    """The components as answers show them: each with an `id`, defaults filled in, media unfurled."""
    taken = {one["id"] for one in walk(components) if one.get("id")}
    numbers = (number for number in range(1, 10_000) if number not in taken)

    def back(one: JSON) -> JSON:
        kind = one["type"]
        done = {key: value for key, value in one.items() if value is not None} | {"id": one.get("id") or next(numbers)}
        if kind in SELECTS:
            done = {"min_values": 1, "max_values": 1} | done
            done.pop("required", None)  # discord.py sends it; it belongs to modals
            if "options" in done:
                done["options"] = [_option(option) for option in done["options"]]
        elif kind == THUMBNAIL:
            done |= _media(clock, one)
        elif kind == GALLERY:
            done["items"] = [_media(clock, item) for item in one["items"]]
        elif kind == SEPARATOR:
            done = {"spacing": 1, "divider": True} | done
        elif kind == CONTAINER:
            done |= {"accent_color": one.get("accent_color"), "spoiler": bool(one.get("spoiler"))}
        if "components" in one:
            done["components"] = [back(child) for child in one["components"]]
        if one.get("accessory"):
            done["accessory"] = back(one["accessory"])
        return done

    return [back(one) for one in components]


def _option(option: JSON) -> JSON:
    """An emoji comes back without the fields that say nothing."""
    emoji = {key: value for key, value in (option.get("emoji") or {}).items() if value is not None}
    return {key: value for key, value in option.items() if key != "emoji"} | ({"emoji": emoji} if emoji else {})


def _media(clock: Clock, item: JSON) -> JSON:
    url = item["media"]["url"]
    media = {"id": str(clock.snowflake()), "url": url, "proxy_url": url, "width": 600, "height": 400}
    return {
        "media": media | {"content_type": "image/png"},
        "description": item.get("description"),
        "spoiler": bool(item.get("spoiler")),
    }
