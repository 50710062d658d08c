"""What a board says stays as it is, and records that are only looked at: what stops no chapter."""

from __future__ import annotations

import re

import pytest
from click.testing import Result

from lscb import records
from tests import test_bad_input
from tests.test_bad_input import (
    PLAN,
    Desk,
    assert_fine,
    assert_letter,
)

desk, made_up = test_bad_input.desk, test_bad_input.made_up

ENQUIRIES = "section_47_enquiries"
WHY = "the case system was changed in the year"
SATURDAY, FRIDAY = {"conference_date": "2014-05-10"}, {"conference_date": "2014-05-09"}
WEEKEND = "conference_date: expected a day from Monday to Friday (DfE rule 8875)"
SAME_DAY = "plan_end: expected a day after plan_start (DfE rules 8840, 8925)"


def assert_refused(result: Result, *words: str) -> None:
    """A letter about the parameters that says these words."""
    assert result.exit_code == 10, result.output
    assert "Traceback" not in result.output
    for word in words:
        assert word in result.output


def used(output: str, record: str) -> tuple[int, int]:
    """How many rows of a record were read, and how many of them used."""
    read, kept = re.search(rf"{record}: (\d+) rows read = (\d+) used", output).groups()
    return int(read), int(kept)


def test_a_rule_that_is_not_accepted_stops_its_chapter(desk):
    row = desk.add("conferences", **SATURDAY)
    output = assert_letter(desk.checks(), f"row {row}, {WEEKEND}")
    assert used(output, "conferences")[1] < used(output, "conferences")[0]


def test_what_breaks_an_accepted_rule_is_asked_about_and_its_file_is_used(desk):
    before = used(desk.checks().output, "conferences")
    row = desk.add("conferences", **SATURDAY)
    desk.state(accepted={"8875": WHY})
    result = desk.checks()
    assert_fine(result)
    assert f"row {row}, {WEEKEND}" in result.output
    assert used(result.output, "conferences") == tuple(number + 1 for number in before)


def test_a_row_that_breaks_an_accepted_rule_is_counted_as_one_that_does_not(desk):
    desk.add("conferences", **FRIDAY)
    whole = desk.cleared()
    rows = desk.rows("conferences")
    desk.write("conferences", rows[:-1])
    desk.add("conferences", **SATURDAY)
    desk.state(accepted={"8875": WHY})
    accepted = desk.cleared()
    assert accepted == whole


@pytest.mark.parametrize(("accepted", "left"), [("8875", "8840, 8925"), ("2885", "8875")])
def test_to_accept_a_rule_turns_what_breaks_others_into_nothing_else(desk, accepted, left):
    conference, plan = desk.add("conferences", **SATURDAY), desk.add(PLAN, plan_end="2014-05-05")
    desk.state(accepted={accepted: WHY})
    result = desk.checks()
    assert_letter(result, f"row {conference}, {WEEKEND}", f"row {plan}, {SAME_DAY}")
    assert left in result.stderr
    assert (WEEKEND in result.stderr) is (accepted != "8875")
    assert (WEEKEND in result.stdout) is (accepted == "8875")


def test_what_breaks_two_rules_in_one_needs_both_to_be_accepted(desk):
    desk.add(PLAN, child_id="SECRET-3", plan_end="")
    desk.add("conferences", child_id="SECRET-3")
    row = desk.add(PLAN, child_id="SECRET-3", plan_start="2014-06-05")
    desk.add("conferences", child_id="SECRET-3", conference_date="2014-06-05")
    overlaps = f"row {row}, plan_start: expected a day on or after the end"
    for accepted in ({"8935": WHY}, {"8940": WHY}):
        desk.state(accepted=accepted)
        assert_letter(desk.checks(), overlaps)
    desk.state(accepted={"8935": WHY, "8940": WHY})
    result = desk.checks()
    assert_fine(result)
    assert overlaps in result.output


def test_a_rule_across_records_can_be_accepted(desk):
    desk.add(PLAN, child_id="SECRET-3")
    words = "expected the day of an initial conference of the child (DfE rule 2885)"
    assert_letter(desk.checks(), words)
    desk.state(accepted={"2885": WHY})
    result = desk.checks()
    assert_fine(result)
    assert words in result.output


def test_rules_across_records_are_still_applied_to_rows_that_break_an_accepted_one(desk):
    """A file with problems is left out of them; one whose errors are accepted is not."""
    desk.add("conferences", **SATURDAY)
    desk.add(PLAN, child_id="SECRET-3")
    desk.state(accepted={"8875": WHY})
    assert_letter(desk.checks(), "(DfE rule 2885)")


