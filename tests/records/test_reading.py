"""One file of records, however it was saved: its rows, or everything that is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lscb.records import declared
from lscb.records.record import FILE, ROW, UNIT
from tests.records.read import (
    COMPLETE,
    DEATHS,
    HEADER,
    NAME,
    OPEN,
    Read,
    lines,
    read,
    read_file,
    said,
)

PLANS = declared()["child_protection_plans"]
TRAINING = declared()["training"]


def accounted_for(file: Read) -> bool:
    """A file is used whole or not at all, and a file that is not used says why."""
    used = 0 if file.problems else file.read
    return len(file.rows) == used and all(problem.file == NAME for problem in file.problems)


def test_a_good_file_is_read_whole():
    file = read(lines(COMPLETE, OPEN))
    assert not file.problems
    assert list(file.rows.index) == [2, 3]
    assert list(file.rows.case_id) == ["d-1", "d-2"]
    assert file.rows.review_completed.isna().tolist() == [False, True]
    assert file.read == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_name_with_an_accent_is_read_however_excel_saved_it(encoding):
    text = "booking_id,person_id,agency,session_id,session_date,status\n"
    text += "b-1,p-1,Café Santé,s-1,2014-05-05,attended\n"
    assert read(text.encode(encoding), TRAINING).rows.agency.tolist() == ["Café Santé"]


def test_what_is_not_text_in_utf_8_says_how_to_save_it():
    (problem,) = said(read(lines(OPEN).encode("utf-16")))
    assert "UTF-8" in problem
    assert "Excel" in problem


def test_nul_bytes_are_a_letter():
    assert read(lines(OPEN).replace("yes", "y\0s")).problems


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_any_computer_ends_them(ending):
    file = read(lines(COMPLETE, OPEN).replace("\n", ending))
    assert (file.read, file.problems) == (2, ())


def test_dates_as_excel_in_england_saves_them_are_the_same_dates():
    english = COMPLETE
    for iso, saved in [("2014-05-05", "05/05/2014"), ("2014-05-06", "06/05/2014")]:
        english = english.replace(iso, saved)
    english = english.replace("2014-10-01", "01/10/2014")
    assert read(lines(english)).rows.equals(read(lines(COMPLETE)).rows)


def test_codes_are_read_whatever_their_capitals_and_the_spaces_around_them():
    file = read(lines(OPEN.replace("yes", " YES ").replace("no", "No")))
    assert file.rows.resident.tolist() == ["yes"]


def test_a_row_is_numbered_as_the_spreadsheet_shows_it_past_blank_rows_and_cells_of_two_lines():
    header = HEADER + ",notes"
    rows = [COMPLETE + ',"two\nlines"', ",,,,,,,,,", "", OPEN.replace("yes", "maybe") + ","]
    (problem,) = read("\n".join([header, *rows])).problems
    assert (problem.row, problem.column) == (5, "resident")


def test_blank_rows_at_the_end_are_not_rows():
    file = read(lines(COMPLETE, ",,,,,,,,", " , ,,,,,,,", "", ""))
    assert (file.read, len(file.rows), file.problems) == (1, 1, ())


def test_blank_columns_at_the_end_are_nothing():
    file = read("\n".join(line + ",,," for line in (HEADER, COMPLETE, OPEN)))
    assert (file.read, file.problems, file.not_read) == (2, (), ())


def test_blank_cells_to_the_right_of_the_header_are_nothing():
    assert not read(lines(COMPLETE + ",,", OPEN + ",")).problems


def test_blank_cells_at_the_end_of_a_row_may_be_left_out_as_excel_does():
    file = read(lines(COMPLETE, OPEN.rstrip(",")))
    assert (len(file.rows), file.problems) == (2, ())


def test_a_short_row_whose_missing_cells_are_needed_is_named():
    (problem, *_) = read(lines(COMPLETE, "d-3,,2014-05-05")).problems
    assert problem.row == 3


def test_a_row_with_more_cells_than_the_header_is_named_with_both_numbers():
    (problem,) = said(read(lines(COMPLETE, COMPLETE + ",and more")))
    assert "row 3" in problem
    assert "9" in problem
    assert "10" in problem


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b" , ,\n,,\n"])
def test_an_empty_file_is_told_to_have_a_header_row(content):
    (problem,) = said(read(content))
    assert "header row" in problem
    assert "empty" in problem


def test_a_header_alone_is_a_file_with_no_rows():
    file = read(HEADER)
    assert (file.read, len(file.rows), file.problems) == (0, 0, ())


def test_every_column_that_is_missing_is_named_with_what_it_may_be_called():
    header = HEADER.replace("date_of_death", "date_of_deth").replace("category", "categry")
    problems = said(read(f"{header}\n{COMPLETE}"))
    assert "date_of_death" in problems[0]
    assert "'date_of_deth'" in problems[0]
    assert "category" in problems[1]
    assert all("row 1" in problem for problem in problems)


def test_a_heading_may_differ_in_capitals_and_spaces():
    file = read(f"{HEADER.replace('date_of_death', 'Date of Death')}\n{COMPLETE}")
    assert (file.read, file.problems) == (1, ())


def test_a_column_that_stands_twice_is_named():
    problems = said(read(f"{HEADER},resident\n{COMPLETE},no"))
    assert problems == ["row 1: expected one column resident; there are 2"]


def test_columns_that_are_not_declared_are_listed_and_not_read():
    file = read(f"notes,{HEADER},Name of child\n a,{COMPLETE},Secret Child\n")
    assert file.not_read == ("notes", "Name of child")
    assert list(file.rows.columns) == [*DEATHS.names(), FILE, ROW, UNIT]


def test_a_file_without_its_header_row_does_not_give_away_its_first_row():
    text = " ".join(said(read("case-1,child-01,2014-05-05,2014-05-06,yes,no,,,\n")))
    assert "case-1" not in text
    assert "child-01" not in text


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_file_with_another_separator_is_told_so_once(separator):
    assert len(read(lines(OPEN).replace(",", separator)).problems) == 1


def test_a_cell_that_is_too_long_is_told_so_in_an_analysts_words():
    (problem,) = said(read(lines("x" * 140_000 + ",,2014-05-05,2014-05-06,yes,no,,,")))
    assert "field limit" not in problem


def test_a_date_that_is_too_late_is_told_how_late_a_date_may_be():
    (problem,) = said(read(lines(OPEN.replace("2014-06-06", "2199-06-06"))))
    assert "2099" in problem or "2100" in problem


def test_a_negative_number_is_told_the_least_it_may_be():
    text = ",".join(PLANS.names()) + "\nc-1,2014-05-05,2014-11-05,neglect,neglect,-1\n"
    (problem,) = said(read(text, PLANS))
    assert "0 or more" in problem


def test_a_29_february_that_there_was_is_a_date():
    assert not read(lines(OPEN.replace("2014-06-05", "29/02/2012"))).problems


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#NAME?"])
def test_what_a_formula_left_that_failed_is_no_identifier(error):
    (problem,) = read(lines(COMPLETE.replace("d-1", error))).problems
    assert (problem.row, problem.column) == (2, "case_id")
    assert "formula" in problem.expected


def test_a_row_that_stands_twice_is_told_where_it_stood_first():
    (problem,) = read(lines(COMPLETE, OPEN, COMPLETE)).problems
    assert problem.row == 4
    assert "row 2" in problem.expected


def test_everything_wrong_in_a_file_is_said_at_once():
    bad = ["d-1,,never,2014-05-06,maybe,no,,,", ",,2014-05-05,2014-05-04,yes,no,,malignancy,"]
    places = [(problem.row, problem.column) for problem in read(lines(*bad)).problems]
    assert places == [
        (2, "date_of_death"),
        (2, "resident"),
        (3, "case_id"),
        (3, "category"),
        (3, "date_notified"),
    ]


def test_one_bad_row_leaves_none_of_the_file_used():
    file = read(lines(COMPLETE, OPEN.replace("yes", "maybe")))
    assert (file.read, len(file.rows)) == (2, 0)


def test_a_word_that_somebody_may_have_meant_for_a_code_is_repeated():
    (problem,) = read(lines(COMPLETE.replace("malignancy", "malignacy"))).problems
    assert (problem.column, problem.found) == ("category", "'malignacy'")


def test_a_word_that_is_like_no_code_is_not_repeated_since_it_may_be_a_name():
    (problem,) = read(lines(OPEN.replace("yes", "Amy Poole"))).problems
    assert (problem.column, problem.found) == ("resident", None)
    assert "Amy" not in str(problem)


def test_a_word_that_stands_in_several_rows_is_taken_for_a_code_of_the_boards():
    rows = [OPEN.replace("d-2", f"d-{n}").replace("yes", "in the area") for n in range(3)]
    (problem,) = read(lines(*rows)).problems
    assert problem.found == "'in the area'"
    assert "3 times" in problem.expected


@pytest.mark.parametrize("name", ["Malek", "Femi", "Nora", "Ann", "Ann Jones"])
@pytest.mark.parametrize("rows", [1, 5])
def test_a_name_is_not_repeated_however_like_a_code_and_however_often_it_stands(name, rows):
    of_children = "c-{},2012-05-06,{},WBRI,NONE,"
    header = "child_id,birth_date,sex,ethnicity,disabilities,death_date"
    text = "\n".join([header, *(of_children.format(n, name) for n in range(rows))])
    problems = read(text + "\n", declared()["children"]).problems
    assert problems
    assert not any(name in str(problem) for problem in problems)


PRIVATE = ["A820200114001", "12/03/2010", "jane@example.org", "Jane Smith 12/03/2010", "Amy Poole"]


@pytest.mark.parametrize("value", PRIVATE)
def test_what_belongs_to_another_column_is_repeated_of_none(value):
    plan = f"c-1,2014-05-05,2014-11-05,{value},neglect,{value}\n"
    problems = said(read(",".join(PLANS.names()) + "\n" + plan, PLANS))
    children = declared()["children"]
    row = f"c-1,2010-05-05,,{value},WBRI,{value},\n"
    problems += said(read(",".join(children.names()) + "\n" + row, children))
    assert len(problems) == 4
    assert not any(value in problem for problem in problems)


@pytest.mark.parametrize("value", PRIVATE[:4])
def test_an_address_or_a_number_is_no_agency_and_is_not_repeated(value):
    header = "booking_id,person_id,agency,session_id,session_date,status\n"
    found = said(read(f"{header}b-1,p-1,{value},s-1,2014-05-05,attended\n", TRAINING))
    assert not any(value in problem for problem in found)


def test_two_codes_that_are_about_as_near_are_both_named_since_they_may_mean_the_opposite():
    header = "booking_id,person_id,agency,session_id,session_date,status\n"
    row = "b-1,p-1,Police,s-1,2014-05-05,Cancelled by delegate\n"
    (problem,) = read(header + row, TRAINING).problems
    assert "Did you mean 'cancelled by the board' or 'cancelled'?" in problem.expected
    assert '"Cancelled by delegate": "one of these"' in problem.expected


def test_what_follows_from_a_date_that_cannot_be_read_is_not_said_as_well():
    problems = read(lines(COMPLETE.replace("2014-10-01", "last autumn"))).problems
    assert [problem.column for problem in problems] == ["review_completed"]


def test_nothing_is_repeated_of_a_row_that_may_have_slipped_sideways():
    problems = read(lines("SECRET,SECRET,31/02/2014,never,maybe,no,,,")).problems
    found = {problem.column: problem.found for problem in problems}
    assert found == dict.fromkeys(["date_of_death", "date_notified", "resident"])


def test_a_long_value_is_not_repeated():
    (problem,) = read(lines(OPEN.replace("yes", "x" * 5000))).problems
    assert "xxx" not in str(problem)
    assert len(str(problem)) < 200


def test_a_folder_named_as_a_file_is_a_letter(tmp_path):
    (tmp_path / "child_deaths.csv").mkdir()
    assert read_file(DEATHS, tmp_path / "child_deaths.csv", NAME).problems


def test_a_link_to_itself_is_a_letter(tmp_path):
    loop = tmp_path / "child_deaths.csv"
    loop.symlink_to(loop)
    assert read_file(DEATHS, loop, NAME).problems


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
@example(HEADER.encode() + b"\n\xff\xfe\xfd")
@example(b'"')
@example(b"\xef\xbb\xbf\xef\xbb\xbf")
@example(HEADER.encode() + b"\n\x1c,\x1d,\x85,\xa0,,,,,")
def test_any_bytes_are_rows_or_a_letter(content):
    assert accounted_for(read(content))


ODD = """yes NO 2014-05-05 29/02/2012 31/02/2014 0000-00-00 9999-99-99 malignancy nan NaT <NA>
None " =1 1e5 -0 \u0663 \u0662\u0660\u0661\u0664-01-01"""
CELL = st.one_of(st.text(max_size=8), st.sampled_from(["", *ODD.split()]))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([DEATHS, PLANS, TRAINING, *declared().values()]),
    st.lists(st.lists(CELL, min_size=1, max_size=10), max_size=5),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
)
def test_any_cells_under_the_right_header_are_rows_or_a_letter(record, rows, encoding):
    body = "\n".join(",".join(row) for row in [record.names(), *rows])
    assert accounted_for(read(body.encode(encoding, errors="replace"), record))


def test_a_stray_quote_in_a_code_does_not_give_away_the_rows_it_swallows():
    opens, closes = OPEN.replace("yes", '"yes'), ',,,,",no,,,'
    swallowed = "SECRET-1,SECRET-2,2014-05-05,2014-05-06,yes,no,,,"
    text = " ".join(said(read(lines(opens, swallowed, closes))))
    assert "SECRET" not in text


WITHOUT_QUOTES = CELL.filter(lambda cell: '"' not in cell)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(WITHOUT_QUOTES, min_size=9, max_size=9), max_size=4))
def test_no_letter_repeats_a_private_value(rows):
    marked = [[f"SECRET{cell}" if n < 4 else cell for n, cell in enumerate(row)] for row in rows]
    file = read("\n".join([HEADER, *(",".join(row) for row in marked)]))
    assert "SECRET" not in " ".join(said(file))
    assert accounted_for(file)
