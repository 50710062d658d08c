"""What a table is, on both sides of the gate.

A measure makes a `Table` of whole counts and says of each column what it counts and of which
quantity it is. The disclosure gate reads those declarations, withholds what it must and lets
the table out. The same declaration writes the caption, the column meanings and the metadata.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

TOTAL = "Total"

WITHHELD = "[c]"
NOT_AVAILABLE = "[x]"
NOT_APPLICABLE = "[z]"

SYMBOLS = {
    WITHHELD: "withheld to protect confidentiality",
    NOT_AVAILABLE: "not available",
    NOT_APPLICABLE: "not applicable",
}

Row = Mapping[str, object]
"""A row of a table by its columns."""

Counts = Literal["children", "staff", "things"]

OF_NOBODY = ("Not known", "Not recorded", "Unborn")
"""Labels of which a zero tells of nobody: of no child that lives is something known by it."""

Family = Literal["statutory", "breakdown", "training"]
"""What a policy may treat apart: counts that DfE prints of every council, finer breakdowns of
children, and the board's training."""


@dataclass(frozen=True)
class Cell:
    """One count wherever it stands: a quantity at a point of its dimensions.

    A dimension at its total is left out, so that the total of one table is the same cell as
    the single count of another, and the gate protects them as one.
    """

    quantity: str
    at: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, quantity: str, **at: object) -> Cell:
        """The cell of `quantity` at the given values; a value of "Total" is left out."""
        return cls(quantity, frozenset((d, str(v)) for d, v in at.items() if v != TOTAL))

    def __str__(self) -> str:
        return f"{self.quantity} at {dict(sorted(self.at))}"


@dataclass(frozen=True)
class Identity:
    """An accounting identity an outsider knows: the left cells and the right ones sum alike.

    `remainder` is the count that is printed nowhere and that anyone finds by subtraction: the
    right side plus the remainder is the left. It is protected as if it were printed, unless it
    counts nobody (`nobody`): then all that is known of it is that it is not negative. That it is
    none is a secret where the zeros of its parts are, unless it tells of nobody (`none_is_told`).
    """

    left: tuple[Cell, ...]
    right: tuple[Cell, ...]
    remainder: Cell | None = None
    nobody: bool = False
    none_is_told: bool = False


@dataclass(frozen=True)
class Ratio:
    """How a figure of a row is made: one column over another, times `per`, or a limit of that.

    A share's limits are Wilson's; a rate's, whose numerator is no part of the other, Poisson's.
    """

    numerator: str
    denominator: str
    per: int
    is_share: bool
    limit: Literal["lower", "upper"] | None = None


@dataclass(frozen=True)
class Column:
    """A column of figures.

    Parameters
    ----------
    counts: whom the figure counts; None for a figure that is not a count.
    quantity: for a count, the name it has in every table that shows it.
    unit: how it is read: "number", "percent", "per 10,000", "date", "words".
    over: dimensions it does not go by: a denominator is the total over them in every row.
    rests_on: the columns it is made from; it is withheld when one of them is.
    ratio: how it is made from two of them, so that it can be made from rounded counts as well.
    made_of: for a figure made from counts of many rows or tables, such as a test of all years
        together, the counts of each row's figure, by the row's dimensions: it is withheld unless
        all of them are printed.
    fewest: how large each of `made_of` must be at least, for a figure that is no simple function
        of them, such as a test of durations.
    breakdown: whether it is finer than what DfE prints of every council.
    finer: dimensions below whose totals it is.
    stated: whether the parameters state it, or others have published it: it is no secret.
    panel_only: whether it is made from single records: the gate lets it out to the panel alone.
    spared: withheld last, when the gate has a choice.
    elsewhere: for a count that other tables show too, a row a count: the count each row is, by
        the row's dimensions.
    """

    name: str
    meaning: str
    counts: Counts | None = None
    quantity: str | None = None
    unit: str = "number"
    over: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    ratio: Ratio | None = None
    made_of: Mapping[tuple[str, ...], frozenset[Cell]] | None = None
    fewest: int = 0
    breakdown: bool = False
    finer: tuple[str, ...] = ()
    stated: bool = False
    panel_only: bool = False
    spared: bool = False
    elsewhere: Mapping[tuple[str, ...], Cell] | None = None

    @property
    def is_count(self) -> bool:
        return self.quantity is not None or self.elsewhere is not None

    @property
    def is_registered(self) -> bool:
        """Whether it says what it is: a count, made from counts or records, or stated by others."""
        is_made = bool(self.rests_on) or self.made_of is not None or self.panel_only
        return self.is_count or is_made or self.stated


def percent_columns(meaning: str, of: tuple[str, str]) -> tuple[Column, ...]:
    """A percentage and its 95 % limits, as columns `percent`, `lower` and `upper`.

    `of` names the numerator's column and the denominator's.
    """
    return _with_limits("percent", meaning, "percent", "percentage", Ratio(*of, 100, True))


def rate_columns(meaning: str, per: int, of: tuple[str, str]) -> tuple[Column, ...]:
    """A rate such as `rate_per_10000` and its 95 % limits `lower` and `upper`.

    `of` names the numerator's column and the denominator's.
    """
    return _with_limits(f"rate_per_{per}", meaning, f"per {per:,}", "rate", Ratio(*of, per, False))


