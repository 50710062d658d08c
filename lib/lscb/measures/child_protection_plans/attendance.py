"""Which agencies came to the conferences they were invited to, and sent their reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from lscb.measures.child_protection_plans.plans import YEAR
from lscb.records.conference_attendance import INITIAL, TYPES, YES
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
    TOTAL,
    Balance,
    Cell,
    Column,
    Identity,
    Table,
    percent_columns,
)

FEWEST_TO_JUDGE = 6
"""Of fewer invitations no share is given: one meeting more or less would move it by a fifth."""

TOO_FEW_TO_JUDGE = "too few to judge"

INVITED, ATTENDED = "conference invitations", "conferences attended"
ASKED = "conference reports asked for"


def conference_attendance(scope: Scope, conference_attendance: pd.DataFrame) -> Table:
    """Conferences of the year to which each agency was invited, and those it came to.

    By type of conference; an agency that was invited to either type stands under both, since a row
    that is there for few conferences alone would tell that there are some. Attendance: attended ÷
    invited, Wilson limits; reports: sent ÷ asked for; neither of fewer than six. The verdict is
    whether an agency's attendance lies outside the 99.8 % limits about that of all agencies
    together at conferences of the type (score limits for proportions), for its number of
    invitations; none under ten.

    A conference is of one family: one to five of them tell of so few families, and are withheld
    as so few children are.
    """
    of_year = reporting_years(conference_attendance.conference_date) == str(scope.year)
    invited = conference_attendance[of_year]
    agencies = sorted(invited.agency.unique(), key=lambda name: (name.casefold(), name))
    parts = {of_type: invited[invited.conference_type == of_type] for of_type in TYPES}
    cells = pd.concat([_judged(_counts(scope, *part, agencies)) for part in parts.items()])
    behind = {tuple(key): _behind(*key) for key in cells[DIMENSIONS].itertuples(index=False)}
    compared = int((cells.agency != TOTAL).sum())
    return Table(
        name="conference_attendance",
        title="Agencies at the child protection conferences they were invited to",
        population="Invitations of agencies to child protection conferences held in the year",
        source="the council’s conference service",
        dimensions=YEAR
        | {"conference_type": "Whether an initial conference or a review", "agency": "Agency"},
        columns=(
            Column("invited", "Conferences invited to", "children", INVITED, spared=True),
            Column("attended", "Conferences attended", "children", ATTENDED),
            *percent_columns("Attended, of conferences invited to", ("attended", "invited")),
            Column(
                "verdict",
                "How attendance lies to that of all agencies together",
                unit="words",
                made_of=behind,
            ),
            Column("asked", "Reports asked for", "children", ASKED),
            Column("sent", "Reports sent", "children", "conference reports sent"),
            Column(
                "sent_percent",
                "Sent, of reports asked for",
                unit="percent",
                rests_on=("invited", "asked", "sent"),
            ),
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_APPLICABLE),
        balances=(
            Balance(("invited",), ("attended",), "conferences not attended"),
            Balance(("asked",), ("sent",), "conference reports not sent"),
        ),
        identities=(*_of_a_child_at_least(cells), *_asked_of_invitations(cells)),
        notes=(
            "A conference is one meeting, of any number of brothers and sisters. "
            f"Of fewer than six invitations no percentage is given: {TOO_FEW_TO_JUDGE}.",
            "Verdicts are of 99.8 % limits about the attendance of all agencies together, which "
            "chance alone crosses once in 500 times; they are wider for fewer invitations. "
            f"Up to {compared} comparisons were made: none of fewer than ten invitations.",
        ),
    )


DIMENSIONS = ["year", "conference_type", "agency"]


def _counts(
    scope: Scope, of_type: str, invited: pd.DataFrame, agencies: Sequence[str]
) -> pd.DataFrame:
    """One type's invitations and what became of them, by agency and in all."""
    told = pd.DataFrame(
        {
            "agency": invited.agency,
            "invited": 1,
            "attended": invited.attended == YES,
            "asked": invited.report_sent.notna(),
            "sent": (invited.report_sent == YES).fillna(value=False),
        }
    ).astype(dict.fromkeys(("invited", "attended", "asked", "sent"), int))
    by_agency = told.groupby("agency").sum().reindex(agencies, fill_value=0)
    by_agency.loc[TOTAL] = by_agency.sum()
    at = {"year": str(scope.year), "conference_type": of_type.capitalize()}
    return by_agency.astype(int).rename_axis("agency").reset_index().assign(**at)


def _judged(cells: pd.DataFrame) -> pd.DataFrame:
    """Counts with their shares, and how each agency's attendance lies to all together."""
    agencies = cells[cells.agency != TOTAL]
    found = funnel(agencies.attended, agencies.invited)
    words = found.beyond.map({1: HIGHER, -1: LOWER, 0: NO_CLEAR_DIFFERENCE})
    words = words.where(agencies.invited >= FEWEST_TO_COMPARE, TOO_FEW)
    words = words.where(agencies.invited >= FEWEST_TO_JUDGE, TOO_FEW_TO_JUDGE)
    shares = proportions(cells.attended, cells.invited)
    sent = proportions(cells.sent, cells.asked).percent
    return cells.join(shares.where(cells.invited >= FEWEST_TO_JUDGE)).assign(
        sent_percent=sent.where(cells.asked >= FEWEST_TO_JUDGE),
        verdict=words.reindex(cells.index),
    )


def _behind(year: str, of_type: str, agency: str) -> frozenset[Cell]:
    """The counts a verdict is made of: the agency's, and those of all agencies."""
    at = {"year": year, "conference_type": of_type}
    return frozenset(
        Cell.of(quantity, **at, agency=name)
        for name in (agency, TOTAL)
        for quantity in (INVITED, ATTENDED)
    )


def _of_a_child_at_least(cells: pd.DataFrame) -> Iterator[Identity]:
    """Each conference is of one child at least, and the children are counted elsewhere."""
    for row in cells[cells.conference_type == INITIAL.capitalize()].to_dict("records"):
        if row["agency"] != TOTAL:
            at = {name: row[name] for name in DIMENSIONS}
            more = Cell.of("children at conferences beyond the first", **at)
            children = Cell.of("conferences", year=row["year"])
            yield Identity((children,), (Cell.of(INVITED, **at),), more, nobody=True)


def _asked_of_invitations(cells: pd.DataFrame) -> Iterator[Identity]:
    """Reports asked for and not make the invitations; where an agency is asked each time, all are.

    Where all agencies are, or never, who sees it of those whose counts are printed takes it for
    the service's way with the others: the invitations of one are then known by the reports asked
    for. That none is not asked for is then no secret.
    """
    agencies = cells[cells.agency != TOTAL]
    asked = agencies[agencies.asked != 0]
    never = agencies[(agencies.asked == 0) & (agencies.invited != 0)]
    each_time = (asked.asked == asked.invited).all()
    for row in cells.to_dict("records"):
        at = {name: row[name] for name in DIMENSIONS}
        others = row["agency"] == TOTAL and (never.conference_type == row["conference_type"]).any()
        rest = Cell.of("conference reports not asked for", **at)
        known = each_time and row["asked"] and not others
        yield Identity((Cell.of(INVITED, **at),), (Cell.of(ASKED, **at),), None if known else rest)
