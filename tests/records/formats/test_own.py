"""Our own records under a board's headings and values, or under ours as Excel users type them."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
import yaml

from lscb.records import declared
from lscb.records.formats.own import Spelling
from lscb.records.reading import RecordFile, record_file
from lscb.records.sources import Folder, folder
from lscb.records.stated import Stated
from tests.records.saved_workbooks import saved

RECORDS = declared()
DEATHS = "child_deaths"

REGISTER = {
    "case_id": "CDOP reference",
    "child_id": "Mosaic ID",
    "date_of_death": "Died on",
    "date_notified": "Form A received",
    "resident": "Resident in area",
    "expected": "Anticipated",
    "review_completed": "Panel date",
    "category": "CDOP category",
    "modifiable_factors": "Modifiable",
}
HEADINGS = list(REGISTER.values())
VALUES = {
    "category": {"4 - Malignancy": "malignancy", "9. Infection": "infection"},
    "modifiable_factors": {"Identified": "yes", "None identified": "no"},
    "expected": {"Not known": ""},
}
COMPLETE = ["A1", "M1", "05/05/2014", "06/05/2014", "yes", "yes", "01/10/2014"]
COMPLETE += ["4 - Malignancy", "None identified"]
OPEN = ["A2", "", "05/06/2014", "06/06/2014", "no", "Not known", "", "", ""]

Rows = list[list[str]]


def found(file: Path, columns: dict, values: dict | None = None, *wanted: str) -> Folder:
    """What the folder of a file holds, of child deaths or of the records wanted."""
    wanted = wanted or (DEATHS,)
    spellings = {
        name: Spelling.stated(*(s.get(name, {}) for s in (columns, values or {})))
        for name in columns.keys() | (values or {}).keys()
    }
    return folder(file.parent, lambda path: path.name, RECORDS, wanted, Stated(spellings=spellings))


def exported(path: Path, rows: Rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(rows)
    return path


def register(path: Path, *rows: list[str], headings: list[str] = HEADINGS) -> RecordFile:
    """A death register under the board's headings, read."""
    file = exported(path / "export.csv", [headings, *rows])
    given = found(file, {DEATHS: REGISTER}, {DEATHS: VALUES})
    assert given.problems == []
    (extract,) = given.extracts[DEATHS]
    return record_file(RECORDS[DEATHS], extract)


def said(file: RecordFile | Folder) -> list[str]:
    likely = file.likely.values() if isinstance(file, Folder) else ()
    return [str(problem) for problem in (*file.problems, *(p for each in likely for p in each))]


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        lambda name: name.replace("_", " "),
        lambda name: name.replace("_", "  ").title(),
        lambda name: name.replace("_", "\xa0"),
        lambda name: name.replace("_", "\n"),
    ],
)
def test_headings_may_differ_in_capitals_and_in_what_stands_between_their_words(tmp_path, change):
    names = RECORDS["training_sessions"].names()
    row = ["s1", "A course", "2014-05-05", "20"]
    file = exported(tmp_path / "export.csv", [[change(name) for name in names], row])
    given = found(file, {}, {}, "training_sessions")
    (extract,) = given.extracts["training_sessions"]
    assert record_file(RECORDS["training_sessions"], extract).rows[names[0]].tolist() == ["s1"]


def test_headings_and_values_that_the_parameters_state_are_read_as_ours(tmp_path):
    file = register(tmp_path, COMPLETE, OPEN)
    assert not file.problems
    assert file.rows.case_id.tolist() == ["A1", "A2"]
    assert file.rows.category.dropna().tolist() == ["malignancy"]
    assert file.rows.modifiable_factors.dropna().tolist() == ["no"]


def test_a_value_may_stand_for_a_blank_whatever_its_capitals(tmp_path):
    file = register(tmp_path, COMPLETE, OPEN, ["A3", *OPEN[1:5], "NOT KNOWN", "", "", ""])
    assert file.rows.expected.isna().tolist() == [False, True, True]


def test_our_own_codes_are_known_beside_the_boards(tmp_path):
    file = register(tmp_path, [*COMPLETE[:7], "Infection", "no"])
    assert file.rows.category.tolist() == ["infection"]


def test_a_file_under_our_names_is_read_beside_an_export_under_the_boards(tmp_path):
    ours = RECORDS[DEATHS].names()[:9]
    file = register(tmp_path, [*COMPLETE[:7], "malignancy", "no"], headings=ours)
    assert not file.problems
    assert file.rows.case_id.tolist() == ["A1"]


def test_a_value_that_is_not_known_is_said_once_with_how_often_it_stands_and_what_to_type(tmp_path):
    rows = [[f"A{n}", "", *COMPLETE[2:7], "4 - Malignancies", "no"] for n in range(3)]
    (letter,) = said(register(tmp_path, *rows))
    assert letter.startswith("row 2, CDOP category: found '4 - Malignancies'; expected one of: ")
    assert "injury, abuse or neglect; suicide or" in letter
    assert letter.endswith(
        "Did you mean 'malignancy'? It stands 3 times. Correct it, or state it in the parameters:  "
        'values: {child_deaths: {category: {"4 - Malignancies": "malignancy"}}}'
    )
    stated = yaml.safe_load(letter.rpartition("parameters:  ")[2])
    assert stated == {"values": {"child_deaths": {"category": {"4 - Malignancies": "malignancy"}}}}


