"""Working days in England. Bank holidays are those of gov.uk/bank-holidays and its archive."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lscb.statistics.working_days import working_days


def between(start: object, end: object) -> int:
    days = (pd.Series([pd.Timestamp(day)]).astype("datetime64[ns]") for day in (start, end))
    return int(working_days(*days).iloc[0])


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        pytest.param("2014-06-02", "2014-06-02", 0, id="the same day"),
        pytest.param("2014-06-02", "2014-06-03", 1, id="the day after is day 1"),
        pytest.param("2014-06-02", "2014-06-09", 5, id="a week"),
        pytest.param("2014-06-02", "2014-06-23", 15, id="three weeks"),
        # DfE, children in need census, sample return: the conference is due on the latter day
        pytest.param("1970-06-02", "1970-06-23", 15, id="DfE's sample enquiry"),
        pytest.param("2014-06-07", "2014-06-09", 1, id="discussed on a Saturday"),
        pytest.param("2014-06-08", "2014-06-09", 1, id="discussed on a Sunday"),
        pytest.param("2014-06-06", "2014-06-09", 1, id="discussed on a Friday"),
        pytest.param("2014-06-07", "2014-06-08", 0, id="over before Monday"),
        pytest.param("2014-06-06", "2014-06-08", 0, id="held on a Sunday"),
    ],
)
def test_weekdays_are_counted_from_the_day_after_the_discussion(start, end, found):
    assert between(start, end) == found


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        pytest.param("2014-04-17", "2014-04-22", 1, id="Easter 2014: 18 and 21 April"),
        pytest.param("2014-04-14", "2014-04-28", 8, id="a fortnight with Easter 2014 in it"),
        pytest.param("2014-05-02", "2014-05-06", 1, id="early May bank holiday 2014"),
        pytest.param("2014-05-23", "2014-05-27", 1, id="spring bank holiday 2014"),
        pytest.param("2014-08-22", "2014-08-26", 1, id="summer bank holiday 2014"),
        pytest.param("2014-12-24", "2014-12-29", 1, id="Christmas 2014: 25 and 26 December"),
        pytest.param("2014-12-24", "2015-01-02", 4, id="over the new year"),
        pytest.param("2010-12-24", "2010-12-29", 1, id="substitutes: 27 and 28 December 2010"),
        pytest.param("2011-04-21", "2011-05-03", 4, id="Easter, a royal wedding and May 2011"),
        pytest.param("2012-06-01", "2012-06-06", 1, id="Diamond Jubilee: 4 and 5 June 2012"),
        pytest.param("2012-05-25", "2012-05-28", 1, id="no bank holiday on 28 May 2012"),
        pytest.param("2020-05-07", "2020-05-11", 1, id="VE Day, Friday 8 May 2020"),
        pytest.param("2022-09-16", "2022-09-20", 1, id="state funeral, 19 September 2022"),
        pytest.param("2014-12-26", "2014-12-29", 1, id="discussed on a bank holiday"),
    ],
)
def test_bank_holidays_are_not_working_days(start, end, found):
    assert between(start, end) == found


@pytest.mark.parametrize("day", ["2015-01-02", "2013-12-02", "2014-03-17", "2014-08-04"])
def test_bank_holidays_of_scotland_and_northern_ireland_are_working_days_in_england(day):
    before = pd.Timestamp(day) - pd.Timedelta("1D")
    assert between(before, day) == 1


def test_several_pairs_are_counted_each_and_keep_their_index():
    start = pd.Series(pd.to_datetime(["2014-06-02", "2009-12-24"]), index=[8, 2])
    end = pd.Series(pd.to_datetime(["2014-06-03", "2009-12-29"]), index=[8, 2])
    # 28 December 2009 stood in for Boxing Day, a Saturday
    pd.testing.assert_series_equal(working_days(start, end), pd.Series([1, 1], index=[8, 2]))


def test_nothing_to_count_gives_nothing():
    nothing = pd.Series(dtype="datetime64[ns]")
    assert working_days(nothing, nothing).empty


@given(
    st.dates(datetime.date(2009, 1, 1), datetime.date(2024, 12, 31)),
    st.integers(min_value=0, max_value=90),
    st.integers(min_value=0, max_value=90),
)
def test_working_days_add_up_and_are_never_more_than_weekdays(start, first, second):
    middle = start + datetime.timedelta(first)
    end = middle + datetime.timedelta(second)
    whole = between(start, end)
    assert whole == between(start, middle) + between(middle, end)
    following = (start + datetime.timedelta(day) for day in range(1, first + second + 1))
    assert whole <= sum(day.weekday() < 5 for day in following)
