"""The day of an Annex A list, which the parameters state, and what it surely holds whole."""

from __future__ import annotations

from datetime import date

import pytest

from tests.records.formats.annex_a_lists import ENDED, MADE_FOR, enquiry, extracts, files, plan

PLANS, ENQUIRIES = "child_protection_plans", "section_47_enquiries"


def windows(*given: object, made_for: date = MADE_FOR) -> dict[str, object]:
    return {each.record: each.window for each in extracts(*given, made_for=made_for)}


def test_plans_are_held_whole_from_the_earliest_end_to_the_lists_day(tmp_path):
    plans = [plan(), ENDED, plan("c-3", start="2014-12-15", end="2015-02-02")]
    enquiries = [enquiry(strategy="2015-03-10", conference="")]
    given = windows(tmp_path, plans, enquiries)
    assert given[PLANS] == (date(2014, 12, 1), MADE_FOR)


def test_enquiries_are_held_whole_from_the_earliest_strategy_discussion(tmp_path):
    given = windows(tmp_path, [plan(start="2015-03-12")], [enquiry(), enquiry("c-2")])
    assert given[ENQUIRIES] == (date(2014, 10, 13), MADE_FOR)
    assert given["conferences"] == given[ENQUIRIES]


def test_a_list_from_which_nothing_has_ended_is_of_one_day(tmp_path):
    given = windows(tmp_path, [plan(), plan("c-2", start="2015-01-05")])
    assert given[PLANS] == (MADE_FOR, MADE_FOR)


def test_what_left_long_ago_does_not_lengthen_the_window(tmp_path):
    enquiries = [enquiry(strategy="2014-03-10"), enquiry(strategy="2015-03-10")]
    plans = [plan(), plan("c-2", start="2005-01-01", end="2005-12-01")]
    given = windows(tmp_path, plans, enquiries)
    assert given == dict.fromkeys(given, (date(2014, 9, 30), MADE_FOR))


def test_an_earlier_list_beside_a_later_one_does_not_become_younger_by_it(tmp_path):
    """Its plans are those of its own day: what ended or began since cannot be told from it."""
    enquiries = [enquiry(strategy="2015-04-20", conference="")]
    (checked,) = files(tmp_path, [plan()], enquiries, made_for=date(2015, 4, 30))[PLANS]
    assert "is that this list's day?" in str(checked.queries)
    (later,) = files(tmp_path, [plan()], enquiries, made_for=date(2015, 2, 28))[ENQUIRIES]
    (problem,) = later.problems
    assert "expected a day up to 2015-02-28" in str(problem)


def test_nothing_is_asked_of_a_list_that_is_as_busy_as_lists_are(tmp_path):
    (checked,) = files(tmp_path, [plan(), plan("c-2", start="2015-03-12")])[PLANS]
    assert (checked.problems, checked.queries) == ((), ())


@pytest.mark.parametrize(
    "row", [plan(start="2015-04-01"), plan(end="2015-11-30"), plan(start="2099-01-01")]
)
def test_what_cannot_have_happened_yet_is_a_problem_of_its_row(tmp_path, row):
    (checked,) = files(tmp_path, [plan("c-2"), row])[PLANS]
    (problem,) = (p for p in checked.problems if "annex_a_as_at" in p.expected)
    assert problem.row == 3
    assert "2015-11" not in str(problem)


def test_a_conference_or_birth_may_be_to_come(tmp_path):
    checked = files(tmp_path, None, [enquiry(conference="2015-12-01", born="2015-12-24")])
    assert not any(each.problems for given in checked.values() for each in given)


def test_a_day_that_cannot_be_read_is_left_to_the_check(tmp_path):
    (problem,) = files(tmp_path, [plan(start="soon"), ENDED])[PLANS][0].problems
    assert problem.column == "Child Protection Plan Start Date"
    assert "soon" not in str(problem)


def test_a_list_of_which_no_day_can_be_read_is_left_to_the_check(tmp_path):
    (checked,) = files(tmp_path, [plan(start="soon", end="later")])[PLANS]
    assert len(checked.problems) == 2


def test_lists_whose_day_is_not_stated_are_a_letter_with_all_else_that_is_wrong(tmp_path):
    given = files(tmp_path, [plan(start="soon")], [], made_for=None)
    for record in (PLANS, ENQUIRIES):
        assert "annex_a_as_at: 2015-03-31" in str(given[record][0].problems)
    assert len(given[PLANS][0].problems) == 2


@pytest.mark.parametrize("made_for", [None, MADE_FOR])
def test_lists_without_a_row_give_records_without_a_row(tmp_path, made_for):
    given = extracts(tmp_path, [], [], made_for=made_for)
    assert [len(each.cells) for each in given if each.record != "children"] == [0, 0, 0]
    assert all(each.problems for each in given) is (made_for is None)


def test_a_list_may_be_blank_beside_one_that_is_not(tmp_path):
    given = extracts(tmp_path, [plan()], [])
    assert {e.record: len(e.cells) for e in given} == {
        "children": 0,
        PLANS: 1,
        ENQUIRIES: 0,
        "conferences": 0,
    }


def test_a_chapter_is_told_of_which_day_a_list_is_and_what_six_months_cannot_give(tmp_path):
    caveats = {e.record: " ".join(e.caveats) for e in extracts(tmp_path, [plan()], [enquiry()])}
    assert "of 31 March 2015" in caveats[PLANS]
    assert "reviews were in time" in caveats[PLANS]
    assert "second or later plan" in caveats[PLANS]
    assert caveats[ENQUIRIES] == caveats["conferences"]
    assert "six months" in caveats["conferences"]


def test_no_council_is_made_up(tmp_path):
    assert {(e.as_at, e.council) for e in extracts(tmp_path, [plan()], [enquiry()])} == {
        (None, None)
    }


def test_a_list_of_many_plans_of_which_none_has_ended_is_asked_about(tmp_path):
    many = [plan(f"c-{n}", start="2015-03-12") for n in range(20)]
    (checked,) = files(tmp_path, many)[PLANS]
    assert ["are their ends there?" in query.expected for query in checked.queries] == [True]
    for rows in (many[:19], [*many, ENDED]):
        assert files(tmp_path, rows)[PLANS][0].queries == ()
