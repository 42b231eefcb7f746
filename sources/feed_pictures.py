"""Finds the picture of a feed item: Media RSS, an enclosure, or the item's own iTunes image."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from newsletter.pictures import picture_address

_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
_AVATARS = ("gravatar.com",)  # WordPress names the author's portrait first


def find_picture(entry: Any, base: str | None) -> str | None:  # noqa: ANN401 - feedparser has no types
    """Return the absolute address of an item's picture. `base` is the address of the item's page or of the feed.

    The picture of the channel is its logo, so it is not used.
    """
    addresses = (picture_address(written, base) for written in _candidates(entry))
    return next((address for address in addresses if address and not _is_avatar(address)), None)


def _candidates(entry: Any) -> Iterator[str]:  # noqa: ANN401
    for media in entry.get("media_content") or ():
        if _is_image(media, "url"):
            yield str(media["url"])
    for thumbnail in entry.get("media_thumbnail") or ():
        yield str(thumbnail.get("url") or "")
    for link in entry.get("links") or ():
        if link.get("rel") == "enclosure" and _is_image(link, "href"):
            yield str(link["href"])
    image = entry.get("image")
    if isinstance(image, dict):
        yield str(image.get("href") or "")


def _is_image(media: Any, key: str) -> bool:  # noqa: ANN401
    """Return whether a medium is a picture: by its medium or type, else by the end of its address."""
    address = str(media.get(key) or "")
    kind = str(media.get("medium") or media.get("type") or "").lower()
    if kind:
        return bool(address) and (kind == "image" or kind.startswith("image/"))
    return address.partition("?")[0].lower().endswith(_SUFFIXES)


def _is_avatar(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    return any(host == avatar or host.endswith(f".{avatar}") for avatar in _AVATARS)
