"""Bad input through the door: a letter with file, row and column, an exit code, no traceback.

A small made-up board of two years is copied for each test and spoilt in one way.
"""

from __future__ import annotations

import csv
import re
import shutil
from datetime import date
from itertools import product
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from lscb import records
from lscb.clearing.examined import examined
from lscb.cli import main
from lscb.new import made_up_reports
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear
from tests.conftest import ROOT, contents, lscb

BOARD, BEFORE, YEAR = "newshire", "2013-14", "2014-15"
CHECK = f"lscb check {BOARD} {YEAR}"
PRIVATE = re.compile(r"made-up-(?!session)|SECRET|\d{4}-\d{2}-\d{2}|\d{2}/\d{2}/\d{4}")
"""What no letter may repeat: identifiers and dates of children, and persons."""

GOOD = {
    "child_deaths": "SECRET-1,SECRET-2,2014-05-05,2014-05-06,yes,no,2014-10-01,malignancy,no,,"
    "1 to 4 years,female,WBRI,3",
    "child_protection_plans": "SECRET-1,2014-05-05,2014-11-05,neglect,neglect,0",
    "conferences": "SECRET-1,2014-05-05,2014-05-01,no",
    "reviews": "SECRET-3,2014-05-05,2014-07-05",
    "training": "SECRET-1,SECRET-2,Police,made-up-session-1,2014-05-05,attended",
    "training_sessions": "made-up-session-1,A course,2014-05-05,20",
}
"""A row of each record that fits with what is there."""


