"""Funnels: how far from the common proportion each group may lie by chance, by its size."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lscb.statistics.rates import ALERT, USUAL, Floats, z_of


def funnel(numerators: pd.Series, denominators: pd.Series) -> pd.DataFrame:
    """Each group beside the proportion of all of them together, and limits for its size.

    One row a group, same index: `share`, `target` (all numerators ÷ all denominators), the limits
    `lower_95`, `upper_95`, `lower_998`, `upper_998`, all from 0 to 1, and `beyond`, whether the
    group lies outside the 99.8 % limits: 1, -1 or 0. A group is part of its own target. NaN, and 0
    in `beyond`, where a group's denominator is 0; raises ValueError for a numerator above its
    denominator.

    Limits are those of the score test about the target (Spiegelhalter, Statistics in Medicine
    2005, 24:1185; Public Health England's funnels for proportions).
    """
    if (numerators > denominators).any() or (numerators < 0).any():
        raise ValueError("expected numerators from 0 to their denominators")
    size = denominators.where(denominators > 0).astype(float)
    share = numerators / size
    target = numerators.sum() / denominators.sum() if denominators.sum() else np.nan
    limits = {
        f"{side}_{name}": found
        for name, level in (("95", USUAL), ("998", ALERT))
        for side, found in zip(
            ("lower", "upper"), proportion_limits(target, size.to_numpy(), level), strict=True
        )
    }
    table = pd.DataFrame({"share": share, "target": target, **limits}, index=numerators.index)
    above, below = table.share > table.upper_998, table.share < table.lower_998
    return table.assign(beyond=above.astype(int) - below.astype(int))


def proportion_limits(target: float, sizes: Floats, level: float = USUAL) -> tuple[Floats, Floats]:
    """Between which proportions groups of these sizes lie by chance about a target, 0 to 1."""
    spread = z_of(level) * np.sqrt(target * (1 - target) / sizes)
    return np.maximum(target - spread, 0.0), np.minimum(target + spread, 1.0)
