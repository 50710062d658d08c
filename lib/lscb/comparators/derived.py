"""Shares and rates that a release does not print, worked out from the counts it does."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lscb.comparators.held import COLUMNS, NOT_AVAILABLE, WITHHELD
from lscb.comparators.published import PUBLISHED
from lscb.statistics.rates import share

WITHIN_15_DAYS = "conferences_within_15_days"
PER = {"percent": 100, "per 10,000": 10_000}
WORKED_OUT = "worked out"
"""How the source of a figure begins that no release prints."""

PLACE = ["release", "year", "area_code"]


def with_derived(figures: pd.DataFrame) -> pd.DataFrame:
    """The figures, and after them each share and rate whose two counts the release has.

    Columns are those of `held.COLUMNS`. Numerator and denominator are of the same release, area
    and year; one decimal place, halves away from zero. Where either is withheld so is the share.
    England's and regions' counts are published rounded to ten, so their shares may be a tenth out.
    """
    figures = _with_sums(figures)
    printed = set(zip(figures.release, figures.year, figures.measure, strict=True))
    derived = [
        row
        for name, measure in PUBLISHED.items()
        if measure.of is not None
        for row in _shares(figures, name, measure.of, PER[measure.unit])
        if (row["release"], row["year"], name) not in printed
    ]
    return pd.concat([figures, pd.DataFrame(derived, columns=list(COLUMNS))], ignore_index=True)


def _with_sums(figures: pd.DataFrame) -> pd.DataFrame:
    """Conferences within 15 days, where a release prints only the two bands they fall in."""
    bands = ("conferences_within_10_days", "conferences_11_to_15_days")
    own = figures[figures.measure == WITHIN_15_DAYS]
    printed = set(zip(own.release, own.year, strict=True))
    sums = [
        {
            **{name: row[name] for name in (*PLACE, "area")},
            "measure": WITHIN_15_DAYS,
            "value": row["value"] + row["value_of"],
            "symbol": _symbol([row["symbol"], row["symbol_of"]]),
            "source": f"{WORKED_OUT}: the two bands of days added",
        }
        for row in _paired(figures, *bands).to_dict("records")
        if (row["release"], row["year"]) not in printed
    ]
    return pd.concat([figures, pd.DataFrame(sums, columns=list(COLUMNS))], ignore_index=True)


def _paired(figures: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    """Two measures side by side, of one release, year and area; the second's figures end `_of`."""
    first, second = (figures[figures.measure == measure] for measure in (one, other))
    beside = second[[*PLACE, "value", "symbol"]]
    return first.merge(beside, on=PLACE, suffixes=("", "_of"))


def _shares(
    figures: pd.DataFrame, name: str, of: tuple[str, str], per: int
) -> Sequence[dict[str, object]]:
    return [
        {
            **{column: row[column] for column in (*PLACE, "area")},
            "measure": name,
            "value": _share(row["value"], row["value_of"], per),
            "symbol": _share_symbol(row),
            "source": f"{WORKED_OUT}: {of[0]} divided by {of[1]}",
        }
        for row in _paired(figures, *of).to_dict("records")
    ]


def _share(top: float, base: float, per: int) -> float:
    given = pd.notna(top) and pd.notna(base) and base > 0
    return share(int(top), int(base), per) if given else float("nan")


def _share_symbol(row: dict[str, object]) -> str:
    missing = _symbol([str(row["symbol"]), str(row["symbol_of"])])
    return missing or (NOT_AVAILABLE if row["value_of"] == 0 else "")


def _symbol(symbols: list[str]) -> str:
    """What stands for a figure worked out of others: withheld before anything else."""
    given = [symbol for symbol in symbols if symbol]
    return WITHHELD if WITHHELD in given else (given[0] if given else "")
