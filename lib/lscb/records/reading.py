"""Check an extract of a record, whole, and say everything that is wrong with it at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd
import pandera.errors

from lscb.errors import Problem, alike, did_you_mean
from lscb.records.dates import dates
from lscb.records.extract import Extract, Written
from lscb.records.record import FILE, ROW, UNIT, Column, Record
from lscb.records.said import LONG, NEARLY, may_be_said

SHORTEST_NAME = 3


@dataclass(frozen=True)
class RecordFile:
    """What one file held of a record, and what is wrong with it.

    `rows` are the record's columns, each of its declared type, and where each row stands. They
    are empty where there are problems: a file is used whole or not at all.
    """

    extract: Extract
    rows: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    queries: tuple[Problem, ...] = ()

    @property
    def file(self) -> str:
        return self.extract.file

    @cached_property
    def set_aside(self) -> int:
        """Rows that were read and are no part of the record."""
        return sum(self.extract.set_aside.values())

    @property
    def read(self) -> int:
        """Rows that were not blank: those used, those set aside and those rejected."""
        return len(self.extract.cells) + self.set_aside

    @property
    def rejected(self) -> int:
        return self.read - self.set_aside - len(self.rows)


def record_file(record: Record, extract: Extract) -> RecordFile:
    """The rows of one extract, or all of its problems."""
    text = _whole(record, extract)
    typed, faults = _typed(record, extract, text)
    numbers = _numbers(extract)
    broken = _broken_rules(record, typed) | _repeated(record, typed, extract.unit, numbers)
    faults = _not_following(broken, faults) | faults
    letters = _Letters(record, extract, text, numbers, faults)
    problems = (*extract.problems, *letters.problems())
    queries = (*extract.queries, *(letters.queries(typed) if not problems else ()))
    rows = typed.assign(**{FILE: extract.file, ROW: numbers, UNIT: extract.unit})
    return RecordFile(extract, rows.iloc[:0] if problems else rows, problems, queries)


def _whole(record: Record, extract: Extract) -> pd.DataFrame:
    """Every declared column as text, blank where the file has no such column."""
    return extract.cells.reindex(columns=record.names(), fill_value="")


def _numbers(extract: Extract) -> pd.Series:
    """The place of each row as a letter gives it."""
    if extract.numbers is not None:
        return extract.numbers
    return pd.Series(extract.cells.index, index=extract.cells.index, dtype="int64")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell: what was expected, and by which of DfE's rules.

    `unknown` is true of a code that is none of those known.
    """

    expected: str
    dfe: str | None = None
    unknown: bool = False


Faults = dict[tuple[int, str], Fault]
"""Faults by row, as the extract's index has it, and column."""


def _typed(record: Record, extract: Extract, text: pd.DataFrame) -> tuple[pd.DataFrame, Faults]:
    """The table with every column of its declared type, and what could not be read so."""
    typed, faults = {}, {}
    for column in record.columns:
        cells = text[column.name]
        written = extract.written.get(column.name, Written(column.name))
        typed[column.name], expected = _READERS[column.kind](cells, column, written)
        unread = cells.index[(cells != "") & typed[column.name].isna()]
        code = column.kind == "code"
        faults |= {(row, column.name): Fault(expected[row], column.dfe, code) for row in unread}
    return pd.DataFrame(typed, index=text.index), faults


Read = tuple[pd.Series, pd.Series]
"""Values, missing where they could not be read, and what was expected of each cell."""


TOTALS = {"total", "totals", "grand total"}
A_TOTAL = "expected a row of the record; this looks like a row of totals: take it out"

SPREADSHEET_ERROR = r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)"
"""What a spreadsheet shows for a formula that failed: the same in every row, and nobody's."""


SEVERAL = 3
"""So many numbers that all end in noughts do not do so by chance."""

ROUNDED = r"\d(\.\d+)?E\+\d+"
"""What Excel makes of a long number: several, which differed in their last figures, are one."""


def _texts(cells: pd.Series, column: Column, written: Written) -> Read:
    cells = cells.astype("string")
    rounded = (cells.str.fullmatch(ROUNDED, case=False) | _cut_short(cells)).fillna(False)
    texts = cells.mask(cells.str.fullmatch(SPREADSHEET_ERROR) | rounded | (cells == ""))
    words = _said(cells, "expected text; a formula failed here")
    shortened = "expected the whole number; Excel has rounded it: format the column as text"
    return texts, words.mask(rounded.to_numpy(dtype=bool), shortened)


