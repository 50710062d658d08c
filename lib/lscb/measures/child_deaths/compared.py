"""Whether deaths lie with ethnic group and with deprivation more than chance would make them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from lscb.measures.child_deaths.chance import two_figures
from lscb.measures.child_deaths.periods import PERIOD, SOURCE, Period, residents_of, windows
from lscb.measures.child_deaths.populations import DEPRIVATION, ETHNICITY, Grouping
from lscb.scope import Scope
from lscb.statistics.comparisons import (
    FEWEST_TO_COMPARE,
    HIGHER,
    LOWER,
    NO_CLEAR_DIFFERENCE,
    TOO_FEW,
)
from lscb.statistics.groups import ENUMERATED, exact_trend, holm, multinomial_fit
from lscb.tables import Absent, Column, Table

SIGNIFICANT = 0.05

BETWEEN_GROUPS = "Differences between ethnic groups"
WITH_DEPRIVATION = "Rate where deprivation is deeper"

TESTS = {BETWEEN_GROUPS: ETHNICITY, WITH_DEPRIVATION: DEPRIVATION}

METHODS = {
    BETWEEN_GROUPS: "X², exact conditional multinomial test",
    WITH_DEPRIVATION: "z, exact conditional Poisson trend test",
}

FIGURES = {
    "statistic": (
        "X² of ethnic groups; z of the trend, above 0 where it rises with deprivation",
        "score",
    ),
    "p": ("The probability that chance alone makes as much of a difference", "p"),
    "p_corrected": ("The same, corrected for how many tests were made (Holm)", "p"),
    "verdict": ("How the difference lies to what chance alone would make", "words"),
    "found_by": ("How the probability was found", "words"),
}


def groups_compared(scope: Scope, child_deaths: pd.DataFrame) -> Table | Absent:
    """Whether deaths of residents differ between groups of children, over the latest fixed period.

    Ethnic groups: the exact conditional multinomial test by X², shares by the children of each.
    Deprivation: the exact conditional Poisson trend over the quintiles. Deaths of no known group
    are left out. p to two significant figures, and corrected by Holm's method; the verdict is the
    corrected p's at 5 %, and none under ten deaths. Exploratory: the chapter's primary test is that
    of the years. Each figure rests on every count of the group's table, and is let out where all
    are printed.
    """
    tests = _possible(scope, child_deaths)
    if not tests:
        return Absent(
            "Not compared: neither the register nor the parameters' figures tell of children by "
            "ethnic group or by deprivation what a comparison needs."
        )
    latest = windows(scope)[-1:]
    residents = residents_of(child_deaths)
    rows = [row for period in latest for row in _rows(scope, residents, tests, period)]
    for row, corrected in zip(rows, holm([row["p"] for row in rows]), strict=True):
        row |= {"p": two_figures(row["p"]), "p_corrected": two_figures(corrected)}
        row["verdict"] = _verdict(row.pop("deaths"), corrected, row["statistic"])
    return Table(
        name="groups_compared",
        title="Whether deaths differ between groups of children by more than chance",
        population="Children under 18 who normally lived in the area and died in the period",
        source=SOURCE,
        dimensions=PERIOD | {"test": "What is compared"},
        columns=tuple(_columns(tests, [label for label, _ in latest])),
        cells=pd.DataFrame(rows, columns=["period", "test", *FIGURES, "method"]),
        attributes={"method": "The statistic and the test"},
        notes=(
            f"These tests are exploratory: {len(tests)} were made. The chapter's one primary test "
            "is whether years differ.",
            "With so few deaths a true difference between groups is hard to see: no clear "
            "difference does not mean alike.",
        ),
    )


def _possible(scope: Scope, child_deaths: pd.DataFrame) -> dict[str, Grouping]:
    """The tests of which the register gives the groups and the parameters their children."""
    return {
        name: grouping
        for name, grouping in TESTS.items()
        if grouping.children(scope) is not None and grouping.is_given(child_deaths)
    }


def _rows(
    scope: Scope, residents: pd.DataFrame, tests: dict[str, Grouping], period: Period
) -> Iterator[dict[str, object]]:
    label, years = period
    for test, grouping in tests.items():
        children = grouping.children(scope)
        deaths = grouping.deaths(residents, years).reindex(children.index)
        found = _trend(deaths, children) if test == WITH_DEPRIVATION else _fit(deaths, children)
        yield {
            "period": label,
            "test": test,
            "deaths": int(deaths.sum()),
            **found,
            "method": METHODS[test],
        }


def _fit(deaths: pd.Series, children: pd.Series) -> dict[str, object]:
    fit = multinomial_fit(deaths, children)
    return {"statistic": round(fit.statistic, 1), "p": fit.p, "found_by": fit.method}


def _trend(deaths: pd.Series, children: pd.Series) -> dict[str, object]:
    """The trend from the least deprived on, so that it rises where deprivation does."""
    trend = exact_trend(deaths[::-1], children[::-1])
    statistic = round(trend.z, 1) if deaths.sum() else 0.0
    return {"statistic": statistic, "p": trend.p, "found_by": ENUMERATED}


def _verdict(deaths: int, p: float, statistic: float) -> str:
    if deaths < FEWEST_TO_COMPARE:
        return TOO_FEW
    if p >= SIGNIFICANT:
        return NO_CLEAR_DIFFERENCE
    return HIGHER if statistic > 0 else LOWER


def _columns(tests: dict[str, Grouping], periods: list[str]) -> Iterator[Column]:
    behind = {
        (period, test): grouping.cells(period)
        for period in periods
        for test, grouping in tests.items()
    }
    # A corrected p, and a verdict by it, tell of every test's own.
    every = frozenset().union(*behind.values())
    for name, (meaning, unit) in FIGURES.items():
        corrected = name in ("p_corrected", "verdict")
        rests = dict.fromkeys(behind, every) if corrected else behind
        yield Column(name, meaning, unit=unit, made_of=rests)
