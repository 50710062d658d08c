"""Our own records: a sheet whose headings are a record's columns, or a board's names for them.

A board's own headings and values are stated in its parameters, `columns:` and `values:`, so that
an export is read as it is. Without them a heading may differ from the column's name in capitals
and spaces alone, and a file under our names is read beside an export under the board's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd
from openpyxl.utils import get_column_letter

from lscb.errors import Problem, alike, nearest_word, nested, plain, quoted
from lscb.records.extract import Extract, Written
from lscb.records.record import Column, Record, Retold
from lscb.records.said import LONG, NEARLY, may_be_said
from lscb.records.sheets import Sheet, Unreadable

ENOUGH = 0.5
"""The share of a record's columns that a sheet must have before a letter takes it for one."""

JOINED = " | "
"""Between the cells of several headings that make one column together."""

LONGEST_HEADING = 40
HEADINGS_LISTED = 20

NOT_SHOWN = "(not shown"


@dataclass(frozen=True)
class Spelling:
    """A board's own headings and values for one record, as its parameters state them.

    `columns` gives for a column of ours the heading, or several that make it together; `values`
    gives for a column of codes what the board writes and the code it stands for, or "" where it
    stands for a blank.
    """

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def stated(
        cls,
        columns: Mapping[str, str | list[str]],
        values: Mapping[str, Mapping[str | int, str]],
    ) -> Spelling:
        """The spelling that parameters state: a heading may be one or a list of them."""
        return cls(
            {name: (h,) if isinstance(h, str) else tuple(h) for name, h in columns.items()},
            {name: {str(k): v for k, v in codes.items()} for name, codes in values.items()},
        )

    def headings(self, column: str, there: Collection[str]) -> tuple[str, ...]:
        """A column's headings in a sheet whose headings, as they are compared, are `there`.

        They are the board's, but for a sheet that has ours in their place.
        """
        theirs = self.columns.get(column, (column,))
        is_ours = _plain(column) in there and not all(_plain(h) in there for h in theirs)
        return (column,) if is_ours else theirs

    def codes(self, column: str) -> dict[str, str]:
        """What the board writes for our codes."""
        return {theirs: ours for theirs, ours in self.values.get(column, {}).items() if ours}

    def blanks(self, column: str) -> set[str]:
        """What the board writes where we leave a blank, without capitals."""
        return {t.casefold() for t, ours in self.values.get(column, {}).items() if not ours}


def likeness(record: Record, sheet: Sheet, spelling: Spelling) -> float:
    """The share of the columns a record must have that a sheet has, from 0 to 1."""
    there = _there(sheet)
    expected = [column.name for column in record.columns if column.expected]
    found = [c for c in expected if all(_plain(h) in there for h in spelling.headings(c, there))]
    return len(found) / len(expected)


def stated(sheet: Sheet, spelling: Spelling) -> float:
    """The share of a board's own headings that a sheet has; none where none are stated."""
    headings = [_plain(h) for found in spelling.columns.values() for h in found]
    there = _there(sheet)
    return sum(h in there for h in headings) / len(headings) if headings else 0.0


def unknown(sheet: Sheet, declared: Mapping[str, Record], spellings: Mapping[str, Spelling]) -> str:
    """What a letter says of a sheet that is no record's: its headings, and how to state them."""
    like = {name: likeness(record, sheet, spellings[name]) for name, record in declared.items()}
    nearest = max(like, key=lambda name: like[name])
    column = declared[nearest].columns[0].name
    example = f"{nearest}: {{{column}" if like[nearest] else "RECORD: {COLUMN"
    shown = [_shown(h, place) for place, h in enumerate(sheet.headings) if h]
    if not shown:
        return "this is not read: its first row is blank, where headings should be"
    said = (each for each in shown if not each.startswith(NOT_SHOWN))
    heading = next(said, "the heading as it stands")
    return (
        f"this is not read: what stands in its first row, {_listed(shown)}, is no record's "
        "headings and no format's that is known. Is the row of headings missing? If it holds a "
        "record under a board's own headings, state them in the parameters, such as  "
        f"columns: {{{example}: {quoted(heading)}}}}}  "
        "(data/README.md lists the records and their columns)"
    )


