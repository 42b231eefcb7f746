"""Turns whatever goes wrong with a request into a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpcore

from newsletter.errors import SourceError
from sources.byte_budget import BudgetExceededError


@contextmanager
def translated_errors(host: str, seconds: float, size: int) -> Iterator[None]:
    """Raise any error of a request to `host` as a SourceError. `seconds` and `size` (bytes) are its limits."""
    try:
        yield
    except SourceError:
        raise
    except TimeoutError as error:
        raise SourceError(f"{host} took longer than {seconds:.0f} s: cut off.") from error
    except BudgetExceededError as error:
        raise SourceError(f"{host} sends more than {size / 1024**2:.3g} MB: cut off.") from error
    except httpcore.TimeoutException as error:
        raise SourceError(f"{host} does not answer.") from error
    except Exception as error:  # malformed responses raise more than httpcore's errors
        raise SourceError(f"{host} cannot be read: {str(error)[:200] or type(error).__name__}.") from error
