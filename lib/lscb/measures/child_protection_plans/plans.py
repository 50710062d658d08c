"""What all tables of plans share: their source, their year and what it is to be open."""

from __future__ import annotations

import pandas as pd

SOURCE = "the council's case system, child protection plans"
YEAR = {"year": "Reporting year, 1 April to 31 March"}


def open_on(plans: pd.DataFrame, day: object) -> pd.DataFrame:
    """Plans open at the end of a day: started by then, and not ended by then."""
    day = pd.Timestamp(day)
    return plans[(plans.plan_start <= day) & (plans.plan_end.isna() | (plans.plan_end > day))]
