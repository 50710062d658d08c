"""What a record type declares: its columns, their types and rules, and what is worth a query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd
import pandera.pandas as pa

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
    `codes` are the values allowed, in the order a table shows them.
    """

    name: str
    description: str
    kind: Kind = "text"
    required: bool = True
    private: bool = False
    unique: bool = False
    codes: tuple[str, ...] = ()
    at_least: int | None = None

    def schema(self) -> pa.Column:
        """The column as pandera checks it."""
        checks = []
        if self.codes:
            allowed = ", ".join(self.codes)
            checks.append(pa.Check.isin(self.codes, error=f"expected one of: {allowed}"))
        if self.at_least is not None:
            least = f"expected a whole number, {self.at_least} or more"
            checks.append(pa.Check.ge(self.at_least, error=least))
        return pa.Column(_DTYPES[self.kind], checks, nullable=not self.required)


@dataclass(frozen=True)
class Rule:
    """A rule across the columns of a row; it holds where `holds` is true.

    `column` is the one a letter names. `holds` takes the table and returns a truth a row.
    """

    column: str
    expected: str
    holds: Callable[[pd.DataFrame], pd.Series]


@dataclass(frozen=True)
class Record:
    """One record type: a CSV file of this name in every year's folder.

    Parameters
    ----------
    row: what one row stands for, in words.
    key: the columns that make two rows the same thing, within a file (an error) and across
        years' files (the latest extract wins).
    dated: the column that places a row in a reporting year.
    closed: the column that says when it ended, for what is carried from file to file until then.
    latest_of: the columns that say whose latest row the next year's file carries over.
    rules: broken by a row that cannot be right; the report is not built.
    queries: broken by a row that may be right and should be looked at; it is used.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    dated: str
    closed: str | None = None
    latest_of: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    queries: tuple[Rule, ...] = field(default=())

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def schema(self) -> pa.DataFrameSchema:
        """The record as pandera checks it. A row's index is its row in the spreadsheet."""
        checks = [
            pa.Check(rule.holds, error=f"{rule.column}: {rule.expected}", ignore_na=False)
            for rule in self.rules
        ]
        return pa.DataFrameSchema({c.name: c.schema() for c in self.columns}, checks=checks)

    def template(self) -> str:
        """A blank file: the header row, as Excel opens it."""
        return ",".join(self.names()) + "\n"