def _cut_short(cells: pd.Series) -> pd.Series:
    """Whole numbers of which Excel has kept fifteen figures: all that are longer end in noughts."""
    long = cells.str.fullmatch(r"[0-9]{16,}").fillna(False)
    cut = long & cells.str.fullmatch(r"[0-9]{15}0+")
    return cut & (cut.sum() >= SEVERAL) & cut.equals(long)


def _codes(cells: pd.Series, column: Column, written: Written) -> Read:
    """Codes are matched whatever their capitals: Excel users write Yes and yes."""
    known = {code.casefold(): code for code in column.codes}
    known |= {theirs.casefold(): ours for theirs, ours in written.codes.items()}
    shown = list(column.codes if written.stated_at else written.codes or column.codes)
    between = "; " if any("," in code for code in shown) else ", "
    expected = f"expected one of: {between.join(shown)}"
    found = {
        value: (known.get(value.casefold()), f"{expected}.{hint}")
        for value in cells.unique()
        for hint in [did_you_mean(value, shown) if value.casefold() not in known else ""]
    }
    values = cells.map({value: code for value, (code, _) in found.items()})
    return values.astype("string"), cells.map({value: words for value, (_, words) in found.items()})


def _dates(cells: pd.Series, column: Column, written: Written) -> Read:
    return dates(cells)


def _whole_numbers(cells: pd.Series, column: Column, written: Written) -> Read:
    cells = cells.astype("string")
    whole = cells.where(cells.str.fullmatch(r"-?\d{1,9}(\.0+)?"))
    return pd.to_numeric(whole, errors="coerce").astype("Int64"), _said(
        cells, "expected a whole number"
    )


def _said(cells: pd.Series, words: str) -> pd.Series:
    return pd.Series(words, index=cells.index, dtype=object)


_READERS: dict[str, Callable[[pd.Series, Column, Written], Read]] = {
    "text": _texts,
    "code": _codes,
    "date": _dates,
    "whole number": _whole_numbers,
}


def _broken_rules(record: Record, typed: pd.DataFrame) -> Faults:
    """What pandera finds."""
    try:
        record.schema().validate(typed, lazy=True)
    except pandera.errors.SchemaErrors as failures:
        cases = failures.failure_cases.to_dict("records")
    else:
        return {}
    found: Faults = {}
    for case in cases:
        column, fault = _named(record, case)
        found.setdefault((int(case["index"]), column), fault)
    return found


def _not_following(broken: Faults, unread: Faults) -> Faults:
    """Broken rules but for those that follow from a cell of the row that could not be read.

    A name of one word, such as "expected", stands in a rule's words as the word it is.
    """
    names: dict[int, set[str]] = {}
    for row, name in unread:
        if "_" in name:
            names.setdefault(row, set()).add(name)
    return {
        (row, name): fault
        for (row, name), fault in broken.items()
        if not any(re.search(rf"\b{other}\b", fault.expected) for other in names.get(row, ()))
    }


def _repeated(record: Record, typed: pd.DataFrame, unit: str, numbers: pd.Series) -> Faults:
    """Rows whose key an earlier row has, each once."""
    faults: dict[int, tuple[str, Fault]] = {}
    keys = [record.key, *((c.name,) for c in record.columns if c.unique)]
    for key in map(list, keys):
        complete = typed.loc[typed[key].notna().all(axis=1), key]
        again = complete.duplicated()
        if not again.any():
            continue
        row = pd.Series(complete.index, index=complete.index)
        first = row.groupby([complete[column] for column in key]).transform("first")
        for place in again.index[again]:
            has_it = f"{unit} {numbers[first[place]]} has it"
            words = f"expected each {' and '.join(key)} once; {has_it}"
            faults.setdefault(place, (key[0], Fault(words)))
    return {(place, column): fault for place, (column, fault) in faults.items()}


def _named(record: Record, case: Mapping[str, object]) -> tuple[str, Fault]:
    """The column and the fault of one of pandera's failures."""
    if case["schema_context"] == "DataFrameSchema":
        rule = record.rules[int(str(case["check"]))]
        return rule.column, Fault(rule.expected, rule.dfe)
    column = record.column(str(case["column"]))
    empty = case["check"] == "not_nullable"
    words = "expected a value; the cell is empty" if empty else str(case["check"])
    return column.name, Fault(words, column.dfe)


