"""Plans and conferences beside those of England, the region and the statistical neighbours.

Every figure here is somebody else's: DfE's, of a release that is named in each row. Nothing is
counted from this board's records.
"""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from lscb.comparators.compared import Comparators
from lscb.comparators.held import NOT_AVAILABLE, WITHHELD
from lscb.comparators.published import PUBLISHED
from lscb.scope import Scope
from lscb.tables import Column, Table

RATE = "plans_at_31_march_per_10000"

COMPARED = (
    RATE,
    "plans_started_per_10000",
    "plans_ended_per_10000",
    "second_or_subsequent_plans_percent",
    "ended_2_years_or_more_percent",
    "open_2_years_or_more_percent",
    "reviews_in_time_percent",
    "conferences_within_15_days_percent",
)

SOURCE = "DfE, Characteristics of children in need"
NO_RELEASE = "none that is held"


def plans_beside_others(scope: Scope) -> Table | None:
    """The year's published rates and shares: this area, England, region and neighbours.

    Each measure from the first release that holds it; all in a row are of one release. The
    neighbours' mean is the simple mean of those that have a figure. Rank 1 is the highest.
    """
    compared = scope.comparators
    if compared is None:
        return None
    year = str(scope.year)
    rows = []
    for measure in COMPARED:
        release = compared.release_by_year(measure, [year]).get(year, NO_RELEASE)
        published = PUBLISHED[measure]
        beside = compared.beside(measure, year, release)
        if scope.edition == "public" and compared.is_count_withheld(measure, year, release):
            # Beside a total of ours, the share would give back the count that DfE withholds.
            beside |= {"area": WITHHELD, "rank": WITHHELD}
        rows.append(
            {
                "measure": published.label,
                **beside,
                "polarity": published.polarity,
                "release": release,
            }
        )
    return Table(
        name="plans_beside_others",
        title="Published rates and shares beside those of others",
        population="Children and plans, as DfE counts them",
        source=SOURCE,
        dimensions={"measure": "Published measure"},
        columns=_columns(scope, compared),
        cells=_cells(rows),
        attributes={
            **({"rank": "Rank, highest first"} if compared.neighbours else {}),
            "polarity": "Whether it is better when higher or lower",
            "release": "DfE's release",
        },
        is_own=False,
        notes=(
            *_neighbour_notes(compared, scope),
            *_rank_note(compared),
            "Shares of conferences are worked out from published counts, which are rounded to "
            "ten for England and for regions.",
            *compared.titled(str(row["release"]) for row in rows),
            *are_real(scope),
        ),
    )


def rates_beside_others(scope: Scope) -> Table | None:
    """Children on a plan at 31 March for each 10,000: this area's published rate and others'.

    One release serves all years where one covers them; otherwise each year names its own.
    """
    compared = scope.comparators
    if compared is None:
        return None
    years = [str(year) for year in scope.years]
    release = compared.release_by_year(RATE, years)
    rows = [
        {
            "year": year,
            **compared.beside(RATE, year, release.get(year, NO_RELEASE)),
            "release": release.get(year, NO_RELEASE),
        }
        for year in years
    ]
    return Table(
        name="rates_beside_others",
        title="Published rates of children on a plan at 31 March for each 10,000 children",
        population="Children on a child protection plan at 31 March",
        source=SOURCE,
        dimensions={"year": "Reporting year, 1 April to 31 March"},
        columns=_columns(scope, compared),
        cells=_cells(rows),
        attributes={"release": "DfE's release"},
        is_own=False,
        notes=(
            *_breaks(release),
            *_restated(compared, release),
            *_neighbour_notes(compared, scope),
            *compared.titled(release.values()),
            *are_real(scope),
        ),
    )


def _columns(scope: Scope, compared: Comparators) -> tuple[Column, ...]:
    """The columns there is somebody for."""
    others = {"unit": "as measured", "stated": True}
    found = [Column("england", "England", **others)]
    if compared.has_figures_of(compared.area):
        found.insert(0, Column("area", f"{scope.report.board.place}, as published", **others))
    if compared.region is not None and compared.has_figures_of(compared.region):
        found.append(Column("region", compared.name(compared.region), **others))
    if compared.neighbours:
        found += [
            Column("neighbours_mean", f"Neighbours’ mean ({compared.model})", **others),
            Column("neighbours_median", f"Neighbours’ median ({compared.model})", **others),
            Column("neighbours", "Neighbours counted", stated=True),
        ]
    return tuple(found)


def _cells(rows: list[dict[str, object]]) -> pd.DataFrame:
    cells = pd.DataFrame(rows).astype(object)
    return cells.where(cells.notna(), NOT_AVAILABLE)


def _rank_note(compared: Comparators) -> list[str]:
    if not compared.neighbours:
        return []
    return ["Rank 1 is the highest figure among this area and the neighbours that have one."]


def _neighbour_notes(compared: Comparators, scope: Scope) -> list[str]:
    if not compared.neighbours:
        return ["No statistical neighbours are stated for this area."]
    year = str(scope.year)
    names = ", ".join(compared.name(code) for code in compared.neighbours)
    notes = [f"Statistical neighbours are those of DfE's model of {compared.model}: {names}."]
    if compared.is_model_later_than(scope.year):
        notes.append(f"The list that was in force in {year} is not held.")
    release = compared.release_by_year(RATE, [year]).get(year, NO_RELEASE)
    without = compared.neighbours_without(RATE, year, release)
    if without:
        notes.append(f"Without a rate for {year}: {', '.join(without)}.")
    return [*notes, "Their mean is the simple mean of those that have a figure."]


def are_real(scope: Scope) -> list[str]:
    """That a demonstration's marking is not about these figures."""
    made_up = scope.report.records == "made-up"
    return ["These figures are real: nothing in this table is made up."] if made_up else []


def _breaks(release: dict[str, str]) -> list[str]:
    """Where the series passes from one release to another, as a sentence."""
    years = list(release)
    changes = [
        f"{later} ({release[later]})"
        for earlier, later in pairwise(years)
        if release[earlier] != release[later]
    ]
    if not changes:
        return []
    return [
        "No one release covers all these years. The release, and with it the population "
        f"the rates are worked out on, changes in {', '.join(changes)}: years on either side "
        "are not to be compared."
    ]


def _restated(compared: Comparators, release: dict[str, str]) -> list[str]:
    """Other rates of this area that DfE has published for the same years, as a sentence."""
    found = [
        f"{number:g} for {year} ({other})"
        for year, own in release.items()
        for other, number in compared.restated(RATE, year, own).items()
    ]
    return (
        [f"DfE has also published other rates of this area: {'; '.join(found)}."] if found else []
    )