def claimed(record: Record, sheet: Sheet, spelling: Spelling) -> set[str]:
    """The headings that a record has in a sheet, as they are compared."""
    there = _there(sheet)
    known = {_plain(h) for name in record.names() for h in spelling.headings(name, there)}
    return known & there.keys()


def extract(
    record: Record, sheet: Sheet, spelling: Spelling, others: Collection[str] = ()
) -> Extract:
    """A sheet's rows as an extract of the record.

    `others` are the headings that other records have in the sheet, as they are compared. In a
    sheet that others share, or under a board's own headings, a row may tell again of what an
    earlier one told. Raises Unreadable where columns are missing or stand twice.
    """
    positions = _positions(record, sheet, spelling, others)
    flat = {f"{name}/{n}": p for name, found in positions.items() for n, p in enumerate(found)}
    text = sheet.columns(flat)
    cells = pd.DataFrame(
        {
            name: _together(text[[f"{name}/{n}" for n in range(len(found))]])
            for name, found in positions.items()
        },
        index=text.index,
    )
    for name in spelling.values.keys() & positions.keys():
        cells[name] = cells[name].mask(cells[name].str.casefold().isin(spelling.blanks(name)), "")
    used = {p for found in positions.values() for p in found}
    unread = [
        (p, h) for p, h in enumerate(sheet.headings) if p not in used and _plain(h) not in others
    ]
    given = Extract(
        record.name,
        sheet.file,
        cells,
        _written(record, sheet, positions, spelling),
        not_read=tuple(_shown(h, place) for place, h in unread if h),
    )
    if record.retold and (others or spelling.columns):
        return _once(record, given, record.retold)
    return given


def _written(
    record: Record, sheet: Sheet, positions: Mapping[str, list[int]], spelling: Spelling
) -> dict[str, Written]:
    """How a sheet writes each column it has."""
    return {
        name: Written(
            JOINED.join(_one_line(sheet.headings[position]) for position in found),
            spelling.codes(name),
            f"values.{record.name}.{name}" if record.column(name).codes else "",
        )
        for name, found in positions.items()
    }


def _together(parts: pd.DataFrame) -> pd.Series:
    """One column of several: their cells joined, blank where one of them is."""
    if parts.shape[1] == 1:
        return parts.iloc[:, 0]
    joined = [JOINED.join(row) if all(row) else "" for row in parts.itertuples(index=False)]
    return pd.Series(joined, index=parts.index, dtype=object)


def _once(record: Record, given: Extract, retold: Retold) -> Extract:
    """An extract whose rows tell of the same thing again and again, each thing once.

    What rows tell differently of one thing is a problem of its column.
    """
    cells, key = given.cells, list(record.key)
    again = (cells[key] != "").all(axis=1) & cells.duplicated(key)
    if not again.any():
        return given
    first = cells.groupby(key, sort=False).transform("first")
    row = pd.Series(cells.index, index=cells.index)
    told = row.groupby([cells[column] for column in key], sort=False).transform("first")
    same = " and ".join(given.written[column].heading for column in key)
    problems = [
        Problem(
            given.file,
            f"expected the same as in row {told[place]}, whose {same} is the same",
            row=int(place),
            column=given.written[column].heading,
        )
        for column in first
        for place in cells.index[
            again & (cells[column] != first[column]) & ~cells.duplicated([*key, column])
        ]
    ]
    return replace(
        given,
        cells=cells[~again],
        set_aside={retold.reason: int(again.sum())},
        caveats=(retold.caveat,),
        problems=tuple(problems),
    )


def _plain(heading: str) -> str:
    """A heading as it is compared, however its words are set apart."""
    return plain(_one_line(heading))


def _one_line(heading: str) -> str:
    return " ".join(heading.split())


def _there(sheet: Sheet) -> dict[str, list[int]]:
    """Where each heading stands, by the heading as it is compared."""
    found: dict[str, list[int]] = {}
    for position, each in enumerate(sheet.headings):
        if each:
            found.setdefault(_plain(each), []).append(position)
    return found


