"""Time zones as they are offered: while one types, and in the form."""

from collections.abc import Iterable
from datetime import UTC, datetime

from bot.ui.limits import AUTOCOMPLETE_CHOICES, SELECT_OPTIONS
from bot.ui.translations import _
from newsletter.schedule.cities import WORLDWIDE
from newsletter.schedule.zone_names import country_of, search_zones, zones_of_locale
from newsletter.schedule.zones import knows_zone, zone_info


def suggest_zone_names(typed: str, locale: str) -> list[tuple[str, str]]:
    """Names and zones that fit what was typed. The names of a language are read when they are asked for first."""
    now = datetime.now(UTC)
    return _name_zones(search_zones(typed, locale, now, AUTOCOMPLETE_CHOICES), locale, now)


def offer_zones(present: str, locale: str) -> list[tuple[str, str]]:
    """Names and zones for a select: the present one first, then those of the language, then of all the world."""
    zones = dict.fromkeys([present, *zones_of_locale(locale), *WORLDWIDE])
    return _name_zones((zone for zone in zones if knows_zone(zone)), locale, datetime.now(UTC))[:SELECT_OPTIONS]


def _name_zones(zones: Iterable[str], locale: str, now: datetime) -> list[tuple[str, str]]:
    found = []
    for zone in zones:
        country = country_of(zone, locale)
        name = f"{zone.replace('_', ' ')} · {country}" if country else zone
        local = f"{now.astimezone(zone_info(zone)):%H:%M}"
        found.append((_("{place} · now {time}").format(place=name, time=local), zone))
    return found
