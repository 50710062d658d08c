"""One made-up board held in each format that councils hold: the same tables, or the reason why not.

What is compared are the panel's cleared tables, whole counts, of every chapter.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from lscb.cleared import Cleared, ClearedTable
from lscb.clearing import cleared_report
from lscb.clearing.examined import examined
from lscb.cli import main
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear
from tests.conftest import ROOT

PLANS = "child_protection_plans"
YEAR = "2014-15"

OF_FAMILIES = {"how_long_plans_last", "plan_survival"}
"""The tables whose limits allow for families, where those are known."""

Held = Callable[[str], Cleared]
"""The board's cleared tables where it is held in a format."""


@pytest.fixture(scope="module")
def held_as(tmp_path_factory: pytest.TempPathFactory) -> Held:
    """Makes the board up in a format and clears it, once for each."""
    made: dict[str, Cleared] = {}

    def cleared(form: str) -> Cleared:
        if form not in made:
            root = tmp_path_factory.mktemp(form)
            shutil.copytree(ROOT / "notebooks", root / "notebooks")
            (root / "parameters").mkdir()
            with pytest.MonkeyPatch.context() as patch:
                patch.chdir(root)
                patch.delenv("LSCB_OUTPUTS", raising=False)
                words = ["new", "newshire", YEAR, "--synthetic", "--as", form]
                result = CliRunner().invoke(main, words)
            assert result.exit_code == 0, result.output
            assert not list(root.rglob(f"{PLANS}.csv")) or form == "csv"
            place = ReportPlace(Workbench(root), "newshire", ReportingYear(YEAR))
            made[form] = cleared_report(place, "panel")
        return made[form]

    return cleared


def tables(cleared: Cleared) -> dict[tuple[str, str], ClearedTable]:
    """Every table, by its chapter and name."""
    return {
        (chapter["name"], table["name"]): cleared.table(chapter["name"], table["name"])
        for chapter in cleared.chapters()
        for table in chapter["tables"]
    }


def differing(form: Cleared, csv: Cleared) -> set[str]:
    """The names of tables that are not the same to the last cell."""
    ours, theirs = tables(csv), tables(form)
    assert ours.keys() == theirs.keys()
    return {
        name for (chapter, name), table in ours.items() if not same(table, theirs[chapter, name])
    }


def same(table: ClearedTable, other: ClearedTable) -> bool:
    return table.cells.equals(other.cells)


@pytest.mark.parametrize("form", ["census-xml", "collect"])
def test_a_census_gives_every_table_of_the_boards_own_files(held_as, form):
    """But for the limits of how long plans last: no census says who is whose brother or sister."""
    assert len(tables(held_as(form))) > 15
    assert differing(held_as(form), held_as("csv")) == OF_FAMILIES


@pytest.mark.parametrize("form", ["census-xml", "collect", "ssd"])
def test_without_families_how_long_plans_last_is_estimated_alike_but_for_its_limits(held_as, form):
    with_families, without = (
        tables(held_as(each))[PLANS, "how_long_plans_last"] for each in ("csv", form)
    )
    of_families = with_families.cells.measure.str.startswith("Families")
    assert without.cells.estimate.tolist() == with_families.cells.estimate[~of_families].tolist()
    assert of_families.sum() == 1
    assert "treat children as independent" in without.notes[0]
    assert "draws of families" in with_families.notes[0]


@pytest.mark.parametrize("form", ["census-xml", "collect", "ssd"])
@pytest.mark.parametrize("record", ["children", "section_47_enquiries"])
def test_what_no_chapter_counts_yet_is_used_all_the_same(held_as, form, record):
    ours, theirs = (examined(place_of(held_as(each))).histories[record] for each in ("csv", form))
    assert theirs.problems == ()
    key = list(ours.record.key)
    both = [each.rows[key].sort_values(key).reset_index(drop=True) for each in (ours, theirs)]
    assert len(both[0]) > 1000
    pd.testing.assert_frame_equal(*both, check_dtype=False)


def place_of(cleared: Cleared) -> ReportPlace:
    root = cleared.folder.parents[4]
    return ReportPlace(Workbench(root), "newshire", ReportingYear(YEAR))


def test_an_ssd_extract_gives_all_but_second_or_subsequent_plans(held_as):
    """And what is shown beside them, or compares them with England's and with a year ago."""
    assert differing(held_as("ssd"), held_as("csv")) == {
        "second_or_subsequent_plans",
        "repeat_plans_within_24_months",
        "time_to_second_plan",
        "plans_compared",
        *OF_FAMILIES,
    }


def test_second_or_subsequent_plans_of_an_ssd_extract_are_a_minimum_and_said_to_be(held_as):
    key = (PLANS, "second_or_subsequent_plans")
    whole, least = (tables(held_as(form))[key] for form in ("csv", "ssd"))
    counted = [table.cells.numerator.astype(int) for table in (whole, least)]
    assert (counted[1] <= counted[0]).all()
    assert (counted[1] < counted[0]).any()
    assert whole.cells.denominator.equals(least.cells.denominator)
    assert any("minimum" in note for note in least.notes)
    assert not any("minimum" in note for note in whole.notes)


def test_an_annex_a_list_gives_what_was_open_at_31_march(held_as):
    """The rows of the year itself are those of the board's own files; there are no others."""
    of_a_day = ("plans_at_31_march", "plans_by_duration_open")
    for name in (*of_a_day, "plans_by_age", "plans_by_sex", "plans_by_ethnicity"):
        listed, whole = (tables(held_as(form))[PLANS, name].cells for form in ("annex-a", "csv"))
        of_year = whole[whole.year == YEAR].reset_index(drop=True)
        pd.testing.assert_frame_equal(listed, of_year)


def test_an_annex_a_list_says_of_every_other_table_why_it_is_not_there(held_as):
    chapter = held_as("annex-a").chapter(PLANS)
    there = {table["name"] for table in chapter["tables"]}
    whole = {table["name"] for table in held_as("csv").chapter(PLANS)["tables"]}
    assert whole - there == set(chapter["not_supplied"]) & whole
    assert {"plan_flow", "plans_by_month", "second_or_subsequent_plans", "reviews_in_time"} <= (
        whole - there
    )
    for gap in chapter["not_supplied"].values():
        assert "counts a whole year" in gap.get("why", "") or gap["by"]


def test_every_format_says_how_many_rows_it_gave(held_as):
    for form in ("csv", "census-xml", "collect", "annex-a", "ssd"):
        for chapter in held_as(form).chapters():
            assert chapter["data_quality"]
            for record in chapter["data_quality"]:
                assert "rows read: " in record["said"][0]


def test_a_workbench_that_holds_a_census_has_no_csv_of_plans_to_fall_back_on(held_as):
    folder = Path(held_as("census-xml").folder).parents[4]
    assert list(folder.rglob("cin_*.xml"))
    assert not list(folder.rglob(f"{PLANS}.csv"))
