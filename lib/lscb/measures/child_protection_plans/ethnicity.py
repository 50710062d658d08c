"""Whether children of some ethnic groups are on plans more often than others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lscb.measures.child_protection_plans.plans import SOURCE, YEAR, open_on
from lscb.records.ethnicities import ETHNIC_GROUPS, NOT_KNOWN, ethnic_groups
from lscb.records.record import looked_up
from lscb.scope import Scope
from lscb.statistics.comparisons import FEWEST_TO_COMPARE, NO_CLEAR_DIFFERENCE, verdicts
from lscb.statistics.groups import group_rate_ratios
from lscb.statistics.rates import ALERT, rates
from lscb.tables import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    TOTAL,
    Absent,
    Cell,
    Column,
    Table,
    rate_columns,
)

RATIO = {
    "ratio": "Rate of the group ÷ rate of all other groups together",
    "ratio_lower": "Lower 99.8 % limit of the ratio",
    "ratio_upper": "Upper 99.8 % limit of the ratio",
    "verdict": "How the group's rate lies to that of all other groups together",
}


OPEN = Column(
    "count",
    "Children on a plan at 31 March",
    "children",
    "plans open",
    finer=("ethnic_group",),
)


def plans_by_ethnicity(
    scope: Scope, child_protection_plans: pd.DataFrame, children: pd.DataFrame
) -> Table | Absent:
    """Children on a plan at 31 March by ethnic group and, where populations are stated, rates.

    Rate: ÷ children aged 0 to 17 of the group, of one census, × 10,000, with Poisson limits, 95 %.
    Ratio: the group's rate ÷ that of all other groups together, children whose group is not known
    in neither. Its limits are exact and of 99.8 %, since brothers and sisters share plans and
    limits take them for independent. A verdict is given where these leave out 1 and p, corrected
    by Holm for the number of comparisons, is below 0.2 %; none under ten children in the group or
    in the others.
    """
    if len(children) and children.ethnicity.isna().all():
        return Absent("Not counted: the record of children does not give ethnicity.")
    year = scope.year
    on_plans = open_on(child_protection_plans, year.last_day)
    codes = looked_up(on_plans.child_id, children.set_index("child_id").ethnicity)
    counts = ethnic_groups(codes).value_counts().reindex([*ETHNIC_GROUPS, NOT_KNOWN], fill_value=0)
    population = scope.by_name("population_by_ethnic_group")
    cells = pd.DataFrame({"count": [*counts, len(on_plans)]}, index=[*counts.index, TOTAL])
    if population is not None:
        cells = _with_rates(cells, population.reindex(list(ETHNIC_GROUPS)))
    known = frozenset(
        Cell.of("plans open", year=year, ethnic_group=group) for group in ETHNIC_GROUPS
    )
    return Table(
        name="plans_by_ethnicity",
        title="Children on a plan at 31 March by ethnic group",
        population="Children on a child protection plan at 31 March",
        source=f"{SOURCE} and children",
        dimensions=YEAR | {"ethnic_group": "Ethnic group"},
        columns=(
            OPEN,
            *(_of_population(str(year), known, cells.index) if population is not None else ()),
        ),
        cells=cells.rename_axis("ethnic_group").reset_index().assign(year=str(year)),
        notes=_notes(scope) if population is not None else (WITHOUT_POPULATIONS,),
    )


WITHOUT_POPULATIONS = (
    "How many children of each ethnic group live in the area was not supplied: without it no rates "
    "can be given, and a larger count may be of a larger group."
)


def _notes(scope: Scope) -> tuple[str, ...]:
    figure = scope.figure("population_by_ethnic_group")
    day = figure.date if figure else None
    of_day = f" They are of {day.day} {day:%B %Y}, whatever the year." if day else ""
    return (
        f"Populations: {figure.source if figure else ''}.{of_day}",
        f"Exploratory: {len(ETHNIC_GROUPS)} comparisons were made, each of a group with all others "
        "together, and verdicts are corrected for their number (Holm). They are of 99.8 % limits: "
        "brothers and sisters share plans, and limits that take them for independent are too "
        "narrow. Limits that leave out 1 may so be given no clear difference. Children whose group "
        "is not known are on neither side of a comparison. A ratio rests on the counts of all "
        "groups: where one of them is withheld, so are all ratios.",
    )


def _with_rates(cells: pd.DataFrame, population: pd.Series) -> pd.DataFrame:
    """The counts with rates and ratios, a row a group; what no row can have is marked so."""
    groups = cells.loc[population.index, "count"]
    of_groups = rates(groups, population, per=10_000)
    ratios = group_rate_ratios(groups, population, level=ALERT)
    enough = (groups >= FEWEST_TO_COMPARE) & (groups.sum() - groups >= FEWEST_TO_COMPARE)
    found = verdicts(ratios.lower, ratios.upper, np.ones(len(ratios)), enough)
    corrected = ratios.p_holm < 1 - ALERT
    more = pd.DataFrame(
        {
            "population": population,
            "rate_per_10000": of_groups.rate,
            "lower": of_groups.lower,
            "upper": of_groups.upper,
            "ratio": ratios.ratio.round(2),
            "ratio_lower": ratios.lower.round(2),
            "ratio_upper": ratios.upper.round(2),
            "verdict": np.where(enough & ~corrected, NO_CLEAR_DIFFERENCE, found),
        }
    )
    finite = more.replace([np.inf, -np.inf], np.nan).astype(object)
    known = finite.where(finite.notna(), NOT_AVAILABLE)
    return cells.join(known.reindex(cells.index, fill_value=NOT_APPLICABLE))


def _of_population(year: str, known: frozenset[Cell], groups: pd.Index) -> tuple[Column, ...]:
    """The columns of rates, and of ratios, which rest on the counts of all groups."""
    behind = {
        (year, group): known if group in ETHNIC_GROUPS else frozenset[Cell]() for group in groups
    }
    return (
        Column("population", "Children aged 0 to 17 of the group", stated=True),
        *rate_columns(
            "Children on a plan for each 10,000 children of the group",
            10_000,
            ("count", "population"),
        ),
        *(
            Column(
                name,
                meaning,
                unit="words" if name == "verdict" else "ratio",
                made_of=behind,
            )
            for name, meaning in RATIO.items()
        ),
    )
