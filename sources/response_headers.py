"""Interprets response headers: redirects, error status, Retry-After, validators."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from newsletter.errors import SourceError
from sources.addresses import parse_url

_REDIRECTS = {301, 302, 303, 307, 308}
_MAX_VALIDATOR_LENGTH = (
    1_000  # characters of a validator; servers refuse a request with more than a few kilobytes of headers
)
_MEANINGS = {
    401: "wants a password",
    403: "does not allow it",
    404: "has no such page",
    410: "has taken the page away for good",
    429: "asks to be asked less often",
}


def parse_redirect(response: httpx.Response, url: httpx.URL) -> httpx.URL | None:
    """Return the redirect target, or None. Raises SourceError for an invalid target."""
    locations = response.headers.get_list("Location")
    if response.status_code not in _REDIRECTS or not locations:
        return None
    try:
        return parse_url(locations[0], base=url)
    except SourceError as error:
        raise SourceError(f"{url.host} redirects to what cannot be fetched. {error}") from error


def describe_error(response: httpx.Response, host: str) -> str:
    """Return a sentence for an error status."""
    status = response.status_code
    return f"{host} {_MEANINGS.get(status, 'is in trouble' if status >= 500 else 'refuses')} (HTTP {status})."


def retry_after(response: httpx.Response) -> float | None:
    """Return Retry-After in seconds (RFC 9110, section 10.2.3); None if it is missing or invalid."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    moment = _read_date(value)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment else None


def last_modified(response: httpx.Response) -> str | None:
    """Return `Last-Modified` as sent; None if it is in the future, because later changes would then look old."""
    value: str | None = response.headers.get("Last-Modified")
    moment = _read_date(value or "")
    return None if moment and moment > datetime.now(UTC) + timedelta(days=1) else value


def sanitize_validator(value: str | None) -> str | None:
    """Return a validator if it can be sent back in a header, otherwise None. An ETag `*` would match every version."""
    text = (value or "").strip()
    is_valid = text.isascii() and text.isprintable() and 0 < len(text) <= _MAX_VALIDATOR_LENGTH and text != "*"
    return text if is_valid else None


def _read_date(value: str) -> datetime | None:
    """Parse an HTTP date; None if it is invalid."""
    try:
        return parsedate_to_datetime(value[:100]).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
