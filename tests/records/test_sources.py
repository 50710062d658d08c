"""A year's folder: each file told by what is in it, and whatever it is no traceback."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from lscb.records import declared
from lscb.records.reading import record_file
from lscb.records.sources import Folder, folder
from lscb.records.stated import Stated

PLANS = "child_protection_plans"
HEADER = ",".join(declared()[PLANS].names())
PLAN = "made-up-child-1,2014-05-06,,neglect,neglect,0"

CENSUS = """<Message><Header><CollectionDetails><ReferenceDate>2015-03-31</ReferenceDate>
</CollectionDetails></Header><Children><Child><ChildIdentifiers><LAchildID>made-up-1</LAchildID>
<PersonBirthDate>2010-01-01</PersonBirthDate><GenderCurrent>1</GenderCurrent></ChildIdentifiers>
<ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics><CINdetails>
<CINreferralDate>2014-04-01</CINreferralDate><ReferralNFA>0</ReferralNFA><ChildProtectionPlans>
<CPPstartDate>2014-05-06</CPPstartDate><InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>
<LatestCategoryOfAbuse>NEG</LatestCategoryOfAbuse><NumberOfPreviousCPP>0</NumberOfPreviousCPP>
</ChildProtectionPlans></CINdetails></Child></Children></Message>
"""


def found_in(path: Path, *wanted: str) -> Folder:
    names = wanted or tuple(declared())
    return folder(path, lambda file: file.name, declared(), names, Stated())


def every_row(found: Folder) -> dict[str, int]:
    """Rows of each record, all of them checked."""
    return {
        name: sum(len(record_file(declared()[name], each).rows) for each in given)
        for name, given in found.extracts.items()
    }


def test_a_folder_that_is_not_there_holds_nothing(tmp_path):
    found = found_in(tmp_path / "nowhere")
    assert (found.extracts, found.problems, found.not_read) == ({}, [], [])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plans to March.csv", f"{HEADER}\n{PLAN}\n"),
        ("CIN return final FINAL.xml", CENSUS),
        ("no suffix at all", CENSUS),
        ("cin.txt", f"{HEADER}\n{PLAN}\n"),
    ],
)
def test_a_file_is_told_by_what_is_in_it_whatever_it_is_called(tmp_path, name, content):
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert every_row(found_in(tmp_path, PLANS)) == {PLANS: 1}


def test_a_workbook_may_hold_our_own_columns(tmp_path):
    workbook = Workbook()
    workbook.active.append([name.replace("_", " ").title() for name in declared()[PLANS].names()])
    workbook.active.append(PLAN.split(","))
    workbook.save(tmp_path / "plans.xlsx")
    assert every_row(found_in(tmp_path, PLANS)) == {PLANS: 1}


def test_collects_own_table_is_known_though_it_has_the_name_of_a_file_of_ours(tmp_path):
    reviews = "LAchildID,CINdetailsID,CPPID,CPPreviewDate\nmade-up-1,1,1,2014-07-01\n"
    (tmp_path / "reviews.csv").write_text(reviews, encoding="utf-8")
    (extract,) = found_in(tmp_path, "reviews").extracts["reviews"]
    (problem,) = extract.problems
    assert "ChildProtectionPlans" in problem.expected


def test_a_record_in_two_files_is_a_problem_that_names_both(tmp_path):
    (tmp_path / f"{PLANS}.csv").write_text(f"{HEADER}\n{PLAN}\n", encoding="utf-8")
    (tmp_path / "cin.xml").write_text(CENSUS, encoding="utf-8")
    (problem,) = found_in(tmp_path, PLANS).problems
    assert f"{PLANS}.csv" in f"{problem.file} {problem.expected}"
    assert "cin.xml" in f"{problem.file} {problem.expected}"
    assert "take one away" in problem.expected


def test_a_folder_named_blank_is_left_out_without_a_word_with_whatever_it_holds(tmp_path):
    (tmp_path / "plans.csv").write_text(f"{HEADER}\n{PLAN}\n", encoding="utf-8")
    before = found_in(tmp_path)
    blank = tmp_path / "blank"
    (blank / "further").mkdir(parents=True)
    (blank / f"{PLANS}.csv").write_text(f"{HEADER}\n", encoding="utf-8")
    (blank / "cin.xml").write_text(CENSUS, encoding="utf-8")
    (blank / "minutes.pdf").write_bytes(b"%PDF")
    (blank / "further" / "torn.xlsx").write_bytes(b"PK\x03\x04 torn")
    after = found_in(tmp_path)
    assert every_row(after) == every_row(before) == {PLANS: 1}
    assert (after.problems, after.not_read, after.likely) == ([], [], {})


@pytest.mark.parametrize("name", ["blank", "Blanks", "templates"])
def test_a_file_named_blank_and_a_folder_of_another_name_are_named(tmp_path, name):
    path = tmp_path / name
    path.write_text("minutes") if name == "blank" else path.mkdir()
    assert [each.file for each in found_in(tmp_path).not_read] == [name]


def test_the_same_census_under_two_names_is_a_problem(tmp_path):
    for name in ("cin.xml", "cin copy.xml"):
        (tmp_path / name).write_text(CENSUS, encoding="utf-8")
    assert found_in(tmp_path, PLANS).problems


def test_a_file_that_is_nearly_a_record_says_what_it_lacks(tmp_path):
    header = HEADER.replace("plan_end", "finished")
    (tmp_path / "our plans.csv").write_text(f"{header}\n{PLAN}\n", encoding="utf-8")
    found = found_in(tmp_path, PLANS)
    (problem, *_) = found.likely[PLANS]
    assert problem.file == "our plans.csv"
    assert "plan_end" in problem.expected
    assert not found.extracts


@pytest.mark.parametrize("name", ["cin.xml", "annex_a.xlsx", f"{PLANS}.csv"])
def test_a_folder_with_the_name_of_a_file_is_a_letter(tmp_path, name):
    (tmp_path / name).mkdir()
    found = found_in(tmp_path)
    (problem,) = [*found.problems, *found.likely.get(PLANS, ())]
    assert problem.file == name


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_a_letter_and_nobody_waits_for_it(tmp_path):
    os.mkfifo(tmp_path / "cin.xml")
    (problem,) = found_in(tmp_path).problems
    assert problem.file == "cin.xml"


def test_a_folder_with_another_name_is_only_said_not_to_be_read(tmp_path):
    (tmp_path / "old").mkdir()
    found = found_in(tmp_path)
    assert not found.problems
    assert "not read" in found.not_read[0].expected


@pytest.mark.parametrize("name", [".~lock.plans.csv#", "~$annex_a.xlsx", "child_deaths.md"])
def test_what_excel_leaves_and_what_the_analyst_wrote_is_passed_over(tmp_path, name):
    (tmp_path / name).write_bytes(b"\0\1\2")
    found = found_in(tmp_path)
    assert (found.extracts, found.problems, found.not_read) == ({}, [], [])


def test_sheets_that_nobody_needs_are_one_line(tmp_path):
    workbook = Workbook()
    for title in ("List 1", "List 2", "List 3"):
        sheet = workbook.create_sheet(title)
        sheet.append(["Child Unique ID", "Date of Contact", "Contact Source"])
        sheet.append(["SECRET", "2014-05-06", "SECRET"])
    workbook.save(tmp_path / "annex_a.xlsx")
    (query,) = found_in(tmp_path).not_read
    assert query.file == "annex_a.xlsx"
    assert "List 1, List 2, List 3" in query.expected
    assert "SECRET" not in str(query)


def test_a_hidden_sheet_that_holds_something_is_said_not_to_be_read(tmp_path):
    workbook = Workbook()
    for title in ("Shown", "Whole"):
        workbook.create_sheet(title).append(["Child Unique ID", "Date of Contact", "Source"])
    workbook["Whole"].sheet_state = "hidden"
    workbook.save(tmp_path / "annex_a.xlsx")
    (query,) = found_in(tmp_path).not_read
    assert query.expected.endswith("Shown, Whole (hidden)")


ROWS = {
    "a plan": "made-up-child-00752,a) Male,a) WBRI,2010-05-06,10,Red Team,worker-1",
    "names": "NS1234,Jane Smith,John Smith,Ann Jones",
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_file_that_has_lost_its_headings_repeats_none_of_its_first_row(tmp_path, row):
    (tmp_path / "bookings.csv").write_text(f"{row}\n{row}\n", encoding="utf-8")
    (query,) = found_in(tmp_path).not_read
    assert not [cell for cell in row.split(",") if len(cell) > 2 and cell in str(query)]
    assert "Is the row of headings missing?" in query.expected


@pytest.mark.parametrize("names", [("x", "x, sheet y.csv"), ("a", "a, sheet b.xlsx")])
def test_a_file_may_be_called_as_a_sheet_is(tmp_path, names):
    for name in names:
        (tmp_path / name).write_text("One,Two\n1,2\n", encoding="utf-8")
    found = found_in(tmp_path)
    assert len([*found.not_read, *found.problems]) == 2


def test_xml_that_is_no_census_is_a_letter(tmp_path):
    (tmp_path / "other.xml").write_text("<Something/>", encoding="utf-8")
    assert found_in(tmp_path).problems


STARTS = [b"", b"PK\x03\x04", b"<Message>", b"\xd0\xcf\x11\xe0", CENSUS.encode(), HEADER.encode()]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["a.csv", "cin.xml", "a.xlsx", f"{PLANS}.csv", "a", "child_deaths.csv"]),
    st.sampled_from(STARTS),
    st.binary(max_size=300),
)
@example("a.xml", b"", b"<?xml version='1.0'?><!DOCTYPE Message [<!ENTITY a 'b'>]><Message>&a;")
@example("a.csv", b"", b"\n\x01")
@example("a.csv", b"", b"LAchildID,CPPstartDate,CINdetailsID\n1,=1+1,\n")
def test_any_bytes_under_any_name_are_records_a_letter_or_not_read(name, start, content):
    with tempfile.TemporaryDirectory() as root:
        Path(root, name).write_bytes(start + content)
        found = found_in(Path(root))
        every_row(found)
        said = [*found.problems, *found.not_read, *(p for v in found.likely.values() for p in v)]
        assert found.extracts or said or not (start + content).strip()
