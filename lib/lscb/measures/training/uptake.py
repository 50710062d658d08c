"""How much of each workforce was trained, and is in date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from lscb.measures.training.bookings import OUTCOMES, SOURCE, YEAR, as_listed, headcounts_of
from lscb.scope import Scope
from lscb.statistics.comparisons import (
    FEWEST_TO_COMPARE,
    HIGHER,
    LOWER,
    NO_CLEAR_DIFFERENCE,
    TOO_FEW,
)
from lscb.statistics.funnels import funnel
from lscb.statistics.periods import reporting_years
from lscb.statistics.rates import proportions
from lscb.tables import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    TOTAL,
    Absent,
    Balance,
    Cell,
    Column,
    Identity,
    Table,
    percent_columns,
)
from lscb.years import ReportingYear

SUPPLIED, NOT_SUPPLIED = "Headcount supplied", "Headcount not supplied"


def uptake_by_agency(scope: Scope, training: pd.DataFrame) -> Table:
    """People trained in the year and people in date at its end, beside those eligible.

    A person counts once, for the agency of the latest session attended. Uptake: people trained
    in the year ÷ eligible headcount, Wilson limits; none without a headcount, and none where
    more were trained than were eligible. How many are in date is not known without a refresh
    period, or when the records begin within it.
    """
    refresh = scope.figure("training_refresh_years")
    last = _last_attendance(training, scope, refresh.value if refresh else 1)
    headcounts = headcounts_of(scope)
    figure = scope.figure("training_eligible")
    rows = list(_uptake_rows(last, headcounts, str(scope.year)))
    cells = pd.DataFrame(rows).astype({"eligible": "Float64"})
    in_date_known = refresh is not None and len(scope.years) >= refresh.value
    if not in_date_known:
        cells["in_date"] = NOT_AVAILABLE
    cells["headcount_date"] = str(figure.date) if figure and figure.date else NOT_AVAILABLE
    cells.loc[cells.eligible.isna(), "headcount_date"] = NOT_AVAILABLE
    shares = _uptake_shares(cells)
    cells = cells.join(shares.where(cells.eligible.notna(), NOT_AVAILABLE))
    missing = [row["agency"] for row in rows if row["headcount"] == NOT_SUPPLIED]
    return Table(
        name="uptake_by_agency",
        title="People trained by agency",
        population="People who attended training in the year, and staff eligible for it",
        source=f"{SOURCE}; headcounts: {figure.source if figure else 'not supplied'}",
        dimensions=YEAR | {"headcount": "Whether a headcount was supplied", "agency": "Agency"},
        columns=(
            Column("trained", "People trained in the year", "staff", "people trained"),
            Column("in_date", "People in date at 31 March", "staff", "people in date"),
            Column("eligible", "People eligible", "staff", "people eligible", spared=True),
            Column("headcount_date", "Day of the headcount", unit="date", stated=True),
            *percent_columns(
                "Uptake: people trained in the year, of people eligible", ("trained", "eligible")
            ),
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_AVAILABLE),
        balances=(
            Balance(("eligible",), ("trained",), "eligible people not trained"),
            Balance(("eligible",), ("in_date",), "eligible people not in date"),
            Balance(("in_date",), ("trained",), "people trained in earlier years only"),
        ),
        identities=tuple(_attended_once_at_least(rows)),
        missing=tuple(
            f"Headcount not supplied by {agency}."
            for agency in missing
            if agency not in (TOTAL, NOT_SUPPLIED)
        ),
    )


def uptake_beside_all(scope: Scope, training: pd.DataFrame) -> Table | Absent:
    """Each agency's uptake beside that of all agencies together, and what chance allows its size.

    Agencies with a headcount; nothing is said of one of which more were trained than were eligible,
    and it is no part of them all. Limits are 95 % and 99.8 % about the uptake of them all (score
    limits for proportions). The verdict is whether an agency lies outside those of 99.8 %, since
    many are compared; under ten people eligible are too few to compare.
    """
    rows = uptake_by_agency(scope, training).cells
    rows = rows[(rows.headcount == SUPPLIED) & (rows.agency != TOTAL)]
    if rows.empty:
        return Absent("Not compared: no agency supplied a headcount.")
    fits = rows.percent != NOT_APPLICABLE
    # An agency that does not fit has its row all the same: a row that is not there would tell of
    # its counts, which may be withheld.
    cells = rows[["year", "agency"]].join(_judged(rows[fits])[list(FUNNEL)])
    together = [TOTAL] if fits.all() else list(rows.agency)
    behind = {
        (year, agency): _of_uptake(year, [agency, *together])
        for year, agency in zip(rows.year, rows.agency, strict=True)
    }
    return Table(
        name="uptake_beside_all",
        title="Uptake of each agency beside that of all together",
        population="Staff eligible for training, of agencies that supplied a headcount",
        source=f"{SOURCE}; headcounts as in the table of people trained",
        dimensions=YEAR | {"agency": "Agency"},
        columns=tuple(
            Column(name, meaning, unit="words" if name == "verdict" else "percent", made_of=behind)
            for name, meaning in FUNNEL.items()
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_APPLICABLE),
        notes=(
            # How many that are would tell of headcounts that are withheld.
            "Comparisons made: one for each agency of ten or more people eligible. Limits of 95 % "
            "are crossed by chance once in 20 times and are shown to look at; the verdict is by "
            "those of 99.8 %, once in 500 times. Both are wider for a smaller agency.",
        ),
    )


def _judged(rows: pd.DataFrame) -> pd.DataFrame:
    """Each agency's uptake in per cent, the limits for its size, and how it lies to them."""
    found = funnel(rows.trained.astype(int), rows.eligible.astype(int))
    cells = pd.DataFrame({"year": rows.year, "agency": rows.agency})
    for name in (name for name in FUNNEL if name != "verdict"):
        cells[name] = (100 * found[name]).round(1)
    words = found.beyond.map({1: HIGHER, -1: LOWER, 0: NO_CLEAR_DIFFERENCE})
    return cells.assign(
        verdict=words.where(rows.eligible.astype(int) >= FEWEST_TO_COMPARE, TOO_FEW)
    )


