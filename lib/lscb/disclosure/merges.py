"""Which categories to add together where too much of a table is withheld.

For the analyst alone: that a merge would help says something of the counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import pandas as pd

from lscb.disclosure.policies import Policy
from lscb.tables import OF_NOBODY, TOTAL, WITHHELD, Table, is_number

TOO_MUCH = 1 / 3
"""The share of a table that may be withheld before it is time to think of another table."""

IN_ORDER = ("age_group", "duration", "month", "period", "working_days", "year")
"""Dimensions of which only neighbours can be added together."""


def suggested_merges(
    tables: Sequence[Table], cleared: Sequence[Table], rule: Policy
) -> Iterator[str]:
    """A sentence for each table of which more than a third is withheld.

    It names the two categories that would save most when they are added together: those that leave
    the fewest counts too small to print. Nothing is said where no two would save any, nor where
    small counts are printed as a class: no count is too small by itself there.
    """
    if rule.class_size is not None:
        return
    for table, shown in zip(tables, cleared, strict=True):
        names = [column.name for column in table.counted()]
        figures = shown.cells[names].to_numpy().ravel() if names else []
        withheld = sum(figure == WITHHELD for figure in figures)
        if withheld <= TOO_MUCH * len(figures):
            continue
        said = f"{table.name}: {withheld} of {len(figures)} counts are withheld"
        best = max(_savings(table, rule), default=None)
        if best is None or best[0] <= 0:
            yield f"{said}, and no two categories added together would save any"
        else:
            saved, _, dimension, one, other = best
            yield f"{said}; adding {one} and {other} together ({dimension}) would save {saved}"


def _savings(table: Table, rule: Policy) -> Iterator[tuple[int, int, str, str, str]]:
    """How many counts fewer are too small when two labels of a dimension are added together.

    The second number makes the first of equally good merges the greatest.
    """
    order = 0
    for dimension in table.dimensions:
        labels = [
            label
            for label in dict.fromkeys(table.cells[dimension])
            if label != TOTAL and label not in OF_NOBODY
        ]
        others = [name for name in table.dimensions if name != dimension]
        in_order = dimension in IN_ORDER
        for one, other in pairwise(labels) if in_order else combinations(labels, 2):
            order -= 1
            both = table.cells[table.cells[dimension].isin((one, other))]
            before = _too_small(table, both, rule)
            after = _too_small(table, _added(table, both, others), rule)
            yield before - after, order, dimension, str(one), str(other)


def _added(table: Table, rows: pd.DataFrame, others: list[str]) -> pd.DataFrame:
    """The rows of two labels as those of one, their counts added."""
    names = [column.name for column in table.counted()]
    counts = rows[names].where(rows[names].map(is_number)).astype(float)
    beside = [rows[name] for name in others] or [pd.Series("all", index=rows.index)]
    sums = counts.groupby(beside, sort=False).sum().reset_index(drop=True)
    kept = rows.drop(columns=names)
    kept = kept.drop_duplicates(others) if others else kept[:1]
    return kept.reset_index(drop=True).join(sums)


def _too_small(table: Table, rows: pd.DataFrame, rule: Policy) -> int:
    return sum(
        is_number(row[column.name])
        and (1 if table.family(column, row) in rule.zeros_told else 0)
        <= row[column.name]
        <= rule.largest_withheld
        for row in rows.to_dict("records")
        for column in table.counted()
        if column.counts != "things"
    )