def test_each_value_that_is_not_known_has_a_letter_of_its_own(tmp_path):
    rows = [[f"A{n}", "", *COMPLETE[2:7], value, "no"] for n, value in enumerate("xyxyz")]
    letters = said(register(tmp_path, *rows))
    assert [letter[: letter.index(";")] for letter in letters] == [
        "row 2, CDOP category: found 'x'",
        "row 3, CDOP category: found 'y'",
        "row 6, CDOP category: found 'z'",
    ]
    assert 'values: {child_deaths: {category: {"x": "one of these"}}}' in letters[0]


@pytest.mark.parametrize(
    "value",
    ["123 456 7890", "7", "ann@example.org", '=HYPERLINK("http://x","y")', "+1", "x" * 60],
)
def test_a_value_that_may_be_a_person_or_a_formula_is_never_repeated(tmp_path, value):
    rows = [[f"A{n}", "", *COMPLETE[2:7], value, "no"] for n in range(2)]
    letters = said(register(tmp_path, *rows))
    assert len(letters) == 1
    assert "It stands 2 times" in letters[0]
    assert all(letter.endswith("at values.child_deaths.category") for letter in letters)
    assert not [letter for letter in letters if f"'{value}'" in letter or f'"{value}"' in letter]


def test_a_long_code_of_the_boards_own_is_short_enough_to_be_repeated(tmp_path):
    value = "1. Deliberately inflicted injury abuse & neglect"
    (letter,) = said(register(tmp_path, [*COMPLETE[:7], value, "no"]))
    assert f'"{value}": "deliberately inflicted injury, abuse or neglect"' in letter


def test_a_word_of_a_rule_that_is_also_a_column_of_ours_is_left_as_it_is(tmp_path):
    (letter,) = said(register(tmp_path, [*COMPLETE[:7], "", "no"]))
    assert letter == (
        "row 2, CDOP category: expected a category when Panel date is given, and none before"
    )


def test_a_workbook_is_read_below_the_titles_that_stand_above_its_headings(tmp_path):
    titles = [["Northshire CDOP"], [], ["Printed for the panel"]]
    path = saved(tmp_path / "CDOP.xlsx", Register=[*titles, HEADINGS, COMPLETE, OPEN])
    given = found(path, {DEATHS: REGISTER}, {DEATHS: VALUES})
    (extract,) = given.extracts[DEATHS]
    file = record_file(RECORDS[DEATHS], extract)
    assert (file.file, file.read, said(file)) == ("CDOP.xlsx, sheet Register", 2, [])


def test_headings_that_are_missing_are_named_and_so_are_those_of_no_column(tmp_path):
    headings = [*HEADINGS[:7], "CDOP categories", "Outcome", "Consultant"]
    file = exported(tmp_path / "export.csv", [headings, [*COMPLETE, "x"]])
    given = found(file, {DEATHS: REGISTER})
    assert given.extracts == {}
    assert said(given) == [
        "row 1: expected a column CDOP category, as the parameters say at "
        "columns.child_deaths.category; there is none. Is it called 'CDOP categories'? Correct "
        "it, or state it in the parameters:  "
        'columns: {child_deaths: {category: "CDOP categories"}}',
        "row 1: expected a column Modifiable, as the parameters say at "
        "columns.child_deaths.modifiable_factors; there is none",
        "row 1: headings that are of no column: 'CDOP categories', 'Outcome', "
        "'(not shown, column J)'",
    ]


def test_a_column_that_may_be_left_out_is_missed_only_where_it_is_stated(tmp_path):
    file = exported(tmp_path / "export.csv", [HEADINGS, COMPLETE])
    assert found(file, {DEATHS: REGISTER}, {DEATHS: VALUES}).problems == []
    (letter,) = said(found(file, {DEATHS: REGISTER | {"sex": "Gender"}}, {DEATHS: VALUES}))[:1]
    assert letter.startswith("row 1: expected a column Gender, as the parameters say at ")


@pytest.mark.parametrize(
    "heading",
    ["ann.other@example.org", "05/05/2014", "943 476 5919 9434765919", '=cmd|"/c calc"!A0', "@x"],
)
def test_a_heading_that_may_be_a_persons_or_a_formula_is_not_repeated(tmp_path, heading):
    file = exported(tmp_path / "export.csv", [[*HEADINGS[:7], "Outcome", heading], COMPLETE])
    letters = " ".join(said(found(file, {DEATHS: REGISTER})))
    assert "'Outcome', '(not shown, column I)'" in letters
    assert heading not in letters


def test_headings_are_listed_on_one_line_and_not_without_end(tmp_path):
    hostile = ["\x1b[2Jgone", "a\nb", "long " * 5_000, *(f"h{n}" for n in range(1_000))]
    file = exported(tmp_path / "export.csv", [[*HEADINGS[:7], *hostile], COMPLETE[:7]])
    *_, letter = said(found(file, {DEATHS: REGISTER}))
    assert letter.isprintable()
    assert len(letter) < 600
    assert "gone" not in letter
    assert "'a b'" not in letter