FUNNEL = {
    "share": "Uptake: people trained in the year, of people eligible",
    "target": "Uptake of all agencies together",
    "lower_95": "Lower 95 % limit for an agency of this size",
    "upper_95": "Upper 95 % limit for an agency of this size",
    "lower_998": "Lower 99.8 % limit for an agency of this size",
    "upper_998": "Upper 99.8 % limit for an agency of this size",
    "verdict": "How the agency lies to all together",
}


def _of_uptake(year: str, agencies: Iterable[str]) -> frozenset[Cell]:
    """The people trained and eligible of agencies; "Total" are those of all with a headcount."""
    return frozenset(
        Cell.of(quantity, year=year, headcount=SUPPLIED, agency=agency)
        for agency in agencies
        for quantity in ("people trained", "people eligible")
    )


def _attended_once_at_least(rows: list[dict[str, object]]) -> Iterable[Identity]:
    """Who was trained for an agency attended for it once at least: attendances bound people."""
    for row in rows:
        year, agency = row["year"], row["agency"]
        if agency != TOTAL or row["headcount"] == TOTAL:
            people = Cell.of("people trained", year=year, headcount=row["headcount"], agency=agency)
            beyond = Cell.of("attendances after the first", year=year, agency=agency)
            yield Identity(
                (Cell.of("attended", year=year, agency=agency),), (people,), beyond, nobody=True
            )


def _uptake_shares(cells: pd.DataFrame) -> pd.DataFrame:
    """Uptake with its limits, [z] where people trained cannot be a part of those eligible."""
    beyond = (cells.trained > cells.eligible).fillna(False)
    shares = proportions(cells.trained, cells.eligible.mask(beyond)).astype(object)
    return shares.where(shares.notna(), NOT_APPLICABLE)


def _uptake_rows(
    last: pd.DataFrame, headcounts: Mapping[str, int], year: str
) -> Iterable[dict[str, object]]:
    """A row an agency, a subtotal for agencies with and without a headcount, and the total."""
    without = sorted(set(last.agency) - set(headcounts), key=as_listed)
    groups = {SUPPLIED: sorted(headcounts, key=as_listed), NOT_SUPPLIED: without}
    for group, agencies in groups.items():
        people = last[last.agency.isin(agencies)]
        for agency in [*agencies, TOTAL] if agencies else []:
            of_agency = people if agency == TOTAL else people[people.agency == agency]
            known = [headcounts[name] for name in agencies if name in headcounts]
            eligible = sum(known) if agency == TOTAL else headcounts.get(agency)
            yield _uptake(year, group, agency, of_agency, eligible if known else None)
    everybody = sum(headcounts.values()) if headcounts and not without else None
    yield _uptake(year, TOTAL, TOTAL, last, everybody)


def _uptake(
    year: str, headcount: str, agency: str, people: pd.DataFrame, eligible: int | None
) -> dict[str, object]:
    return {
        "year": year,
        "headcount": headcount,
        "agency": agency,
        "trained": int((people.year == year).sum()),
        "in_date": len(people),
        "eligible": eligible,
    }


def _last_attendance(training: pd.DataFrame, scope: Scope, refresh: int) -> pd.DataFrame:
    """Each person trained in the last `refresh` years: `agency` and `year` of the last time."""
    first = str(ReportingYear.starting(scope.year.start - refresh + 1))
    attended = training[training.status.isin(OUTCOMES["attended"])]
    attended = attended.assign(year=reporting_years(attended.session_date))
    within = attended[(attended.year >= first) & (attended.year <= str(scope.year))]
    latest = within.sort_values(["session_date", "booking_id"])
    return latest.drop_duplicates("person_id", keep="last")[["agency", "year"]]
