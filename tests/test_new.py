"""`lscb new`: the files of a new report, of a council whose figures are held and of any other.

The council is invented, and so are its figures.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml
from click.testing import CliRunner, Result

from lscb.cli import main
from lscb.records import MADE_UP, declared
from tests.conftest import ROOT, contents
from tests.drawn import pictured

OWN = "E06999901"
CHAPTERS = ["child_deaths", "child_protection_plans", "training"]
COUNTED = (
    "child_deaths",
    "child_protection_plans",
    "children",
    "conference_attendance",
    "conferences",
    "reviews",
    "training",
    "training_sessions",
    "training_evaluations",
    "e_learning",
    "schools",
)
"""The records that chapters count from; others are only read where they are there."""
FITTED = ("child_protection_plans", "conferences", "reviews")
YEARS = ["2011-12", "2012-13", "2013-14"]
"""The years of which plans open, started and ended are published."""

FIGURES = pictured(
    """
    release | year    | measure                    | value
    first   | 2010-11 | plans_at_31_march          | 100
    first   | 2011-12 | population_0_17            | 20100
    first   | 2012-13 | population_0_17            | 20150
    whole   | 2011-12 | plans_at_31_march          | 112
    whole   | 2011-12 | plans_started              | 130
    whole   | 2011-12 | plans_ended                | 118
    whole   | 2011-12 | second_or_subsequent_plans | 12
    whole   | 2012-13 | plans_at_31_march          | 125
    whole   | 2012-13 | plans_started              | 140
    whole   | 2012-13 | plans_ended                | 127
    whole   | 2012-13 | population_0_17            | 20200
    whole   | 2013-14 | plans_at_31_march          | 110
    whole   | 2013-14 | plans_started              | 120
    whole   | 2013-14 | plans_ended                | 135
    whole   | 2013-14 | second_or_subsequent_plans | [c]
    whole   | 2013-14 | population_0_17            | 20300
    """
)
"""Of 2014-15 and later there is nothing: the council was then merged into another."""


def write(path: Path, rows: pd.DataFrame) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows.to_csv(path, index=False, encoding="utf-8-sig")


def hold(
    bench: Path,
    figures: pd.DataFrame = FIGURES,
    *,
    name: str = "Eastmere",
    region: str = "E12999901",
) -> None:
    """Hold the figures of a council and its neighbours."""
    folder = bench / "data" / "comparators"
    is_symbol = figures.value.astype(str).str.startswith("[")
    whole = figures.assign(
        area_code=OWN,
        area=name,
        value=figures.value.mask(is_symbol, ""),
        symbol=figures.value.where(is_symbol, ""),
        source="drawn for a test",
    )
    for release, rows in whole.groupby("release"):
        write(folder / "figures" / f"{release}.csv", rows)
    areas = {"area_code": [OWN], "area": [name], "region_code": [region]}
    write(folder / "areas.csv", pd.DataFrame(areas))
    lists = pd.DataFrame({"model": ["March 2014", "May 2025"], "rank": 1})
    near = {"area_code": OWN, "area": "", "neighbour_code": "E06999902", "neighbour": ""}
    write(folder / "neighbours.csv", lists.assign(**near, source="drawn for a test"))


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbench with the chapters' notebooks and nothing else, which is where we are."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    (tmp_path / "parameters").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LSCB_OUTPUTS", raising=False)
    return tmp_path


@pytest.fixture
def bench(empty: Path) -> Path:
    """The same where the figures of Eastmere are held."""
    hold(empty)
    return empty


def typed(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def made(*words: str) -> Result:
    done = typed("new", *words)
    assert done.exit_code == 0, done.output
    return done


def stated(bench: Path, year: str, board: str = "eastmere") -> dict:
    """What a parameter file says, read as plain YAML."""
    text = (bench / "parameters" / board / f"{year}.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def refused(bench: Path, *words: str) -> str:
    """The letter a command is refused with: nothing is written then."""
    before = contents(bench)
    done = typed("new", *words)
    assert isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == 2
    assert contents(bench) == before
    return done.output


def move_up(bench: Path, year: str) -> None:
    """Move the blank templates to where records are read, as if there had been none of any."""
    folder = bench / "data" / "eastmere" / year
    for path in (folder / "blank").iterdir():
        path.rename(folder / path.name)


def assert_passes_check(*words: str) -> None:
    done = typed("check", *words)
    assert done.exit_code == 0, done.output
    assert "no problems found" in done.output


def test_a_blank_report_has_its_parameters_a_template_a_record_and_a_commentary_a_chapter(bench):
    said = made("eastmere", "2013-14").output
    files = {path for path in contents(bench) if "comparators" not in path}
    files = {path for path in files if not path.startswith("notebooks/")}
    records = {f"data/eastmere/2013-14/blank/{name}.csv" for name in COUNTED}
    commentary = {f"data/eastmere/2013-14/{name}.md" for name in CHAPTERS}
    assert files == {"parameters/eastmere/2013-14.yaml"} | records | commentary
    assert {line.removeprefix("wrote ") for line in said.splitlines()[:-4]} == files
    assert "fill one and move it up into data/eastmere/2013-14/" in said
    assert "at not_supplied:" in said
    assert said.splitlines()[-1] == "  lscb check eastmere 2013-14"


def test_a_template_has_the_headings_and_no_row(bench):
    made("eastmere", "2013-14")
    for name in COUNTED:
        record = declared()[name]
        path = bench / "data" / "eastmere" / "2013-14" / "blank" / f"{name}.csv"
        assert path.read_text("utf-8-sig").splitlines() == [",".join(record.names())]


def test_templates_left_where_they_are_give_no_record_and_so_no_nought(bench):
    made("eastmere", "2013-14")
    done = typed("clear", "eastmere", "2013-14")
    assert done.exit_code == 11
    folder = "data/eastmere/2013-14"
    assert {name for name in COUNTED if f"in {folder}/{name}.csv" in done.output} == {*COUNTED}
    assert f"{folder}/blank" not in done.output
    assert not list((bench / "outputs").rglob("*.csv"))


def test_what_nobody_supplied_is_stated_and_the_templates_may_stay(bench):
    made("eastmere", "2013-14")
    path = bench / "parameters" / "eastmere" / "2013-14.yaml"
    gaps = "".join(f"\n  {name}: Eastmere's sub-group" for name in COUNTED)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("not_supplied: {}", f"not_supplied:{gaps}"), encoding="utf-8")
    assert_passes_check("eastmere", "2013-14")


def test_a_template_moved_up_as_it_is_is_asked_about_with_what_to_do(bench):
    made("eastmere", "2013-14")
    move_up(bench, "2013-14")
    done = typed("check", "eastmere", "2013-14")
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    for name in COUNTED:
        assert f"not_supplied: {{{name}:" in said
    assert "if there was none, leave it" in said
    assert "no file here holds a single row" in said


def test_a_blank_report_of_a_council_that_is_held_is_filled_in(bench):
    made("eastmere", "2012-13")
    found = stated(bench, "2012-13")
    assert found["board"] == {
        "name": "Eastmere Local Safeguarding Children Board",
        "place": "Eastmere",
        "kind": "LSCB",
        "council_code": OWN,
    }
    assert (found["records"], found["first_year"]) == ("supplied", "2012-13")
    assert found["chapters"] == CHAPTERS
    # The release with most of the year comes first; the model of 2014 is nearest to 2012.
    assert found["comparators"] == {
        "releases": ["whole", "first"],
        "region": "E12999901",
        "neighbours": "March 2014",
    }


def test_the_population_is_of_the_june_before_with_its_source_and_its_release(bench):
    made("eastmere", "2012-13")
    people = stated(bench, "2012-13")["figures"]["population_0_17"]
    assert people["by"] == {2012: 20200}
    assert people["releases"] == {2012: "whole"}
    assert people["source"]


def test_a_population_comes_from_another_release_where_the_first_has_none(bench):
    made("eastmere", "2011-12")
    people = stated(bench, "2011-12")["figures"]["population_0_17"]
    assert (people["by"], people["releases"]) == ({2011: 20100}, {2011: "first"})


def test_a_council_without_a_region_or_neighbours_states_none(empty):
    hold(empty, region="")
    (empty / "data" / "comparators" / "neighbours.csv").unlink()
    made("eastmere", "2012-13")
    move_up(empty, "2012-13")
    assert stated(empty, "2012-13")["comparators"] == {"releases": ["whole", "first"]}
    assert_passes_check("eastmere", "2012-13")


@pytest.mark.parametrize("extra", [[], ["--synthetic"]], ids=["blank", "fitted"])
def test_a_council_is_called_in_sentences_by_what_stands_before_the_comma(empty, extra):
    hold(empty, name="Eastmere, City of")
    made("eastmere", "2012-13", *extra)
    found = stated(empty, "2012-13")
    assert found["board"]["place"] == "Eastmere"
    said = [found["board"]["name"], found["panel"]["recipient"], *found["not_supplied"].values()]
    assert not [words for words in said if "City of" in words]


def test_from_2019_a_board_is_a_partnership(empty):
    made("anywhere", "2018-19")
    made("anywhere", "2019-20")
    kinds = [stated(empty, year, "anywhere")["board"] for year in ("2018-19", "2019-20")]
    assert [kind["kind"] for kind in kinds] == ["LSCB", "partnership"]
    assert kinds[1]["name"] == "Anywhere Safeguarding Children Partnership"


@pytest.mark.parametrize("year", YEARS)
def test_a_blank_report_of_a_council_that_is_held_has_no_problems(bench, year):
    made("eastmere", year)
    move_up(bench, year)
    assert_passes_check("eastmere", year)


@pytest.mark.parametrize("year", ["2003-04", "2016-17"])
def test_a_blank_report_of_a_year_of_which_nothing_is_held_has_no_problems_either(bench, year):
    """Nothing is published before it begins, and nothing yet of the year just ended."""
    made("eastmere", year)
    found = stated(bench, year)
    assert found["board"]["council_code"] == OWN
    assert found["figures"] == {}
    move_up(bench, year)
    assert_passes_check("eastmere", year)


def test_a_board_of_no_council_that_is_held_leaves_its_code_to_the_analyst(bench):
    made("anywhere", "2013-14")
    found = stated(bench, "2013-14", "anywhere")
    assert found["board"]["council_code"] == ""
    assert found["figures"] == {}
    assert "comparators" not in found
    done = typed("check", "anywhere", "2013-14")
    assert done.exit_code == 10
    assert "1 problem in parameters/anywhere/2013-14.yaml" in done.output
    assert "board.council_code" in done.output


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """Eastmere with reports of all its years, made up to what was published; and what was said."""
    bench = tmp_path_factory.mktemp("fitted")
    shutil.copytree(ROOT / "notebooks", bench / "notebooks")
    (bench / "parameters").mkdir()
    hold(bench)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(bench)
        patch.delenv("LSCB_OUTPUTS", raising=False)
        return bench, made("eastmere", "2013-14", "--synthetic")


@pytest.fixture
def there(fitted: tuple[Path, Result], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the fitted reports, which is where we are."""
    monkeypatch.chdir(fitted[0])
    monkeypatch.delenv("LSCB_OUTPUTS", raising=False)
    return fitted[0]