def _with_limits(name: str, meaning: str, unit: str, noun: str, ratio: Ratio) -> tuple[Column, ...]:
    rests_on = (ratio.numerator, ratio.denominator)
    lower, upper = replace(ratio, limit="lower"), replace(ratio, limit="upper")
    return (
        Column(name, meaning, unit=unit, rests_on=rests_on, ratio=ratio),
        Column(
            "lower", f"Lower 95 % limit of the {noun}", unit=unit, rests_on=rests_on, ratio=lower
        ),
        Column(
            "upper", f"Upper 95 % limit of the {noun}", unit=unit, rests_on=rests_on, ratio=upper
        ),
    )


@dataclass(frozen=True)
class Balance:
    """An identity that holds in every row: left columns sum to right ones plus a remainder.

    `remainder` names the quantity that is left over where the two sides differ; None where
    they do not.
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    remainder: str | None = None


@dataclass(frozen=True)
class Table:
    """Tidy counts: dimensions first, then figures, a row a cell, totals labelled Total.

    Parameters
    ----------
    name: within its chapter, such as "plan_flow".
    title: what it shows; place and period are added where it is printed.
    population: who is counted, in words.
    source: where the records came from, in words.
    dimensions: each dimension's name and meaning, in order.
    columns: each figure, in order.
    cells: one row a cell; a figure is a number or one of the symbols [x] and [z].
    attributes: what is said of each row in words, such as its release, and its meaning.
    balances, identities: what an outsider knows to add up.
    known: counts that somebody else has published: they cannot be withheld any more.
    hidden: counts printed nowhere that bear on the identities, and that are nobody's secret.
    is_own: whether its figures are the board's, so that a demonstration's are made up.
    notes: what a reader must know to read it.
    missing: what was not supplied and by whom, as sentences.
    """

    name: str
    title: str
    population: str
    source: str
    dimensions: Mapping[str, str]
    columns: tuple[Column, ...]
    cells: pd.DataFrame
    attributes: Mapping[str, str] = field(default_factory=dict)
    balances: tuple[Balance, ...] = ()
    identities: tuple[Identity, ...] = ()
    known: frozenset[Cell] = frozenset()
    hidden: Mapping[Cell, int] = field(default_factory=dict)
    is_own: bool = True
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        order = [*self.dimensions, *(column.name for column in self.columns), *self.attributes]
        cells = self.cells.reindex(columns=order).reset_index(drop=True).astype(object)
        if cells.isna().any(axis=None):
            raise ValueError(f"{self.name}: a figure is neither a number nor a symbol")
        for column in self.columns:
            if not column.is_registered:
                raise ValueError(f"{self.name}: {column.name} does not say what it is made from")
            if column.unit == "number":
                cells[column.name] = [_whole(value) for value in cells[column.name]]
        object.__setattr__(self, "cells", cells.astype(object))

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def counted(self) -> list[Column]:
        return [column for column in self.columns if column.is_count]

    def family(self, column: Column, row: Row) -> Family:
        """What a policy treats the count of a row as."""
        if column.counts == "staff":
            return "training"
        if any(row[dimension] in OF_NOBODY for dimension in self.dimensions):
            return "statutory"
        is_finer = column.breakdown or any(row[d] != TOTAL for d in column.finer)
        return "breakdown" if is_finer else "statutory"

    def counts_behind(self, column: Column, row: Row) -> frozenset[Cell]:
        """The counts that a figure which is none itself is made from."""
        at = tuple(str(row[dimension]) for dimension in self.dimensions)
        found = set((column.made_of or {}).get(at, ()))
        for name in column.rests_on:
            other = self.column(name)
            found |= {self.cell(other, row)} if other.is_count else self.counts_behind(other, row)
        return frozenset(found)

    def cell(self, column: Column, row: Row) -> Cell:
        if column.elsewhere is not None:
            return column.elsewhere[tuple(str(row[d]) for d in self.dimensions)]
        at = {d: row[d] for d in self.dimensions if d not in column.over}
        return Cell.of(str(column.quantity), **at)

    def with_cells(self, cells: pd.DataFrame) -> Table:
        return replace(self, cells=cells)


@dataclass(frozen=True)
class Absent:
    """Why a table cannot be counted from the records there are, as a sentence for the page."""

    why: str


def _whole(value: object) -> object:
    """A count as a whole number, whatever pandas made of it; a symbol as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def is_number(value: object) -> bool:
    """Whether a figure is a number rather than a symbol."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def totals_identities(table: Table) -> Iterable[Identity]:
    """The identities a table's own totals make: along each dimension, the parts and the total.

    A sum with a figure that is not a number is left out: nobody can do it.
    """
    rows = table.cells.to_dict("records")
    sums = {dimension: _alike_but_for(dimension, table, rows) for dimension in table.dimensions}
    for column in table.counted():
        for dimension in table.dimensions:
            if dimension not in column.over:
                for group in sums[dimension]:
                    yield from _total_identity(table, column, dimension, group)


def _alike_but_for(dimension: str, table: Table, rows: Iterable[Row]) -> Iterable[Sequence[Row]]:
    """The rows that differ along one dimension alone, together."""
    others = [name for name in table.dimensions if name != dimension]
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in others), []).append(row)
    return groups.values()


def _total_identity(
    table: Table, column: Column, dimension: str, rows: Sequence[Row]
) -> Iterable[Identity]:
    totals = [row for row in rows if row[dimension] == TOTAL]
    parts = [row for row in rows if row[dimension] != TOTAL]
    whole = all(is_number(row[column.name]) for row in rows)
    if totals and parts and whole:
        yield Identity(
            (table.cell(column, totals[0]),), tuple(table.cell(column, row) for row in parts)
        )
