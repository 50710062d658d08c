"""A format that is tables: several sheets, in one workbook or a CSV file each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from lscb.records.extract import Extract
from lscb.records.sheets import Sheet, Unreadable


@dataclass(frozen=True)
class SheetFormat:
    """One format.

    Parameters
    ----------
    name: what a letter calls it.
    tables: each table's name, and the headings by which a sheet is known for it.
    records: the records that it can give.
    extracts: makes them of the sheets found in one folder, by the table's name. Raises
        Unreadable where a sheet has no rows to speak of.
    other_words: for a heading, the other headings that may stand in its place.
    """

    name: str
    tables: Mapping[str, tuple[str, ...]]
    records: tuple[str, ...]
    extracts: Callable[[Mapping[str, Sheet]], list[Extract]]
    other_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def table(self, sheet: Sheet) -> str | None:
        """The table a sheet is: the one whose headings it has, all of them."""
        there = {plain_heading(heading) for heading in sheet.headings}
        for table, known_by in self.tables.items():
            if all(self._words(heading) & there for heading in known_by):
                return table
        return None

    def _words(self, heading: str) -> set[str]:
        return {plain_heading(each) for each in (heading, *self.other_words.get(heading, ()))}


def plain_heading(heading: str) -> str:
    """A heading as it is compared: letters and figures alone, whatever their capitals."""
    return re.sub(r"[^0-9a-z]", "", heading.casefold())


def table_cells(sheet: Sheet, needed: Iterable[str], perhaps: Iterable[str] = ()) -> pd.DataFrame:
    """The columns of some headings, by those headings, as text; no other is read.

    `perhaps` may be missing, and are blank then. Raises Unreadable where a needed one is, or
    where one stands twice, be it with other capitals or spaces.
    """
    there: dict[str, list[int]] = {}
    for position, heading in enumerate(sheet.headings):
        there.setdefault(plain_heading(heading), []).append(position)
    needed, perhaps = list(needed), list(perhaps)
    stands = {heading: there.get(plain_heading(heading), []) for heading in (*needed, *perhaps)}
    faults = [f"expected a column {h}; there is none" for h in needed if not stands[h]]
    faults += [
        f"expected one column {heading}; there are {len(places)}"
        for heading, places in stands.items()
        if len(places) > 1
    ]
    if faults:
        raise Unreadable(*((sheet.heading_row, why) for why in faults), file=sheet.file)
    wanted = {heading: places[0] for heading, places in stands.items() if places}
    return sheet.columns(wanted).reindex(columns=[*needed, *perhaps], fill_value="")
