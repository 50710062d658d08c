"""Flows, totals and reconciliations, in all six years' reports."""

from __future__ import annotations

from itertools import pairwise

import pytest

from . import lasting
from .cells import FLOW, is_complement, value
from .identities import identities
from .rows import YEARS
from .shown import Shown

Reports = dict[tuple[str, str], Shown]

NO_SUMS = (
    *("beside_others", "neighbours_rates", "_compared", "_beside_all", "deaths_and_chance"),
    *("how_long_reviews_take", "days_between_unexpected_deaths"),
    *(lasting.NAME, lasting.CURVE, lasting.BESIDE),
)
"""Tables of figures that are no counts, of which nothing adds up."""


@pytest.mark.parametrize("year", YEARS)
def test_flows_totals_and_reconciliations_hold_across_the_panels_tables(
    report: Reports, year: str
) -> None:
    tables = report["panel", year].tables
    checked = identities(tables)
    with_rows = {n for n, table in tables.items() if table and not n.endswith(NO_SUMS)}
    assert {cell[0] for identity in checked for cell in identity} == with_rows
    broken = [
        identity
        for identity in checked
        if sum(times * value(tables, cell) for cell, times in identity.items())
    ]
    assert broken == []


@pytest.mark.parametrize("year", YEARS)
def test_no_part_is_larger_than_its_whole(report: Reports, year: str) -> None:
    tables = report["panel", year].tables
    differences = {cell for identity in identities(tables) for cell in identity}
    assert [c for c in differences if is_complement(c) and value(tables, c) < 0] == []


def test_each_report_starts_its_flow_where_the_report_before_ended_it(report: Reports) -> None:
    for before, after in pairwise(YEARS):
        ended = report["panel", before].tables[FLOW][before,]["at_end"]
        assert report["panel", after].tables[FLOW][after,]["at_start"] == ended
