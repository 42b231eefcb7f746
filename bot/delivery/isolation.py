"""Unexpected errors in one delivery or message: it waits longer each time and holds up no other. In memory."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog

from bot.delivery.retry_policy import RenderError, TokenRefusedError, backoff, name_of
from storage.errors import StatementRefusedError, StorageError

log = structlog.get_logger()


_traced: set[tuple[object, ...]] = set()


def report(event: str, error: BaseException, **facts: object) -> None:
    """Log an unexpected error; with its traceback the first time that it comes from its place.

    A traceback takes a while to write, and hundreds of deliveries may fail in the same place.
    """
    if isinstance(error, RenderError) and error.__cause__:
        error = error.__cause__
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    place = (type(error), last.tb_frame.f_code, last.tb_lineno) if last else (type(error),)
    log.error(event, error=name_of(error), exc_info=None if place in _traced else error, **facts)
    _traced.add(place)


def concerns_all(error: Exception) -> bool:
    """Whether nothing can be delivered for now: the archive cannot be used, or Discord refuses the token."""
    is_down = isinstance(error, StorageError) and not isinstance(error, StatementRefusedError)
    return is_down or isinstance(error, TokenRefusedError)


async def take(step: Callable[[], Awaitable[None]]) -> None:
    """Run a step of a tick. An error there holds up no other step, unless it concerns all."""
    try:
        await step()
    except Exception as error:
        if concerns_all(error):
            raise
        report("a step of delivery failed, it is tried again at the next tick", error, step=step.__name__)


class Quarantine:
    """Counts failures by delivery, and keeps out what could not even be postponed in the outbox."""

    def __init__(self) -> None:
        self._failures: dict[int, int] = {}
        self._until: dict[int, datetime] = {}

    def failed(self, delivery_id: int) -> timedelta:
        """Count a failure; how long to wait after it."""
        self._failures[delivery_id] = self._failures.get(delivery_id, 0) + 1
        return backoff(self._failures[delivery_id])

    def keep_out(self, delivery_id: int, delay: timedelta) -> None:
        """Leave a delivery alone for so long."""
        self._until[delivery_id] = datetime.now(UTC) + delay

    def done(self, delivery_id: int) -> None:
        """Forget the failures of a delivery that succeeded."""
        self._failures.pop(delivery_id, None)
        self._until.pop(delivery_id, None)

    @property
    def kept_out(self) -> set[int]:
        """The deliveries to leave alone now."""
        now = datetime.now(UTC)
        return {delivery_id for delivery_id, until in self._until.items() if until > now}
