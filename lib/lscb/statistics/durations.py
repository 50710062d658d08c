"""How long a plan lasted, in the bands that DfE publishes and the board's own split of one.

One function bands plans that ended and plans still open, and the two-year rule is its last
band: "for more than 729 days including the day it ended" (DfE, LAIT data dictionary), so that
a plan from 1 April 2021 to 31 March 2023 lasted two years or more. The other bounds are whole
calendar months, a day that a month lacks being its last.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

BANDS = (
    "3 months or less",
    "More than 3 months to 6 months",
    "More than 6 months to less than 1 year",
    "1 year to less than 2 years",
    "2 years or more",
)

SPLIT_BAND = BANDS[3]
PARTS = ("1 year to less than 18 months", "18 months to less than 2 years")
"""The board's own split of DfE's fourth band; nobody else publishes it."""

TWO_YEARS_IN_DAYS = 729


def duration_bands(start: pd.Series, until: pd.Series) -> pd.Series:
    """DfE's band for each plan, from its start to its end or to the day it is looked at.

    Same index as `start`; one of `BANDS`.
    """
    longest_first = [
        (until - start).dt.days >= TWO_YEARS_IN_DAYS,
        until >= _after(start, 12),
        until > _after(start, 6),
        until > _after(start, 3),
    ]
    bands = np.select(longest_first, BANDS[:0:-1], BANDS[0])
    return pd.Series(bands, index=start.index, dtype=object)


def duration_parts(start: pd.Series, until: pd.Series) -> pd.Series:
    """The board's own part of the band from one to two years; blank for other plans."""
    part = pd.Series(PARTS[0], index=start.index, dtype=object)
    part = part.mask(until >= _after(start, 18), PARTS[1])
    return part.where(duration_bands(start, until) == SPLIT_BAND, "")


def within_months(start: pd.Series, until: pd.Series, months: int) -> pd.Series:
    """Whether each span is of so many calendar months at most. Same index; false for no day."""
    return until <= _after(start, months)


def _after(start: pd.Series, months: int) -> pd.Series:
    """The same day `months` later, or the last day of a month that has no such day."""
    return (start + pd.DateOffset(months=months)).astype("datetime64[ns]")
