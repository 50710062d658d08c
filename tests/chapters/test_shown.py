"""Everything a chapter shows, from tables as its own measures make them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from inspect import isfunction, signature
from types import ModuleType

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from lscb.chapters import Chapter, child_deaths, child_protection_plans, training
from lscb.cleared import Cleared
from lscb.clearing.needs import measures_of
from lscb.figures.shown import Shown
from lscb.tables import Absent, Table
from tests.chapters.made import opened
from tests.drawn import BY_GROUP, drawn, published, scope

CHAPTERS = (child_deaths, child_protection_plans, training)

RECORDS = {
    "child_deaths": """
        times | date_of_death | resident | review_completed | category  | modifiable_factors
        4     | 2012-05-02    | yes      | 2013-05-02       | infection | no
        3     | 2014-05-02    | yes      | 2015-01-02       | infection | yes
        """,
    "child_protection_plans": """
        times | plan_start | plan_end   | initial_category | latest_category | previous_plans
        3     | 2012-05-02 | 2014-05-02 | neglect          | neglect         | 0
        4     | 2014-05-02 |            | multiple         | neglect         | 1
        """,
    "reviews": """
        child_id   | plan_start | review_date
        child_id 3 | 2014-05-02 | 2014-08-01
        child_id 3 | 2014-05-02 | 2015-01-30
        """,
    "conferences": """
        times | strategy_discussion | conference_date | transfer_in
        4     | 2014-04-22          | 2014-05-02      | no
        """,
    "conference_attendance": """
        times | conference_date | conference_type | agency | attended | report_sent
        7     | 2014-05-02      | initial         | Police | yes      | yes
        2     | 2014-05-02      | initial         | Nurses | no       |
        """,
    "children": """
        child_id   | birth_date | sex    | ethnicity | family_id
        child_id 3 | 2010-05-02 | female | WBRI      | f1
        child_id 4 | 2012-05-02 | male   | MWBC      | f2
        """,
    "training": """
        times | session_id | session_date | agency | status
        9     | s1         | 2014-05-02   | Police | attended
        1     | s1         | 2014-05-02   | Nurses | attended unbooked
        """,
    "training_evaluations": """
        booking_id   | session_date | score_before | score_after | followed_up | follow_up_answer
        booking_id 0 | 2014-05-02   | 4            | 6           | 2014-08-02  | yes
        """,
    "e_learning": """
        person_id | agency | module  | completed
        p1        | Police | Privacy | 2014-05-02
        """,
    "schools": """
        school_id | as_at      | phase   | policy_checked
        a         | 2015-03-31 | primary | yes
        b         | 2015-03-31 | primary | not returned
        """,
    "training_sessions": """
        session_id | session_date | course  | capacity
        s1         | 2014-05-02   | Neglect | 20
        """,
}

TOLD_WHY_NOT = {
    "panel": ("plan_survival", "days_between_unexpected_deaths", "how_long_reviews_take"),
    "public": (
        "how_long_plans_last",
        "time_to_second_plan",
        "training_by_agency_and_course",
    ),
}
"""What an edition does not show of seven plans."""

FOR_THE_PANEL = (
    "plan_survival",
    "endings_beside_last_year",
    "days_between_unexpected_deaths",
    "how_long_reviews_take",
    "plans_started_chart",
    "plans_started_by_month",
)
"""Of what the public is not shown at all nothing is said in its place."""

PUBLISHED = published(
    """
    area      | year    | measure                     | value
    E99999999 | 2012-13 | plans_at_31_march           | 55
    E99999999 | 2012-13 | plans_at_31_march_per_10000 | 10.1
    E92000001 | 2012-13 | plans_at_31_march_per_10000 | 37.9
    E99999999 | 2014-15 | plans_at_31_march           | 4
    E99999999 | 2014-15 | plans_at_31_march_per_10000 | 12.5
    E92000001 | 2014-15 | plans_at_31_march_per_10000 | 42.9
    """,
    boards="""
    area      | year    | measure         | value
    E99999999 | 2012-13 | deaths_notified | 12
    E99999999 | 2012-13 | courses_offered | 9
    E99999999 | 2014-15 | deaths_notified | 11
    E99999999 | 2014-15 | courses_offered | 10
    """,
)


def name_of(module: ModuleType) -> str:
    return module.__name__.rsplit(".", 1)[1]


def shows(module: ModuleType) -> list[Callable[[Chapter], Shown]]:
    """The functions of a chapter's module that a notebook calls."""
    own = [each for each in vars(module).values() if isfunction(each)]
    return [
        f
        for f in own
        if f.__module__.startswith(module.__name__) and not f.__name__.startswith("_")
    ]


