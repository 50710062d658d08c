"""Two tables of nearly the same children: who is in one alone is nobody's to find.

Each case was found by somebody who subtracted two published tables. A number that only subtraction
gives is protected as if it were printed.
"""

from __future__ import annotations

import pandas as pd

from lscb.disclosure.gate import cleared_tables
from lscb.measures.child_deaths import (
    deaths_awaiting_review,
    deaths_by_category,
    deaths_by_year,
    reviews_by_category,
    reviews_by_year_of_death,
)
from lscb.measures.child_protection_plans import (
    conference_attendance,
    icpc_timeliness,
    plan_flow,
    plans_by_age,
    plans_by_duration_ended,
    plans_by_duration_open,
    plans_by_sex,
)
from lscb.tables import WITHHELD, Table
from tests.drawn import drawn, scope

WINDOW = "2012-13 to 2014-15"

# Of 25 reviews of malignancies four are of other areas' children.
DEATHS = """
    times | date_of_death | resident | review_completed | category   | modifiable_factors
    8     | 2012-01-02    | yes      | 2013-10-02       | infection  | yes
    8     | 2012-06-02    | yes      | 2013-10-02       | infection  | no
    8     | 2012-11-02    | yes      | 2013-10-02       | infection  | insufficient information
    7     | 2013-05-02    | yes      | 2013-10-02       | malignancy | yes
    7     | 2013-05-02    | yes      | 2013-10-02       | malignancy | no
    7     | 2013-05-02    | yes      | 2013-10-02       | malignancy | insufficient information
    4     | 2013-05-02    | no       | 2013-10-02       | malignancy | no
    7     | 2012-12-02    | yes      |                  |            |
    7     | 2013-05-02    | yes      |                  |            |
    7     | 2013-11-02    | yes      |                  |            |
"""


def notified() -> pd.DataFrame:
    """The deaths, of each of which the panel was told on its day."""
    deaths = drawn("child_deaths", DEATHS)
    return deaths.assign(date_notified=deaths.date_of_death)


def shown(tables: list[Table], name: str, column: str, **at: str) -> object:
    """A cell of a table as the gate lets it out beside the others."""
    cells = next(t for t in cleared_tables(tables, "public", "test").tables if t.name == name).cells
    for dimension, value in at.items():
        cells = cells[cells[dimension] == value]
    (cell,) = cells[column]
    return cell


def test_reviews_of_a_category_less_its_deaths_do_not_tell_of_other_areas_children():
    deaths = notified()
    tables = [measure(scope(), deaths) for measure in (deaths_by_category, reviews_by_category)]
    at = {"period": WINDOW, "category": "Malignancy"}
    both = [
        shown(tables, "deaths_by_category", "count", **at),
        shown(tables, "reviews_by_category", "reviews", **at),
    ]
    assert WITHHELD in both
    assert set(both) <= {21, 25, WITHHELD}


def test_the_stock_and_flow_of_reviews_does_not_tell_of_other_areas_children():
    deaths = notified()
    measures = (deaths_by_year, reviews_by_year_of_death, deaths_awaiting_review)
    tables = [measure(scope(), deaths) for measure in measures]
    told = [
        shown(tables, "deaths_by_year", "residents", period="2013-14"),
        shown(tables, "reviews_by_year_of_death", "reviews", period="2013-14"),
        *(
            shown(tables, "deaths_awaiting_review", "awaiting", year=y)
            for y in ("2012-13", "2013-14")
        ),
    ]
    assert WITHHELD in told


# Of 30 deaths of the year 26 wait at its end: four were reviewed at once.
AT_ONCE = """
    times | date_of_death | resident | review_completed | category  | modifiable_factors
    9     | 2012-05-02    | yes      | 2013-10-02       | infection | yes
    9     | 2012-11-02    | yes      | 2013-10-02       | infection | no
    8     | 2012-11-02    | yes      |                  |           |
    4     | 2013-05-02    | yes      | 2013-10-02       | infection | no
    13    | 2013-05-02    | yes      |                  |           |
    13    | 2013-11-02    | yes      |                  |           |
"""


def test_deaths_of_a_year_less_those_that_wait_do_not_tell_how_many_were_reviewed_at_once():
    deaths = drawn("child_deaths", AT_ONCE).assign(date_notified=lambda told: told.date_of_death)
    measures = (deaths_by_year, reviews_by_year_of_death, deaths_awaiting_review)
    tables = [measure(scope(), deaths) for measure in measures]
    told = [
        shown(tables, "deaths_by_year", "residents", period="2013-14"),
        *(
            shown(tables, "deaths_awaiting_review", wait, year="2013-14")
            for wait in ("under_6_months", "under_12_months")
        ),
    ]
    assert WITHHELD in told


ASKED = """
    times | conference_date | conference_type | agency  | attended | report_sent
    40    | 2014-05-02      | initial         | Health  | yes      | yes
    20    | 2014-05-02      | initial         | Police  | yes      | yes
    3     | 2014-05-02      | initial         | Youth   | yes      | yes
    25    | 2014-05-02      | initial         | Charity | yes      |
"""


