"""Rows and remarks on a census as they gather: how to number them is known only at its end."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from lscb.errors import Problem
from lscb.records.formats.census_elements import ITEMS

KEYS: dict[str, tuple[str, ...]] = {
    "ChildIdentifiers": (),
    "CINdetails": ("CINdetailsID",),
    "Section47": ("CINdetailsID",),
    "ChildProtectionPlans": ("CINdetailsID", "CPPID"),
    "Reviews": ("CINdetailsID", "CPPID"),
}
"""The whole numbers that tell the rows of each table, besides their child's."""

MOST_SAID = 10_000


class Place(NamedTuple):
    """Where something stands: the child, from 1, and the line. Nought where it is in none."""

    child: int = 0
    line: int = 0

    def number(self, unit: str) -> int:
        """The one of them that is counted in a unit."""
        return self.line if unit == "line" else self.child


NOWHERE = Place()


class Rows:
    """The rows of one table, in order: their cells end to end, and so the numbers of each."""

    def __init__(self, table: str) -> None:
        self._items = ITEMS[table]
        self._numbered = ("child", "line", *KEYS[table])
        self._cells: list[str] = []
        self._numbers = array("q")

    def __len__(self) -> int:
        return len(self._numbers) // len(self._numbered)

    def add(self, cells: Sequence[str], *numbers: int) -> None:
        """Add a row: its cells, then its child, its line and its keys."""
        self._cells.extend(cells)
        self._numbers.extend(numbers)

    def column(self, item: str) -> np.ndarray:
        """The texts of one item."""
        texts = self._cells[self._items.index(item) :: len(self._items)]
        return np.array(texts, dtype=object)

    def table(self, names: np.ndarray, unit: str) -> pd.DataFrame:
        """All rows, with the LAchildID of their child and the number of each in a unit.

        `names` are the LAchildIDs of the file's children.
        """
        numbers = np.array(self._numbers, dtype="int64").reshape(-1, len(self._numbered))
        numbered = dict(zip(self._numbered, numbers.T, strict=True))
        line, child = numbered.pop("line"), numbered.pop("child")
        columns: dict[str, np.ndarray] = {"child": child, "LAchildID": names[child - 1]}
        columns |= numbered
        columns |= {item: self.column(item) for item in self._items if item != "LAchildID"}
        columns["number"] = line if unit == "line" else child
        return pd.DataFrame(columns)


class Notes:
    """What is not as it should be, said once for each place, until it has been said too often."""

    def __init__(self) -> None:
        self._said: list[tuple[Place, str, str | None]] = []
        self._more = False

    @property
    def full(self) -> bool:
        """Whether too much has been said for more to be listed."""
        return self._more

    def add(self, place: Place, expected: str, column: str | None) -> None:
        if len(self._said) < MOST_SAID:
            self._said.append((place, expected, column))
        else:
            self._more = True

    def listed(self, file: str, unit: str) -> tuple[Problem, ...]:
        """All of them, numbered in a unit, and at the end whether there are more."""
        listed = [
            Problem(file, expected, row=place.number(unit) or None, column=column, unit=unit)
            for place, expected, column in self._said
        ]
        if self._more:
            listed.append(Problem(file, f"there are more: only the first {MOST_SAID:,} are listed"))
        return tuple(listed)
