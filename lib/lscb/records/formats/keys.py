"""Keys by which the tables of one export are tied together, and which must each be one thing's."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lscb.errors import Problem


def keys_of_two(
    table: pd.DataFrame, key: Sequence[str], says: Sequence[str], file: str
) -> list[Problem]:
    """Rows whose key an earlier row has for something else: what is tied to it may be either's.

    `says` are the columns that tell one thing from another. The same thing twice is left to the
    checks of its record. The table's index is the row that the spreadsheet shows.
    """
    key, says = list(key), list(says)
    complete = table[(table[key] != "").all(axis=1)]
    things = complete.drop_duplicates([*key, *says])
    row = pd.Series(things.index, index=things.index)
    first = row.groupby([things[column] for column in key]).transform("first")
    return [
        Problem(
            file,
            f"expected each {' and '.join(key)} once; row {first[place]} has it",
            row=int(place),
            column=key[-1],
        )
        for place in things.index[things.duplicated(key)]
    ]
