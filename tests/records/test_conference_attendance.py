"""Invitations to conferences: agencies and no persons, and a conference that agrees with itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from lscb.records import conference_attendance
from lscb.records.record import YEARS, Across, Overall
from tests.drawn import drawn
from tests.records.read import read_file

NAME = "conference_attendance"
HEADER = "conference_id,conference_date,conference_type,agency,attended,report_sent"


def read(folder: Path, *rows: str):
    path = folder / f"{NAME}.csv"
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return read_file(conference_attendance.RECORD, path, path.name)


@pytest.mark.parametrize(
    "agency",
    [
        "Police",
        "Children's social care",
        "GP practices",
        "Drs' surgeries",
        "Missing from home team",
    ],
)
def test_agencies_are_read_whatever_they_are_called(tmp_path, agency):
    assert read(tmp_path, f"m1,2014-05-02,initial,{agency},yes,").problems == ()


@pytest.mark.parametrize("agency", ["Mrs Example", "dr Example", "a.person@police.uk", "PC 12345"])
def test_a_persons_name_address_or_number_is_refused_and_not_repeated(tmp_path, agency):
    (problem,) = read(tmp_path, f"m1,2014-05-02,initial,{agency},yes,").problems
    assert problem.column == "agency"
    assert "expected the name of an agency" in problem.what
    assert problem.found is None or "@" not in problem.found


def test_the_total_is_no_agency(tmp_path):
    (problem,) = read(tmp_path, "m1,2014-05-02,initial,TOTAL,yes,").problems
    assert "kept for totals" in problem.what


def test_an_agency_is_invited_once_to_a_conference_and_may_be_to_others(tmp_path):
    rows = ["m1,2014-05-02,initial,Police,yes,yes", "m1,2014-05-02,initial,Police,no,yes"]
    assert [p.row for p in read(tmp_path, *rows).problems] == [3]
    others = ["m2,2014-05-02,initial,Police,no,yes", "m1,2014-05-02,initial,Housing,no,"]
    assert read(tmp_path, rows[0], *others).problems == ()


def rule(column: str, asks: bool) -> Across:
    (found,) = (
        rule
        for rule in conference_attendance.ACROSS
        if isinstance(rule, Across) and (rule.column, rule.asks) == (column, asks)
    )
    return found


INVITED = drawn(
    NAME,
    """
    conference_id | conference_date | conference_type | agency  | attended
    m1            | 2014-05-02      | initial         | Police  | yes
    m1            | 2014-05-02      | review          | Housing | yes
    m1            | 2014-05-03      | initial         | Early   | yes
    m2            | 2014-06-02      | review          | Police  | no
    m2            | 2014-06-02      | review          | Housing | no
    """,
)


@pytest.mark.parametrize(
    ("column", "asks", "broken"),
    [
        ("conference_date", False, [False, False, True, False, False]),
        ("conference_type", False, [False, True, False, False, False]),
        ("agency", True, [False, False, True, False, False]),
    ],
)
def test_rows_of_one_conference_agree_and_an_agency_is_invited_more_than_once(column, asks, broken):
    assert rule(column, asks).broken(INVITED).tolist() == broken


def said(held: str, **rows: str) -> list[str]:
    records = {NAME: INVITED, held: drawn(held, **rows)}
    records[held].attrs[YEARS] = ["2013-14", "2014-15"]
    return [
        words
        for each in conference_attendance.ACROSS
        if isinstance(each, Overall) and held in each.needs
        for words in each.broken(*(records[name] for name in each.needs))
    ]


def test_conferences_on_days_without_a_child_are_asked_about_by_year():
    assert said("conferences", text="conference_date | transfer_in\n2014-05-02 | no") == []
    (letter,) = said("conferences", text="conference_date | transfer_in\n2014-05-01 | no")
    assert letter.startswith("2014-15: 1 of 1 initial conferences are on a day on which no child")
    (letter,) = said("reviews", text="review_date\n2014-05-02")
    # By its second row m1 is a review too, on a day that has one.
    assert letter.startswith("2014-15: 1 of 2 review conferences")
