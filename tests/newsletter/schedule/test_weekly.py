"""The next slot: the right hour where the reader lives, once a week, over both changes of summer time."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.errors import ScheduleError
from newsletter.schedule.weekly import Weekday, Weekly, next_slot, parse_day, parse_time, parse_zone
from newsletter.schedule.zones import UnknownZoneError, zone_info

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "Asia/Kolkata"]
ZONES += ["UTC+05:45", "UTC-09:30", "UTC+14:00"]

schedules = st.builds(
    Weekly,
    st.sampled_from(Weekday),
    st.times().map(lambda t: time(t.hour, t.minute)),
    st.sampled_from(ZONES),
)
instants = st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("weekly", "after", "slot"),
    [
        ((Weekday.MONDAY, time(9), "Europe/Berlin"), "2026-11-21T08:00+00:00", "2026-11-23T08:00+00:00"),
        ((Weekday.MONDAY, time(9), "Europe/Berlin"), "2026-06-21T08:00+00:00", "2026-06-22T07:00+00:00"),
        # An hour that does not exist on the day the clocks go forward: the hour they jump to.
        ((Weekday.SUNDAY, time(2, 30), "Europe/Berlin"), "2026-03-28T00:00+00:00", "2026-03-29T01:30+00:00"),
        # An hour that comes twice on the day they go back: the first one, and then a week later.
        ((Weekday.SUNDAY, time(2, 30), "Europe/Berlin"), "2026-10-24T00:00+00:00", "2026-10-25T00:30+00:00"),
        ((Weekday.SUNDAY, time(2, 30), "Europe/Berlin"), "2026-10-25T00:31+00:00", "2026-11-01T01:30+00:00"),
        # Exactly at the hour is in time.
        ((Weekday.SATURDAY, time(8), "UTC"), "2026-11-21T08:00+00:00", "2026-11-21T08:00+00:00"),
    ],
)
def test_the_next_slot_of_known_days(weekly: tuple[Weekday, time, str], after: str, slot: str):
    """Worked out by hand."""
    assert next_slot(Weekly(*weekly), datetime.fromisoformat(after)) == datetime.fromisoformat(slot)


@given(schedules, instants)
def test_a_slot_is_at_the_readers_hour_on_the_readers_day(weekly: Weekly, after: datetime):
    """Within the next week, at the local time, or an hour after it where the clocks skip that hour."""
    slot = next_slot(weekly, after)
    assert after <= slot <= after + timedelta(days=7, hours=1)
    local = slot.astimezone(zone_info(weekly.zone))
    assert local.weekday() == weekly.day
    wanted = datetime.combine(local.date(), weekly.time, local.tzinfo)
    skipped = wanted.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) != wanted.replace(tzinfo=None)
    assert local.time() == weekly.time or skipped


@given(schedules, instants)
def test_every_week_has_one_slot_and_only_one(weekly: Weekly, after: datetime):
    """Going from slot to slot, each comes a week after the last one, but for what the clocks are put."""
    slot = next_slot(weekly, after)
    for _ in range(60):
        following = next_slot(weekly, slot + timedelta(microseconds=1))
        assert abs(following - slot - timedelta(weeks=1)) <= timedelta(hours=1)
        slot = following


@pytest.mark.parametrize(("text", "day"), [("mon", 0), ("Monday", 0), (" SUN ", 6), ("thursday", 3)])
def test_days_are_read_in_any_case(text: str, day: int):
    assert parse_day(text) == day


def test_a_day_that_is_none_gets_a_sentence():
    with pytest.raises(ScheduleError, match="no day of the week"):
        parse_day("someday")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("9", time(9)), ("09:00", time(9)), ("23:59", time(23, 59)), ("7.30", time(7, 30)), ("0930", time(9, 30)),
        ("9am", time(9)), ("9 AM", time(9)), ("9:30 PM", time(21, 30)), ("9:00pm", time(21)), ("9 p.m.", time(21)),
        ("12am", time(0)), ("12:30 am", time(0, 30)), ("12pm", time(12)), ("12:15 p.m.", time(12, 15)),
        ("11:59PM", time(23, 59)), ("21h", time(21)), ("21h30", time(21, 30)), ("9 h", time(9)), ("21 Uhr", time(21)),
        ("21.15 Uhr", time(21, 15)), ("9点", time(9)), ("21時30分", time(21, 30)), ("下午3点", time(15)),
        ("午後3時", time(15)), ("上午 9:30", time(9, 30)), ("오후 3시", time(15)), ("９：３０", time(9, 30)),
        ("noon", time(12)), ("Midnight", time(0)), ("0:00", time(0)),
    ],
)  # fmt: skip
def test_times_are_read_as_people_write_them(text: str, wanted: time):
    assert parse_time(text) == wanted


@pytest.mark.parametrize(
    "text",
    ["25:00", "24:00", "12:60", "", "nine", "9:5", "-1:00", "٩:٠٠", "13pm", "0am", "13:00 am", "9xm", "25h", "下午15点",
     "9:00:00", "am", "9pm pm", "21h60"],
)  # fmt: skip
def test_a_time_that_is_none_gets_a_sentence(text: str):
    with pytest.raises(ScheduleError, match="no time of day"):
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("europe/berlin", "Europe/Berlin"), ("UTC", "UTC"), ("new york", "America/New_York"), ("tokyo", "Asia/Tokyo"),
        ("beijing", "Asia/Shanghai"), ("Mumbai", "Asia/Kolkata"), ("india", "Asia/Kolkata"),
        ("Zürich", "Europe/Zurich"),
        ("san francisco", "America/Los_Angeles"), ("Germany", "Europe/Berlin"), ("sao paulo", "America/Sao_Paulo"),
        ("GMT+2", "UTC+02:00"), ("UTC+8", "UTC+08:00"), ("+05:30", "UTC+05:30"), ("utc-3", "UTC-03:00"),
        ("GMT", "UTC"), ("utc+00:00", "UTC"), ("UTC+08:00", "UTC+08:00"), ("Asia/Calcutta", "Asia/Calcutta"),
        ("Etc/GMT+2", "UTC-02:00"), ("etc/utc", "UTC"), ("GB", "GB"),
    ],
)  # fmt: skip
def test_zones_are_read_as_people_write_them(text: str, zone: str):
    assert parse_zone(text) == zone


@pytest.mark.parametrize("text", ["Mars/Olympus", "", "../../etc/passwd", "CEST2", "Europe", "localtime",
                                  "Factory", "posixrules", "EST", "HST", "UTC+15", "GMT-13", "+25", "8", "posix/UTC",
                                  "Europe/../UTC", "utc+8:99"])  # fmt: skip
def test_a_zone_that_is_none_gets_a_sentence(text: str):
    with pytest.raises(ScheduleError, match="no time zone"):
        parse_zone(text)


def test_a_slot_is_given_in_utc_wherever_the_process_runs():
    slot = next_slot(Weekly(Weekday.MONDAY, time(9, 0), "Asia/Tokyo"), datetime(2026, 11, 4, tzinfo=UTC))
    assert (slot.isoformat(), slot.tzinfo) == ("2026-11-09T00:00:00+00:00", UTC)


def test_plus_two_is_east_of_greenwich():
    """Nine o'clock there is seven o'clock in UTC."""
    slot = next_slot(Weekly(Weekday.MONDAY, time(9), parse_zone("GMT+2")), datetime(2026, 7, 1, tzinfo=UTC))
    assert slot == datetime(2026, 7, 6, 7, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Moved/Away", "", "../UTC", "UTC+8", "a" * 300, "\0", "Europe"])
def test_a_zone_that_this_host_does_not_know_is_told_from_the_others(name: str):
    with pytest.raises(UnknownZoneError, match="not known on this computer: choose another"):
        next_slot(Weekly(Weekday.MONDAY, time(9), name), datetime(2026, 7, 1, tzinfo=UTC))


def test_what_was_meant_is_offered_with_the_refusal():
    with pytest.raises(ScheduleError, match="The nearest are America/New_York"):
        parse_zone("EST")
