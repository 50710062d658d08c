"""What a record type declares: its columns, their types and rules, and what is worth a query."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from inspect import signature
from typing import Literal

import pandas as pd
import pandera.pandas as pa

FILE, ROW, UNIT = "_file", "_row", "_unit"
"""Where a row came from: kept beside it so that a letter can say so."""

SINCE = "_since"
"""The year of the first file that holds a row."""

YEARS = "years"
"""The attribute of a record's rows over the years that lists the years of its files."""

CAVEATS = "caveats"
"""The attribute that holds what a reader must know of the files, as sentences."""

LATEST_FILE = "latest file"
"""The attribute of a record's rows over the years that names the report's own file."""

LONGEST_SAID = 80

Kind = Literal["text", "code", "date", "whole number"]

_DTYPES = {
    "text": pd.StringDtype(),
    "code": pd.StringDtype(),
    "date": "datetime64[ns]",
    "whole number": pd.Int64Dtype(),
}


@dataclass(frozen=True)
class Column:
    """One column of a record.

    `private` values (identifiers and dates of children) are never repeated in a letter.
    `codes` are the values allowed, in the order a table shows them. A column that is not
    `expected` may be left out of a file altogether. `dfe` is the number of the census's own
    rule for its values.
    """

    name: str
    description: str
    kind: Kind = "text"
    required: bool = True
    expected: bool = True
    private: bool = False
    unique: bool = False
    codes: tuple[str, ...] = ()
    at_least: int | None = None
    dfe: str | None = None

    def may_be_said(self, found: str) -> bool:
        """Whether a letter may repeat what a cell of this column holds.

        Where a row has slipped sideways it holds what belongs to another column, so a number must
        be a small one, and text must hold no address, no day and no number of any length.
        """
        if self.private or self.kind == "date" or len(found) > LONGEST_SAID:
            return False
        if self.kind == "whole number":
            return bool(re.fullmatch(r"-?\d{1,3}(\.\d{1,2})?", found))
        return not re.search(r"^[=+]|^-\S|[@\r\n]|\d\D*\d\D*\d|^\d+$", found)

    def schema(self) -> pa.Column:
        """The column as pandera checks it; its codes are known once they have been read."""
        checks = []
        if self.at_least is not None:
            least = f"expected a whole number, {self.at_least} or more"
            checks.append(pa.Check.ge(self.at_least, error=least))
        return pa.Column(_DTYPES[self.kind], checks, nullable=not self.required)


@dataclass(frozen=True)
class Rule:
    """A rule across the columns of a row; it holds where `holds` is true.

    `column` is the one a letter names. `holds` takes the table and returns a truth a row. `dfe`
    is the number of the census's own rule, where it is one of them.
    """

    column: str
    expected: str
    holds: Callable[[pd.DataFrame], pd.Series]
    dfe: str | None = None


@dataclass(frozen=True)
class Across:
    """A rule across rows, files or records.

    `broken` is a function of records, by name; it returns the rows of the first that break the
    rule, as a truth a row. A row that breaks a rule that `asks` may be right, and is used. `dfe`
    is the number of the census's own rule, where it is one of them. One that needs `whole_years`
    is left out where a record is a list of some months.
    """

    column: str
    expected: str
    broken: Callable[..., pd.Series]
    dfe: str | None = None
    asks: bool = False
    whole_years: bool = False

    @property
    def needs(self) -> list[str]:
        return list(signature(self.broken).parameters)


@dataclass(frozen=True)
class Overall:
    """A rule about records as a whole, such as a number that changed much from year to year.

    `broken` is a function of records, by name; it returns a sentence for each way in which the
    first breaks the rule. `column`, `dfe` and `asks` are as in other rules; all need whole years.
    """

    column: str
    broken: Callable[..., Iterable[str]]
    dfe: str | None = None
    asks: bool = False
    whole_years = True

    @property
    def needs(self) -> list[str]:
        return list(signature(self.broken).parameters)


def looked_up(keys: pd.Series, values: pd.Series) -> pd.Series:
    """The value of each key, missing where there is none, of the values' own type.

    `values` is indexed by key, each once; same index as `keys`.
    """
    return pd.Series(values.reindex(keys).to_numpy(), index=keys.index)


@dataclass(frozen=True)
class Retold:
    """How a record stands in a file of finer rows, each of which tells of one again.

    `reason` is why rows after the first are set aside; `caveat` is what such a file cannot show.
    """

    reason: str
    caveat: str


@dataclass(frozen=True)
class Record:
    """One record type: a CSV file of this name in every year's folder.

    Parameters
    ----------
    row: what one row stands for, in words.
    key: the columns that make two rows the same thing, within a file (an error) and across
        years' files (the latest extract wins).
    dated: the column that places a row in a reporting year; None where nothing does.
    closed: the column that says when it ended, for what is carried from file to file until then.
    latest_of: the columns that say whose latest row the next year's file carries over.
    retold: for what stands again and again in a file of another record's rows.
    rules: broken by a row that cannot be right; the report is not built.
    queries: broken by a row that may be right and should be looked at; it is used.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    dated: str | None = None
    closed: str | None = None
    latest_of: tuple[str, ...] = ()
    retold: Retold | None = None
    rules: tuple[Rule, ...] = ()
    queries: tuple[Rule, ...] = field(default=())

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def schema(self) -> pa.DataFrameSchema:
        """The record as pandera checks it; a broken rule is told by its number."""
        checks = [
            pa.Check(rule.holds, error=str(number), ignore_na=False)
            for number, rule in enumerate(self.rules)
        ]
        return pa.DataFrameSchema({c.name: c.schema() for c in self.columns}, checks=checks)

    def template(self) -> str:
        """A blank file: the header row, as Excel opens it."""
        return ",".join(self.names()) + "\n"