def test_a_council_that_is_held_gets_a_report_for_each_year_without_a_gap(fitted):
    bench, said = fitted
    assert sorted(path.stem for path in (bench / "parameters" / "eastmere").iterdir()) == YEARS
    assert "published of Eastmere" in said.output
    assert "everything is made up" not in said.output
    assert "not met" not in said.output
    assert said.output.splitlines()[-1] == "Next, type:  lscb build eastmere 2013-14"


def test_only_what_has_published_totals_is_made_up_and_every_row_says_that_it_is(there):
    for year in YEARS:
        files = list((there / "data" / "eastmere" / year).glob("*.csv"))
        assert {path.stem for path in files} == set(FITTED)
        for path in files:
            rows = pd.read_csv(path, dtype=str)
            assert len(rows) > 0
            assert rows.iloc[:, 0].str.startswith(MADE_UP).all()


@pytest.mark.parametrize("year", YEARS)
def test_a_fitted_report_says_that_it_is_made_up_and_whom_the_rest_was_not_supplied_by(there, year):
    found = stated(there, year)
    assert (found["records"], found["first_year"]) == ("made-up", "2011-12")
    assert found["not_supplied"] == {
        "child_deaths": "Eastmere's child death overview panel",
        "children": "Eastmere's children's services",
        "conference_attendance": "Eastmere's children's services",
        "training": "Eastmere's training sub-group",
        "training_sessions": "Eastmere's training sub-group",
        "training_evaluations": "Eastmere's training sub-group",
        "e_learning": "Eastmere's training sub-group",
        "schools": "Eastmere's education safeguarding team",
    }


