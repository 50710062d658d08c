"""One record's rows as a file holds them, before anything in them has been checked.

Whatever a council holds, a census or a workbook or a booking system's export, becomes this: the
record's own columns, each cell still as it was written, and beside them how the file writes each
column. What is checked, and what a letter says, is then the same for every format.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from lscb.errors import Problem, near_words, nested, quoted
from lscb.records.record import Column


@dataclass(frozen=True)
class Written:
    """How a file writes one column: under which heading, and which codes for ours.

    `codes` are keyed by what the file writes; capitals do not count. A column of codes that has
    none is written in ours. `stated_at` is the key of the parameters at which more codes can be
    stated; nothing where a format has those it has.
    """

    heading: str
    codes: Mapping[str, str] = field(default_factory=dict)
    stated_at: str = ""

    def to_type(self, found: str, times: int, column: Column) -> Iterator[str]:
        """What more a letter says of a code that is not known: how often it stands, what to type.

        `found` is blank where the letter may not repeat it; `column` is ours.
        """
        if not found:
            yield "What stands here is not repeated, as it may be a name."
        if times > 1:
            yield f"It stands {times} times."
        if self.stated_at and found.isprintable() and found:
            near = near_words(found, column.codes)
            code = near[0] if len(near) == 1 else None
            entry = f"{quoted(found)}: {quoted(code or 'one of these')}"
            yield f"Correct it, or state it in the parameters:  {nested(self.stated_at, entry)}"
            if not code and not column.required:
                yield 'or "" for a blank'
        elif self.stated_at:
            yield f"What it stands for can be stated in the parameters, at {self.stated_at}"


@dataclass(frozen=True)
class Extract:
    """One record's rows in one file.

    Parameters
    ----------
    record: the record's name.
    file: what a letter calls the file, such as "data/x/2014-15/annex_a.xlsx, sheet List 7".
    cells: the record's columns (those the file has), every cell as stripped text, blank where it
        is empty. Its index is unique: a row of the table is told by it.
    written: how the file writes each column of `cells`.
    source: what gives it together with others, such as one census; the file, where left out.
    numbers: the place of each row as a letter gives it, indexed as `cells`; the index itself
        where left out.
    unit: what `numbers` count: a "row" of a spreadsheet, a "line" of a file, a "child" in it.
    as_at: the day the file was made for, where it says so: the latest such file wins.
    window: the first and last day of the events it holds whole, where these are not whole
        reporting years; None where they are.
    council: the three-figure code of the council it is from, where it says so.
    set_aside: rows that were read and are not part of the record, by the reason; every reason for
        which a row may be, with none where no row is.
    caveats: what a reader of the chapter must know of the file, as sentences.
    problems, queries: what was found wrong, or worth a look, as the file was read.
    not_read: headings that nothing reads.
    """

    record: str
    file: str
    cells: pd.DataFrame
    written: Mapping[str, Written]
    source: str = ""
    numbers: pd.Series | None = None
    unit: str = "row"
    as_at: date | None = None
    window: tuple[date, date] | None = None
    council: str | None = None
    set_aside: Mapping[str, int] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    queries: tuple[Problem, ...] = ()
    not_read: tuple[str, ...] = ()
