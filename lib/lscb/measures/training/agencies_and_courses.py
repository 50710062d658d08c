"""Who comes to what: attendances by agency and by course."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from lscb.measures.training.bookings import (
    OUTCOMES,
    SOURCE,
    YEAR,
    agencies_of,
    as_listed,
    counted,
    of_year,
    with_course,
)
from lscb.records.training_sessions import not_held
from lscb.scope import Scope
from lscb.tables import TOTAL, Absent, Cell, Column, Identity, Table

FEWEST_TO_NAME = 100
"""Agencies and courses of fewer attendances are added together in the public edition.

Of an agency of a hundred and a course of a hundred few pairs have a count that must be withheld,
and what is named tells no more than the tables that show either by itself.
"""

FEW = {
    "agency": f"Agencies of under {FEWEST_TO_NAME} attendances",
    "course": f"Courses of under {FEWEST_TO_NAME} attendances",
}

NamedAs = Mapping[str, str]
"""The name under which each agency, or each course, is shown, in the order of the table."""


def training_by_agency_and_course(
    scope: Scope, training: pd.DataFrame, training_sessions: pd.DataFrame
) -> Table | Absent:
    """Attendances, booked or not, by agency and by course, in the year.

    Agencies and courses are those of the tables that show either by itself. In the public edition
    those of under a hundred attendances in the year are added together; where that is every agency
    or every course there is no table.
    """
    bookings = with_course(counted(training, scope), training_sessions)
    sessions = of_year(training_sessions[~not_held(training_sessions, training)], scope)
    attended = bookings[bookings.status.isin(OUTCOMES["attended"])]
    names = {
        "agency": agencies_of(bookings, scope),
        "course": sorted(sessions.course.unique(), key=as_listed),
    }
    shown_as = {by: _named_as(by, listed, attended, scope) for by, listed in names.items()}
    if any({*named.values()} == {FEW[by]} for by, named in shown_as.items()):
        return Absent(
            f"Attendances by agency and by course together are not shown for {scope.year}: no "
            f"agency, or no course, had {FEWEST_TO_NAME} of them."
        )
    attended = attended.assign(**{by: attended[by].map(named) for by, named in shown_as.items()})
    shown = {by: list(dict.fromkeys(named.values())) for by, named in shown_as.items()}
    year = str(scope.year)
    return Table(
        name="training_by_agency_and_course",
        title="Attendances by agency and course",
        population="Attendances, booked or not, at the year's sessions",
        source=SOURCE,
        dimensions=YEAR | {"course": "Course", "agency": "Agency"},
        columns=(Column("attended", "Attended, booked or not", "staff", "attended"),),
        cells=_crossed(attended, year, shown["course"], shown["agency"]),
        identities=tuple(
            identity
            for by, named in shown_as.items()
            for identity in _added_together(year, by, named)
        ),
        notes=tuple(_notes(shown_as)),
    )


def _named_as(by: str, names: Sequence[str], attended: pd.DataFrame, scope: Scope) -> NamedAs:
    """Each name as it is shown, those that are added together last."""
    if scope.edition == "panel":
        return {name: name for name in names}
    counts = attended[by].value_counts()
    named = [name for name in names if counts.get(name, 0) >= FEWEST_TO_NAME]
    together = [name for name in names if name not in named]
    return {name: name for name in named} | dict.fromkeys(together, FEW[by])


def _crossed(
    attended: pd.DataFrame, year: str, courses: Sequence[str], agencies: Sequence[str]
) -> pd.DataFrame:
    counts = attended.groupby(["course", "agency"]).size()
    counts = counts.reindex(pd.MultiIndex.from_product([courses, agencies]), fill_value=0)
    crossed = counts.unstack().reindex(index=courses, columns=agencies)
    # A course's own total stands above the agencies that it is the sum of.
    crossed.insert(0, TOTAL, crossed.sum(axis=1))
    crossed.loc[TOTAL] = crossed.sum()
    rows = [
        {"year": year, "course": course, "agency": agency, "attended": int(count)}
        for course, row in crossed.iterrows()
        for agency, count in row.items()
    ]
    return pd.DataFrame(rows, columns=["year", "course", "agency", "attended"])


def _added_together(year: str, by: str, named_as: NamedAs) -> Iterable[Identity]:
    """What is added together is the sum of what other tables show one by one."""
    together = [name for name, shown in named_as.items() if shown == FEW[by]]
    if together:
        parts = tuple(Cell.of("attended", year=year, **{by: name}) for name in together)
        yield Identity((Cell.of("attended", year=year, **{by: FEW[by]}),), parts)


def _notes(shown_as: Mapping[str, NamedAs]) -> Iterable[str]:
    yield "These are attendances, not people: one person may attend several times."
    if any(FEW[by] in named.values() for by, named in shown_as.items()):
        yield (
            f"Agencies with fewer than {FEWEST_TO_NAME} attendances in the year are added "
            "together, and so are such courses, since most of their counts are small."
        )
