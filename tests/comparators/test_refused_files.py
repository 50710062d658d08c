"""What is refused of a file as downloaded: every problem at once, with its place, and no guess."""

from __future__ import annotations

import pytest

from lscb.comparators.taking import taken
from tests.comparators.invented import (
    EASTMERE,
    ENGLAND,
    GOOD,
    HEADINGS,
    council,
    repeat_plans,
    row,
    text,
)


def test_a_renamed_heading_is_named_with_the_one_it_was(bench):
    said = bench.refused(GOOD.replace("CPP_subsequent_percent", "CPP_subsequent_pct"))
    assert any("CPP_subsequent_percent" in each and "CPP_subsequent_pct" in each for each in said)
    assert all(each.startswith("row 1") for each in said)
    assert len(said) == 2


def test_a_missing_heading_is_named(bench):
    lines = [line.rsplit(",", 1)[0] for line in GOOD.splitlines()]
    (said,) = bench.refused("\n".join(lines))
    assert "CPP_subsequent_percent" in said
    assert "missing" in said


def test_an_extra_heading_is_named_with_the_nearest(bench):
    lines = [f"{line},1" for line in GOOD.splitlines()]
    lines[0] = lines[0].removesuffix(",1") + ",CPP_subsequents"
    (said,) = bench.refused("\n".join(lines))
    assert "found 'CPP_subsequents'" in said
    assert "The nearest is 'CPP_subsequent'" in said


def test_a_heading_that_stands_twice_is_refused(bench):
    lines = [f"{line},1" for line in GOOD.splitlines()]
    lines[0] = lines[0].removesuffix(",1") + ",CPP_start"
    (said,) = bench.refused("\n".join(lines))
    assert "CPP_start once" in said


def test_a_table_that_is_not_known_is_refused_with_those_that_are(bench):
    (said,) = bench.refused("time_period,la_name,referrals\n2014,Eastmere,7\n")
    assert "referrals" in said
    assert "D7, plans ended by length of time" in said


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("Reporting year", "Calendar year", "expected 'Reporting year'"),
        ("are a second or subsequent plan", "are a third plan", "found 'Child Protection Plans"),
        ("National", "Nation", "Local authority"),
        ("2014,", "201314,", "found '201314'"),
        ("2014,", "٢٠١٤,", "four digits"),
        ("E06999901", "901", "found '901'"),
        ("E06999901", "E12999901", "found 'E12999901'"),
        ("E92000001,England,,", "K02000001,England,,", "found 'K02000001'"),
    ],
)
def test_a_place_or_time_that_is_not_as_expected_is_refused(bench, good, bad, said):
    assert good in GOOD
    letter = bench.refused(GOOD.replace(good, bad))
    assert any(said in each for each in letter)
    assert all(each.startswith("row ") for each in letter)


@pytest.mark.parametrize(
    "cell", ["-4", "..", "C", "", "[c]", "low", "1e3", "=1+1", "NaN", "£5", "1,23", "<5", "*"]
)
def test_a_cell_that_is_no_number_and_no_symbol_is_refused_with_its_place(bench, cell):
    cell = f'"{cell}"' if "," in cell else cell
    (said,) = bench.refused(GOOD.replace(",40,6,", f",{cell},6,"))
    assert said.startswith(f"row 3, CPP_start: found {cell.strip(chr(34))!r}")


def test_a_rate_that_is_text_is_refused(bench):
    cells = [*range(13), "high"]
    (said,) = bench.refused(text("D1", row("D1", 2014, ENGLAND, *cells)))
    assert said.startswith("row 2, CPP_At31_rate: found 'high'")


def test_half_a_child_is_refused(bench):
    (said,) = bench.refused(GOOD.replace(",40,6,", ",40.5,6,"))
    assert said == "row 3, CPP_start: found '40.5'; expected a whole number"


def test_a_percentage_over_100_is_refused(bench):
    (said,) = bench.refused(GOOD.replace(",15.8\n", ",158\n"))
    assert said.startswith("row 2, CPP_subsequent_percent: found '158'")


def test_a_missing_year_is_refused(bench):
    lines = [repeat_plans(year, ENGLAND, 9, 8, 7) for year in (2012, 2013, 2015, 2017)]
    said = bench.refused(text("D3", *lines, repeat_plans(2014, EASTMERE, 9, 8, 7)))
    assert len(said) == 2
    assert "2014 (2013-14) is a missing year" in said[0]
    assert "2016 (2015-16) is a missing year" in said[1]


def test_a_year_whose_country_is_cut_off_at_the_end_of_a_download_is_missing(bench):
    (said,) = bench.refused(
        text("D3", repeat_plans(2014, ENGLAND, 9, 8, 7), repeat_plans(2013, EASTMERE, 9, 8, 7))
    )
    assert "2013 (2012-13) is a missing year" in said