def test_each_fitted_report_has_the_population_of_its_own_years_and_no_later_one(there):
    people = {year: stated(there, year)["figures"]["population_0_17"] for year in YEARS}
    assert people["2011-12"]["by"] == {2011: 20100}
    assert people["2013-14"]["by"] == {2011: 20100, 2012: 20200, 2013: 20300}
    assert people["2013-14"]["releases"] == {2011: "first", 2012: "whole", 2013: "whole"}


def test_the_records_come_to_what_was_published(there):
    plans = pd.concat(
        pd.read_csv(there / "data" / "eastmere" / year / f"{FITTED[0]}.csv", dtype=str)
        for year in YEARS
    ).drop_duplicates(["child_id", "plan_start"], keep="last")
    wanted = FIGURES[FIGURES.measure.str.startswith("plans_") & (FIGURES.year != "2010-11")]
    for row in wanted.itertuples():
        first, last = f"{row.year[:4]}-04-01", f"{int(row.year[:4]) + 1}-03-31"
        found = {
            "plans_started": plans.plan_start.between(first, last),
            "plans_ended": plans.plan_end.between(first, last),
            "plans_at_31_march": (plans.plan_start <= last) & ~(plans.plan_end <= last),
        }
        assert found[row.measure].sum() == row.value, (row.year, row.measure)


