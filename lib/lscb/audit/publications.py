"""Evidence from what was published: a clearing, an edition, the ledger, or tables in memory.

The registration says where each count stands; its value is read from the table as published.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

import lscb
from lscb.audit.evidence import Count, Evidence, Figure, Spot, Sum
from lscb.audit.linear import check
from lscb.audit.unknowns import Contradicted, unknowns
from lscb.cleared import REGISTRATION
from lscb.errors import DataError, Problem
from lscb.registration import Place, Registered, Registration
from lscb.tables import Cell, Identity, Table, is_number
from lscb.workbench import ReportPlace, Workbench

TIMES = ("year", "period")
"""The dimensions that say when; a count without either is the report's own."""

LARGEST = 5
"""What a policy that is not held here withholds: counts of up to five."""

Shown = Callable[[Place], object]
"""What a table shows at a place: a number, or anything else where it shows none."""

Row = tuple[str, ...]


@dataclass(frozen=True)
class Promise:
    """What a policy promises: the largest count that it does not tell, what it rounds to, and
    whether an insider cannot tell one either.

    Where it prints the middle of a class of `class_size` in a count's place, unless others have
    published the count, it tells that one is of 1 to the largest, and nothing narrower.
    """

    largest: int = LARGEST
    rounded_to: int | None = None
    class_size: int | None = None
    insider: bool = False


def promise(policy: str) -> Promise:
    """What a policy promises, by its preset."""
    path = Path(lscb.__file__).parent / "disclosure" / "presets" / f"{policy}.yaml"
    if not path.is_file():
        return Promise()
    stated = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Promise(
        stated["largest_withheld"],
        stated.get("rounded_to"),
        stated.get("class_size"),
        stated["attacker"] == "insider",
    )


def of_tables(
    registration: Registration,
    tables: Sequence[Table],
    report: str,
    policy: str = "dfe",
    values: Mapping[Cell, int] | None = None,
) -> Evidence:
    """What the cleared tables of one report tell.

    `report` is the board and the year, such as "northshire 2014-15". `values` are the true ones,
    where the process that reads records asks whether it has kept its policy: the evidence then
    stays in that process.
    """
    rows = [table.cells.to_dict("records") for table in tables]

    def spot(place: Place, _: Cell | None) -> Spot:
        table, row = tables[place.table], rows[place.table][place.row]
        at = ", ".join(str(row[dimension]) for dimension in table.dimensions)
        return Spot(table.name, at, place.column)

    def shown(place: Place) -> object:
        return rows[place.table][place.row][place.column]

    year = report.split()[-1]
    # These are the tables before what they print is rounded.
    exact = replace(promise(policy), rounded_to=None)
    reading = _Reading(report, year, exact, shown, spot, values or {})
    return reading.evidence(registration, [table.name for table in tables])


def of_clearing(folder: Path) -> Evidence:
    """What a clearing tells: the folder of cleared tables, with their registration.

    Raises DataError where its files are not as they were cleared.
    """
    return _of_files(folder, folder / "manifest.json", folder)


def of_edition(place: ReportPlace) -> Evidence:
    """What the public edition that stands tells, by its own tables and nothing else.

    The registration is that of the clearing it was made from. Raises DataError where that clearing
    is no longer there, or where its files are not as they were made.
    """
    folder = place.standing("public")
    statement = folder / "report.json"
    digest = _json(statement).get("cleared")
    return _of_files(folder / "tables", statement, place.cleared / f"public-{digest}")


def of_ledger(workbench: Workbench, board: str) -> list[Evidence]:
    """What the board has published, in order; what was withdrawn is not unknown again.

    Raises DataError where a line of the ledger cannot be read.
    """
    path = ledger(workbench, board)
    if not path.is_file():
        return []
    found = []
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    for number, line in enumerate(lines, start=1):
        try:
            stated = json.loads(line) if line.strip() else {}
            if "registration" in stated:
                found.append((str(stated["published"]), _of_line(board, stated)))
        except (ValueError, KeyError, TypeError, IndexError):
            what = "expected a publication as lscb publish writes it"
            problem = Problem(workbench.relative(path), what, row=number, unit="line")
            raise DataError([problem], _LEDGER) from None
    return [evidence for _, evidence in sorted(found, key=lambda each: each[0])]


