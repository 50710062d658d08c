"""Control charts: which points of a series lie where usual variation does not explain them.

For monthly and quarterly series of thirteen points or more, in order of time, each of the same
length of time; and for days between rare events. Not for deaths by year, whose limits are in
`annual_counts`. The rules are those of NHS England's Making Data Count: a point outside the limits;
seven in a row on one side of the centre; seven in a row that rise or fall; two of three in a row in
the outer third before a limit or beyond it, all three on its side. A gap, a period without a value,
interrupts whatever is in a row.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy import stats

from lscb.statistics.rates import ALERT, Floats

FEWEST_POINTS = 13
IN_A_ROW = 7

FEWEST_GAPS = 10
"""Of fewer the mean is too uncertain for a limit of 1 in 1,000."""

REACH = 2.66
"""Three standard deviations in mean moving ranges: 3 ÷ 1.128, as printed."""

LARGEST_RANGE = 3.267
"""The upper limit of a moving range, in mean moving ranges."""

ROUNDING = 1e-9
"""By what share of the largest value a point may miss the centre or a limit and still be on it."""

Marks = NDArray[np.bool_]


class NaturalLimits(NamedTuple):
    """The mean of a series, its limits, and the mean moving range they come from, in its unit."""

    centre: float
    lower: float
    upper: float
    moving_range: float


def natural_limits(values: pd.Series) -> NaturalLimits:
    """The natural process limits of a series: its mean ± 2.66 × its mean moving range.

    One element a period, in order, NaN a gap, across which no range is taken. Ranges above 3.267 ×
    their mean are left out, once, and the mean taken again, as NHSRplotthedots does (Nelson,
    Journal of Quality Technology 1982, 14:172). Limits are not kept within what the value can be.
    Raises ValueError for an infinite value, and where no two periods in a row have a value.
    """
    known = _known(values)
    ranges = np.abs(np.diff(known))
    ranges = ranges[np.isfinite(ranges)]
    if not ranges.size:
        raise ValueError("expected values of at least two periods in a row")
    mean_range = float(ranges[ranges <= LARGEST_RANGE * ranges.mean()].mean())
    centre, reach = float(np.nanmean(known)), REACH * mean_range
    return NaturalLimits(centre, centre - reach, centre + reach, mean_range)


def xmr_chart(values: pd.Series) -> pd.DataFrame:
    """A chart of individual values: one row a period, same index, limits by `natural_limits`.

    `value`, `centre`, `lower`, `upper`, `moving_range` (from the period before, NaN where either
    has no value), and the marks `outside`, `run`, `trend` and `two_of_three`: 1 above the centre or
    rising, -1 below or falling, 0 for none. All points of a run or trend are marked; of two in
    three, the two. A point where a rise ends and a fall begins, or the other way, is marked as
    rising. Gaps have no marks. Raises ValueError for fewer than thirteen values (Making Data
    Count's advice) and as `natural_limits` does.
    """
    known = _known(values)
    _check_points(known)
    limits = natural_limits(values)
    table = {
        "value": known,
        "centre": limits.centre,
        "lower": limits.lower,
        "upper": limits.upper,
        "moving_range": np.append(np.nan, np.abs(np.diff(known))),
        **_marks(known, limits.centre, limits.upper - limits.centre),
    }
    return pd.DataFrame(table, index=values.index)


def p_chart(numerators: pd.Series, denominators: pd.Series) -> pd.DataFrame:
    """A chart of proportions: one row a period, same index, all from 0 to 1.

    `value`, `centre` (all numerators ÷ all denominators), `lower` and `upper` (centre ± 3 standard
    errors of the period's own denominator, kept within 0 and 1; Shewhart 1931), and the marks of
    `xmr_chart`, near a limit being beyond 2 standard errors. A period whose denominator is 0, or
    with either not known, is a gap and NaN. The limits are of chance alone: of large denominators
    most points may be outside. Raises ValueError for fewer than thirteen periods that are no gap,
    and for a numerator below 0 or above its denominator.
    """
    counts, sizes = _known(numerators), _known(denominators)
    if len(counts) != len(sizes):
        raise ValueError("expected a numerator and a denominator for each period")
    if (counts > sizes).any() or (counts < 0).any() or (sizes < 0).any():
        raise ValueError("expected numerators from 0 to their denominators")
    known = np.isfinite(counts) & (sizes > 0)
    counts, sizes = np.where(known, counts, np.nan), np.where(known, sizes, np.nan)
    value = counts / sizes
    _check_points(value)
    centre = float(np.nansum(counts) / np.nansum(sizes))
    reach = 3 * np.sqrt(centre * (1 - centre) / sizes)
    table = {
        "value": value,
        "centre": np.where(known, centre, np.nan),
        "lower": np.maximum(centre - reach, 0.0),
        "upper": np.minimum(centre + reach, 1.0),
        **_marks(value, centre, reach),
    }
    return pd.DataFrame(table, index=numerators.index)


def gaps_chart(days: pd.Series) -> pd.DataFrame:
    """A g chart of the days between rare events: one row a gap, same index, in order.

    `value`, `centre` (the mean gap) and `upper`, the longest gap of which a longer one has a
    probability of 1 in 1,000 at most if each day is as likely as any other to bring the event: the
    quantile of the geometric distribution of that mean (Benneyan, Health Care Management Science
    2001, 4:305, with exact limits). `outside` is 1 for a gap beyond it. No gap is too short to be
    chance: of a mean of 40 days one in 41 is of none. Raises ValueError for fewer than ten gaps,
    and for a gap that is missing, negative or not whole.
    """
    gaps = _known(days)
    if not ((gaps >= 0) & (gaps % 1 == 0)).all():
        raise ValueError("expected each gap to be a whole number of days, 0 or more")
    if len(gaps) < FEWEST_GAPS:
        raise ValueError(f"expected {FEWEST_GAPS} gaps or more for a chart, found {len(gaps)}")
    centre = float(gaps.mean())
    # scipy counts the day of the event among its days.
    upper = float(stats.geom.ppf((1 + ALERT) / 2, 1 / (1 + centre)) - 1)
    outside = (gaps > upper).astype(int)
    table = {"value": gaps, "centre": centre, "upper": upper, "outside": outside}
    return pd.DataFrame(table, index=days.index)


def _known(values: pd.Series) -> Floats:
    found = values.to_numpy(dtype=float, na_value=np.nan)
    if np.isinf(found).any():
        raise ValueError("expected no infinite value")
    return found


def _check_points(values: Floats) -> None:
    points = int(np.isfinite(values).sum())
    if points < FEWEST_POINTS:
        raise ValueError(f"expected {FEWEST_POINTS} points or more for a chart, found {points}")


def _marks(values: Floats, centre: float, reach: float | Floats) -> dict[str, NDArray[np.int_]]:
    """The four rules, for points whose limits are `reach` from the centre on either side."""
    slack = ROUNDING * np.nanmax(np.abs(values))
    offset = values - centre
    steps = np.diff(values)
    return {
        "outside": _signed(*(side * offset > reach + slack for side in (1, -1))),
        "run": _signed(*(_in_a_row(side * offset > slack, IN_A_ROW) for side in (1, -1))),
        "trend": _signed(*(_in_a_trend(side * steps > slack) for side in (1, -1))),
        "two_of_three": _signed(
            *(_two_of_three(side * offset, 2 * reach / 3 + slack, slack) for side in (1, -1))
        ),
    }


def _signed(up: Marks, down: Marks) -> NDArray[np.int_]:
    return np.where(up, 1, np.where(down, -1, 0))


def _in_a_row(marks: Marks, length: int) -> Marks:
    """The points that are among `length` or more marked ones in a row."""
    return _within(sliding_window_view(marks, length).all(axis=-1), length)


def _within(windows: Marks, length: int) -> Marks:
    """The points that are in any of the marked windows of this length, by where those begin."""
    return np.convolve(windows, np.ones(length)) > 0


def _in_a_trend(steps: Marks) -> Marks:
    """The points before and after steps of which enough in a row go one way."""
    return _within(_in_a_row(steps, IN_A_ROW - 1), 2)


def _two_of_three(offset: Floats, near: float | Floats, slack: float) -> Marks:
    """The points near the limit or beyond it, where two of three in a row are so and all three are
    on its side of the centre."""
    close = offset > near
    together = sliding_window_view(close, 3).sum(axis=-1) >= 2
    one_side = sliding_window_view(offset > slack, 3).all(axis=-1)
    return close & _within(together & one_side, 3)
