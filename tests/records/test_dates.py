"""A column of dates is read whichever way it is written, and never guessed."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lscb.records.dates import EARLIEST, LATEST, dates

MONTHS = "January February March April May June July August September October November December"
WAYS = {
    "2014-10-18": lambda d: f"{d.year}-{d.month:02}-{d.day:02}",
    "2014/10/18": lambda d: f"{d.year}/{d.month:02}/{d.day:02}",
    "2014-10-18 00:00:00": lambda d: f"{d.year}-{d.month:02}-{d.day:02} 00:00:00",
    "2014-10-18 00:00:00.000": lambda d: f"{d.year}-{d.month:02}-{d.day:02} 00:00:00.000",
    "2014-10-18T00:00:00": lambda d: f"{d.year}-{d.month:02}-{d.day:02}T00:00:00",
    "2014-10-18T00:00:00Z": lambda d: f"{d.year}-{d.month:02}-{d.day:02}T00:00:00Z",
    "18/10/2014": lambda d: f"{d.day:02}/{d.month:02}/{d.year}",
    "18/10/2014 00:00": lambda d: f"{d.day:02}/{d.month:02}/{d.year} 00:00",
    "18-10-2014": lambda d: f"{d.day:02}-{d.month:02}-{d.year}",
    "18.10.2014": lambda d: f"{d.day:02}.{d.month:02}.{d.year}",
    "18-Oct-2014": lambda d: f"{d.day:02}-{MONTHS.split()[d.month - 1][:3]}-{d.year}",
    "18 Oct 2014": lambda d: f"{d.day} {MONTHS.split()[d.month - 1][:3]} {d.year}",
    "18 October 2014": lambda d: f"{d.day} {MONTHS.split()[d.month - 1]} {d.year}",
    "20141018": lambda d: f"{d.year}{d.month:02}{d.day:02}",
}
DAY = pd.Timestamp(2014, 10, 18)


def read(*cells: str | None) -> tuple[list[pd.Timestamp], list[str]]:
    days, words = dates(pd.Series(cells, dtype=object))
    assert days.dtype == "datetime64[ns]"
    return list(days), list(words)


def expected(cell: str) -> str:
    """What is said of a cell that stands alone and cannot be read."""
    ((day,), (why,)) = read(cell)
    assert day is pd.NaT
    assert why.startswith("expected ")
    assert cell not in why
    return why


@pytest.mark.parametrize(
    "cell", [*WAYS, "18-Oct-14", "18 OCTOBER 2014", "18/Oct/2014", "2014.10.18"]
)
def test_the_18th_of_october_2014_is_one_day_however_it_is_written(cell):
    assert read(cell) == ([DAY], [""])


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_writing_is_what_it_is_called(way):
    assert WAYS[way](date(2014, 10, 18)) == way


@pytest.mark.parametrize(
    "time", [" 09:31", " 9:31:07", "T23:59:59.999", "T21:00:00Z", "  00:00", " 12:00:00.1234567"]
)
@pytest.mark.parametrize("day", ["2014-10-18", "18/10/2014", "18 Oct 2014"])
def test_a_time_of_day_is_left_aside(day, time):
    assert read(day + time) == ([DAY], [""])


def test_a_day_in_universal_time_is_the_day_it_then_is_in_england():
    """Midnight in summer is eleven in the evening of the day before, as some systems write it."""
    days, _ = read("2014-03-31T23:00:00Z", "2014-12-31T23:00:00Z", "2014-06-01T00:00:00Z")
    assert [str(day.date()) for day in days] == ["2014-04-01", "2014-12-31", "2014-06-01"]


@pytest.mark.parametrize("cell", ["0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z"])
def test_a_systems_blank_date_in_universal_time_is_out_of_every_span(cell):
    ((day,), (why,)) = read(cell)
    assert day is pd.NaT
    assert why.startswith("expected a date")


@pytest.mark.parametrize("time", [" 24:00", " 12:60", " 12", "12:00", " 12:00 AM", "T12:00+01:00"])
def test_what_is_no_time_is_not_left_aside(time):
    assert "expected a date" in expected("18/10/2014" + time)


def test_one_figure_is_enough_for_a_day_or_a_month():
    assert read("1/2/2014", "2014-2-1", "1-Feb-2014") == ([pd.Timestamp(2014, 2, 1)] * 3, [""] * 3)


def test_spaces_around_a_date_and_within_it_do_not_count():
    assert read(" 18  October\u00a02014 ", "\t18/10/2014") == ([DAY] * 2, [""] * 2)


def test_blank_cells_are_no_dates_and_no_faults():
    assert read("", " ", None, "\u00a0") == ([pd.NaT] * 4, [""] * 4)


def test_a_column_without_rows_is_no_dates():
    assert read() == ([], [])


@pytest.mark.parametrize("dtype", [object, "str", "string"])
def test_rows_keep_their_place_and_number(dtype):
    cells = pd.Series(["18/10/2014", "", "x", "18/10/2014"], index=[9, 4, 7, 2], dtype=dtype)
    days, words = dates(cells)
    assert list(days.index) == list(words.index) == [9, 4, 7, 2]
    assert list(days) == [DAY, pd.NaT, pd.NaT, DAY]
    assert [bool(why) for why in words] == [False, False, True, False]


def test_every_kind_of_fault_has_words_of_its_own():
    faults = ["41930", "18/10/14", "29/02/2015", "14/10/1066", "last Tuesday", "10/18/2014"]
    assert len({expected(cell) for cell in faults}) == len(faults)


@pytest.mark.parametrize("cell", ["41930", "41930.5", "29221", "73050"])
def test_excels_number_of_a_day_is_told_to_be_formatted_as_a_date(cell):
    assert "format the column as a date" in expected(cell)


@pytest.mark.parametrize("cell", ["18/10/14", "1-2-14", "14-10-18", "18.10.14"])
def test_a_year_in_two_figures_is_not_guessed_beside_a_month_in_figures(cell):
    assert "four figures" in expected(cell)


@pytest.mark.parametrize(
    ("cell", "year"),
    [("1-Jan-80", 1980), ("1-Jan-99", 1999), ("1-Jan-00", 2000), ("1-Jan-79", 2079)],
)
def test_beside_a_month_by_name_two_figures_are_a_year_of_1980_to_2079(cell, year):
    assert read(cell) == ([pd.Timestamp(year, 1, 1)], [""])


@pytest.mark.parametrize("year", [1980, 2000, 2012, 2016, 2096])
def test_leap_years_have_a_29th_of_february(year):
    day = pd.Timestamp(year, 2, 29)
    assert read(f"29/02/{year}", f"{year}-02-29", f"29-Feb-{year}") == ([day] * 3, [""] * 3)


@pytest.mark.parametrize(
    "cell",
    [
        *("29/02/2015", "2015-02-29", "29 February 2015", "29-Feb-15", "31/06/2014", "2014-06-31"),
        *("00/10/2014", "18/00/2014", "2014-13-13", "32/01/2014", "30/02/2016", "31.04.2014"),
    ],
)
def test_a_day_that_is_in_no_calendar_is_refused(cell):
    assert "no such day" in expected(cell)


@pytest.mark.parametrize(
    "cell",
    [
        *("14/10/1066", "1979-12-31", "2100-01-01", "1 January 2200", "9999-12-31", "0000-01-01"),
        *("10661014", "21000101"),
    ],
)
def test_a_day_that_no_record_can_have_is_told_which_may(cell):
    why = expected(cell)
    assert "1980" in why
    assert "2099" in why


def test_the_first_and_the_last_day_are_read():
    days = [pd.Timestamp(1980, 1, 1), pd.Timestamp(2099, 12, 31)]
    assert read("01/01/1980", "31/12/2099") == (days, ["", ""])


@pytest.mark.parametrize(
    "cell",
    [
        *("last Tuesday", "n/a", "20149999", "20150229", "2014", "1810201", "18/10-2014", "?"),
        *(
            "18 Foo 2014",
            "18/10",
            "October 2014",
            "\u0661\u0668/10/2014",
            "18/10/20145",
            "2014-10-18x",
        ),
    ],
)
def test_what_is_no_date_is_told_how_one_is_written(cell):
    why = expected(cell)
    assert "YYYY-MM-DD" in why
    assert "DD/MM/YYYY" in why


@pytest.mark.parametrize("swapped", ["10/18/2014", "10-18-2014", "10.18.2014 09:30", "02/29/2016"])
def test_where_one_date_has_the_month_first_none_that_might_is_read(swapped):
    certain = ["2014-06-05", "5 June 2014", "20140605", "05/05/2014", "18/10/2014"]
    days, words = read("05/06/2014", swapped, "06-05-2014", *certain)
    assert days[:3] == [pd.NaT] * 3
    assert "here the month stands first" in words[1]
    for why in (words[0], words[2]):
        assert "in another row the month stands first" in why
        assert "write YYYY-MM-DD" in why
    june, may = pd.Timestamp(2014, 6, 5), pd.Timestamp(2014, 5, 5)
    assert days[3:] == [june, june, june, may, DAY]
    assert words[3:] == [""] * 5


def test_where_one_date_has_the_month_last_none_that_might_is_read():
    days, words = read("2014-06-05", "2014-18-10", "2014/06/05", "05/06/2014", "2014-10-18")
    assert days == [pd.NaT, pd.NaT, pd.NaT, pd.Timestamp(2014, 6, 5), DAY]
    assert "in another row" in words[0]
    assert "here" in words[1]
    assert "in another row" in words[2]
    assert words[3:] == ["", ""]


MADE_BY_EXCEL = ["2014-05-06", "2014-05-07", "2014-11-06", "2014-01-12", "2014-12-01"]
LEFT_AS_TEXT = ["13/05/2014", "18/10/2014", "30/06/2014", "31/01/2014", "28/02/2014"]


def test_a_column_that_excel_has_split_into_swapped_dates_and_text_is_not_trusted():
    days, words = read(*MADE_BY_EXCEL, *LEFT_AS_TEXT)
    assert [word for word in words[:5] if "Excel has swapped" in word] == words[:5]
    assert words[5:] == [""] * 5
    assert not any(pd.isna(day) for day in days[5:])


@pytest.mark.parametrize("more", ["2014-05-13", "12/05/2014"])
def test_a_column_of_dates_and_text_with_days_of_the_whole_month_is_read(more):
    assert set(read(*MADE_BY_EXCEL, *LEFT_AS_TEXT, more)[1]) == {""}


@pytest.mark.parametrize("more", ["2014-06-25", "12/05/2014"])
def test_one_date_that_somebody_has_typed_in_again_does_not_hide_the_swap(more):
    swapped = [f"2014-{month:02d}-{day:02d}" for month in range(1, 10) for day in (3, 4)]
    left = [f"{day}/0{month}/2014" for month in range(1, 8) for day in (13, 24)]
    assert any("Excel has swapped" in words for words in read(*swapped, *left, more)[1])


def test_a_few_dates_and_texts_are_read():
    assert set(read(*MADE_BY_EXCEL[:4], *LEFT_AS_TEXT)[1]) == {""}


@pytest.mark.parametrize("cell", ["02/30/2014", "10/32/2014", "13/13/2014", "10/18/14"])
def test_a_date_that_is_none_with_the_month_first_either_puts_no_other_in_doubt(cell):
    days, _ = read("05/06/2014", cell)
    assert days == [pd.Timestamp(2014, 6, 5), pd.NaT]


@given(
    st.lists(st.dates(date(1980, 1, 1), date(2099, 12, 31)), min_size=1), st.sampled_from([*WAYS])
)
def test_every_date_is_read_back_whichever_way_it_is_written(days, way):
    wanted = [pd.Timestamp(day) for day in days]
    assert read(*map(WAYS[way], days)) == (wanted, [""] * len(days))


def test_every_single_day_is_read():
    days = pd.Series(pd.date_range(EARLIEST, LATEST, inclusive="left", unit="ns"))
    assert len(days) == 43_830
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        found, words = dates(days.dt.strftime(form))
        assert found.equals(days)
        assert not words.any()


figures = st.from_regex(r"[0-9]{1,5}[-/. ][0-9A-Za-z]{1,4}[-/. ][0-9]{1,5}([T ][0-9:.Z]*)?")


@given(st.lists(st.text() | figures))
def test_any_text_is_a_day_a_blank_or_told_what_was_expected(cells):
    days, words = read(*cells)
    for cell, day, why in zip(cells, days, words, strict=True):
        assert (day is pd.NaT) == bool(why or not cell.strip())
        assert day is pd.NaT or date(1980, 1, 1) <= day.date() <= date(2099, 12, 31)
