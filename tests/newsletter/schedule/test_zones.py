"""Zones are found by what people call them, and an offset means the same wherever it is written and read."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.schedule.cities import ABBREVIATIONS, CITIES, ZONES_BY_LOCALE
from newsletter.schedule.weekly import parse_zone
from newsletter.schedule.zone_names import country_of, search_zones
from newsletter.schedule.zones import is_portable, knows_zone, parse_offset, zone_info, zones

SUMMER = datetime(2026, 7, 1, 12, tzinfo=UTC)
WINTER = datetime(2026, 1, 1, 12, tzinfo=UTC)

FORMS = ["{h}:{m:02}", "{h:02}:{m:02}", "{h:02}{m:02}"]
offsets = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timedelta(minutes=15 * quarters))


@given(
    offsets,
    st.sampled_from(["", "UTC", "gmt", "Utc ", "GMT "]),
    st.sampled_from(["{h}:{m:02}", "{h:02}:{m:02}", "{h:02}{m:02}"]),
)
def test_an_offset_is_what_it_says(offset: timedelta, prefix: str, form: str):
    """East is positive, however it is written; and what is stored is read as the same again."""
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "-" if offset < timedelta() else "+"
    name = parse_zone(prefix + sign + form.format(h=hours, m=minutes))
    assert zone_info(name).utcoffset(WINTER) == zone_info(name).utcoffset(SUMMER) == offset
    assert parse_zone(name) == name
    assert is_portable(name)


@given(st.integers(-99, 99).filter(lambda hours: not -12 <= hours <= 14))
def test_an_offset_that_is_nowhere_in_use_is_none(hours: int):
    assert parse_offset(f"UTC{hours:+}") is None


def test_every_zone_that_is_offered_is_known_and_is_a_place_or_utc():
    """None of Etc/GMT…, localtime, Factory, EST; and each that is stored is read as itself."""
    for zone in zones():
        assert knows_zone(zone)
        assert "/" in zone or zone == "UTC"
        assert not zone.startswith("Etc/")
        assert parse_zone(zone) == zone


def test_what_is_listed_by_hand_are_zones_of_places():
    listed = [*CITIES, *(zone for names in ABBREVIATIONS.values() for zone in names)]
    listed += [zone for names in ZONES_BY_LOCALE.values() for zone in names.split()]
    assert set(listed) <= set(zones())


@pytest.mark.parametrize(
    ("typed", "locale", "zone"),
    [
        ("beijing", "en-US", "Asia/Shanghai"), ("beij", "en-US", "Asia/Shanghai"), ("北京", "zh-CN", "Asia/Shanghai"),
        ("東京", "en-US", "Asia/Tokyo"), ("上海", "en-US", "Asia/Shanghai"), ("台北", "en-US", "Asia/Taipei"),
        ("香港", "de", "Asia/Hong_Kong"), ("서울", "en-US", "Asia/Seoul"), ("日本", "zh-CN", "Asia/Tokyo"),
        ("brazil", "en-US", "America/Sao_Paulo"), ("united states", "en-US", "America/New_York"),
        ("spain", "en-US", "Europe/Madrid"), ("australia", "en-US", "Australia/Sydney"),
        ("india", "en-US", "Asia/Kolkata"), ("mumbai", "en-GB", "Asia/Kolkata"), ("indien", "de", "Asia/Kolkata"),
        ("भारत", "hi", "Asia/Kolkata"), ("utc+8", "en-US", "UTC+08:00"), ("UTC+8", "de", "UTC+08:00"),
        ("+5:30", "en-US", "UTC+05:30"), ("gmt-3", "pt-BR", "UTC-03:00"), ("utc", "ja", "UTC"),
        ("deutschland", "de", "Europe/Berlin"), ("munchen", "en-US", "Europe/Berlin"),
        ("москва", "ru", "Europe/Moscow"),
        ("東京", "ja", "Asia/Tokyo"), ("tok", "fr", "Asia/Tokyo"), ("new y", "ko", "America/New_York"),
        ("são paulo", "pt-BR", "America/Sao_Paulo"), ("san fran", "en-US", "America/Los_Angeles"),
        ("europe/ber", "en-US", "Europe/Berlin"), ("est", "en-US", "America/New_York"), ("jst", "ja", "Asia/Tokyo"),
        ("germany", "de", "Europe/Berlin"), ("uk", "en-GB", "Europe/London"), ("usa", "en-US", "America/New_York"),
        ("", "de", "Europe/Berlin"), ("", "zh-CN", "Asia/Shanghai"), ("  ", "ja", "Asia/Tokyo"),
        ("", "ko", "Asia/Seoul"),
    ],
)  # fmt: skip
def test_the_first_suggestion_is_what_was_meant(typed: str, locale: str, zone: str):
    assert search_zones(typed, locale, SUMMER)[0] == zone


@pytest.mark.parametrize(
    "typed", ["etc", "etc/gmt", "gmt", "gmt+", "gmt-", "utc+", "local", "factory", "posix", "", "e"]
)
def test_what_nobody_means_is_never_offered(typed: str):
    found = search_zones(typed, "en-US", SUMMER)
    assert not [one for one in found if one not in zones() and parse_offset(one) != one]
    assert len(found) <= 25


def test_with_an_offset_come_the_places_that_have_it_now():
    """Berlin is at UTC+2 in summer alone."""
    assert "Europe/Berlin" in search_zones("utc+2", "de", SUMMER)
    assert "Europe/Berlin" not in search_zones("utc+2", "de", WINTER)


def test_each_language_of_discord_begins_with_zones_of_its_own():
    for locale in ZONES_BY_LOCALE:
        assert search_zones("", locale, SUMMER)[0] == ZONES_BY_LOCALE[locale].split()[0]
    assert search_zones("", "xx", SUMMER)[0] == "America/New_York"


def test_countries_are_named_in_the_readers_language():
    assert [country_of("Europe/Berlin", one) for one in ("de", "ja", "xx")] == ["Deutschland", "ドイツ", "Germany"]
    assert country_of("UTC+08:00", "de") is None
