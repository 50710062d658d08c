"""Files that a spreadsheet or a stray mark has spoiled: a letter, and never a wrong row."""

from __future__ import annotations

import pytest

from lscb.records import declared
from tests.records.read import COMPLETE, HEADER, OPEN, lines, read, said


@pytest.mark.parametrize("cell", ['"SECRET', '"SECRET"-1', "x" * 140_000])
def test_a_row_that_cannot_be_taken_apart_is_named(cell):
    (problem,) = read(lines(COMPLETE, f"{cell},,2014-05-05,2014-05-06,yes,no,,,")).problems
    assert problem.row == 3


@pytest.mark.parametrize("cell", ['"SECRET', '"SECRET"-1', "x" * 140_000])
def test_a_row_that_cannot_be_taken_apart_is_a_letter_that_does_not_repeat_it(cell):
    (problem,) = said(read(lines(COMPLETE, f"{cell},,2014-05-05,2014-05-06,yes,no,,,")))
    assert "SECRET" not in problem
    assert len(problem) < 200


def test_a_quotation_mark_in_a_column_nobody_reads_that_swallows_rows_is_a_problem():
    header = HEADER + ",notes"
    rows = [f'{COMPLETE},"worker said', f"{OPEN},", f"{OPEN.replace('d-2', 'd-3')},5'10\""]
    (problem,) = read("\n".join([header, *rows]) + "\n").problems
    assert problem.row == 2
    assert "quotation mark" in problem.expected


def test_a_quotation_mark_that_swallows_the_end_of_a_row_and_the_start_of_the_next_is_a_problem():
    header = HEADER.replace("case_id,", "case_id,notes,", 1)
    rows = [COMPLETE.replace("d-1,", 'd-1,"told GP,'), OPEN.replace("d-2,", 'd-2,seen by GP",')]
    (problem,) = read("\n".join([header, *rows]) + "\n").problems
    assert problem.row == 2
    assert "quotation mark" in problem.expected


def test_so_it_is_in_the_first_column_and_where_references_grow_a_figure():
    header = f"notes,{HEADER}"
    first = [f'"told GP,{COMPLETE}', f'seen by GP",{OPEN}']
    grown = [COMPLETE.replace("d-1,", 'd-9,"told GP,'), OPEN.replace("d-2,", 'd-10,seen by GP",')]
    for headings, rows in ((header, first), (HEADER.replace("case_id,", "case_id,notes,"), grown)):
        (problem,) = read("\n".join([headings, *rows]) + "\n").problems
        assert "quotation mark" in problem.expected


SESSIONS = "session_id,course,session_date,capacity,notes"


@pytest.mark.parametrize(
    "note", ["Tutors:\nAnn, Bob, Cat, Dan, Eve", "a, b, c, d, e\nf", "x\n\n,,,,"]
)
def test_a_note_with_many_commas_in_a_narrow_file_is_a_note(note):
    text = f'{SESSIONS}\nmade-up-session-1,A course,2014-05-05,20,"{note}"\n'
    file = read(text, declared()["training_sessions"])
    assert (file.read, file.problems) == (1, ())


def test_text_that_is_kept_text_for_excel_is_that_text():
    file = read(lines(COMPLETE.replace("d-1", '"=""0012"""')))
    assert file.problems == ()
    assert file.rows.case_id.tolist() == ["0012"]


def test_long_numbers_that_all_end_in_noughts_have_been_rounded():
    many = [COMPLETE.replace("d-1", f"1234567890{n}345000") for n in range(10, 14)]
    problems = [p for p in read(lines(*many)).problems if p.column == "case_id"]
    assert len(problems) == 4
    assert all("rounded" in problem.expected for problem in problems)
    whole = [*many, COMPLETE.replace("d-1", "123456789012345678")]
    assert not [p for p in read(lines(*whole)).problems if "rounded" in p.expected]


def test_a_word_of_a_column_named_expected_does_not_hide_another_blank_of_its_row():
    rows = [COMPLETE.replace("2014-05-06,yes,no", ",yes,perhaps")]
    columns = {problem.column for problem in read(lines(*rows)).problems}
    assert columns == {"date_notified", "expected"}


def test_a_row_of_totals_is_one_problem_that_says_so():
    (problem,) = read(lines(COMPLETE, "Total,,,,,,,,")).problems
    assert problem.row == 3
    assert "totals" in problem.expected


def test_a_note_of_several_lines_is_a_note():
    note = '"first, she said\nthen, later, more\nand that was all"'
    file = read(f"{HEADER},notes\n{COMPLETE},{note}\n")
    assert (file.read, file.problems) == (1, ())


@pytest.mark.parametrize("rounded", ["1.23457E+12", "1E+15", "8.2020e+12"])
def test_an_identifier_that_excel_has_rounded_is_a_problem(rounded):
    (problem,) = read(lines(COMPLETE.replace("d-1", rounded))).problems
    assert problem.column == "case_id"
    assert "rounded" in problem.expected
