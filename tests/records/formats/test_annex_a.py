"""Ofsted's Annex A lists 5 and 7, in a workbook or a CSV file each."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from lscb.records.formats.annex_a import FORMAT, made_for
from lscb.records.reading import RecordFile, record_file
from lscb.records.sheets import Sheet, Unreadable
from lscb.records.workbooks import workbook_sheets
from tests.records.formats.annex_a_lists import (
    ENDED,
    FROM_DATASET,
    LIST_5,
    LIST_7,
    MADE_FOR,
    RECORDS,
    TEAM,
    VISIT,
    WORKER,
    Row,
    enquiry,
    extracts,
    files,
    plan,
    said,
    sheet,
    values,
)
from tests.records.saved_workbooks import saved

LISTS = made_for(MADE_FOR)


def plans_of(folder: Path, *rows: Row) -> RecordFile:
    return files(folder, rows)["child_protection_plans"][0]


def children_of(folder: Path, *rows: Row) -> RecordFile:
    return files(folder, rows)["children"][0]


def enquiries_of(folder: Path, *rows: Row) -> RecordFile:
    return files(folder, None, rows)["section_47_enquiries"][0]


def conferences_of(folder: Path, *rows: Row) -> RecordFile:
    return files(folder, None, rows)["conferences"][0]


def test_list_7_gives_plans(tmp_path):
    file = plans_of(tmp_path, plan(), ENDED)
    assert values(file, *RECORDS["child_protection_plans"].names()) == [
        ["c-1", "2014-11-03", None, "neglect", "multiple", 1],
        ["c-2", "2014-11-03", "2014-12-01", "neglect", "multiple", 1],
    ]


def test_list_5_gives_enquiries_and_the_conferences_that_followed(tmp_path):
    rows = [enquiry(), enquiry("c-2", unnecessary="a) Yes", conference="")]
    assert values(enquiries_of(tmp_path, *rows), *RECORDS["section_47_enquiries"].names()) == [
        ["c-1", "2014-10-13", "yes", "2014-11-03"],
        ["c-2", "2014-10-13", "no", None],
    ]
    assert values(conferences_of(tmp_path, *rows), *RECORDS["conferences"].names()) == [
        ["c-1", "2014-11-03", "2014-10-13", "no"]
    ]


def test_a_workbook_and_csv_files_give_the_same(tmp_path):
    rows = {"plans": [plan(), ENDED], "enquiries": [enquiry(), enquiry("c-3")]}
    from_csv = extracts(tmp_path, rows["plans"], rows["enquiries"])
    grids = {
        "Contacts": [["Child Unique ID", "Gender", "Date of Contact"], ["c-9", "a) Male", "x"]],
        "CP": grid(LIST_7, rows["plans"]),
        "S47 and ICPC": grid(LIST_5, rows["enquiries"]),
    }
    sheets = workbook_sheets(saved(tmp_path / "annex.xlsx", **grids), "annex.xlsx")
    tables = {FORMAT.table(each): each for each in sheets}
    assert sorted(filter(None, tables)) == ["List 5", "List 7"]
    from_workbook = LISTS.extracts({name: each for name, each in tables.items() if name})
    for one, other in zip(from_csv, from_workbook, strict=True):
        record = RECORDS[one.record]
        rows_of = [record_file(record, each).rows[record.names()] for each in (one, other)]
        assert len(rows_of[0])
        assert rows_of[0].equals(rows_of[1])
        assert (one.record, one.window, one.set_aside) == (
            other.record,
            other.window,
            other.set_aside,
        )


def grid(headings: Sequence[str], rows: Sequence[Row]) -> list[list[object]]:
    """A sheet as Excel has it: dates and whole numbers are no text."""
    return [list(headings), *([typed(row.get(h, "")) for h in headings] for row in rows)]


def typed(cell: object) -> object:
    try:
        return datetime.strptime(str(cell), "%Y-%m-%d")
    except ValueError:
        return int(str(cell)) if str(cell).isdigit() else cell or None


def test_headings_of_lists_made_from_the_dataset_are_known(tmp_path):
    sheets = [
        sheet(
            tmp_path,
            name,
            [FROM_DATASET.get(heading, heading) for heading in headings],
            [{FROM_DATASET.get(h, h): cell for h, cell in row.items()} for row in rows],
        )
        for name, headings, rows in [("a", LIST_7, [plan()]), ("b", LIST_5, [enquiry()])]
    ]
    given = LISTS.extracts({str(FORMAT.table(each)): each for each in sheets})
    as_usual = extracts(tmp_path, [plan()], [enquiry()])
    assert [e.cells.to_dict() for e in given] == [e.cells.to_dict() for e in as_usual]
    assert given[0].cells.disabilities.tolist() == ["NONE"]


def test_a_heading_may_have_stray_signs_and_a_letter_shows_it_as_it_stands(tmp_path):
    stray = {h: f"{h}\xa0)" if h == "Latest Category of Abuse" else f"{h} " for h in LIST_7}
    row = {stray[h]: cell for h, cell in plan(latest="No category").items()}
    listed = sheet(tmp_path, "list", list(stray.values()), [row])
    assert FORMAT.table(listed) == "List 7"
    given = LISTS.extracts({"List 7": listed})
    (problem,) = record_file(RECORDS["child_protection_plans"], given[-1]).problems
    assert problem.column == "Latest Category of Abuse\xa0)"


def test_another_list_is_not_taken_for_one_of_these(tmp_path):
    headings = [*LIST_7[:6], "CIN Start Date", "Primary Need Code", "Case Status"]
    assert FORMAT.table(sheet(tmp_path, "List 7", headings, [])) is None


def test_a_list_without_a_column_it_needs_says_which(tmp_path):
    headings = [heading for heading in LIST_7 if heading != "Child Protection Plan End Date"]
    with pytest.raises(Unreadable) as refused:
        LISTS.extracts({"List 7": sheet(tmp_path, "list", headings, [plan()])})
    assert said(refused.value.problems("x")) == [
        "row 1: expected a column Child Protection Plan End Date; there is none"
    ]


def test_a_list_from_which_descriptions_were_taken_out_still_gives_plans(tmp_path):
    headings = [h for h in LIST_7 if h not in {"Gender", "Ethnicity", "Date of Birth"}]
    given = LISTS.extracts({"List 7": sheet(tmp_path, "list", headings, [plan()])})
    assert [each.record for each in given] == ["child_protection_plans"]


def test_a_category_that_is_not_understood_is_a_letter_with_ofsteds_codes(tmp_path):
    (problem,) = plans_of(tmp_path, plan(initial="Sadness")).problems
    assert str(problem).startswith(
        "row 2, Initial Category of Abuse: expected one of: a) Neglect, "
        "b) Physical abuse, c) Sexual abuse, d) Emotional abuse, e) Multiple/not recommended"
    )


def test_an_answer_that_is_neither_yes_nor_no_is_a_letter(tmp_path):
    (problem,) = enquiries_of(tmp_path, enquiry(unnecessary="c) Unknown")).problems
    assert "expected one of: a) Yes, b) No" in str(problem)


def test_what_a_look_up_did_not_find_is_blank_and_in_a_date_a_problem(tmp_path):
    """A plan whose end was not found is not for that still open."""
    file = plans_of(tmp_path, plan(latest="#N/A"), plan("c-2", end="#N/A"))
    assert [(problem.row, problem.column) for problem in file.problems] == [
        (2, "Latest Category of Abuse"),
        (3, "Child Protection Plan End Date"),
    ]
    assert "empty" in file.problems[0].expected


def test_days_are_read_as_text_or_with_a_time(tmp_path):
    file = plans_of(tmp_path, plan(start="03/11/2014", end="2014-12-01 00:00:00\xa0"))
    assert values(file, "plan_start", "plan_end") == [["2014-11-03", "2014-12-01"]]


def test_the_same_plan_written_twice_is_set_aside(tmp_path):
    again = plan(start="03/11/2014", initial="a)\xa0Neglect\xa0", latest="MUL", worker="Mr Second")
    file = plans_of(tmp_path, plan(), again)
    assert values(file, "child_id", "plan_start") == [["c-1", "2014-11-03"]]
    assert +Counter(file.extract.set_aside) == {"the same plan again": 1}


def test_why_rows_are_set_aside_is_said_whether_or_not_any_is(tmp_path):
    once, twice = (plans_of(tmp_path, *rows).extract for rows in ([plan()], [plan(), plan()]))
    assert list(once.set_aside) == list(twice.set_aside) != []


def test_two_accounts_of_one_plan_are_a_letter(tmp_path):
    (problem,) = plans_of(tmp_path, plan(), plan(latest="d) Emotional abuse")).problems
    assert str(problem).endswith("once; row 2 has it")


def test_each_child_stands_once_whichever_list_and_however_many_rows(tmp_path):
    plans = [plan(), plan(start="2014-06-02", end="2014-10-01"), ENDED]
    in_words = enquiry("c-3", gender="Female", born="02/06/2008")
    enquiries = [enquiry("c-2", gender="a) Male"), enquiry("c-3"), in_words]
    of_plans, of_enquiries = files(tmp_path, plans, enquiries)["children"]
    assert values(of_plans, "child_id", "sex") == [["c-1", "female"], ["c-2", "male"]]
    assert values(of_enquiries, "child_id", "sex") == [["c-3", "female"]]
    assert +Counter(of_plans.extract.set_aside) == {"the same child again": 1}
    assert +Counter(of_enquiries.extract.set_aside) == {"the same child again": 2}
    assert not of_plans.queries + of_enquiries.queries
    assert of_plans.extract.source == of_enquiries.extract.source


def test_a_child_described_in_two_ways_is_a_query_without_the_description(tmp_path):
    _, of_enquiries = files(tmp_path, [plan()], [enquiry(born="2009-06-02")])["children"]
    assert said(of_enquiries.queries) == [
        "row 2, Date of Birth: expected what row 2 of one.csv says of the same child; that row is "
        "used"
    ]


def test_what_one_list_does_not_say_at_all_is_no_other_description(tmp_path):
    headings = [heading for heading in LIST_5 if heading != "Ethnicity"]
    sheets = {
        "List 7": sheet(tmp_path, "one", LIST_7, [plan()]),
        "List 5": sheet(tmp_path, "another", headings, [enquiry()]),
    }
    of_children = [e for e in LISTS.extracts(sheets) if e.record == "children"]
    assert not [query for extract in of_children for query in extract.queries]


def test_a_list_says_whether_a_child_has_a_disability_and_not_which(tmp_path):
    rows = [plan(str(n), disability=d) for n, d in enumerate(["b) No", "a) Yes", "c) Unknown", ""])]
    file = children_of(tmp_path, *rows)
    assert values(file, "disabilities") == [["NONE"], [None], [None], [None]]


def test_an_ethnicity_is_its_code_and_never_a_group(tmp_path):
    rows = [plan(str(n), ethnicity=e) for n, e in enumerate(["q) CHNE", "t) NOBT", "White Irish"])]
    assert values(children_of(tmp_path, *rows), "ethnicity") == [["CHNE"], ["NOBT"], ["WIRI"]]


def test_a_child_on_a_plan_before_birth_is_no_fault(tmp_path):
    file = children_of(tmp_path, plan(born="2015-01-05"), plan("c-2", start="2015-02-02"))
    assert values(file, "birth_date") == [["2015-01-05"], ["2008-06-02"]]
    assert not file.queries


def test_a_birth_to_come_is_expected(tmp_path):
    born = plan(born="2015-06-01", gender="c) Not stated/recorded", disability="")
    file = children_of(tmp_path, born)
    assert values(file, "birth_date", "expected_birth_date") == [[None, "2015-06-01"]]
    assert not file.queries


def test_a_child_without_any_date_of_birth_is_a_query_in_the_lists_words(tmp_path):
    (query,) = children_of(tmp_path, plan(born="")).queries
    assert query.column == "Date of Birth"
    assert "Date of Birth or Date of Birth (to come)" in str(query)


@pytest.mark.parametrize(("unnecessary", "required"), [("a) Yes", "no"), ("No", "yes")])
def test_a_conference_not_deemed_unnecessary_was_required(tmp_path, unnecessary, required):
    file = enquiries_of(tmp_path, enquiry(unnecessary=unnecessary, conference=""))
    assert values(file, "conference_required") == [[required]]


def test_a_conference_that_is_dated_was_required_whether_or_not_the_list_says_so(tmp_path):
    assert values(enquiries_of(tmp_path, enquiry(unnecessary="")), "conference_required") == [
        ["yes"]
    ]


def test_of_two_enquiries_of_one_day_the_one_that_led_on_is_kept(tmp_path):
    rows = [enquiry(unnecessary="a) Yes", conference=""), enquiry(strategy="13/10/2014")]
    file = enquiries_of(tmp_path, *rows)
    assert values(file, "conference_date") == [["2014-11-03"]]
    assert sum(file.extract.set_aside.values()) == 1


def test_a_row_without_a_strategy_discussion_is_a_conference_and_no_enquiry(tmp_path):
    rows = [enquiry(strategy=""), enquiry(strategy="", conference=""), enquiry("c-2")]
    of_enquiries = enquiries_of(tmp_path, *rows)
    assert values(of_enquiries, "child_id") == [["c-2"]]
    assert sum(of_enquiries.extract.set_aside.values()) == 2
    held = conferences_of(tmp_path, *rows)
    assert values(held, "child_id", "strategy_discussion", "transfer_in") == [
        ["c-1", None, "no"],
        ["c-2", "2014-10-13", "no"],
    ]


def test_the_same_conference_written_twice_is_set_aside(tmp_path):
    file = conferences_of(tmp_path, enquiry(), enquiry(conference="03/11/2014"))
    assert len(values(file, "child_id")) == 1
    assert +Counter(file.extract.set_aside) == {"the same conference of the same child again": 1}


def test_no_column_of_workers_teams_or_visits_is_ever_asked_for(tmp_path, monkeypatch):
    asked: set[str] = set()
    columns = Sheet.columns

    def noted(self, wanted):
        asked.update(self.headings[position] for position in wanted.values())
        return columns(self, wanted)

    monkeypatch.setattr(Sheet, "columns", noted)
    given = extracts(tmp_path, [plan(), ENDED], [enquiry()])
    assert {"Child Unique ID", "Child Protection Plan End Date"} < asked
    assert not [h for h in asked if any(w in h for w in ("Allocated", "Visit", "Seen", "Emerg"))]
    everything = pickle.dumps(given)
    assert b"c-2" in everything
    assert not [text for text in (WORKER, TEAM, VISIT) if text.encode() in everything]
