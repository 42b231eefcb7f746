"""A budget of our own for invalid requests: too many of them ban the address."""

import time
from collections import deque
from collections.abc import Callable

INVALID_WINDOW = 600.0
INVALID_LIMIT = 5_000
"""Half of the 10,000 answers of 401, 403 and 429 in ten minutes that would ban the address."""


class InvalidBudget:
    """How many answers of 401, 403 and 429 there were of late."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[float] = deque()

    def count(self) -> None:
        self._seen.append(self._clock())

    @property
    def spent(self) -> int:
        """Within the last ten minutes."""
        horizon = self._clock() - INVALID_WINDOW
        while self._seen and self._seen[0] <= horizon:
            self._seen.popleft()
        return len(self._seen)

    @property
    def exhausted(self) -> bool:
        """Whether digests have to wait, so that answers to people still get through."""
        return self.spent >= INVALID_LIMIT
