"""Exports under a board's own headings and values, through the door: the same tables as ours.

Northshire's records of 2014-15 are written as its panel's and its booking system's exports would
be. Those of earlier years stay as they are, under our names.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from lscb.cli import main
from tests.conftest import contents
from tests.records.saved_workbooks import saved

PLACE = ("northshire", "2014-15")

REGISTER = {
    "case_id": "CDOP Ref",
    "child_id": "Social Care ID",
    "date_of_death": "Date of Death",
    "date_notified": "Form A Received",
    "resident": "Resident?",
    "expected": "Expected / Unexpected",
    "review_completed": "Panel Date",
    "category": "CDOP Category",
    "age_group": "Age group",
    "sex": "Gender",
    "ethnicity": "Ethnic code",
    "deprivation_quintile": "IMD quintile",
    "modifiable_factors": "Modifiable Factors?",
}
CATEGORIES = {
    "4 - Malignancy": "malignancy",
    "7 - Genetic": "chromosomal, genetic and congenital anomalies",
    "8 - Neonatal": "perinatal or neonatal event",
}
REGISTER_VALUES = {
    "resident": {"Y": "yes", "N": "no"},
    "expected": {"E": "yes", "U": "no", "Not known": ""},
    "category": CATEGORIES,
    "modifiable_factors": {"None identified": "no", "Identified": "yes", "Pending": ""},
}

BOOKINGS = {
    "booking_id": ["Delegate", "Course Title", "Session Date", "Room"],
    "person_id": "Delegate",
    "agency": "Organisation",
    "session_id": ["Course Title", "Session Date", "Room"],
    "session_date": "Session Date",
    "status": "Booking Status",
}
SESSIONS = {
    "session_id": ["Course Title", "Session Date", "Room"],
    "course": "Course Title",
    "session_date": "Session Date",
    "capacity": "Places",
}
STATUS = {
    "Completed": "attended",
    "Walk-in": "attended unbooked",
    "Withdrawn": "cancelled",
    "No show": "did not attend",
    "Waitlisted": "waiting list",
    "Event cancelled": "cancelled by the board",
}


class Analyst:
    """Northshire's analyst, whose report of 2014-15 has one chapter."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "data" / "northshire" / "2014-15"

    def rows(self, record: str) -> list[dict[str, str]]:
        with (self.folder / f"{record}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    def replaces(self, *records: str, by: list[list[object]], named: str) -> None:
        """Put a workbook, with titles above its headings, in the place of our files."""
        for record in records:
            (self.folder / f"{record}.csv").unlink()
        saved(self.folder / named, Export=[["Northshire"], [], *by], Notes=[["A note"]])

    def states(self, **parameters: object) -> None:
        path = self.root / "parameters" / "northshire" / "2014-15.yaml"
        stated = yaml.safe_load(path.read_text(encoding="utf-8")) | parameters
        figures = {
            n: f
            for n, f in stated["figures"].items()
            if n.startswith(WANTED[stated["chapters"][0]])
        }
        path.write_text(yaml.safe_dump(stated | {"figures": figures}), encoding="utf-8")

    def checks(self) -> Result:
        return CliRunner().invoke(main, ["check", *PLACE])

    def cleared(self) -> dict[str, bytes]:
        """The panel's cleared tables, which show every count."""
        result = CliRunner().invoke(main, ["clear", *PLACE, "--edition", "panel"])
        assert result.exit_code == 0, (result.output, result.exception)
        folders = self.root.glob("outputs/*/*/cleared/panel-*")
        latest = max(folders, key=lambda folder: folder.stat().st_mtime_ns)
        return {name: text for name, text in contents(latest).items() if name.endswith(".csv")}


WANTED = {"child_deaths": ("population", "live_births"), "training": ("training",)}
"""How the names of the figures that a chapter takes begin."""


@pytest.fixture
def analyst(workbench: Path, monkeypatch: pytest.MonkeyPatch) -> Analyst:
    monkeypatch.chdir(workbench)
    monkeypatch.delenv("LSCB_OUTPUTS", raising=False)
    monkeypatch.delenv("LSCB_CLEARED", raising=False)
    return Analyst(workbench)


def theirs(values: dict[str, str], ours: str) -> str:
    """What the board writes for a code or a blank of ours; our own word where it has none."""
    return next((written for written, code in values.items() if code == ours), ours)


def day(text: str) -> date | str:
    return date.fromisoformat(text) if text else ""


def register(rows: list[dict[str, str]]) -> list[list[object]]:
    """The panel's export: real dates, its own words, and a column that nothing reads."""
    dates = {"date_of_death", "date_notified", "review_completed"}
    exported: list[list[object]] = [["Name", *REGISTER.values()]]
    for row in rows:
        known = row["review_completed"] or ""
        cells = [
            day(row[name]) if name in dates else theirs(REGISTER_VALUES.get(name, {}), row[name])
            for name in REGISTER
        ]
        cells[-1] = cells[-1] if known else "Pending"
        exported.append(["Secret Child", *cells])
    return exported


def bookings(sessions: list[dict[str, str]], booked: list[dict[str, str]]) -> list[list[object]]:
    """The booking system's export: a row a booking, which tells of its session too."""
    held = {session["session_id"]: session for session in sessions}
    header = ["Course Title", "Session Date", "Room", "Places", "Delegate", "Organisation"]
    exported: list[list[object]] = [[*header, "Booking Status", "Line manager"]]
    for row in booked:
        session = held[row["session_id"]]
        cells = [session["course"], day(session["session_date"]), f"Room {row['session_id'][-1]}"]
        cells += [int(session["capacity"]), row["person_id"], row["agency"]]
        exported.append([*cells, theirs(STATUS, row["status"]), "Secret Manager"])
    return exported


def test_a_panels_export_gives_the_same_tables_as_our_own_file(analyst):
    analyst.states(chapters=["child_deaths"])
    before = analyst.cleared()
    export = register(analyst.rows("child_deaths"))
    analyst.replaces("child_deaths", by=export, named="CDOP.xlsx")
    analyst.states(columns={"child_deaths": REGISTER}, values={"child_deaths": REGISTER_VALUES})
    assert analyst.cleared() == before
    said = analyst.checks().output
    assert "columns not read: Name" in said
    assert "Secret" not in said


def test_a_list_of_bookings_gives_the_same_tables_as_bookings_and_sessions(analyst):
    # Evaluations name bookings by our references, which the export has not.
    (analyst.folder / "training_evaluations.csv").unlink()
    lacking = {"training_evaluations": "the booking system"}
    analyst.states(chapters=["training"], not_supplied=lacking)
    before = analyst.cleared()
    booked = analyst.rows("training")
    export = bookings(analyst.rows("training_sessions"), booked)
    lost = [["Waitlisted"], ["Event cancelled"]]
    export += [[*export[1][:4], f"made-up-{n}", "Police", *word, ""] for n, word in enumerate(lost)]
    analyst.replaces("training", "training_sessions", by=export, named="LMS export.xlsx")
    analyst.states(
        columns={"training": BOOKINGS, "training_sessions": SESSIONS},
        values={"training": {"status": STATUS}},
    )
    assert analyst.cleared() == before
    said = analyst.checks().output
    again = len(export) - 1 - len({tuple(map(str, row[:3])) for row in export[1:]})
    assert f"{again} set aside: the same session in another booking" in said
    assert "Secret" not in said


def test_without_the_parameters_an_export_is_not_read_and_the_letter_says_what_to_state(analyst):
    analyst.states(chapters=["child_deaths"])
    export = register(analyst.rows("child_deaths"))
    analyst.replaces("child_deaths", by=export, named="CDOP.xlsx")
    result = analyst.checks()
    assert result.exit_code == 11
    assert "not read: Export, Notes" in result.output
    assert "headings, state them in the parameters, at columns.child_deaths" in result.output


def test_headings_and_values_that_are_not_stated_are_said_with_what_to_type(analyst):
    analyst.states(chapters=["child_deaths"])
    export = register(analyst.rows("child_deaths"))
    analyst.replaces("child_deaths", by=export, named="CDOP.xlsx")
    renamed = REGISTER | {"review_completed": "Panel day"}
    analyst.states(columns={"child_deaths": renamed})
    result = analyst.checks()
    assert result.exit_code == 11
    assert 'columns: {child_deaths: {review_completed: "Panel Date"}}' in result.output
    analyst.states(columns={"child_deaths": REGISTER})
    result = analyst.checks()
    assert result.exit_code == 11
    neonatal = sum("8 - Neonatal" in row for row in export)
    assert f"It stands {neonatal} times" in result.output
    assert 'values: {child_deaths: {category: {"8 - Neonatal": "one of these"}}}' in result.output
    assert 'values: {child_deaths: {resident: {"N": "no"}}}' in result.output
    assert '"Not known": "one of these"}}} or "" for a blank' in result.output
    assert "Secret" not in result.output


def test_a_booking_without_an_outcome_stops_the_chapter_and_is_said_by_agency_and_course(analyst):
    analyst.states(chapters=["training"])
    export = bookings(analyst.rows("training_sessions"), analyst.rows("training"))
    export.append([*export[1][:4], "made-up-x", "Fire service", "Booked", ""])
    analyst.replaces("training", "training_sessions", by=export, named="LMS.xlsx")
    analyst.states(
        columns={"training": BOOKINGS, "training_sessions": SESSIONS},
        values={"training": {"status": STATUS}},
    )
    result = analyst.checks()
    assert result.exit_code == 11
    sums = "1 booked, but 0 cancelled + 0 did not attend + 0 attended is 1 short"
    assert f"Booking Status: 'Fire service', 2014-15: {sums}" in result.output
    assert f"Booking Status: '{export[1][0]}', 2014-15: " in result.output


@pytest.mark.parametrize(
    ("stated", "key"),
    [
        ({"columns": {"child_death": {}}}, "columns.child_death"),
        ({"columns": {"child_deaths": {"categry": "X"}}}, "columns.child_deaths.categry"),
        (
            {"values": {"child_deaths": {"category": {"4": "malignant"}}}},
            "did you mean 'malignancy'",
        ),
        ({"values": {"child_deaths": {"case_id": {"4": "x"}}}}, "values.child_deaths.case_id"),
    ],
)
def test_a_name_or_a_code_that_is_none_of_ours_is_refused_in_the_parameters(analyst, stated, key):
    analyst.states(chapters=["child_deaths"], **stated)
    result = analyst.checks()
    assert result.exit_code == 10
    assert key in result.output.replace("Did", "did")
