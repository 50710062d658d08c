"""The days of which an Annex A list, which does not say its own, surely holds all."""

from __future__ import annotations

from datetime import date

import pytest

from lscb.records.sheets import Unreadable
from tests.records.formats.annex_a_lists import ENDED, enquiry, extracts, files, plan


def windows(*given: object) -> dict[str, object]:
    return {extract.record: extract.window for extract in extracts(*given)}


def test_plans_are_held_whole_from_the_earliest_end_to_the_latest_day_of_any_list(tmp_path):
    plans = [plan(), ENDED, plan("c-3", start="2014-12-15", end="2015-02-02")]
    enquiries = [enquiry(strategy="2015-03-10", conference="")]
    given = windows(tmp_path, plans, enquiries)
    assert given["child_protection_plans"] == (date(2014, 12, 1), date(2015, 3, 10))


def test_enquiries_are_held_whole_from_the_earliest_strategy_discussion(tmp_path):
    given = windows(tmp_path, [plan(start="2015-03-12")], [enquiry(), enquiry("c-2")])
    assert given["section_47_enquiries"] == (date(2014, 10, 13), date(2015, 3, 12))
    assert given["conferences"] == given["section_47_enquiries"]


def test_a_list_from_which_nothing_has_ended_is_of_one_day(tmp_path):
    given = windows(tmp_path, [plan(), plan("c-2", start="2015-01-05")])
    assert given["child_protection_plans"] == (date(2015, 1, 5), date(2015, 1, 5))


def test_an_enquiry_that_is_open_for_a_year_does_not_lengthen_the_window(tmp_path):
    given = windows(
        tmp_path, None, [enquiry(strategy="2014-03-10"), enquiry(strategy="2015-03-10")]
    )
    assert given["section_47_enquiries"] == (date(2014, 9, 10), date(2015, 3, 10))


def test_a_conference_or_birth_to_come_does_not_make_a_list_younger(tmp_path):
    rows = [enquiry(conference="2015-12-01", born="2015-12-24")]
    given = windows(tmp_path, None, rows)
    assert given["section_47_enquiries"] == (date(2014, 10, 13), date(2014, 10, 13))


def test_a_day_that_cannot_be_read_is_left_to_the_check(tmp_path):
    rows = [plan(start="soon"), ENDED]
    assert windows(tmp_path, rows)["child_protection_plans"] == (
        date(2014, 12, 1),
        date(2014, 12, 1),
    )
    (problem,) = files(tmp_path, rows)["child_protection_plans"][0].problems
    assert problem.column == "Child Protection Plan Start Date"
    assert "soon" not in str(problem)


def test_a_list_of_which_no_day_can_be_read_is_left_to_the_check(tmp_path):
    (file,) = files(tmp_path, [plan(start="soon", end="later")])["child_protection_plans"]
    assert len(file.problems) == 2


@pytest.mark.parametrize("rows", [[], [enquiry(strategy="", conference="")]])
def test_lists_without_a_date_are_a_letter(tmp_path, rows):
    with pytest.raises(Unreadable) as refused:
        extracts(tmp_path, [], rows)
    (problem,) = refused.value.problems("x")
    assert problem.file == "one.csv"
    assert "expected a row with a date" in str(problem)


def test_a_list_may_be_blank_beside_one_that_is_not(tmp_path):
    given = extracts(tmp_path, [plan()], [])
    assert {e.record: len(e.cells) for e in given} == {
        "children": 0,
        "child_protection_plans": 1,
        "section_47_enquiries": 0,
        "conferences": 0,
    }


def test_a_chapter_is_told_what_six_months_cannot_give(tmp_path):
    caveats = {e.record: " ".join(e.caveats) for e in extracts(tmp_path, [plan()], [enquiry()])}
    assert "reviews were in time" in caveats["child_protection_plans"]
    assert "second or later plan" in caveats["child_protection_plans"]
    assert caveats["section_47_enquiries"] == caveats["conferences"]
    assert "six months" in caveats["conferences"]


def test_no_day_of_the_list_and_no_council_is_made_up(tmp_path):
    assert {(e.as_at, e.council) for e in extracts(tmp_path, [plan()], [enquiry()])} == {
        (None, None)
    }
