"""DfE's bands of duration, at each of their bounds."""

from __future__ import annotations

import calendar
import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lscb.statistics.durations import BANDS, PARTS, duration_bands, duration_parts

THREE_MONTHS, SIX_MONTHS, UNDER_A_YEAR, UNDER_TWO_YEARS, TWO_YEARS = BANDS
UNDER_18_MONTHS, FROM_18_MONTHS = PARTS

days = st.dates(datetime.date(2000, 1, 1), datetime.date(2030, 12, 31))


def of(function, start: str | datetime.date, until: str | datetime.date | pd.Timestamp) -> str:
    return function(_series(start), _series(until)).iloc[0]


def _series(day: object) -> pd.Series:
    return pd.Series([pd.Timestamp(day)]).astype("datetime64[ns]")


def after(day: datetime.date, months: int) -> datetime.date:
    """The same day `months` later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


@pytest.mark.parametrize(
    ("start", "until", "band"),
    [
        pytest.param("2014-01-15", "2014-01-16", THREE_MONTHS, id="a day"),
        pytest.param("2014-01-15", "2014-04-15", THREE_MONTHS, id="exactly three months"),
        pytest.param("2014-01-15", "2014-04-16", SIX_MONTHS, id="three months and a day"),
        pytest.param("2014-01-15", "2014-07-15", SIX_MONTHS, id="exactly six months"),
        pytest.param("2014-01-15", "2014-07-16", UNDER_A_YEAR, id="six months and a day"),
        pytest.param("2013-05-10", "2014-05-09", UNDER_A_YEAR, id="a year less a day"),
        pytest.param("2013-05-10", "2014-05-10", UNDER_TWO_YEARS, id="exactly a year"),
        pytest.param("2013-05-10", "2015-05-08", UNDER_TWO_YEARS, id="728 days"),
        pytest.param("2013-05-10", "2015-05-09", TWO_YEARS, id="729 days"),
        pytest.param("2013-05-10", "2015-05-10", TWO_YEARS, id="two years to the day"),
        pytest.param("2013-05-10", "2023-05-10", TWO_YEARS, id="ten years"),
    ],
)
def test_each_bound_is_where_dfe_puts_it(start, until, band):
    assert of(duration_bands, start, until) == band


def test_a_plan_over_two_whole_reporting_years_lasted_two_years_or_more():
    # "For more than 729 days including the day it ended": DfE, LAIT data dictionary
    assert of(duration_bands, "2021-04-01", "2023-03-31") == TWO_YEARS
    assert of(duration_bands, "2021-04-02", "2023-03-31") == UNDER_TWO_YEARS


@pytest.mark.parametrize(
    ("start", "last_day", "within", "beyond"),
    [
        pytest.param("2013-11-30", "2014-02-28", THREE_MONTHS, SIX_MONTHS, id="30 November"),
        pytest.param("2011-11-30", "2012-02-29", THREE_MONTHS, SIX_MONTHS, id="to a leap day"),
        pytest.param("2014-03-31", "2014-06-30", THREE_MONTHS, SIX_MONTHS, id="31 March"),
        pytest.param("2013-08-31", "2014-02-28", SIX_MONTHS, UNDER_A_YEAR, id="31 August"),
    ],
)
def test_a_day_that_the_month_lacks_is_its_last(start, last_day, within, beyond):
    assert of(duration_bands, start, last_day) == within
    assert of(duration_bands, start, pd.Timestamp(last_day) + pd.Timedelta("1D")) == beyond


def test_a_year_from_a_leap_day_ends_on_28_february():
    assert of(duration_bands, "2012-02-29", "2013-02-27") == UNDER_A_YEAR
    assert of(duration_bands, "2012-02-29", "2013-02-28") == UNDER_TWO_YEARS


def test_two_years_are_729_days_in_leap_years_too():
    assert of(duration_bands, "2011-05-10", "2013-05-07") == UNDER_TWO_YEARS
    assert of(duration_bands, "2011-05-10", "2013-05-08") == TWO_YEARS


@pytest.mark.parametrize(
    ("start", "until", "part"),
    [
        pytest.param("2013-01-10", "2014-01-09", "", id="a year less a day"),
        pytest.param("2013-01-10", "2014-01-10", UNDER_18_MONTHS, id="exactly a year"),
        pytest.param("2013-01-10", "2014-07-09", UNDER_18_MONTHS, id="18 months less a day"),
        pytest.param("2013-01-10", "2014-07-10", FROM_18_MONTHS, id="exactly 18 months"),
        pytest.param("2012-08-31", "2014-02-27", UNDER_18_MONTHS, id="18 months, clamped, less"),
        pytest.param("2012-08-31", "2014-02-28", FROM_18_MONTHS, id="18 months, clamped"),
        pytest.param("2013-01-10", "2015-01-08", FROM_18_MONTHS, id="728 days"),
        pytest.param("2013-01-10", "2015-01-09", "", id="729 days"),
    ],
)
def test_only_plans_of_one_to_two_years_have_a_part_split_at_18_months(start, until, part):
    assert of(duration_parts, start, until) == part


@given(days, st.integers(min_value=0, max_value=1_500))
def test_every_duration_is_in_the_band_its_calendar_says(start, lasted):
    until = start + datetime.timedelta(lasted)
    if lasted >= 729:
        band = TWO_YEARS
    elif until >= after(start, 12):
        band = UNDER_TWO_YEARS
    elif until > after(start, 6):
        band = UNDER_A_YEAR
    elif until > after(start, 3):
        band = SIX_MONTHS
    else:
        band = THREE_MONTHS
    assert of(duration_bands, start, until) == band
    assert (of(duration_parts, start, until) in PARTS) == (band == UNDER_TWO_YEARS)


@given(days, st.integers(min_value=0, max_value=1_500))
def test_a_day_more_never_makes_a_shorter_band(start, lasted):
    until = start + datetime.timedelta(lasted)
    today, tomorrow = (
        BANDS.index(of(duration_bands, start, until + datetime.timedelta(day))) for day in (0, 1)
    )
    assert today <= tomorrow <= today + 1


def test_several_plans_are_banded_each_and_keep_their_index():
    start = pd.Series(pd.to_datetime(["2014-01-15", "2013-01-10"]), index=[7, 3])
    until = pd.Series(pd.to_datetime(["2014-04-15", "2014-07-10"]), index=[7, 3])
    pd.testing.assert_series_equal(
        duration_bands(start, until),
        pd.Series([THREE_MONTHS, UNDER_TWO_YEARS], index=[7, 3], dtype=object),
    )
    pd.testing.assert_series_equal(
        duration_parts(start, until), pd.Series(["", FROM_18_MONTHS], index=[7, 3], dtype=object)
    )


def test_no_plans_have_no_bands():
    nothing = pd.Series(dtype="datetime64[ns]")
    assert duration_bands(nothing, nothing).empty
    assert duration_parts(nothing, nothing).empty