class Desk:
    """A workbench and the analyst at it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.parameters = root / "parameters" / BOARD / f"{YEAR}.yaml"

    def file(self, record: str, year: str = YEAR) -> Path:
        return self.root / "data" / BOARD / year / f"{record}.csv"

    def name(self, record: str, year: str = YEAR) -> str:
        return f"data/{BOARD}/{year}/{record}.csv"

    def rows(self, record: str, year: str = YEAR) -> list[list[str]]:
        with self.file(record, year).open(encoding="utf-8", newline="") as lines:
            return list(csv.reader(lines))

    def write(self, record: str, rows: list[list[str]], year: str = YEAR) -> None:
        with self.file(record, year).open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines, lineterminator="\n").writerows(rows)

    def add(self, record: str, year: str = YEAR, **cells: str) -> int:
        """Add the good row of a record with other cells; the row that a spreadsheet shows."""
        rows = self.rows(record, year)
        rows.append(
            [cells.get(n, c) for n, c in zip(rows[0], GOOD[record].split(","), strict=True)]
        )
        self.write(record, rows, year)
        return len(rows)

    def empty(self, *names: str) -> None:
        """Leave the header rows alone, in both years."""
        for record, year in ((r, y) for r in names for y in (BEFORE, YEAR)):
            self.write(record, self.rows(record, year)[:1], year)

    def state(self, **parameters: object) -> None:
        stated = yaml.safe_load(self.parameters.read_text(encoding="utf-8")) | parameters
        self.parameters.write_text(yaml.safe_dump(stated, sort_keys=False), encoding="utf-8")

    def types(self, command: str, *options: str) -> Result:
        return CliRunner().invoke(main, [command, BOARD, YEAR, *options])

    def checks(self) -> Result:
        return self.types("check")

    def cleared(self, edition: str = "panel") -> dict[str, str]:
        """The cleared tables' CSVs, by name."""
        result = self.types("clear", "--edition", edition)
        assert result.exit_code == 0, (result.output, result.exception)
        (folder,) = (self.root / "outputs" / BOARD / YEAR / "cleared").glob(f"{edition}-*")
        held = contents(folder).items()
        return {name: text.decode("utf-8-sig") for name, text in held if name.endswith(".csv")}


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The last two years of a made-up board."""
    root = tmp_path_factory.mktemp("workbench")
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    made_up_reports(ReportPlace(Workbench(root), BOARD, ReportingYear(YEAR)))
    for year in ReportingYear("2012-13").since(ReportingYear("2009-10")):
        shutil.rmtree(root / "data" / BOARD / str(year))
    for path in (root / "parameters" / BOARD).glob("*.yaml"):
        if path.stem != YEAR:
            path.unlink()
    Desk(root).state(first_year=BEFORE)
    return root


@pytest.fixture
def desk(made_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    root = tmp_path / "bench"
    shutil.copytree(made_up, root)
    monkeypatch.chdir(root)
    monkeypatch.delenv("LSCB_OUTPUTS", raising=False)
    monkeypatch.delenv("LSCB_CLEARED", raising=False)
    return Desk(root)


def assert_fine(result: Result) -> None:
    assert result.exit_code == 0, (result.output, result.exception)
    assert not PRIVATE.search(result.output)


def assert_letter(result: Result, *words: str) -> str:
    """A letter that says these words and what to type next, and nothing private; its text."""
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 11, result.output
    assert "Traceback" not in result.output
    assert not PRIVATE.search(result.output), PRIVATE.search(result.output)
    assert result.output.rstrip().splitlines()[-1].endswith(CHECK)
    for word in words:
        assert word in result.output
    return result.output


def test_the_board_itself_and_the_good_rows_are_fine(desk):
    desk.add("training_sessions")
    for record in GOOD.keys() - {"training_sessions", "child_protection_plans"}:
        desk.add(record)
    desk.add("child_protection_plans", child_id="SECRET-3")
    desk.add("conferences", child_id="SECRET-3")
    assert_fine(desk.checks())


DATE = ("expected a date", "YYYY-MM-DD", "DD/MM/YYYY")
DEATH, PLAN = "child_deaths", "child_protection_plans"


@pytest.mark.parametrize(
    ("record", "column", "value", "words"),
    [
        (DEATH, "date_of_death", "last Tuesday", DATE),
        (DEATH, "date_of_death", "31/02/2014", DATE),
        (DEATH, "date_of_death", "29/02/2014", DATE),
        (DEATH, "date_of_death", "1066-10-14", (*DATE, "1980")),
        (DEATH, "date_of_death", "2199-01-01", DATE),
        (DEATH, "date_of_death", "", ("expected a value", "empty")),
        (DEATH, "date_notified", "2014-05-04", ("on or after date_of_death",)),
        (DEATH, "review_completed", "2014-05-04", ("on or after date_of_death",)),
        (DEATH, "resident", "maybe", ("yes, no",)),
        (DEATH, "category", "old age", ("malignancy", "infection")),
        (DEATH, "category", "", ("expected a category when review_completed is given",)),
        (PLAN, "plan_end", "2014-05-04", ("expected a day after plan_start",)),
        (PLAN, "plan_end", "2014-05-05", ("expected a day after plan_start",)),
        (PLAN, "latest_category", "unkindness", ("neglect", "multiple")),
        (PLAN, "previous_plans", "-1", ("found '-1'", "whole number")),
        (PLAN, "previous_plans", "1.5", ("found '1.5'", "whole number")),
        ("conferences", "conference_date", "2014-04-30", ("on or after strategy_discussion",)),
        ("conferences", "transfer_in", "", ("expected a value", "empty")),
        ("reviews", "review_date", "2014-05-05", ("expected a day after plan_start",)),
        ("reviews", "review_date", "", ("expected a value", "empty")),
        ("training", "status", "came", ("attended", "did not attend")),
        ("training", "agency", " TOTAL ", ("found 'TOTAL'", "expected another name")),
        ("training_sessions", "course", "total", ("found 'total'", "expected another name")),
        ("training_sessions", "capacity", "0", ("found '0'", "1 or more")),
        ("training_sessions", "capacity", "-5", ("found '-5'",)),
    ],
)
def test_a_cell_that_cannot_be_right_is_named(desk, record, column, value, words):
    row = desk.add(record, **{column: value})
    output = assert_letter(desk.checks(), f"1 problem in {desk.name(record)}", *words)
    assert f"  row {row}, {column}: " in output


@pytest.mark.parametrize(
    ("year", "cells", "words"),
    [
        (YEAR, {}, ("child_id", "each child_id and plan_start once")),
        (YEAR, {"plan_start": "2014-06-05"}, ("plan_start", "the child's earlier plan")),
        (BEFORE, {"plan_start": "2013-05-05", "plan_end": ""}, ("plan_end", "a later year's file")),
        (YEAR, {"child_id": "SECRET-2", "plan_end": ""}, ("plan_end", "the day the child died")),
    ],
)
def test_a_plan_that_contradicts_another_row_is_named(desk, year, cells, words):
    desk.add(DEATH)
    desk.add(PLAN)
    row = desk.add(PLAN, year, **cells)
    assert_letter(desk.checks(), desk.name(PLAN, year), f"row {row}, {words[0]}", words[1])


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"child_id": "SECRET-4"}, ("plan_start", "of a plan in child_protection_plans.csv")),
        ({"plan_start": "2014-05-06"}, ("plan_start", "a plan in child_protection_plans.csv")),
        ({"review_date": "2014-11-06"}, ("review_date", "on or before the plan_end")),
    ],
)
def test_a_review_that_fits_no_plan_is_named(desk, cells, words):
    desk.add(PLAN, child_id="SECRET-3")
    row = desk.add("reviews", **cells)
    assert_letter(desk.checks(), desk.name("reviews"), f"row {row}, {words[0]}", words[1])


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"session_id": "made-up-session-x"}, ("session_id", "one of the training sessions")),
        ({"session_date": "2014-05-07"}, ("session_date", "the day of its training session")),
    ],
)
def test_a_booking_for_a_session_that_is_not_there_is_named(desk, cells, words):
    desk.add("training_sessions")
    row = desk.add("training", **cells)
    assert_letter(desk.checks(), desk.name("training"), f"row {row}, {words[0]}", words[1])


def test_a_missing_file_is_named_and_says_how_to_go_on_without_it(desk):
    desk.file("conferences").unlink()
    assert_letter(desk.checks(), desk.name("conferences"), "expected this file", "not_supplied")


def test_a_missing_file_that_was_declared_not_supplied_is_no_problem(desk):
    for year in (BEFORE, YEAR):
        desk.file("conferences", year).unlink()
    desk.state(not_supplied={"conferences": "the conference unit"})
    assert_fine(desk.checks())
    assert "child_protection_plans.icpc_timeliness.csv" not in " ".join(desk.cleared())
    (manifest,) = desk.root.glob("outputs/*/*/cleared/panel-*/manifest.json")
    assert '"by": "the conference unit"' in manifest.read_text(encoding="utf-8")


def test_a_missing_file_does_not_hide_what_is_wrong_with_another_year(desk):
    desk.add("conferences", BEFORE, transfer_in="maybe")
    desk.file("conferences").unlink()
    assert_letter(desk.checks(), desk.name("conferences"), desk.name("conferences", BEFORE))


@pytest.mark.parametrize("record", ["conferences", "reviews", "training", DEATH, PLAN])
def test_a_missing_file_of_an_earlier_year_is_named(desk, record):
    desk.file(record, BEFORE).unlink()
    assert_letter(desk.checks(), desk.name(record, BEFORE))


def test_a_column_that_is_misspelt_is_named_and_another_is_listed_as_not_read(desk):
    rows = desk.rows(DEATH)
    rows[0][2] = "date_of_deth"
    desk.write(DEATH, rows)
    desk.write("conferences", [[*row, "a note"] for row in desk.rows("conferences")])
    words = ("row 1", "date_of_death", "'date_of_deth'", "columns not read: a note")
    assert_letter(desk.checks(), desk.name(DEATH), *words)


@pytest.mark.parametrize("header", ["booking_id,person_idx", ""])
def test_a_file_without_its_headings_stops_the_chapters_of_its_record_alone(desk, header):
    rows = desk.rows("training")
    desk.write("training", [[*header.split(","), *rows[0][2:]], *rows[1:]] if header else [])
    found = examined(ReportPlace(Workbench(desk.root), BOARD, ReportingYear(YEAR)))
    assert found.problems_of("training")
    assert not found.problems_of("child_deaths")
    assert not found.problems_of("child_protection_plans")


def test_every_problem_of_every_file_is_said_at_once(desk):
    for record in GOOD:
        day = next(c.name for c in records.declared()[record].columns if c.kind == "date")
        desk.add(record, **{day: "never"})
    output = assert_letter(desk.checks(), *(desk.name(record) for record in GOOD))
    assert output.count("1 problem in") == len(GOOD)


def test_made_up_records_in_a_report_that_says_supplied_are_refused(desk):
    desk.state(records="supplied")
    assert_letter(desk.checks(), "found 'supplied'", "child deaths", "training sessions")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ("header row", "empty")),
        ("case_id,child_id\n".encode("utf-16"), ("UTF-8", "Excel")),
        (b"case_id\0,child_id\n", ("UTF-8", "Excel")),
        (b'"case_id,child_id\n', ("comma-separated", "Excel")),
        (b"case_id;child_id\n", ("row 1", "commas", "semicolons")),
    ],
)
def test_a_file_that_cannot_be_read_is_named(desk, content, words):
    desk.file(DEATH).write_bytes(content)
    assert_letter(desk.checks(), desk.name(DEATH), *words)


COMMANDS = pytest.mark.parametrize("command", ["check", "clear", "build"])


@COMMANDS
def test_a_folder_in_place_of_a_file_is_named(desk, command):
    desk.file(DEATH).unlink()
    desk.file(DEATH).mkdir()
    assert_letter(desk.types(command), desk.name(DEATH))


@COMMANDS
def test_a_link_to_itself_in_place_of_a_file_is_named(desk, command):
    desk.file(DEATH).unlink()
    desk.file(DEATH).symlink_to(desk.file(DEATH))
    assert_letter(desk.types(command), desk.name(DEATH))


def test_files_as_excel_in_england_saves_them_give_the_same_tables_to_the_byte(desk):
    before = desk.cleared()
    for path in sorted(desk.root.glob("data/*/*/*.csv")):
        text = re.sub(r"\b(\d{4})-(\d\d)-(\d\d)\b", r"\3/\2/\1", path.read_text(encoding="utf-8"))
        lines = [f"{line},," for line in text.splitlines()]
        blank = "," * lines[0].count(",")
        path.write_text("\r\n".join([*lines, blank, blank, ""]), encoding="cp1252", newline="")
    assert desk.cleared() == before


def cells(table: str) -> list[str]:
    return [cell for row in csv.reader(table.splitlines()) for cell in row]


@pytest.mark.parametrize("edition", ["public", "panel"])
@pytest.mark.parametrize(
    "names",
    [
        (PLAN, "reviews", "conferences"),
        ("training",),
        ("training", "training_sessions"),
        (DEATH,),
        tuple(GOOD),
    ],
)
def test_a_board_with_nothing_to_record_has_noughts_and_no_blanks(desk, names, edition):
    desk.empty(*names)
    tables = desk.cleared(edition)
    assert not [name for name, table in tables.items() if {"", "nan", "NaN"} & set(cells(table))]
    flow = next(table for name, table in tables.items() if "plan_flow" in name)
    assert PLAN not in names or "0" in cells(flow)


FORMULAS = ('=HYPERLINK("http://x","y")', "+1", "@x", "-2", "=1+1")


def test_a_course_title_is_never_a_formula_in_a_download(desk):
    for number, title in enumerate(FORMULAS):
        desk.add("training_sessions", session_id=f"made-up-session-{number}", course=title)
    tables = desk.cleared()
    shown = [cell for table in tables.values() for cell in cells(table)]
    assert not [cell for cell in shown if cell.startswith(("=", "+", "@", "\t", "\r"))]
    assert not [cell for cell in shown if re.match(r"-(?!\d+(\.\d+)?$)", cell)]
    assert {f"'{title}" for title in FORMULAS} <= set(shown)


def test_html_in_records_and_commentary_is_shown_as_text(desk):
    script, picture = "<script>alert(1)</script>", "<img src=x onerror=alert(2)>"
    desk.add("training_sessions", course=script)
    desk.add("training", agency=picture)
    words = f"Spoken {script} {picture} [link](javascript:alert(3)) ![](https://x/y.png)\n"
    desk.file("training").with_suffix(".md").write_text(words, encoding="utf-8")
    stated = yaml.safe_load(desk.parameters.read_text(encoding="utf-8"))
    figures = {name: of for name, of in stated["figures"].items() if name.startswith("training")}
    desk.state(chapters=["training"], figures=figures)
    done = lscb("build", BOARD, YEAR, "--edition", "panel", "--html-only", cwd=desk.root)
    assert done.returncode == 0, done.stderr
    pages = list(desk.root.glob("outputs/*/*/panel/*.html"))
    assert {"index.html", "report.html", "training.html"} <= {page.name for page in pages}
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert min(text.count("&lt;script&gt;alert(1)"), text.count("&lt;img src=x onerror")) >= 2
    for alive in ("<script", "<img src=x", "javascript:", "https://x/y.png"):
        assert alive not in text


def test_commentary_saved_by_older_windows_keeps_its_letters(desk):
    desk.file("training").with_suffix(".md").write_bytes("A café for £5".encode("cp1252"))
    desk.cleared()
    (manifest,) = desk.root.glob("outputs/*/*/cleared/panel-*/manifest.json")
    assert "A café for £5" in manifest.read_text(encoding="utf-8")


def test_names_that_differ_by_capitals_alone_stand_in_the_same_order_every_time(desk):
    where = dict(zip(("session_id", "session_date"), desk.rows("training")[1][3:5], strict=True))
    for number, name in enumerate(["police", "POLICE", "PoLice", "pOLICE", "PolicE"]):
        desk.add("training", booking_id=f"made-up-{number}", agency=name, **where)
    words, found = ("clear", BOARD, YEAR, "--edition", "panel"), set()
    for seed in ("1", "2"):
        assert lscb(*words, cwd=desk.root, PYTHONHASHSEED=seed).returncode == 0
        found |= {path.name for path in desk.root.glob("outputs/*/*/cleared/panel-*")}
        shutil.rmtree(desk.root / "outputs")
    assert len(found) == 1


@pytest.mark.slow
def test_a_hundred_thousand_plans_and_bookings_are_read(desk):
    plans, bookings, session = desk.rows(PLAN), desk.rows("training"), desk.rows("training")[1][3:5]
    held = desk.rows("conferences")
    weekdays = [f"2014-{month:02d}-{day:02d}" for month, day in product(range(4, 10), range(1, 29))]
    weekdays = [day for day in weekdays if date.fromisoformat(day).weekday() < 5]
    for n in range(100_000):
        day = weekdays[n % len(weekdays)]
        held.append([f"made-up-many-{n}", day, "", "no"])
        plans.append([f"made-up-many-{n}", day, "2015-01-05", "neglect", "neglect", "0"])
        bookings.append([f"made-up-many-{n}", f"made-up-{n}", "Police", *session, "attended"])
    desk.write(PLAN, plans)
    desk.write("conferences", held)
    desk.write("training", bookings)
    assert_fine(desk.checks())
