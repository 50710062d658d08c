"""What people said of training: before and after a course, and three months later."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lscb.measures.training.bookings import (
    OUTCOMES,
    YEAR,
    as_listed,
    counted,
    of_year,
    with_course,
)
from lscb.records.training_evaluations import YES, attended
from lscb.records.training_sessions import not_held
from lscb.scope import Scope
from lscb.statistics.paired import FEWEST_PAIRS, paired_change
from lscb.statistics.periods import reporting_years
from lscb.statistics.rates import proportions
from lscb.tables import NOT_APPLICABLE, TOTAL, Balance, Cell, Column, Table, percent_columns

SOURCE = "the board's evaluations of training"

CHANGE = ("change", "lower", "upper")

UNCHECKED = "Bookings were not supplied: those who were asked are taken to have attended."


def evaluation_before_and_after(
    scope: Scope,
    training: pd.DataFrame,
    training_sessions: pd.DataFrame,
    training_evaluations: pd.DataFrame,
) -> Table:
    """How people's scores of their own confidence changed over a course, in the year, by course.

    Population: attendances at the year's sessions. Pairs: those with a score, 1 to 10, both before
    and after. Response rate: pairs ÷ attendances. Change: the mean of after less before, in points,
    with 95 % limits by Student's t, to two significant figures at most; none under ten pairs.
    """
    answered = _answered(training_evaluations)
    bookings = with_course(counted(training, scope), training_sessions)
    came = bookings[bookings.status.isin(OUTCOMES["attended"])]
    came = came.merge(answered, on="booking_id", how="left")
    sessions = of_year(training_sessions[~not_held(training_sessions, training)], scope)
    courses = sorted(sessions.course.unique(), key=as_listed)
    rows = [
        {"year": str(scope.year), "course": course, **_changes(of_course)}
        for course in [*courses, TOTAL]
        for of_course in [came if course == TOTAL else came[came.course == course]]
    ]
    cells = pd.DataFrame(rows, columns=["year", "course", "attended", "pairs", *CHANGE])
    cells["response"] = proportions(cells.pairs, cells.attended).percent
    year = str(scope.year)
    behind = {
        (year, course): frozenset([Cell.of("pairs of scores", year=year, course=course)])
        for course in cells.course
    }
    limits = {"rests_on": ("pairs",), "made_of": behind, "fewest": FEWEST_PAIRS}
    return Table(
        name="evaluation_before_and_after",
        title="Confidence before and after a course",
        population="Attendances at the year's sessions, by whether they were evaluated",
        source=SOURCE,
        dimensions=YEAR | {"course": "Course"},
        columns=(
            Column("attended", "Attended, booked or not", "staff", "attended", spared=True),
            Column("pairs", "Scores both before and after", "staff", "pairs of scores"),
            Column(
                "response",
                "Response rate: scores both before and after, of attendances",
                unit="percent",
                rests_on=("pairs", "attended"),
            ),
            Column("change", "Mean change of the score, in points", unit="points", **limits),
            Column("lower", "Lower 95 % limit of the change", unit="points", **limits),
            Column("upper", "Upper 95 % limit of the change", unit="points", **limits),
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_APPLICABLE),
        balances=(Balance(("attended",), ("pairs",), "attended without a pair of scores"),),
        notes=(
            "Scores are people's own, from 1 to 10. Those who answered may not be like those who "
            f"did not. No change is given for fewer than {FEWEST_PAIRS} pairs.",
        ),
    )


def _answered(training_evaluations: pd.DataFrame) -> pd.DataFrame:
    """The scores of each attendance, as numbers, missing where they were not given."""
    scores = training_evaluations[["booking_id", "score_before", "score_after"]]
    return scores.astype({"score_before": float, "score_after": float})


def _changes(came: pd.DataFrame) -> dict[str, object]:
    """Attendances, pairs of scores, and their mean change; NaN for fewer than ten pairs."""
    found = paired_change(came.score_before, came.score_after)
    enough = found.pairs >= FEWEST_PAIRS
    numbers = (found.mean, found.lower, found.upper) if enough else (np.nan,) * 3
    change = {name: _two_figures(number) for name, number in zip(CHANGE, numbers, strict=True)}
    return {"attended": len(came), "pairs": found.pairs, **change}


def _two_figures(number: float) -> float:
    """Two significant figures at most, of a number under ten: more would tell of single scores."""
    return round(number, 1) + 0.0  # no nought with a sign


def evaluation_at_three_months(
    scope: Scope, training_evaluations: pd.DataFrame, training: pd.DataFrame | None = None
) -> Table:
    """Who said, about three months after a session, that they had changed their practice.

    Population: attendances whose follow-up was asked for in the year, this year and last, whenever
    the session was. Response rate: answered ÷ asked. Changed: those who said so ÷ answered, Wilson
    limits; attendances, not people. Where bookings are not supplied, whoever was asked is taken to
    have attended.
    """
    asked = training_evaluations
    if training is not None:
        asked = asked[attended(asked, training)]
    years = reporting_years(asked.followed_up)
    rows = [
        {
            "year": str(year),
            "asked": len(of_year),
            "answered": int(of_year.follow_up_answer.notna().sum()),
            "changed": int((of_year.follow_up_answer == YES).sum()),
        }
        for year in scope.this_and_last
        for of_year in [asked[(years == str(year)).fillna(False)]]
    ]
    cells = pd.DataFrame(rows, columns=["year", "asked", "answered", "changed"])
    cells["response"] = proportions(cells.answered, cells.asked).percent
    cells = cells.join(proportions(cells.changed, cells.answered))
    return Table(
        name="evaluation_at_three_months",
        title="Practice three months after a course",
        population="Attendances whose evaluation was followed up in the year",
        source=SOURCE,
        dimensions=YEAR,
        columns=(
            Column("asked", "Asked about three months after", "staff", "asked again"),
            Column("answered", "Answered", "staff", "answered again"),
            Column(
                "response",
                "Response rate: answered, of those asked",
                unit="percent",
                rests_on=("answered", "asked"),
            ),
            Column("changed", "Said that practice had changed", "staff", "practice changed"),
            *percent_columns(
                "Said that practice had changed, of those who answered", ("changed", "answered")
            ),
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_APPLICABLE),
        balances=(
            Balance(("asked",), ("answered",), "asked again and not answered"),
            Balance(("answered",), ("changed",), "practice not changed"),
        ),
        notes=(
            "An attendance counts in the year in which its follow-up was asked for. Those who "
            "answered may not be like those who did not.",
            *(() if training is not None else (UNCHECKED,)),
        ),
    )
