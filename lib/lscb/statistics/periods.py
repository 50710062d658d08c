"""Which reporting year and month a day belongs to."""

from __future__ import annotations

import pandas as pd


def reporting_years(days: pd.Series) -> pd.Series:
    """The reporting year of each day, as 2013-14; missing for a missing day. Same index."""
    start = days.dt.year - (days.dt.month < 4)
    names = {year: f"{int(year)}-{(int(year) + 1) % 100:02d}" for year in start.dropna().unique()}
    return start.map(names).astype("string")


def months(days: pd.Series) -> pd.Series:
    """The month of each day, as 2013-04; missing for a missing day. Same index."""
    return days.dt.strftime("%Y-%m").astype("string")
