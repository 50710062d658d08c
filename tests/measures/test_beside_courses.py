"""Cost, e-learning and schools, counted from small drawn records."""

from __future__ import annotations

import pytest

from lscb.disclosure.gate import cleared_tables
from lscb.measures.training import cost_per_attendance, e_learning_by_module, schools_trained
from lscb.tables import TOTAL, WITHHELD, Absent
from tests.drawn import assert_shows, drawn, scope

BOOKINGS = """
    times | session_date | agency | status
    5     | 2014-05-05   | Police | attended
    1     | 2014-05-05   | Police | attended unbooked
    4     | 2014-05-05   | Police | did not attend
    9     | 2013-05-05   | Police | attended
"""


def test_the_cost_is_what_was_spent_divided_by_the_years_attendances():
    asked = scope("2014-15", training_spending={"value": 1000})
    # 1,000 ÷ 6 = 166.67
    assert_shows(
        cost_per_attendance(asked, drawn("training", BOOKINGS)),
        """
        year    | spending | attended | cost
        2014-15 | 1000     | 6        | 166.67
        """,
    )


def test_without_attendances_there_is_no_cost_and_without_spending_no_table():
    nobody = drawn("training", BOOKINGS.replace("2014-05-05", "2012-05-05"))
    spent = scope("2014-15", training_spending={"value": 1000})
    assert_shows(cost_per_attendance(spent, nobody), "attended | cost\n0 | [z]")
    absent = cost_per_attendance(scope("2014-15"), drawn("training", BOOKINGS))
    assert isinstance(absent, Absent)
    assert "was not supplied" in absent.why


def test_where_attendances_are_withheld_so_is_the_cost_from_which_they_could_be_divided():
    few = drawn("training", BOOKINGS.replace("5     | 2014", "4     | 2014"))
    table = cost_per_attendance(scope("2014-15", training_spending={"value": 1000}), few)
    (cleared,) = cleared_tables([table], "public", "a test").tables
    row = cleared.cells.iloc[0]
    assert (row.spending, row.attended, row.cost) == (1000, WITHHELD, WITHHELD)


COMPLETED = """
    times | person_id | agency | module   | completed
    1     | p1        | Police | Privacy  | 2014-05-05
    1     | p1        | Police | Privacy  | 2014-09-09
    1     | p1        | Health | Drawings | 2014-09-09
    1     | p2        | Health | Drawings | 2015-03-31
    1     | p3        | Health | Privacy  | 2014-03-31
    1     | p4        | Health | Privacy  | 2015-04-01
    1     | p4        | Health | Old one  | 2013-03-31
"""


def test_people_are_not_completions_and_are_not_added_up_over_modules():
    assert_shows(
        e_learning_by_module(scope("2014-15", "panel"), drawn("e_learning", COMPLETED)),
        """
        year    | module   | completions | people
        2013-14 | Drawings | 0           | 0
        2013-14 | Privacy  | 1           | 1
        2013-14 | Total    | 1           | 1
        2014-15 | Drawings | 2           | 2
        2014-15 | Privacy  | 2           | 1
        2014-15 | Total    | 4           | 2
        """,
    )


def test_in_public_people_are_given_for_all_modules_together_alone():
    table = e_learning_by_module(scope("2014-15"), drawn("e_learning", COMPLETED))
    assert_shows(
        table,
        """
        year    | module   | completions | people
        2013-14 | Drawings | 0           | [z]
        2013-14 | Privacy  | 1           | [z]
        2013-14 | Total    | 1           | 1
        2014-15 | Drawings | 2           | [z]
        2014-15 | Privacy  | 2           | [z]
        2014-15 | Total    | 4           | 2
        """,
    )
    assert table.notes[0].endswith("not by module.")


@pytest.mark.parametrize(("again", "is_told"), [(0, True), (1, False), (5, False), (6, True)])
def test_few_who_took_a_module_again_cannot_be_told_from_completions_less_people(again, is_told):
    rows = [f"p{n} | Police | Privacy | 2014-05-05" for n in range(20)]
    rows += [f"p{n} | Police | Privacy | 2014-09-09" for n in range(again)]
    completed = drawn("e_learning", "\n".join(["person_id | agency | module | completed", *rows]))
    asked = scope("2014-15", first_year="2014-15")
    (cleared,) = cleared_tables([e_learning_by_module(asked, completed)], "public", "a test").tables
    (total,) = cleared.cells[cleared.cells.module == TOTAL].to_dict("records")
    shown = 20 + again, 20
    assert ((total["completions"], total["people"]) == shown) == is_told
    assert (WITHHELD in (total["completions"], total["people"])) != is_told


SCHOOLS = """
    as_at      | phase   | designated_lead_trained | whole_staff_trained | policy_checked
    2015-03-31 | primary | 2013-04-01              | 2012-04-01          | yes
    2015-03-31 | primary | 2013-03-31              | 2012-03-31          | no
    2015-03-31 | primary | 2015-03-31              |                     | not returned
    2015-03-31 | college |                         | 2015-03-31          | yes
    2014-03-31 | college | 2014-03-01              | 2014-03-01          | yes
"""


def test_schools_are_counted_of_those_that_sent_a_return_at_the_years_end():
    asked = scope("2014-15", training_refresh_years={"value": 3})
    assert_shows(
        schools_trained(asked, drawn("schools", SCHOOLS)),
        """
        phase   | schools | returned | response | lead_trained | staff_trained | policy_checked
        primary | 3       | 2        | 66.7     | 1            | 1             | 1
        college | 1       | 1        | 100.0    | 0            | 1             | 1
        Total   | 4       | 3        | 75.0     | 1            | 2             | 2
        """,
    )


def test_without_a_refresh_period_it_is_not_known_whose_whole_staff_is_trained():
    table = schools_trained(scope("2014-15"), drawn("schools", SCHOOLS))
    assert_shows(table, "lead_trained | staff_trained\n1 | [x]", phase="Total")


def test_schools_are_things_and_none_is_withheld():
    table = schools_trained(
        scope("2014-15", training_refresh_years={"value": 3}), drawn("schools", SCHOOLS)
    )
    (cleared,) = cleared_tables([table], "public", "a test").tables
    assert cleared.cells.equals(table.cells)


@pytest.mark.parametrize("refresh", [1, 5])
def test_the_refresh_period_is_the_boards_own(refresh):
    asked = scope("2014-15", training_refresh_years={"value": refresh})
    within = {1: 1, 5: 3}[refresh]
    table = schools_trained(asked, drawn("schools", SCHOOLS))
    assert table.cells.staff_trained.iloc[-1] == within
    assert f"whole staffs within {refresh} years" in table.notes[0]
