"""`lscb new --synthetic --as`: the files of a made-up board in the formats councils hold."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from lscb.cli import main
from tests.conftest import ROOT, contents

YEARS = ["2009-10", "2010-11", "2011-12", "2012-13", "2013-14", "2014-15"]
KEPT = {
    "child_deaths.csv",
    "conference_attendance.csv",
    "training.csv",
    "training_sessions.csv",
    "training_evaluations.csv",
    "e_learning.csv",
    "schools.csv",
}
HELD = {
    "children.csv",
    "section_47_enquiries.csv",
    "conferences.csv",
    "child_protection_plans.csv",
    "reviews.csv",
}
COLLECT = {
    "ChildIdentifiers.csv",
    "ChildCharacteristics.csv",
    "Disabilities.csv",
    "CINdetails.csv",
    "Section47.csv",
    "ChildProtectionPlans.csv",
    "Reviews.csv",
}
SSD = {
    "ssd_person.csv",
    "ssd_s47_enquiry.csv",
    "ssd_initial_cp_conference.csv",
    "ssd_cp_plans.csv",
    "ssd_cp_reviews.csv",
}


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbench with the chapters' notebooks and nothing else, which is where we are."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    (tmp_path / "parameters").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LSCB_OUTPUTS", raising=False)
    return tmp_path


def typed(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def made(*extra: str) -> None:
    done = typed("new", "newshire", "2014-15", "--synthetic", *extra)
    assert done.exit_code == 0, done.output


def held(bench: Path) -> dict[str, set[str]]:
    """The names of the records' files in each year's folder."""
    folders = sorted((bench / "data" / "newshire").iterdir())
    return {f.name: {p.name for p in f.iterdir() if p.suffix != ".md"} for f in folders}


def reports(bench: Path) -> dict[str, dict]:
    """Each year's parameters, read as plain YAML."""
    files = sorted((bench / "parameters" / "newshire").iterdir())
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in files}


def refused(bench: Path, *words: str) -> str:
    """The letter a command is refused with: nothing is written then."""
    before = contents(bench)
    done = typed("new", *words)
    assert isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == 2
    assert contents(bench) == before
    return done.output


@pytest.mark.parametrize("extra", [(), ("--as", "csv")], ids=["unless told", "told"])
def test_made_up_records_are_csv_files_unless_told_otherwise(bench, extra):
    made(*extra)
    assert held(bench) == dict.fromkeys(YEARS, KEPT | HELD)
    assert list(reports(bench)) == YEARS


@pytest.mark.parametrize(
    ("held_as", "names"), [("census-xml", {"cin_{year}.xml"}), ("collect", COLLECT)]
)
def test_a_census_is_a_file_or_set_of_tables_a_year(bench, held_as, names):
    made("--as", held_as)
    wanted = {year: KEPT | {name.format(year=year) for name in names} for year in YEARS}
    assert held(bench) == wanted
    assert list(reports(bench)) == YEARS


def test_the_dataset_is_one_extract_and_one_report_of_six_years(bench):
    made("--as", "ssd")
    assert held(bench) == dict.fromkeys(YEARS, KEPT) | {"2014-15": KEPT | SSD}
    assert {year: stated["first_year"] for year, stated in reports(bench).items()} == {
        "2014-15": "2009-10"
    }


def test_an_annex_a_is_one_workbook_and_one_report_that_begins_with_its_year(bench):
    made("--as", "annex-a")
    assert held(bench) == {"2014-15": KEPT | {"annex_a.xlsx"}}
    ((year, stated),) = reports(bench).items()
    assert (year, stated["first_year"], stated["records"]) == ("2014-15", "2014-15", "made-up")
    assert list(stated["figures"]["population_0_17"]["by"]) == [2014]
    assert stated["not_supplied"] == {"reviews": "Newshire's children's services"}


def test_an_annex_a_says_nothing_of_records_that_no_chapter_needs(bench):
    (bench / "notebooks" / "child_protection_plans.ipynb").unlink()
    made("--as", "annex-a")
    assert [stated["not_supplied"] for stated in reports(bench).values()] == [{}]


def test_what_is_not_of_the_format_is_the_same_whatever_the_format(bench):
    made()
    folder = bench / "data" / "newshire"
    before = {name: text for name, text in contents(folder).items() if Path(name).name in KEPT}
    for made_before in (folder, bench / "parameters" / "newshire"):
        shutil.rmtree(made_before)
    made("--as", "ssd")
    after = {name: text for name, text in contents(folder).items() if Path(name).name in KEPT}
    assert after == before


def test_a_format_is_refused_for_records_that_are_not_made_up(bench):
    said = refused(bench, "newshire", "2014-15", "--as", "ssd")
    assert "found --as ssd; expected --synthetic beside it" in said


def test_a_format_is_refused_for_a_council_whose_figures_are_held(bench):
    shutil.copytree(ROOT / "data" / "comparators", bench / "data" / "comparators")
    said = refused(bench, "bexley", "2013-14", "--synthetic", "--as", "census-xml")
    assert "found --as census-xml; expected no format for Bexley" in said
    assert "made up under no real council's name" in said


def test_an_unknown_format_is_refused_with_the_names_of_the_known(bench):
    said = refused(bench, "newshire", "2014-15", "--synthetic", "--as", "excel")
    assert all(name in said for name in ("csv", "census-xml", "collect", "annex-a", "ssd"))
