"""Messages with pictures: Discord may refuse one of them, and then the digest goes out without any."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

import discord
import structlog
from discord import ui

from bot.delivery.retry_policy import Action, RenderError, judge, name_of
from bot.digest.format import DigestFormat, Payload, Rendering
from storage.records import StoredIssue

log = structlog.get_logger()

T = TypeVar("T")

BAD_REQUEST = 400


class PictureFallback:
    """Sends with pictures, and at once again without where that may help. Remembers in memory where it has helped."""

    def __init__(self) -> None:
        self._refused: set[tuple[int, str]] = set()  # issue and revision

    async def send(
        self,
        digest_format: DigestFormat,
        stored: StoredIssue,
        rendering: Rendering,
        send: Callable[[Payload], Awaitable[T]],
    ) -> T:
        """Render a digest and send or edit it; the answer. Raises RenderError and what `send` raises.

        A refusal with status 400 says that nothing was posted, so the second attempt doubles nothing.
        """
        version = stored.ref.id, stored.revision
        payload = _render(digest_format, stored, replace(rendering, with_pictures=version not in self._refused))
        try:
            return await send(payload)
        except discord.HTTPException as error:
            if not (_is_payload_refused(error) and _has_pictures(payload)):
                raise
            refusal = error
        answer = await send(_render(digest_format, stored, replace(rendering, with_pictures=False)))
        if version not in self._refused:
            self._refused.add(version)
            log.warning("pictures refused, the digest goes out without", issue=stored.ref.id, reason=name_of(refusal))
        return answer


def _render(digest_format: DigestFormat, stored: StoredIssue, rendering: Rendering) -> Payload:
    """The message of a delivery. Raises RenderError, whatever the format raises."""
    try:
        return digest_format.render(stored, rendering)
    except Exception as error:
        raise RenderError from error


def _is_payload_refused(error: discord.HTTPException) -> bool:
    """Whether Discord refuses the message itself. Which part is at fault it does not always say."""
    return error.status == BAD_REQUEST and judge(error, 1).action is Action.REFUSE


def _has_pictures(payload: Payload) -> bool:
    view, embeds = payload.get("view"), payload.get("embeds") or ()
    parts = view.walk_children() if isinstance(view, ui.LayoutView) else ()
    return any(isinstance(part, ui.MediaGallery | ui.Thumbnail) for part in parts) or any(
        embed.image or embed.thumbnail for embed in embeds
    )
