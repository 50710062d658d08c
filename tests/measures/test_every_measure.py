"""What every measure does, whatever it counts."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature

import pytest

from lscb.measures import child_deaths, child_protection_plans, training
from lscb.records import declared
from lscb.tables import Absent, Table, is_number
from tests.drawn import BY_GROUP, drawn, published, scope

CHAPTERS = (child_deaths, child_protection_plans, training)
MEASURES = [measure for chapter in CHAPTERS for measure in chapter.TABLES]
NAMES = [measure.__name__ for measure in MEASURES]

PUBLISHED = published(
    """
    area      | year    | measure                     | value
    E99999999 | 2014-15 | plans_at_31_march           | 4
    E99999999 | 2014-15 | plans_at_31_march_per_10000 | 12.5
    """,
    boards="""
    area      | year    | measure         | value
    E99999999 | 2014-15 | deaths_notified | 11
    E99999999 | 2014-15 | courses_offered | 10
    """,
)


def of_nothing(measure: Callable[..., Table], edition: str = "public") -> Table:
    """The table a measure makes of records in which nothing is recorded."""
    needs = list(signature(measure).parameters)[1:]
    records = [drawn(name, declared()[name].names()[0]) for name in needs]
    training = {"training_eligible": {"by": {"Police": 90}}, "training_spending": {"value": 900}}
    figures = training | BY_GROUP
    return measure(scope(edition=edition, compared=PUBLISHED, **figures), *records)


@pytest.mark.parametrize("edition", ["public", "panel"])
@pytest.mark.parametrize("measure", MEASURES, ids=NAMES)
def test_with_nothing_recorded_a_measure_gives_a_table_of_its_own_name(measure, edition):
    table = of_nothing(measure, edition)
    if isinstance(table, Absent):
        assert table.why.endswith(".")
        return
    assert table.name == measure.__name__
    for column in table.counted():
        counted = [figure for figure in table.cells[column.name] if is_number(figure)]
        assert column.name == "eligible" or not any(counted)


@pytest.mark.parametrize("measure", MEASURES, ids=NAMES)
def test_every_percentage_and_rate_says_what_it_rests_on(measure):
    table = of_nothing(measure, "panel")
    if isinstance(table, Absent):
        return
    names = {column.name for column in table.columns}
    for column in table.columns:
        if column.unit.startswith("per"):
            rests = bool(column.rests_on) and set(column.rests_on) <= names
            assert rests or column.made_of is not None


def test_every_figure_that_a_chapter_takes_is_explained():
    for chapter in CHAPTERS:
        assert all(wanted.meaning[0].isupper() for wanted in chapter.FIGURES.values())
