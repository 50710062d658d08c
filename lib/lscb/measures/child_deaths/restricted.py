"""What only the panel sees: days between deaths, and how long each waits for its review."""

from __future__ import annotations

import pandas as pd

from lscb.measures.child_deaths.periods import PERIOD, SOURCE, residents_of
from lscb.scope import Scope
from lscb.statistics.control_charts import FEWEST_GAPS, gaps_chart
from lscb.statistics.survival import kaplan_meier, survival_at
from lscb.tables import NOT_AVAILABLE, Absent, Column, Table

MONTHS = (3, 6, 9, 12, 15, 18, 21, 24)
DAYS_A_MONTH = 365.25 / 12

GAPS = (
    Column("days", "Days since the unexpected death before", unit="days", panel_only=True),
    Column("mean", "The mean of these days", unit="days", panel_only=True),
    Column(
        "upper_998",
        "Days that chance alone would exceed once in 1,000",
        unit="days",
        panel_only=True,
    ),
)

WAITING = (
    Column(
        "waiting",
        "Deaths followed for longer and not reviewed by then",
        "children",
        "deaths followed and not reviewed",
    ),
    Column("percent", "Deaths not yet reviewed, %, estimated", unit="as measured", panel_only=True),
    Column("lower", "Lower 95 % limit", unit="as measured", panel_only=True),
    Column("upper", "Upper 95 % limit", unit="as measured", panel_only=True),
)


def _of_the_years(scope: Scope, child_deaths: pd.DataFrame) -> pd.DataFrame:
    """Deaths of residents in all years of the report."""
    residents = residents_of(child_deaths)
    return residents[residents.year.isin([str(year) for year in scope.years])]


def _all_years(scope: Scope) -> str:
    first, last = scope.years[0], scope.years[-1]
    return str(last) if first == last else f"{first} to {last}"


def days_between_unexpected_deaths(scope: Scope, child_deaths: pd.DataFrame) -> Table | Absent:
    """The days from each unexpected death of a resident to the next, in all years of the report.

    For the panel alone: in public they would tell when children died. Limit: a longer gap has a
    probability of 1 in 1,000 at most, were each day as likely as any other to bring such a death.
    A death is unexpected where the register says so; those not yet known are left out.
    """
    if scope.edition == "public":
        return Absent("For the panel alone: days between deaths, which would tell when they were.")
    died = _of_the_years(scope, child_deaths)
    unexpected = died.date_of_death[died.expected.eq("no").fillna(False)].sort_values()
    days = unexpected.diff().dt.days.dropna().reset_index(drop=True)
    if len(days) < FEWEST_GAPS:
        return Absent(
            f"Not charted: {FEWEST_GAPS + 1} unexpected deaths at least are needed to tell a long "
            "time between two of them from chance."
        )
    chart = gaps_chart(days)
    return Table(
        name="days_between_unexpected_deaths",
        title="Days between unexpected deaths of resident children",
        population="Unexpected deaths of children who normally lived in the area, in order",
        source=SOURCE,
        dimensions=PERIOD | {"death": "Unexpected death, in order, from the second on"},
        columns=GAPS,
        cells=pd.DataFrame(
            {
                "period": _all_years(scope),
                "death": [str(number + 2) for number in days.index],
                "days": chart.value.astype(int),
                "mean": chart.centre.round(1),
                "upper_998": chart.upper.astype(int),
            }
        ),
        notes=(
            "A time beyond the limit is longer than chance explains. None is too short for chance: "
            "two deaths within a day or two are no sign of a cluster by themselves.",
        ),
    )


def how_long_reviews_take(scope: Scope, child_deaths: pd.DataFrame) -> Table | Absent:
    """The share of deaths of residents not yet reviewed some months after the death.

    For the panel alone. Deaths in all years of the report, each followed from the day of death to
    its review or to the end of the reporting year, when those still waiting are censored and not
    left out. Kaplan-Meier with log-log limits, 95 %; a month is 365.25 ÷ 12 days.
    """
    if scope.edition == "public":
        return Absent(
            "For the panel alone: how long single reviews took, which would tell when children "
            "died."
        )
    died = _of_the_years(scope, child_deaths)
    cells = _not_yet_reviewed(died, pd.Timestamp(scope.year.last_day))
    if cells.percent.isna().all():
        return Absent("Not estimated: too few deaths to tell how long they wait for a review.")
    cells.insert(0, "period", _all_years(scope))
    return Table(
        name="how_long_reviews_take",
        title="Deaths of resident children not yet reviewed, by months since the death",
        population="Children who normally lived in the area and died in the years of the report",
        source=SOURCE,
        dimensions=PERIOD | {"months": "Months since the death"},
        columns=WAITING,
        cells=cells.astype(object).where(cells.notna(), NOT_AVAILABLE),
        notes=(
            "A Kaplan-Meier estimate: deaths that still wait count for as long as they waited. "
            "Reviews that had to wait for an inquest or a trial are among them.",
        ),
    )


def _not_yet_reviewed(died: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """The share of deaths not yet reviewed by months since the death, as known on a last day."""
    reviewed = died.review_completed <= last
    # A review on the day of death itself would leave nothing to follow.
    followed = (died.review_completed.where(reviewed, last) - died.date_of_death).dt.days + 1
    curve = kaplan_meier(
        [0] * len(died), followed.to_numpy(dtype=float), reviewed.to_numpy(dtype=bool)
    )
    days = [round(months * DAYS_A_MONTH) + 1 for months in MONTHS]
    shares = (survival_at(curve, days) * 100).round(1).reset_index(drop=True)
    return pd.DataFrame(
        {
            "months": [str(months) for months in MONTHS],
            "waiting": [int((followed > day).sum()) for day in days],
            "percent": shares.survival,
            "lower": shares.lower,
            "upper": shares.upper,
        }
    )
