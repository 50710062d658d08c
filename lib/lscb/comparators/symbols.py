"""What stands in a figure's place in a file, by the era of the release.

`x` was a withheld figure until the releases of 2016-17 and has been a missing one since: a
symbol means nothing without its era, and one that the era has not is never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from lscb.comparators.held import NOT_APPLICABLE, NOT_AVAILABLE, UNRELIABLE, WITHHELD

Era = Mapping[str, str]

FIRST_PUBLISHED: Era = {"x": WITHHELD, "..": NOT_AVAILABLE}
"""In the releases of 2009-10 to 2016-17, as first published: `x` is a count of 1 to 5."""

EXPLORE: Era = {
    "c": WITHHELD,
    "x": NOT_AVAILABLE,
    ":": NOT_AVAILABLE,
    "z": NOT_APPLICABLE,
    "u": UNRELIABLE,
}
"""In "Explore education statistics", from the release of 2020 on; `:` is of that one alone."""

_NUMBER = r"[0-9]{1,12}(\.[0-9]{1,9})?|[0-9]{1,3}(,[0-9]{3}){1,3}(\.[0-9]{1,9})?"
"""A number of 0 or more; thousands may have commas. Never an exponent or another script's digit."""


def numbers(cells: pd.Series) -> pd.Series:
    """The numbers among cells of text, as floats, same index; NaN where there is none."""
    written = cells.str.fullmatch(_NUMBER)
    found = [
        float(cell.replace(",", "")) if is_one else np.nan
        for cell, is_one in zip(cells, written, strict=True)
    ]
    return pd.Series(found, index=cells.index, dtype=float)


def symbols(cells: pd.Series, era: Era) -> pd.Series:
    """What is held for the symbols among cells of text, same index; blank where there is none."""
    return cells.map(dict(era)).fillna("").astype(str)
