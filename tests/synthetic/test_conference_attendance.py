"""Made-up invitations: of the made-up conferences, on their days, and no habit is impossible."""

from __future__ import annotations

import pandas as pd
import pytest

from lscb.synthetic.board import MadeUpBoard, made_up_board
from lscb.synthetic.conference_attendance import AGENCIES, conference_attendance
from lscb.synthetic.draws import chance_of
from lscb.years import ReportingYear

LAST = ReportingYear("2014-15")
CAME = "conference_attendance"


@pytest.fixture(scope="module", params=["northshire", "another"])
def board(request: pytest.FixtureRequest) -> MadeUpBoard:
    return made_up_board(request.param, LAST)


def of(board: MadeUpBoard, name: str) -> pd.DataFrame:
    return board.records[str(LAST), name]


def test_every_conference_is_on_a_day_on_which_a_child_had_one(board):
    rows = of(board, CAME)
    for of_type, record, day in (
        ("initial", "conferences", "conference_date"),
        ("review", "reviews", "review_date"),
    ):
        meetings = rows[rows.conference_type == of_type].drop_duplicates("conference_id")
        # A review before the year is in the year's file of reviews, but is no meeting of the year.
        days = {each for each in of(board, record)[day] if each >= LAST.first_day.isoformat()}
        assert set(meetings.conference_date) == days
        # Brothers and sisters come together: there are fewer meetings than children at them.
        assert len(days) <= len(meetings) < len(of(board, record))


def test_a_meeting_has_one_day_and_one_type_and_each_agency_once(board):
    rows = of(board, CAME)
    same = rows.groupby("conference_id")[["conference_date", "conference_type"]].nunique()
    assert (same == 1).all(axis=None)
    assert not rows.duplicated(["conference_id", "agency"]).any()


def test_one_agency_has_too_few_invitations_to_initial_conferences_to_be_judged(board):
    rows = of(board, CAME)
    initial = rows[rows.conference_type == "initial"].agency.value_counts()
    assert set(initial.index) <= set(AGENCIES)
    assert initial["Youth offending service"] < 6
    assert (initial.drop("Youth offending service") >= 6).all()


def test_an_agency_that_is_asked_for_no_report_sends_none(board):
    rows = of(board, CAME)
    asked = rows[rows.report_sent != ""].agency.unique()
    assert set(AGENCIES) - set(asked) == {"Voluntary and faith sector"}


def test_children_of_a_family_have_one_meeting_and_other_families_another():
    day, later = LAST.first_day, LAST.last_day
    held = [
        {"child_id": child, "family": family, "conference_date": day}
        for child, family in (("a", "a"), ("b", "a"), ("c", "c"))
    ]
    reviews = [{"child_id": child, "review_date": later} for child in ("a", "b")]
    earlier = [{"child_id": "a", "review_date": LAST.previous.last_day}]
    chance = chance_of("a board", LAST, "attendance")
    rows = conference_attendance(chance, held, reviews + earlier, [LAST])
    meetings = {(row["conference_id"], row["conference_type"]) for row in rows}
    assert sorted(of_type for _, of_type in meetings) == ["initial", "initial", "review"]