def test_reports_asked_for_do_not_tell_of_the_conferences_an_agency_was_invited_to():
    """A report is asked for with every invitation, but of one agency never: all can see it."""
    invited = drawn("conference_attendance", ASKED)
    (cells,) = (
        table.cells.set_index("agency")
        for table in cleared_tables(
            [conference_attendance(scope(), invited)], "public", "test"
        ).tables
    )
    cells = cells[cells.conference_type == "Initial"]
    either = [
        max(pair, key=lambda each: each != WITHHELD)
        for pair in zip(cells.invited, cells.asked, strict=True)
    ]
    known = dict(zip(cells.index, either, strict=True)) | {"Charity": cells.invited["Charity"]}
    withheld = [agency for agency, each in known.items() if each == WITHHELD]
    # Youth's three are not what the invitations, or the reports, of all leave over.
    assert "Youth" in withheld
    assert {"Health", "Police"} & {*withheld} or cells.asked["Total"] == WITHHELD


def test_children_without_a_sex_less_the_unborn_are_not_told():
    plans = drawn(
        "child_protection_plans",
        "\n".join(["child_id | plan_start", *(f"c{number} | 2014-06-02" for number in range(60))]),
    )
    unborn = [f"c{number} |            | 2015-05-02 | not recorded" for number in range(7)]
    without = [f"c{number} | 2010-01-02 |            | indeterminate" for number in range(7, 9)]
    others = [f"c{number} | 2010-01-02 |            | male" for number in range(9, 60)]
    head = "child_id | birth_date | expected_birth_date | sex"
    children = drawn("children", "\n".join([head, *unborn, *without, *others]))
    asked = scope(first_year="2014-15")
    tables = [measure(asked, plans, children) for measure in (plans_by_age, plans_by_sex)]
    at = {"year": "2014-15"}
    told = [
        shown(tables, "plans_by_age", "count", age_group="Unborn", sex="Total", **at),
        shown(tables, "plans_by_sex", "count", age_group="Total", sex="Not recorded", **at),
    ]
    assert WITHHELD in told


def test_a_child_born_since_had_no_sex_on_the_day():
    plans = drawn("child_protection_plans", "child_id | plan_start\nc1 | 2013-12-02")
    children = drawn("children", "child_id | birth_date | sex\nc1 | 2014-05-02 | female")
    cells = plans_by_sex(scope("2014-15", "panel"), plans, children).cells
    of_year = {
        year: cells[cells.year == year].set_index("sex")["count"] for year in ("2013-14", "2014-15")
    }
    assert of_year["2013-14"][["Female", "Not recorded"]].tolist() == [0, 1]
    assert of_year["2014-15"][["Female", "Not recorded"]].tolist() == [1, 0]


def test_conferences_less_plans_started_do_not_tell_how_many_led_to_none():
    held = "times | strategy_discussion | conference_date | transfer_in\n"
    conferences = drawn("conferences", f"{held}109 | 2014-06-02 | 2014-06-12 | no")
    plans = drawn("child_protection_plans", "times | plan_start\n105 | 2014-06-12")
    asked = scope(first_year="2014-15")
    tables = [plan_flow(asked, plans), icpc_timeliness(asked, conferences)]
    told = [
        shown(tables, "plan_flow", "started", year="2014-15"),
        shown(
            tables, "icpc_timeliness", "count", year="2014-15", group="Total", working_days="Total"
        ),
    ]
    assert WITHHELD in told


# Nine plans were over a year old on 31 March 2014; seven of them ended after two years.
OF_TWO_YEARS = """
    times | plan_start | plan_end
    7     | 2012-05-02 | 2014-08-02
    2     | 2012-05-02 | 2014-04-10
    15    | 2013-06-02 | 2014-06-10
    15    | 2013-06-02 |
    15    | 2013-11-02 | 2014-04-20
    15    | 2013-11-02 |
    15    | 2014-02-02 | 2014-04-02
    15    | 2014-02-02 | 2014-10-02
    30    | 2014-06-02 |
    30    | 2014-11-02 |
    30    | 2015-02-02 |
"""


def test_the_durations_of_two_years_do_not_tell_how_many_old_plans_ended_before_the_others():
    plans = drawn("child_protection_plans", OF_TWO_YEARS)
    measures = (plan_flow, plans_by_duration_ended, plans_by_duration_open)
    tables = [measure(scope(first_year="2013-14"), plans) for measure in measures]
    of_old = [("2013-14", "1 year to less than 2 years"), ("2013-14", "2 years or more")]
    told = [
        *(
            shown(tables, "plans_by_duration_open", "count", year=year, duration=band, part="Total")
            for year, band in [*of_old, ("2014-15", "2 years or more")]
        ),
        shown(
            tables,
            "plans_by_duration_ended",
            "count",
            year="2014-15",
            duration="2 years or more",
            part="Total",
        ),
    ]
    assert WITHHELD in told
