"""Records that differ in what is withheld alone give the same public edition, to the byte.

Bexley's records are changed, one change after another, and each change is kept where the cleared
tables stay as they were: withheld counts, days within a month, identifiers, names of files. Then
the report is built from the changed records, beside all that may lie about from other runs.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from lscb.cleared import Cleared
from lscb.clearing import cleared_report
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear
from tests.conftest import ROOT, contents, lscb

Rows = list[list[str]]
Change = Callable[[], None]

PLANS = "child_protection_plans"
START, END, PREVIOUS = 1, 2, 5
"""Columns of the record of plans."""


class Twin:
    """A workbench with Bexley's records, to be changed while the cleared tables stay the same."""

    def __init__(self, root: Path, like: Cleared) -> None:
        self.place = ReportPlace(Workbench(root), "bexley", ReportingYear("2014-15"))
        self.like = _tables(like)

    def plans(self, year: str) -> Path:
        return self.place.data(ReportingYear(year)) / f"{PLANS}.csv"

    def kept(self, change: Change) -> bool:
        """Whether the cleared tables are the same after a change; it is undone where not."""
        before = contents(self.data)
        change()
        if _tables(cleared_report(self.place, "public")) == self.like:
            return True
        shutil.rmtree(self.data)
        for name, content in before.items():
            (self.data / name).parent.mkdir(parents=True, exist_ok=True)
            (self.data / name).write_bytes(content)
        return False

    @property
    def data(self) -> Path:
        return self.place.data().parent


def _tables(held: Cleared) -> dict[str, bytes]:
    return {name: text for name, text in contents(held.folder).items() if name.endswith(".csv")}


def _cells(content: bytes) -> Rows:
    return list(csv.reader(content.decode("utf-8-sig").splitlines()))


def _rows(path: Path) -> Rows:
    return list(csv.reader(path.read_text(encoding="utf-8").splitlines()))


def _write(path: Path, rows: Rows) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def _with_cell(path: Path, row: int, column: int, value: str) -> Change:
    def change() -> None:
        rows = _rows(path)
        rows[row][column] = value
        _write(path, rows)

    return change


def _more_second_plans(twin: Twin, year: str) -> Iterator[Change]:
    """One plan after another that began and ended in a year, said to be a child's second.

    A later year's file tells again of one that had not ended.
    """
    path = twin.plans(year)
    for number, row in enumerate(_rows(path)):
        if row[PREVIOUS] == "0" and row[END] and str(_year(row[START])) == year:
            yield _with_cell(path, number, PREVIOUS, "1")


def _ends_a_day_later(twin: Twin) -> Iterator[Change]:
    """One plan after another that ended in the year, its end a day later in the same month."""
    path = twin.plans("2014-15")
    for number, row in enumerate(_rows(path)):
        if re.match(r"\d", row[END]) and str(_year(row[END])) == "2014-15":
            later = date.fromisoformat(row[END]) + timedelta(days=1)
            if later.isoformat()[:7] == row[END][:7]:
                yield _with_cell(path, number, END, later.isoformat())


def _year(day: str) -> ReportingYear:
    return ReportingYear.of(date.fromisoformat(day))


def _other_identifiers(twin: Twin) -> None:
    """Every child under another number, so that none stands where it stood in order."""
    for path in twin.data.rglob("*.csv"):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            re.sub(r"(?<=made-up-child-)\d+", lambda n: str(99999 - int(n[0])), text),
            encoding="utf-8",
        )


def _other_file_names(twin: Twin) -> None:
    for path in list(twin.data.rglob("reviews.csv")):
        path.rename(path.with_name("Reviews as they came.csv"))


def _first_kept(twin: Twin, changes: Iterator[Change], wanted: int, most: int = 8) -> int:
    """How many of the first changes were kept: no more than wanted, of no more than `most`."""
    kept = 0
    for _, change in zip(range(most), changes, strict=False):
        kept += twin.kept(change)
        if kept == wanted:
            break
    return kept


