"""Searches time zones by city, country or offset, in English and in the user's language."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from newsletter.schedule.cities import ABBREVIATIONS, CITIES, ZONES_BY_LOCALE
from newsletter.schedule.zones import comments, countries, fold, parse_offset, places, zone_info, zones

if TYPE_CHECKING:
    from babel import Locale

ENGLISH = "en-US"

_PARTIAL_OFFSET = re.compile(r"(utc|gmt)?([+-]?)")
"""An incomplete offset, as typed so far."""


def zones_of_locale(locale: str) -> list[str]:
    """Return the likely zones of a Discord locale, most likely first, then UTC."""
    return [*ZONES_BY_LOCALE.get(locale, ZONES_BY_LOCALE[ENGLISH]).split(), "UTC"]


def search_zones(text: str, locale: str, now: datetime, limit: int = 25) -> list[str]:
    """Search zones for autocomplete, best match first. For empty input return the zones of the locale.

    `now` selects daylight saving time for offsets.
    """
    typed = fold(text)
    if not typed:
        return zones_of_locale(locale)[:limit]
    if offset := parse_offset(text):
        there = zone_info(offset).utcoffset(now)
        same = [zone for zone in _well_known() if zone_info(zone).utcoffset(now) == there]
        return list(dict.fromkeys([offset, *same]))[:limit]
    if partial := _PARTIAL_OFFSET.fullmatch(typed):
        return ["UTC", *_offsets(partial[2])][:limit]
    ranked: dict[str, int] = dict.fromkeys(ABBREVIATIONS.get(typed, ()), 0)
    for name, zone in _names(locale):
        rank = _rank(name, typed)
        if rank is not None and rank < ranked.get(zone, 9):
            ranked[zone] = rank
    order = _order()
    return sorted(ranked, key=lambda zone: (ranked[zone], order.get(zone, len(order))))[:limit]


def zone_by_exact_name(text: str, locale: str) -> str | None:
    """Return the zone with exactly this name; for a country, its most populous zone.

    Returns None if no zone matches, or if several populous zones do.
    """
    typed = fold(text)
    matches = {zone for name, zone in _names(locale) if name == typed}
    candidates = matches if len(matches) == 1 else {zone for zone in matches if _is_well_known(zone)}
    return candidates.pop() if len(candidates) == 1 else None


def country_of(zone: str, locale: str) -> str | None:
    """Return the name of a zone's country in the language of `locale`; None if the zone has no country."""
    code = places().get(zone)
    if code is None:
        return None
    locales = _language(locale)
    return str((locales.territories.get(code) if locales else None) or countries().get(code, code))


def _rank(name: str, typed: str) -> int | None:
    """Rank a match: 0 exact, 1 prefix, 2 prefix of a word, 3 substring; None for no match."""
    if typed not in name:
        return None
    if name == typed:
        return 0
    if name.startswith(typed):
        return 1
    return 2 if re.search(rf"[\W_]{re.escape(typed)}", name) else 3


@cache
def _well_known() -> tuple[str, ...]:
    """Return all zones: populous zones first, in the order of Discord's locales."""
    listed = (zone for one in [ENGLISH, "zh-CN", "de", *ZONES_BY_LOCALE] for zone in ZONES_BY_LOCALE[one].split())
    return tuple(dict.fromkeys([*listed, *CITIES, *zones()]))


@cache
def _order() -> dict[str, int]:
    """The place of each zone in the list of those that most people live in."""
    return {zone: index for index, zone in enumerate(_well_known())}


@cache
def _is_well_known(zone: str) -> bool:
    return zone in CITIES or any(zone in listed.split() for listed in ZONES_BY_LOCALE.values())


def _offsets(sign: str) -> list[str]:
    """Return the whole-hour offsets of one sign."""
    hours = range(1, 13 if sign == "-" else 15)
    return [name for hour in hours if (name := parse_offset(f"{sign or '+'}{hour}"))]


@cache
def _names(locale: str) -> tuple[tuple[str, str], ...]:
    """Return (folded name, zone) of all names in a language.

    Cached, because building it takes some tenths of a second.
    """
    return tuple(dict.fromkeys((fold(name), zone) for name, zone in _all_names(locale)))


def _all_names(locale: str) -> Iterator[tuple[str, str]]:
    locales = [one for one in (_language(ENGLISH), _language(locale)) if one]
    for zone, code in places().items():
        yield zone, zone
        yield zone.rpartition("/")[2], zone
        yield countries().get(code, code), zone
        yield from ((str(one.territories[code]), zone) for one in locales if code in one.territories)
        if zone in comments():
            yield comments()[zone], zone
    yield "UTC", "UTC"
    for zone, listed in CITIES.items():
        yield from ((name, zone) for name in listed.split(", "))
    from babel.core import get_global  # noqa: PLC0415 - as below

    renamed = get_global("zone_aliases")
    for one in locales:
        for key, names in one.time_zones.items():
            zone = str(renamed.get(key, key))
            if "city" in names and zone in places():
                yield str(names["city"]), zone


@cache
def _language(locale: str) -> "Locale | None":
    """Return CLDR data for a Discord locale; None if there is none."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - slow import; most commands do not need it

    try:
        return Locale.parse(locale, sep="-")
    except (ValueError, UnknownLocaleError):
        return None
