"""The result of checking the address of a picture."""

from dataclasses import dataclass
from enum import StrEnum


class PictureState(StrEnum):
    """What is known of an address."""

    PENDING = "pending"  # not checked yet, or the last checks failed in a way that may pass
    USABLE = "usable"  # answers with a picture that may be shown
    DEAD = "dead"  # nothing answers there
    REFUSED = "refused"  # answers with something that is not shown


class PictureReason(StrEnum):
    """Why an address is not usable."""

    NOT_FOUND = "not_found"  # HTTP 404 and other final errors
    UNREACHABLE = "unreachable"  # no answer, or an error of the server
    PRIVATE_HOST = "private_host"  # not on the open internet
    NO_PICTURE = "no_picture"  # not PNG, JPEG, GIF or WebP
    DAMAGED = "damaged"  # ends before its size is known
    TOO_LARGE = "too_large"  # in bytes
    TOO_SMALL = "too_small"  # in pixels: a tracking pixel, a badge
    TOO_WIDE = "too_wide"  # in pixels, either side
    TOO_NARROW = "too_narrow"  # one side is many times the other


@dataclass(frozen=True, slots=True)
class PictureSize:
    """The size of a picture in pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class CheckedPicture:
    """A checked address."""

    address: str
    state: PictureState
    reason: PictureReason | None = None
    kind: str | None = None  # "png", "jpeg", "gif" or "webp"
    width: int | None = None  # pixels
    height: int | None = None
    size: int | None = None  # bytes; None if the server does not say