def ledger(workbench: Workbench, board: str) -> Path:
    """Where a board's ledger is."""
    return workbench.root / "data" / board / "ledger.jsonl"


_LEDGER = (
    "The ledger is only ever added to: restore the file as it was, then type:  lscb audit BOARD"
)


def _of_line(board: str, stated: Mapping[str, Any]) -> Evidence:
    registration = Registration.from_json(stated["registration"])
    values = dict(zip((each.cell for each in registration.counts), stated["values"], strict=True))
    at = {place: each.cell for each in registration.counts for place in each.places}
    policy = stated.get("policy", "")
    report = f"{board} {stated['year']}"
    last = max((place.table for place in at), default=-1)
    tables = stated["registration"].get("tables") or [f"table {n + 1}" for n in range(last + 1)]
    names = [_table_name(report, file) for file in tables]

    def spot(place: Place, cell: Cell | None) -> Spot:
        words = ", ".join(value for _, value in sorted(cell.at)) if cell else f"row {place.row + 1}"
        return Spot(names[place.table], words, place.column)

    reading = _Reading(
        report,
        str(stated["year"]),
        promise(str(policy)),
        lambda place: values[at[place]] if place in at else None,
        spot,
    )
    return reading.evidence(registration, names)


def _of_files(tables: Path, statement: Path, clearing: Path) -> Evidence:
    stated = _json(statement)
    held = _json(clearing / REGISTRATION)
    registration = Registration.from_json(held)
    report = f"{stated['board']['slug']} {stated['year']}"
    rows, labels = zip(*(_rows(tables / file) for file in held["tables"]), strict=True) or ((), ())
    names = [_table_name(report, file) for file in held["tables"]]

    def shown(place: Place) -> object:
        try:
            return _number(rows[place.table][place.row][place.column])
        except (IndexError, KeyError):
            raise _not_as_made(tables / held["tables"][place.table]) from None

    def spot(place: Place, _: Cell | None) -> Spot:
        return Spot(names[place.table], labels[place.table][place.row], place.column)

    promised = promise(stated["disclosure"].get("policy", ""))
    reading = _Reading(report, str(stated["year"]), promised, shown, spot)
    return reading.evidence(registration, names)


def _table_name(report: str, file: str) -> str:
    return f"{report} {file.removesuffix('.csv')}"


