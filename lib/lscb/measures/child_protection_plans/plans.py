"""What all tables of plans share: their source, their year and what it is to be open."""

from __future__ import annotations

import pandas as pd

from lscb.tables import Cell
from lscb.years import ReportingYear

SOURCE = "the council's case system, child protection plans"
YEAR = {"year": "Reporting year, 1 April to 31 March"}


def open_on(plans: pd.DataFrame, day: object) -> pd.DataFrame:
    """Plans open at the end of a day: started by then, and not ended by then."""
    day = pd.Timestamp(day)
    return plans[(plans.plan_start <= day) & (plans.plan_end.isna() | (plans.plan_end > day))]


def open_before(year: ReportingYear | str) -> Cell:
    """The count of plans open on the eve of a year: that of plans open as the year before ended.

    One count and not two that are equal, so that an earlier report which shows that year is
    reckoned with whichever years this one shows.
    """
    return Cell.of("plans open", year=ReportingYear(str(year)).previous)