@pytest.fixture(scope="module")
def twin(held: Cleared, tmp_path_factory: pytest.TempPathFactory) -> Twin:
    """Other records of the same cleared tables."""
    root = tmp_path_factory.mktemp("twin")
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    for folder in ("bexley", "comparators"):
        shutil.copytree(ROOT / "data" / folder, root / "data" / folder)
    (root / "parameters" / "bexley").mkdir(parents=True)
    shutil.copy(ROOT / "parameters/bexley/2014-15.yaml", root / "parameters/bexley")
    twin = Twin(root, held)
    assert _first_kept(twin, _more_second_plans(twin, "2010-11"), 2) == 2
    assert _first_kept(twin, _more_second_plans(twin, "2011-12"), 1) == 1
    assert _first_kept(twin, _ends_a_day_later(twin), 1) == 1
    assert twin.kept(lambda: _other_identifiers(twin))
    assert twin.kept(lambda: _other_file_names(twin))
    return twin


def test_the_records_differ_in_counts_that_are_withheld_and_in_no_other(twin, held, tmp_path):
    """Else the test below would prove nothing."""
    usual = ReportPlace(Workbench(ROOT, tmp_path), "bexley", twin.place.year)
    whole, other = (_tables(cleared_report(place, "panel")) for place in (usual, twin.place))
    public, differing = _tables(held), []
    for name in whole:
        told = public.get(name.removeprefix("OFFICIAL-SENSITIVE_"))
        rows = [_cells(whole[name]), _cells(other[name]), _cells(told or b"")]
        # The panel has tables of its own, and finer ones.
        if len({len(each) for each in rows}) > 1 or rows[0][0][:-1] != rows[2][0][:-1]:
            continue
        for line in zip(*rows, strict=True):
            for one, two, shown in list(zip(*line, strict=True))[:-1]:
                if one != two:
                    differing.append((name.split(".")[-2], one, two))
                    assert shown == "[c]"
    of_second = [each for each in differing if each[0] == "second_or_subsequent_plans"]
    assert ("second_or_subsequent_plans", "2", "4") in of_second
    assert ("second_or_subsequent_plans", "1", "2") in of_second


def test_the_public_edition_is_the_same_to_the_byte(twin, bexley, tmp_path):
    outputs = twin.place.outputs
    # What may lie beside an edition: a failed run, another edition, a check, letters.
    for name in ("runs.jsonl", ".public-failed/training.log", ".public-failed/training.ipynb"):
        (outputs / name).parent.mkdir(parents=True, exist_ok=True)
        (outputs / name).write_text('{"edition": "public", "chapter": "x", "state": "4"}\n')
    for name in ("panel/index.html", "panel/tables/OFFICIAL-SENSITIVE_x.csv", "check/queries.csv"):
        (outputs / name).parent.mkdir(parents=True, exist_ok=True)
        (outputs / name).write_text("4")
    # And a run that was refused because of a record, before that was put right.
    path = twin.plans("2014-15")
    good = path.read_bytes()
    path.write_bytes(good + b"made-up-child-4,4 deaths,,neglect,neglect,4\n")
    refused = lscb("build", "bexley", "2014-15", cwd=twin.place.workbench.root)
    assert refused.returncode == 11
    path.write_bytes(good)
    shutil.rmtree(twin.place.edition("public"), ignore_errors=True)
    done = lscb("build", "bexley", "2014-15", cwd=twin.place.workbench.root)
    assert done.returncode == 0, done.stderr
    records = [contents(place.data().parent) for place in (twin.place, bexley)]
    assert records[0].keys() != records[1].keys()
    assert records[0][f"2014-15/{PLANS}.csv"] != records[1][f"2014-15/{PLANS}.csv"]
    assert contents(twin.place.edition("public")) == contents(bexley.edition("public"))