def counted(chapter: str, edition: str, year: str) -> list[Table | Absent | None]:
    training = {"training_eligible": {"by": {"Police": 90}}, "training_spending": {"value": 900}}
    figures = training | BY_GROUP
    asked = scope(year, edition, compared=PUBLISHED, **figures)
    needs = {m: list(signature(m).parameters)[1:] for m in measures_of(chapter).TABLES}
    return [
        measure(asked, *(described(drawn(name, RECORDS[name])) for name in names))
        for measure, names in needs.items()
    ]


def described(record: pd.DataFrame) -> pd.DataFrame:
    """A register that says who the children were."""
    if "age_group" in record:
        who = {"ethnicity": "WBRI", "deprivation_quintile": "1"}
        return record.assign(age_group="0 to 27 days", sex="male", **who)
    return record


@pytest.fixture(scope="module")
def chapter_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Chapter]:
    """Opens a chapter on its own tables, cleared once for all that is shown of them."""

    @cache
    def cleared(name: str, edition: str, year: str) -> Cleared:
        folder = tmp_path_factory.mktemp(name)
        found = dict(zip(measures_of(name).TABLES, counted(name, edition, year), strict=True))
        tables = [table for table in found.values() if isinstance(table, Table)]
        absent = {
            measure.__name__: {"why": table.why}
            for measure, table in found.items()
            if isinstance(table, Absent)
        }
        return opened(folder, name, tables, not_supplied=absent, year=year).cleared

    return lambda name, edition="public", year="2014-15": Chapter(
        cleared(name, edition, year), name
    )


CASES = [
    pytest.param(module, show, id=f"{name_of(module)}.{show.__name__}")
    for module in CHAPTERS
    for show in shows(module)
]


@pytest.mark.parametrize("edition", ["public", "panel"])
@pytest.mark.parametrize(("module", "show"), CASES)
def test_everything_can_be_shown_from_the_chapters_own_tables(chapter_of, module, show, edition):
    shown = show(chapter_of(name_of(module), edition))
    page = BeautifulSoup(shown.html, "html.parser")
    absent = page.select_one("p.not-supplied") and show.__name__ in TOLD_WHY_NOT[edition]
    kept = not shown.html and edition == "public" and show.__name__ in FOR_THE_PANEL
    assert page.find(["table", "img", "li"]) or page.select(".withheld") or absent or kept
    assert bool(shown.text) is not kept
    for table in page("table"):
        assert len(table.tbody("tr")) >= 1
        wide = {len(row(["th", "td"])) for row in table.select("tr:not(.group)")}
        assert len(wide) == 1


@pytest.mark.parametrize(("module", "show"), CASES)
def test_everything_can_be_shown_before_any_window_is_complete(chapter_of, module, show):
    shown = show(chapter_of(name_of(module), year="2012-13"))
    assert bool(shown.text) is (show.__name__ not in FOR_THE_PANEL)


@pytest.mark.parametrize("module", CHAPTERS, ids=name_of)
def test_every_table_of_a_chapter_can_be_shown(module):
    shown = {show.__name__ for show in shows(module)}
    assert {measure.__name__ for measure in measures_of(name_of(module)).TABLES} <= shown


def test_the_chart_of_deaths_has_single_years_only(chapter_of):
    words = child_deaths.deaths_chart(chapter_of("child_deaths")).text
    assert "in 2012-13 to " in words
    assert "2012-13 to 2014-15;" not in words


def test_the_chart_of_durations_has_the_years_bands_without_their_parts_and_total(chapter_of):
    chapter = chapter_of("child_protection_plans")
    words = child_protection_plans.duration_chart(chapter).text.splitlines()[-1].split(": ", 1)[-1]
    assert words == (
        "3 months or less 0; More than 3 months to 6 months 0; "
        "More than 6 months to less than 1 year 0; 1 year to less than 2 years 0; "
        "2 years or more 3."
    )


def test_the_chart_of_uptake_has_agencies_with_a_headcount_and_no_total(chapter_of):
    words = training.uptake_chart(chapter_of("training")).text
    assert words.endswith(": Police 10.0.")
