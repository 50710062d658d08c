"""Reporting years and months of days."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lscb.statistics.periods import months, reporting_years
from lscb.years import ReportingYear


def days(*given: str | None) -> pd.Series:
    return pd.Series(pd.to_datetime(list(given)), dtype="datetime64[ns]")


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("2014-03-31", "2013-14"),
        ("2014-04-01", "2014-15"),
        ("2014-12-31", "2014-15"),
        ("2015-01-01", "2014-15"),
        ("2012-02-29", "2011-12"),
        ("2000-03-31", "1999-00"),
        ("2009-04-01", "2009-10"),
        ("2099-06-01", "2099-00"),
    ],
)
def test_a_reporting_year_is_from_1_april_to_31_march(day, year):
    assert reporting_years(days(day)).tolist() == [year]


def test_a_missing_day_has_no_year_and_no_month():
    given_days = days("2014-03-31", None)
    assert reporting_years(given_days).isna().tolist() == [False, True]
    assert months(given_days).isna().tolist() == [False, True]


def test_all_days_missing_is_all_years_missing():
    assert reporting_years(days(None, None)).isna().all()
    assert months(days(None, None)).isna().all()


def test_a_month_is_its_year_and_number():
    assert months(days("2014-04-01", "2014-04-30", "2015-01-31")).tolist() == [
        "2014-04",
        "2014-04",
        "2015-01",
    ]


def test_the_index_is_kept():
    dated = days("2014-03-31", "2014-04-01").set_axis([9, 4])
    wanted = pd.Series(["2013-14", "2014-15"], index=[9, 4], dtype="string")
    pd.testing.assert_series_equal(reporting_years(dated), wanted)
    assert months(dated).index.tolist() == [9, 4]


def test_no_days_have_no_years():
    assert reporting_years(days()).empty
    assert months(days()).empty


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2090, 12, 31)))
def test_a_day_is_within_the_year_it_is_said_to_be_in(day):
    year = ReportingYear(reporting_years(days(day.isoformat())).iloc[0])
    assert year.first_day <= day <= year.last_day
