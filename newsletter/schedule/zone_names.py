"""Finds time zones by what people call them: cities, countries and offsets, in English and in their own language."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from newsletter.schedule.cities import CITIES, LOCALES, SHORT
from newsletter.schedule.zones import countries, fold, parse_offset, places, remarks, zone_info, zones

if TYPE_CHECKING:
    from babel import Locale

ENGLISH = "en-US"

_BEGUN = re.compile(r"(utc|gmt)?([+-]?)")
"""An offset that somebody has begun to type."""


def zones_of_locale(locale: str) -> list[str]:
    """The zones of most of those who set Discord to a language, the likeliest first, and UTC."""
    return [*LOCALES.get(locale, LOCALES[ENGLISH]).split(), "UTC"]


def search_zones(text: str, locale: str, now: datetime, limit: int = 25) -> list[str]:
    """Zones for what somebody has typed so far, best first; those of their language where that is nothing."""
    typed = fold(text)
    if not typed:
        return zones_of_locale(locale)[:limit]
    if offset := parse_offset(text):
        there = zone_info(offset).utcoffset(now)
        same = [zone for zone in _well_known() if zone_info(zone).utcoffset(now) == there]
        return list(dict.fromkeys([offset, *same]))[:limit]
    if begun := _BEGUN.fullmatch(typed):
        return ["UTC", *_offsets(begun[2])][:limit]
    ranked: dict[str, int] = dict.fromkeys(SHORT.get(typed, ()), 0)
    for name, zone in _names(locale):
        rank = _rank(name, typed)
        if rank is not None and rank < ranked.get(zone, 9):
            ranked[zone] = rank
    order = _order()
    return sorted(ranked, key=lambda zone: (ranked[zone], order.get(zone, len(order))))[:limit]


def zone_called(text: str, locale: str) -> str | None:
    """The zone that has exactly this name; of a country's zones the one that most people there live in.

    None where no zone has it, or several that many people live in.
    """
    typed = fold(text)
    called = {zone for name, zone in _names(locale) if name == typed}
    likely = called if len(called) == 1 else {zone for zone in called if _is_well_known(zone)}
    return likely.pop() if len(likely) == 1 else None


def country_of(zone: str, locale: str) -> str | None:
    """The name of a zone's country in a language, None for a zone of no place."""
    code = places().get(zone)
    if code is None:
        return None
    spoken = _language(locale)
    return str((spoken.territories.get(code) if spoken else None) or countries().get(code, code))


def _rank(name: str, typed: str) -> int | None:
    """How well a name fits: 0 exactly, 1 its beginning, 2 the beginning of one of its words, 3 anywhere in it."""
    if typed not in name:
        return None
    if name == typed:
        return 0
    if name.startswith(typed):
        return 1
    return 2 if re.search(rf"[\W_]{re.escape(typed)}", name) else 3


@cache
def _well_known() -> tuple[str, ...]:
    """The zones that most people live in, in the order of the languages of Discord, the others after them."""
    listed = (zone for one in [ENGLISH, "zh-CN", "de", *LOCALES] for zone in LOCALES[one].split())
    return tuple(dict.fromkeys([*listed, *CITIES, *zones()]))


@cache
def _order() -> dict[str, int]:
    """The place of each zone in the list of those that most people live in."""
    return {zone: index for index, zone in enumerate(_well_known())}


@cache
def _is_well_known(zone: str) -> bool:
    return zone in CITIES or any(zone in listed.split() for listed in LOCALES.values())


def _offsets(sign: str) -> list[str]:
    """The whole hours east, or west."""
    hours = range(1, 13 if sign == "-" else 15)
    return [name for hour in hours if (name := parse_offset(f"{sign or '+'}{hour}"))]


@cache
def _names(locale: str) -> tuple[tuple[str, str], ...]:
    """Every name, folded, with its zone; built once for a language, which takes some tenths of a second."""
    return tuple(dict.fromkeys((fold(name), zone) for name, zone in _all_names(locale)))


def _all_names(locale: str) -> Iterator[tuple[str, str]]:
    spoken = [one for one in (_language(ENGLISH), _language(locale)) if one]
    for zone, code in places().items():
        yield zone, zone
        yield zone.rpartition("/")[2], zone
        yield countries().get(code, code), zone
        yield from ((str(one.territories[code]), zone) for one in spoken if code in one.territories)
        if zone in remarks():
            yield remarks()[zone], zone
    yield "UTC", "UTC"
    for zone, listed in CITIES.items():
        yield from ((name, zone) for name in listed.split(", "))
    from babel.core import get_global  # noqa: PLC0415 - as below

    renamed = get_global("zone_aliases")
    for one in spoken:
        for key, names in one.time_zones.items():
            zone = str(renamed.get(key, key))
            if "city" in names and zone in places():
                yield str(names["city"]), zone


@cache
def _language(locale: str) -> "Locale | None":
    """Names in a language of Discord, as CLDR has them."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - most commands ask for no zone, and start sooner

    try:
        return Locale.parse(locale, sep="-")
    except (ValueError, UnknownLocaleError):
        return None