def test_headings_that_nothing_reads_are_listed_as_safely(tmp_path):
    file = register(tmp_path, [*COMPLETE, "", ""], headings=[*HEADINGS, "\x1b[2J", "a@b"])
    assert file.extract.not_read == ("(not shown, column J)", "(not shown, column K)")


def test_a_heading_that_stands_twice_is_named(tmp_path):
    file = exported(tmp_path / "export.csv", [[*HEADINGS, "Panel Date"], [*COMPLETE, ""]])
    (letter,) = said(found(file, {DEATHS: REGISTER}))
    assert letter == "row 1: expected one column Panel date; there are 2"


BOOKED = ["Course Title", "Session Date", "Places", "Delegate", "Organisation", "Booking Status"]
BOOKING_COLUMNS = {
    "training": {
        "booking_id": ["Delegate", "Course Title", "Session Date"],
        "person_id": "Delegate",
        "agency": "Organisation",
        "session_id": ["Course Title", "Session Date"],
        "session_date": "Session Date",
        "status": "Booking Status",
    },
    "training_sessions": {
        "session_id": ["Course Title", "Session Date"],
        "course": "Course Title",
        "session_date": "Session Date",
        "capacity": "Places",
    },
}
BOOKINGS = [
    ["Neglect", "05/05/2014", "20", "p1@x", "Police", "attended"],
    ["Neglect", "05/05/2014", "20", "p2@x", "Police", "cancelled"],
    ["Neglect", "06/05/2014", "15", "p1@x", "Schools", "attended"],
    ["Neglect", "05/05/2014", "20", "p3@x", "Schools", "attended"],
]


def booked(path: Path, rows: Rows, name: str = "bookings.csv") -> dict[str, RecordFile]:
    """What a list of bookings gives, by record."""
    given = found(exported(path / name, [BOOKED, *rows]), BOOKING_COLUMNS, {}, *BOOKING_COLUMNS)
    assert given.problems == []
    return {name: record_file(RECORDS[name], e) for name, (e,) in given.extracts.items()}


@pytest.mark.parametrize("name", ["bookings.csv", "training.csv"])
def test_one_list_of_bookings_gives_bookings_and_each_session_once(tmp_path, name):
    files = booked(tmp_path, BOOKINGS, name)
    assert files["training"].rows.person_id.tolist() == ["p1@x", "p2@x", "p1@x", "p3@x"]
    sessions = files["training_sessions"]
    assert sessions.rows.session_id.tolist() == ["Neglect | 05/05/2014", "Neglect | 06/05/2014"]
    assert sessions.rows.capacity.tolist() == [20, 15]
    bookings = files["training"].rows
    assert set(bookings.session_id) == set(sessions.rows.session_id)


def test_rows_that_tell_of_a_session_again_are_counted_and_the_reader_is_told(tmp_path):
    sessions = booked(tmp_path, BOOKINGS)["training_sessions"]
    assert +Counter(sessions.extract.set_aside) == {"the same session in another booking": 2}
    assert sessions.read == len(sessions.rows) + 2
    assert "nobody booked" in sessions.extract.caveats[0]


def test_a_session_that_rows_tell_of_differently_is_a_problem_of_the_column(tmp_path):
    rows = [*BOOKINGS, ["Neglect", "05/05/2014", "25", "p4@x", "Police", "attended"]]
    sessions = booked(tmp_path, [*rows, rows[-1]])["training_sessions"]
    assert said(sessions) == [
        "row 6, Places: expected the same as in row 2, whose Course Title | Session Date is the "
        "same"
    ]
    assert sessions.rejected == sessions.read - 4


def test_a_key_of_several_headings_is_blank_where_one_of_them_is(tmp_path):
    rows = [["", "05/05/2014", "20", "p1@x", "Police", "attended"]]
    letters = said(booked(tmp_path, rows)["training"])
    assert letters == [
        f"row 2, {heading}: expected a value; the cell is empty"
        for heading in ("Delegate | Course Title | Session Date", "Course Title | Session Date")
    ]


def test_only_headings_that_no_record_of_a_shared_sheet_has_are_not_read(tmp_path):
    file = exported(tmp_path / "x.csv", [[*BOOKED, "Venue"], [*BOOKINGS[0], "Hall"]])
    given = found(file, BOOKING_COLUMNS, {}, *BOOKING_COLUMNS)
    assert [e.not_read for (e,) in given.extracts.values()] == [("Venue",), ("Venue",)]


def test_a_session_that_stands_twice_in_a_list_of_sessions_is_still_a_problem(tmp_path):
    header = RECORDS["training_sessions"].names()
    row = ["s1", "Neglect", "2014-05-05", "20"]
    file = exported(tmp_path / "training_sessions.csv", [header, row, row])
    (extract,) = found(file, {}, {}, "training_sessions").extracts["training_sessions"]
    (letter,) = said(record_file(RECORDS["training_sessions"], extract))
    assert letter.endswith("expected each session_id once; row 2 has it")