def _positions(
    record: Record, sheet: Sheet, spelling: Spelling, others: Collection[str]
) -> dict[str, list[int]]:
    """Where each column's headings stand; a column that may be left out may be missing."""
    there = _there(sheet)
    wanted = {c.name: spelling.headings(c.name, there) for c in record.columns}
    known = {_plain(h) for headings in wanted.values() for h in headings}
    if not known & there.keys():
        headings = ", ".join(h for c in record.columns if c.expected for h in wanted[c.name])
        raise Unreadable(
            (sheet.heading_row, f"expected a header row; it has none of the columns {headings}")
        )
    stands = {name: [there.get(_plain(h), []) for h in wanted[name]] for name in wanted}
    # Some of our own names may be the board's too: those do not tell whose headings these are.
    theirs = any(
        all(stands[name]) and wanted[name] == headings and known_by != {_plain(name)}
        for name, headings in spelling.columns.items()
        for known_by in [{_plain(h) for h in headings}]
    )
    known |= set(others)
    expected = [h for headings in wanted.values() for h in headings]
    unclaimed = [(p, h) for p, h in enumerate(sheet.headings) if h and _plain(h) not in known]
    spare = list(dict.fromkeys(_shown(heading, place, expected) for place, heading in unclaimed))
    missing = [
        _missing(record, c, h, spelling, spare)
        for c in record.columns
        if c.expected or (theirs and c.name in spelling.columns)
        for h, places in zip(wanted[c.name], stands[c.name], strict=True)
        if not places
    ]
    twice = [
        f"expected one column {_shown(sheet.headings[first], first)}; there are {1 + len(more)}"
        for found in stands.values()
        for first, *more in filter(None, found)
        if more
    ]
    faults = [*dict.fromkeys(twice), *missing, *(_unclaimed(spare) if missing else ())]
    if faults:
        raise Unreadable(*((sheet.heading_row, fault) for fault in faults))
    return {n: [places[0] for places in found] for n, found in stands.items() if all(found)}


def _missing(
    record: Record, column: Column, heading: str, spelling: Spelling, spare: Sequence[str]
) -> str:
    """What a letter says of a heading that is not there: the nearest one, and what to type."""
    key, theirs = f"columns.{record.name}.{column.name}", spelling.columns.get(column.name, ())
    stated = f", as the parameters say at {key}" if theirs else ""
    said = [f"expected a column {heading}{stated}; there is none"]
    if near := nearest_word(heading, spare):
        said.append(f"Is it called '{near}'?")
        if len(theirs) < 2:
            stated = nested(f"columns.{record.name}", f"{column.name}: {quoted(near)}")
            said[-1] += f" Correct it, or state it in the parameters:  {stated}"
    elif not theirs:
        several = ", or several that tell one from another: [One, Another]"
        said.append(
            f"A board's own heading is stated in the parameters, at {key}"
            f"{several if column.name in record.key else ''}"
        )
    return ". ".join(said)


def _unclaimed(spare: Sequence[str]) -> Iterator[str]:
    """The headings that are of no column, as far as a letter lists them."""
    if spare:
        yield f"headings that are of no column: {_listed(spare)}"


def _listed(headings: Sequence[str]) -> str:
    listed = [f"'{heading}'" for heading in headings[:HEADINGS_LISTED]]
    if more := headings[HEADINGS_LISTED:]:
        listed.append(f"and {len(more)} more")
    return ", ".join(listed)


def _shown(heading: str, place: int, expected: Iterable[str] = ()) -> str:
    """A heading as a letter may say it: where headings are missing it is somebody's cell.

    One that is nearly an expected one is that, mistyped. What is not said is told by its column.
    """
    words = _one_line(heading)
    mistyped = any(len(each) >= LONG and alike(words, each) >= NEARLY for each in expected)
    if not mistyped and not may_be_said(words):
        return f"{NOT_SHOWN}, column {get_column_letter(place + 1)})"
    words = "".join(sign if sign.isprintable() else "?" for sign in words)
    return words if len(words) <= LONGEST_HEADING else f"{words[: LONGEST_HEADING - 1]}…"
