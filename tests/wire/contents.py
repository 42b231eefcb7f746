"""The body of a message: what Discord refuses in it, and how it changes a message.

https://discord.com/developers/docs/resources/message#create-message
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.wire import components
from tests.wire.clock import Clock
from tests.wire.errors import JSON, Form, Refused
from tests.wire.things import EPHEMERAL, SILENT, SUPPRESSED, V2, Message
from tests.wire.unfurled import given_back

SETTABLE_FLAGS = SUPPRESSED | EPHEMERAL | V2 | SILENT
LEGACY_FIELDS = ("content", "embeds", "sticker_ids", "poll")
EMBED_TOTAL = 6000


def validate(body: JSON, *, v2: bool, at: tuple[str, ...] = ()) -> None:
    """Raise Refused 50035 with all faults of a message's body; `at` is the path to it (("data",) in callbacks)."""
    form = Form()
    if v2:
        for name in LEGACY_FIELDS:
            if body.get(name):
                message = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
                form.add((*at, name), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)
    form.length((*at, "content"), body.get("content"), 0, 2000)
    if len(str(body.get("nonce") or "")) > 25:
        form.add((*at, "nonce"), "NONCE_TYPE_TOO_LONG", "Must be 25 or fewer in length.")
    _validate_embeds(form, body.get("embeds") or [], (*at, "embeds"))
    components.validate(form, body.get("components") or [], v2=v2, at=(*at, "components"))
    form.check()
    components.check_text_bytes(body.get("components") or [])


def check_not_empty(message: Message) -> None:
    """Raise Refused 50006 for a message without anything to see."""
    if not (message.content.strip() or message.embeds or message.components or message.attachments):
        raise Refused(50006)


def _validate_embeds(form: Form, embeds: Sequence[Any], at: tuple[str, ...]) -> None:
    form.length(at, embeds, 0, 10)
    for index, embed in enumerate(embeds):
        _validate_embed(form, embed, (*at, index))
    if sum(_embed_size(embed) for embed in embeds) > EMBED_TOTAL:
        form.add(at, "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {EMBED_TOTAL}")


def _validate_embed(form: Form, embed: JSON, at: tuple[str | int, ...]) -> None:
    form.length((*at, "title"), embed.get("title"), 0, 256)
    form.length((*at, "description"), embed.get("description"), 0, 4096)
    form.length((*at, "footer", "text"), (embed.get("footer") or {}).get("text"), 0, 2048)
    form.length((*at, "author", "name"), (embed.get("author") or {}).get("name"), 0, 256)
    fields = embed.get("fields") or []
    form.length((*at, "fields"), fields, 0, 25)
    for index, field in enumerate(fields):
        form.length((*at, "fields", index, "name"), field.get("name"), 1, 256)
        form.length((*at, "fields", index, "value"), field.get("value"), 1, 1024)
    for name in ("image", "thumbnail", None):
        url = (embed.get(name) or {}).get("url") if name else embed.get("url")
        if url and not url.startswith(("http://", "https://", "attachment://")):
            form.add(
                (*at, name or "url", *(("url",) if name else ())), "URL_TYPE_INVALID_URL", "Not a well formed URL."
            )


def _embed_size(embed: JSON) -> int:
    """What counts towards 6,000: title, description, field names and values, footer, author; no urls."""
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    texts += [field.get(key) for field in embed.get("fields") or [] for key in ("name", "value")]
    return sum(len(text) for text in texts if text)


def change(clock: Clock, message: Message, body: JSON, files: list[JSON] | None = None) -> None:
    """Put a validated body into a message; what the body does not mention stays as it was."""
    if "content" in body:
        message.content = (body["content"] or "").strip()
    if "embeds" in body:
        message.embeds = [_embed_back(embed) for embed in body["embeds"] or []]
    if "components" in body:
        message.components = given_back(clock, body["components"] or [])
    if body.get("flags") is not None:
        message.flags = message.flags & ~SUPPRESSED | int(body["flags"]) & (SUPPRESSED | V2)  # V2 stays for ever
    if "attachments" in body or files:
        keep = {str(one.get("id")) for one in body.get("attachments") or []}
        message.attachments = [one for one in message.attachments if one["id"] in keep] + (files or [])


def _embed_back(embed: JSON) -> JSON:
    """Discord answers embeds as `rich`, with the size of pictures and every field's `inline`."""
    back = {key: value for key, value in embed.items() if value is not None} | {"type": "rich"}
    for name in ("image", "thumbnail"):
        if embed.get(name):
            url = embed[name]["url"]
            back[name] = {"url": url, "proxy_url": url, "width": 600, "height": 400}
    if "fields" in embed:
        back["fields"] = [{"inline": False} | field for field in embed["fields"]]
    return back