@pytest.mark.parametrize("year", YEARS)
def test_a_fitted_report_has_no_problems(there, year):
    assert_passes_check("eastmere", year)


def test_a_fitted_report_can_be_cleared(there):
    done = typed("clear", "eastmere", "2013-14")
    assert done.exit_code == 0, done.output


def test_a_fitted_report_is_the_same_every_time(fitted, bench):
    made("eastmere", "2013-14", "--synthetic")
    before, again = contents(fitted[0]), contents(bench)
    assert {p: t for p, t in before.items() if not p.startswith("outputs/")} == again


def test_a_gap_in_what_is_published_ends_the_years_and_they_are_five_at_most(empty):
    years = [f"{start}-{(start + 1) % 100:02d}" for start in (*range(2000, 2007), 2008, 2009)]
    names = ("plans_at_31_march", "plans_started", "plans_ended")
    rows = [f"whole | {year} | {name} | 9" for year in years for name in names]
    hold(empty, pictured("\n".join(["release | year | measure | value", *rows])))
    made("eastmere", "2009-10", "--synthetic")
    folder = empty / "parameters" / "eastmere"
    assert sorted(path.stem for path in folder.iterdir()) == ["2008-09", "2009-10"]
    shutil.rmtree(folder)
    made("eastmere", "2006-07", "--synthetic")
    assert sorted(path.stem for path in folder.iterdir())[0] == "2002-03"
    assert len(list(folder.iterdir())) == 5


