"""What is cleared is in force only while it is made from what is there now."""

from __future__ import annotations

from pathlib import Path

import pytest

from lscb.cleared import in_force, is_up_to_date
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear
from tests import test_bad_input
from tests.test_bad_input import BOARD, YEAR, Desk

desk, made_up = test_bad_input.desk, test_bad_input.made_up


def place_of(desk: Desk) -> ReportPlace:
    return ReportPlace(Workbench(desk.root), BOARD, ReportingYear(YEAR))


def test_a_clearing_is_up_to_date_until_a_record_changes(desk):
    desk.cleared("public")
    assert is_up_to_date(place_of(desk), "public")
    desk.add("training_sessions", session_id="made-up-session-2")
    assert not is_up_to_date(place_of(desk), "public")


def test_a_file_that_can_no_longer_be_read_is_not_taken_for_records_on_another_machine(
    desk, monkeypatch
):
    """A file that Excel has locked, say: the numbers made of it may be old ones."""
    desk.cleared("public")
    locked, opened = desk.file("child_deaths"), Path.open

    def refuse(path: Path, *words: object, **more: object) -> object:
        if path == locked:
            raise PermissionError(13, "locked")
        return opened(path, *words, **more)

    monkeypatch.setattr(Path, "open", refuse)
    assert not is_up_to_date(place_of(desk), "public")


def test_where_the_years_folder_is_not_on_this_machine_what_was_cleared_stands(desk):
    desk.cleared("public")
    held = in_force(place_of(desk), "public")
    desk.file("training").parent.rename(desk.root / "elsewhere")
    assert is_up_to_date(place_of(desk), "public")
    assert in_force(place_of(desk), "public") == held


@pytest.mark.parametrize("name", ["notes \udcff.csv"])
def test_a_name_that_is_in_no_encoding_is_a_name(desk, name):
    try:
        desk.file("training").with_name(name).write_text("", encoding="utf-8")
    except (OSError, UnicodeError):
        pytest.skip("this system has no such names")
    assert desk.types("clear").exit_code in (0, 11)
    assert desk.checks().exception is None or isinstance(desk.checks().exception, SystemExit)