def test_an_accepted_rule_lets_no_other_fault_of_the_file_through(desk):
    desk.add("conferences", **SATURDAY)
    row = desk.add("conferences", child_id="SECRET-3", conference_date="never")
    desk.state(accepted={"8875": WHY})
    assert_letter(desk.checks(), f"row {row}, conference_date: expected a date")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("2885Q", ("not the number of a rule checked here", "Did you mean '2885'?")),
        ("885", ("not the number of a rule checked here",)),
        ("8840, 8925", ("not the number of a rule checked here",)),
        ("rule 8875", ("not the number of a rule checked here", "Did you mean '8875'?")),
        ("8842", ("Did you mean '8842Q'?",)),
        ("", ("not the number of a rule checked here",)),
    ],
)
def test_what_is_no_rules_number_is_refused_with_the_nearest(desk, number, words):
    desk.state(accepted={number: WHY})
    assert_refused(desk.checks(), f"accepted.{number}", *words)


@pytest.mark.parametrize("number", ["8905", "8910", "8730", "8840", "8925", "8615"])
def test_a_rule_without_which_nothing_can_be_counted_cannot_be_accepted(desk, number):
    """A plan of no category is in no table, and one that ends before it begins lasts no time."""
    desk.state(accepted={number: WHY})
    assert_refused(desk.checks(), f"accepted.{number}", "cannot be counted", "values:")


def test_every_rule_that_can_be_accepted_leaves_tables_that_can_be_made(desk):
    """What breaks each is let stand at once, and the report is cleared all the same."""
    desk.add(PLAN, child_id="SECRET-3", plan_end="")
    desk.add(PLAN, child_id="SECRET-3", plan_start="2014-06-05")
    desk.add("conferences", **SATURDAY)
    desk.add("reviews", child_id="SECRET-3", review_date="2014-05-05")
    numbers = records.rule_numbers() - records.never_accepted()
    desk.state(accepted=dict.fromkeys(sorted(numbers), WHY))
    assert_fine(desk.checks())
    assert desk.cleared("public")


def test_every_wrong_number_is_said_at_once(desk):
    desk.state(accepted={"1": WHY, "2": WHY, "8905": WHY})
    assert_refused(desk.checks(), "3 problems", "accepted.1", "accepted.2", "accepted.8905")


def test_a_number_without_quotation_marks_or_a_reason_is_refused(desk):
    desk.state(accepted={8875: WHY})
    assert_refused(desk.checks(), "accepted.8875", "quotation marks")
    desk.state(accepted={"8875": ""})
    assert_refused(desk.checks(), "accepted.8875", "expected some text")


@pytest.mark.parametrize(
    ("record", "cell", "words"),
    [
        (ENQUIRIES, {"conference_required": "perhaps"}, "conference_required: expected"),
        (ENQUIRIES, {"strategy_discussion": "never"}, "strategy_discussion: expected a date"),
        (ENQUIRIES, {"strategy_discussion": ""}, "strategy_discussion: expected a value"),
    ],
)
def test_what_is_wrong_with_a_record_that_no_chapter_counts_is_asked_about(
    desk, record, cell, words
):
    spoil(desk, record, cell)
    result = desk.checks()
    assert_fine(result)
    assert words in result.output
    assert "queries in" in result.output or "query in" in result.output


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ({"ethnicity": "WBRX"}, "found 'WBRX'"),
        ({"birth_date": "never"}, "birth_date: expected a date"),
        ({"sex": ""}, "sex: expected a value"),
    ],
)
def test_what_is_wrong_with_the_children_a_chapter_counts_is_a_problem(desk, cell, words):
    spoil(desk, "children", cell)
    assert_letter(desk.checks(), "children", words)


def test_a_rule_of_a_needed_record_still_stops_what_a_record_beside_it_contradicts(desk):
    """Plans end by the day the child's own record says that it died."""
    child = desk.rows(PLAN)[-1][0]
    rows = desk.rows("children")
    place, died = rows[0].index("child_id"), rows[0].index("death_date")
    known = next(row for row in rows[1:] if row[place] == child)
    known[died] = "2010-05-05"
    desk.write("children", rows)
    assert_letter(desk.checks(), "plan_end", "(DfE rules 8915, 8920)")


def spoil(desk: Desk, record: str, cell: dict[str, str]) -> None:
    """Change a cell of the last row of a record."""
    rows = desk.rows(record)
    for name, value in cell.items():
        rows[-1][rows[0].index(name)] = value
    desk.write(record, rows)
