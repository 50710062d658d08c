"""Parts of a count that somebody else has published: their zeros are hidden."""

from __future__ import annotations

import pandas as pd
import pytest

from lscb.disclosure.gate import cleared_tables
from lscb.tables import TOTAL, WITHHELD, Cell, Column, Table


def by_part(first: int, second: int) -> Table:
    """A count that others publish, and its two parts, which nobody else does."""
    rows = [("a", first), ("b", second), (TOTAL, first + second)]
    return Table(
        name="by_part",
        title="Counts",
        population="Children",
        source="a test",
        dimensions={"part": "Part"},
        columns=(Column("count", "Count", "children", "children", finer=("part",)),),
        cells=pd.DataFrame(rows, columns=["part", "count"]),
        known=frozenset({Cell.of("children")}),
    )


@pytest.mark.parametrize("parts", [(2, 4), (6, 0), (0, 6), (1, 5)])
def test_the_parts_of_a_published_count_may_be_any_two_that_add_up_to_it(parts):
    """All look alike, so that a part that is withheld may be all of it, or nothing."""
    (found,) = cleared_tables([by_part(*parts)], "public", "test").tables
    assert list(found.cells["count"]) == [WITHHELD, WITHHELD, 6]


def test_parts_that_are_large_are_shown():
    (found,) = cleared_tables([by_part(20, 9)], "public", "test").tables
    assert list(found.cells["count"]) == [20, 9, 29]