def test_an_earlier_year_of_which_a_count_is_withheld_is_a_gap_like_any_other(empty):
    is_gap = (FIGURES.year == "2011-12") & (FIGURES.measure == "plans_ended")
    hold(empty, FIGURES.assign(value=FIGURES.value.mask(is_gap, "[c]")))
    made("eastmere", "2013-14", "--synthetic")
    folder = empty / "parameters" / "eastmere"
    assert sorted(path.stem for path in folder.iterdir()) == ["2012-13", "2013-14"]


@pytest.mark.parametrize("year", ["2010-11", "2014-15", "2022-23", "2003-04"])
def test_of_a_year_before_the_figures_or_after_a_merger_no_records_are_made_up(bench, year):
    said = refused(bench, "eastmere", year, "--synthetic")
    assert f"1 problem in what is published for eastmere {year}" in said
    assert "figures of Eastmere are held for 2011-12 to 2013-14" in said
    assert "merged into another has none after that" in said
    assert said.rstrip().endswith("lscb comparators list")


@pytest.mark.parametrize("held", [[], ["plans_started"], ["plans_ended", "population_0_17"]])
def test_a_council_whose_figures_are_withheld_all_or_too_many_gets_a_letter(empty, held):
    """As the City of London and the Isles of Scilly."""
    hold(empty, FIGURES.assign(value=FIGURES.value.where(FIGURES.measure.isin(held), "[c]")))
    said = refused(empty, "eastmere", "2013-14", "--synthetic")
    named = said.split("withheld or not published: ")[1].splitlines()[0].split("; ")
    meanings = {
        "plans_at_31_march": "Children on a plan at 31 March",
        "plans_started": "Plans started in the year",
        "plans_ended": "Plans ended in the year",
    }
    assert set(named) == {words for name, words in meanings.items() if name not in held}


def test_a_blank_report_of_a_council_all_of_whose_figures_are_withheld_has_no_problems(empty):
    hold(empty, FIGURES.assign(value="[c]"))
    made("eastmere", "2013-14")
    assert stated(empty, "2013-14")["figures"] == {}
    move_up(empty, "2013-14")
    assert_passes_check("eastmere", "2013-14")


def test_of_a_council_of_which_only_the_population_is_held_no_records_are_made_up(empty):
    hold(empty, FIGURES[FIGURES.measure == "population_0_17"])
    said = refused(empty, "eastmere", "2013-14", "--synthetic")
    assert "figures of Eastmere are held for no year" in said


@pytest.mark.parametrize(
    "file", ["parameters/eastmere/2012-13.yaml", "data/eastmere/2011-12/reviews.csv"]
)
def test_a_file_that_is_there_is_left_and_nothing_beside_it_is_written(bench, file):
    path = bench / file
    path.parent.mkdir(parents=True)
    path.write_text("mine", encoding="utf-8")
    said = refused(bench, "eastmere", "2013-14", "--synthetic")
    folder, _, name = file.rpartition("/")
    assert f"1 problem in {folder}\n\n  there already and left as it was: {name}\n" in said
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_board_of_no_council_that_is_held_is_wholly_made_up_and_told_so(bench):
    said = made("anywhere", "2013-14", "--synthetic").output
    assert "No figures of a council called anywhere are held: everything is made up" in said
    found = stated(bench, "2013-14", "anywhere")
    assert (found["records"], found["board"]["council_code"]) == ("made-up", "E99999999")
    assert found["not_supplied"] == {}
    assert_passes_check("anywhere", "2013-14")


@pytest.mark.parametrize("chapter", ["training", "child_deaths"])
def test_a_workbench_that_has_not_every_chapter_states_only_what_it_has(bench, chapter):
    (bench / "notebooks" / f"{chapter}.ipynb").unlink()
    made("eastmere", "2013-14", "--synthetic")
    assert chapter not in stated(bench, "2013-14")["chapters"]
    assert_passes_check("eastmere", "2013-14")
