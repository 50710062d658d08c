"""Shares and rates that a release does not print, worked out from the counts it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from lscb.comparators.held import COLUMNS, NOT_AVAILABLE, WITHHELD
from lscb.comparators.published import PUBLISHED
from lscb.statistics.rates import share

WITHIN_15_DAYS = "conferences_within_15_days"
PER = {"percent": 100, "per 10,000": 10_000}
WORKED_OUT = "worked out"
"""How the source of a figure begins that no release prints."""

PLACE = ("release", "year", "area_code")

Row = Mapping[str, Any]
Given = dict[str, dict[tuple[str, ...], Row]]
"""Figures by what they measure, and then by their place."""


def with_derived(figures: pd.DataFrame) -> pd.DataFrame:
    """The figures, and after them each share and rate whose two counts the release has.

    Columns are those of `held.COLUMNS`. Numerator and denominator are of the same release, area
    and year; one decimal place, halves away from zero. Where either is withheld so is the share.
    England's and regions' counts are published rounded to ten, so their shares may be a tenth out.
    """
    given: Given = {}
    for row in figures.to_dict("records"):
        given.setdefault(row["measure"], {})[_place(row)] = row
    sums = _not_printed(given, WITHIN_15_DAYS, _sums(given))
    given.setdefault(WITHIN_15_DAYS, {}).update({_place(row): row for row in sums})
    shares = [
        row
        for name, measure in PUBLISHED.items()
        if measure.of is not None
        for row in _not_printed(given, name, _shares(given, name, measure.of, PER[measure.unit]))
    ]
    derived = pd.DataFrame([*sums, *shares], columns=list(COLUMNS))
    return pd.concat([figures, derived], ignore_index=True)


def _place(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in PLACE)


def _not_printed(given: Given, measure: str, rows: Iterable[Row]) -> list[Row]:
    """Those of some rows whose release prints no figure of the measure for their year."""
    printed = {(release, year) for release, year, _ in given.get(measure, {})}
    return [row for row in rows if (row["release"], row["year"]) not in printed]


def _sums(given: Given) -> Iterator[Row]:
    """Conferences within 15 days, of the two bands they fall in."""
    for one, other in _paired(given, "conferences_within_10_days", "conferences_11_to_15_days"):
        yield {
            **{name: one[name] for name in (*PLACE, "area")},
            "measure": WITHIN_15_DAYS,
            "value": one["value"] + other["value"],
            "symbol": _symbol([one["symbol"], other["symbol"]]),
            "source": f"{WORKED_OUT}: the two bands of days added",
        }


def _paired(given: Given, one: str, other: str) -> Iterator[tuple[Row, Row]]:
    """Two measures side by side, of one release, year and area."""
    others = given.get(other, {})
    for place, row in given.get(one, {}).items():
        if place in others:
            yield row, others[place]


def _shares(given: Given, name: str, of: tuple[str, str], per: int) -> Iterator[Row]:
    for top, base in _paired(given, *of):
        yield {
            **{column: top[column] for column in (*PLACE, "area")},
            "measure": name,
            "value": _share(top["value"], base["value"], per),
            "symbol": _share_symbol(top, base),
            "source": f"{WORKED_OUT}: {of[0]} divided by {of[1]}",
        }


def _share(top: float, base: float, per: int) -> float:
    given = pd.notna(top) and pd.notna(base) and base > 0
    return share(int(top), int(base), per) if given else float("nan")


def _share_symbol(top: Row, base: Row) -> str:
    missing = _symbol([top["symbol"], base["symbol"]])
    return missing or (NOT_AVAILABLE if base["value"] == 0 else "")


def _symbol(symbols: list[str]) -> str:
    """What stands for a figure worked out of others: withheld before anything else."""
    given = [symbol for symbol in symbols if symbol]
    return WITHHELD if WITHHELD in given else (given[0] if given else "")