@dataclass(frozen=True)
class _Letters:
    """What is said of an extract's faults: in its own words for rows, columns and codes."""

    record: Record
    extract: Extract
    text: pd.DataFrame
    numbers: pd.Series
    faults: Faults

    def problems(self) -> Iterator[Problem]:
        totals = self.text.index[self.text.apply(_is_a_total).any(axis=1)]
        faults = Counter(row for row, _ in self.faults)
        totals = [row for row in totals if faults[row] > 1]
        for row in totals:
            yield self._of(row, self.text.columns[0], Fault(A_TOTAL))
        alike: dict[tuple[str, object], list[int]] = {}
        for row, name in sorted(key for key in self.faults if key[0] not in totals):
            alike.setdefault((name, self._what(row, name)), []).append(row)
        for (name, _), rows in alike.items():
            said = [r for r in rows if self._may_be_repeated(r, name, self.text.at[r, name])]
            row = (said or rows)[0]
            yield self._problem(row, name, self.faults[row, name], len(rows))

    def _what(self, row: int, name: str) -> object:
        """What one letter is about: a code that is not known, wherever it stands, or a row."""
        return self.text.at[row, name] if self.faults[row, name].unknown else row

    def queries(self, typed: pd.DataFrame) -> Iterator[Problem]:
        for rule in self.record.queries:
            for row in typed.index[~rule.holds(typed).to_numpy(dtype=bool)]:
                yield self._of(row, rule.column, Fault(rule.expected, rule.dfe))

    def _problem(self, row: int, name: str, fault: Fault, times: int) -> Problem:
        found = self.text.at[row, name]
        if "\n" in found or "\r" in found:
            # What a stray quotation mark has swallowed may be anybody's record: it is not repeated.
            why = "this cell runs over several lines; is a quotation mark missing?"
            return self._of(row, name, Fault(why))
        found = found if self._may_be_repeated(row, name, found) else ""
        if fault.unknown:
            written = self.extract.written.get(name, Written(name))
            more = written.to_type(found, times, self.record.column(name))
            said = " ".join([fault.expected, *more]).removesuffix(".")
            fault = replace(fault, expected=said)
        return self._of(row, name, fault, found)

    def _of(self, row: int, name: str, fault: Fault, found: str = "") -> Problem:
        return Problem(
            self.extract.file,
            in_its_words(fault.expected, self.extract.written),
            found=repr(found) if found else None,
            row=int(self.numbers[row]),
            column=heading(name, self.extract.written),
            unit=self.extract.unit,
            rule=fault.dfe,
        )

    def _may_be_repeated(self, row: int, name: str, found: str) -> bool:
        """Whether a letter may say what a cell holds.

        Where a row has slipped sideways, a cell holds what belongs to another column, and that
        may be private: so nothing is repeated of a row whose dates are none, and of codes only
        what somebody may have meant for one: a word like a known one, a sign or two, or what
        stands in several rows, as no child's name or number does.
        """
        column = self.record.column(name)
        slipped = any(
            (row, each.name) in self.faults for each in self.record.columns if each.kind == "date"
        )
        if slipped or not column.may_be_said(found):
            return False
        if column.kind != "code":
            return True
        known = [*column.codes, *self.extract.written.get(name, Written(name)).codes]
        return (
            len(found) < SHORTEST_NAME
            or any(_is_mistyped(found, code) for code in known)
            or may_be_said(found, (*known, column.name, column.description))
        )


def _is_a_total(cells: pd.Series) -> pd.Series:
    return cells.str.casefold().str.strip(" :").isin(TOTALS)


def _is_mistyped(found: str, code: str) -> bool:
    """Whether a word is a code with a slip in it: a long one, or a letter of one in capitals."""
    if len(code) >= LONG:
        return alike(found, code) >= NEARLY
    off = [one != other for one, other in zip(found, code, strict=False)]
    return code.isupper() and found.isupper() and len(found) == len(code) > 3 and sum(off) == 1


def heading(column: str, written: Mapping[str, Written]) -> str:
    """The heading under which a file has a column of ours."""
    return written[column].heading if column in written else column


def in_its_words(words: str, written: Mapping[str, Written]) -> str:
    """A rule's words with the file's own headings in place of our columns' names.

    A name of one word, such as "expected", is left as the word it is, and so is one in a key of
    the parameters.
    """
    names = "|".join(re.escape(name) for name in written if "_" in name)
    if not names:
        return words
    return re.sub(rf"(?<![.\w])({names})\b", lambda found: heading(found[1], written), words)
