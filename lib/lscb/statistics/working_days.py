"""Working days in England: not a Saturday, a Sunday or a bank holiday."""

from __future__ import annotations

import holidays
import numpy as np
import pandas as pd


def working_days(start: pd.Series, end: pd.Series) -> pd.Series:
    """Working days after `start` up to and including `end`; neither may be missing.

    The day after the strategy discussion is day 1, whether or not the discussion itself was on
    a working day (DfE children in need census guide: the conference is due within 15 working
    days).
    """
    after = (start + pd.Timedelta("1D")).to_numpy().astype("datetime64[D]")
    through = (end + pd.Timedelta("1D")).to_numpy().astype("datetime64[D]")
    return pd.Series(
        np.busday_count(after, through, holidays=_bank_holidays(start, end)), index=start.index
    )


def _bank_holidays(start: pd.Series, end: pd.Series) -> list[np.datetime64]:
    if start.empty:
        return []
    years = range(start.min().year, end.max().year + 1)
    england = holidays.country_holidays("GB", subdiv="ENG", years=years)
    return [np.datetime64(day, "D") for day in england]