def _rows(path: Path) -> tuple[list[dict[str, str]], list[str]]:
    """The rows of a published table, and each as a reader would name it."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except OSError:
        raise _not_as_made(path) from None
    columns = _json(path.with_name(f"{path.name}-metadata.json"))["tableSchema"]["columns"]
    dimensions = [c["name"] for c in columns if c["lscb:role"] == "dimension"]
    return rows, [", ".join(row.get(name) or "" for name in dimensions) for row in rows]


def _number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


def _json(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise _not_as_made(path) from None


def _not_as_made(path: Path) -> DataError:
    """A file that an audit needs is not there or is not as it was made."""
    shown = "/".join(path.parts[-4:])
    return DataError(
        [Problem(shown, "expected the file as it was made with its report; it cannot be read so")],
        "Make the report again, then the audit:  lscb build BOARD YEAR",
    )


class _Reading:
    """One publication on its way to evidence.

    Parameters
    ----------
    name: the publication, for a reader.
    report: what a count that does not say when it was belongs to.
    shown, spot: what stands at a place, and the place in words.
    values: the true ones, where they are given.
    """

    def __init__(
        self,
        name: str,
        report: str,
        promised: Promise,
        shown: Shown,
        spot: Callable[[Place, Cell | None], Spot],
        values: Mapping[Cell, int] | None = None,
    ) -> None:
        self.name, self.report, self.promised = name, report, promised
        self.shown, self.spot = shown, spot
        self.values = values or {}

    def evidence(self, registration: Registration, tables: Sequence[str]) -> Evidence:
        """The evidence; of rounded counts as near as the rounding can be, if that is possible.

        A rounding that adds up need not be to the nearest multiples: then it may be one further.
        """
        if self.promised.rounded_to is None:
            return self._evidence(registration, tables, 0)
        evidence = self._evidence(registration, tables, self.promised.rounded_to - 1)
        try:
            check(unknowns(evidence))
        except Contradicted:
            return self._evidence(registration, tables, 2 * self.promised.rounded_to - 1)
        return evidence

    def _evidence(self, registration: Registration, tables: Sequence[str], within: int) -> Evidence:
        number = {each.cell: n for n, each in enumerate(registration.counts)}
        figures = [
            Figure(self.spot(place, None), frozenset(number[c] for c in cells if c in number))
            for place, cells in registration.made_of.items()
            if is_number(self.shown(place))
        ]
        return Evidence(
            self.name,
            tuple(self._count(each, within) for each in registration.counts),
            tuple(_sum(each, number) for each in registration.identities),
            tuple(figures),
            tables=tuple(tables),
        )

    def _count(self, stated: Registered, within: int) -> Count:
        value, spots = self._value(stated)
        told = stated.zeros_told and bool(stated.places)
        count = Count(
            self._stamped(stated.cell),
            value,
            least=-float("inf") if stated.signed else 1.0 if told else 0.0,
            largest=self.promised.largest,
            insider=self.promised.insider,
            target=stated.may_be_withheld,
            known=stated.known,
            zeros_told=stated.zeros_told,
            spots=spots,
            class_told=self.promised.class_size is not None,
            truth=self.values.get(stated.cell),
        )
        if value is None or stated.counts == "things":
            return count
        if self.promised.class_size:
            is_class = not stated.known
            return _in_its_class(count, value, self.promised.class_size) if is_class else count
        return _rounded(count, value, within) if within else count

    def _value(self, stated: Registered) -> tuple[float | None, tuple[Spot, ...]]:
        """The value as printed anywhere, and the places, those that print it first."""
        shown = [(place, self.shown(place)) for place in stated.places]
        printed = {float(value) for _, value in shown if is_number(value)}
        if len(printed) > 1:
            spot = self.spot(stated.places[0], stated.cell)
            what = "expected one value of this count; its tables print two"
            raise DataError([Problem(spot.table, f"{spot}: {what}")], "Make the report again.")
        ordered = sorted(shown, key=lambda each: not is_number(each[1]))
        spots = tuple(self.spot(place, stated.cell) for place, _ in ordered)
        return next(iter(printed), None), spots

    def _stamped(self, cell: Cell) -> Cell:
        """The cell as one of its own report, where it does not say when it was.

        Two reports' totals over all the years they show are not the same count.
        """
        if any(dimension in TIMES for dimension, _ in cell.at):
            return cell
        return Cell(cell.quantity, cell.at | {("report", self.report)})


def _rounded(count: Count, value: float, within: int) -> Count:
    """A count that is printed as a multiple near it; a small secret would not be printed."""
    smallest = count.largest + 1 if count.target and not count.zeros_told else 0
    return replace(
        count,
        value=None,
        least=float(max(value - within, smallest)),
        most=value + within,
        target=False,
        rounded=True,
    )


def _in_its_class(count: Count, value: float, size: int) -> Count:
    """A count of which the middle of its class is printed; any other number is what it is."""
    most = value + size // 2
    if value <= 0 or most % size:
        return count
    least = most - size + 1
    target = count.target and least <= count.largest
    return replace(count, value=None, least=least, most=most, target=target, rounded=True)


def _sum(identity: Identity, number: Mapping[Cell, int]) -> Sum:
    return Sum(tuple(sorted(_terms(identity, number))))


def _terms(identity: Identity, number: Mapping[Cell, int]) -> Iterator[tuple[int, float]]:
    rest = (identity.remainder,) if identity.remainder else ()
    factors: dict[int, float] = {}
    for sign, cells in ((1.0, identity.left), (-1.0, (*identity.right, *rest))):
        for cell in cells:
            factors[number[cell]] = factors.get(number[cell], 0.0) + sign
    yield from ((n, factor) for n, factor in factors.items() if factor)