def test_a_row_that_contradicts_another_is_refused(bench):
    (said,) = bench.refused(GOOD + repeat_plans(2014, EASTMERE, 40, 7, 15) + "\n")
    assert said.startswith("row 6, CPP_subsequent: found '7'; expected 6, which row 3 has")


def test_a_symbol_that_contradicts_a_number_is_refused(bench):
    (said,) = bench.refused(GOOD + repeat_plans(2013, EASTMERE, 30, 3, "c") + "\n")
    assert said.startswith("row 6, CPP_subsequent: found '3'; expected c, which row 5 has")


def test_one_code_under_two_names_is_refused(bench):
    other = repeat_plans(2013, council("Westmere"), 30, "c", "c")
    (said,) = bench.refused(GOOD.replace(GOOD.splitlines()[4], other))
    assert said.startswith("row 5, la_name: found 'Westmere'; expected 'Eastmere'")


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "+Eastmere", "-Eastmere", "@SUM(A1)", "", "7", "East\tmere"]
)
def test_a_name_that_a_spreadsheet_may_run_is_refused(bench, name):
    said = bench.refused(GOOD.replace("Eastmere", name))
    assert said
    assert all("la_name" in each and "beginning with a letter" in each for each in said)


def test_a_name_that_was_read_in_the_wrong_encoding_before_is_refused(bench):
    broken = "Eastmére".encode().decode("cp1252")
    for name in (broken, "Eastm\ufffdre"):
        assert all("la_name" in each for each in bench.refused(GOOD.replace("Eastmere", name)))


def test_a_file_whose_name_a_spreadsheet_may_run_is_refused(bench):
    path = bench.file(GOOD, "=1+1.csv")
    (problem,) = taken(path, path.name, "dfe-2024").problems
    assert "name begins with a letter or a digit" in str(problem)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (GOOD.encode("utf-16"), "UTF-16"),
        (GOOD.encode("utf-16-le"), "not text"),
        (GOOD.replace("Eastmere", "Eastmére").encode("cp1252"), "another encoding"),
        (b"PK\x03\x04" + b"\0" * 100, "Excel workbook"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "Excel workbook"),
        (b"<!doctype html><html><body>Not found</body></html>", "web page"),
        (b"\n\n <html>", "web page"),
        (b"", "headings"),
        (b"\n\n", "headings"),
        (GOOD.replace(",", ";").encode(), "commas"),
        (GOOD.replace(",", "\t").encode(), "commas"),
        (GOOD.splitlines()[0].encode(), "there are none"),
        (GOOD.encode() + b'2014,"Reporting year\n', "quotation mark"),
        (HEADINGS["D3"].encode() + b"\n" + b"a" * 200_000, "very long"),
        (b",".join(b"CPP_start%d" % i for i in range(100_000)), "100 headings"),
        (b"CPP_start," + b"a" * 100_000, "100 headings"),
    ],
)
def test_what_is_no_csv_in_utf_8_says_what_it_is(bench, content, said):
    (letter,) = bench.refused(content)
    assert said in letter


def test_a_letter_says_which_row_is_in_another_encoding(bench):
    (said,) = bench.refused(GOOD.replace("Eastmere", "Eastmére").encode("cp1252"))
    assert said.startswith("row 3: ")


def test_rows_shorter_or_longer_than_the_headings_are_named(bench):
    lines = GOOD.splitlines()
    lines[2] += ",1"
    lines[4] = lines[4].rsplit(",", 1)[0]
    assert bench.refused("\n".join(lines)) == [
        "row 3: found 15 cells; expected 14, as the headings have",
        "row 5: found 13 cells; expected 14, as the headings have",
    ]


def test_a_file_that_is_too_large_is_refused_before_it_is_read(bench, monkeypatch):
    monkeypatch.setattr("lscb.comparators.downloads.LARGEST_FILE", 100)
    (said,) = bench.refused(GOOD)
    assert "or less" in said


def test_all_problems_of_all_files_are_said_at_once_and_nothing_is_written(bench):
    said = bench.refused(
        GOOD.replace(",40,6,", ",-40,..,").replace("E06999901", "E1"),
        GOOD,
        GOOD.replace("CPP_start", "CPP_started"),
    )
    assert sum("CPP_start:" in each for each in said) == 1
    assert sum("CPP_subsequent:" in each for each in said) == 1
    assert sum("new_la_code:" in each for each in said) == 2
    assert sum("CPP_started" in each for each in said) == 2
    assert not bench.written()


def test_a_long_cell_is_not_repeated_whole(bench):
    (said,) = bench.refused(GOOD.replace(",40,6,", f",{'a' * 5000},6,"))
    assert len(said) < 250
