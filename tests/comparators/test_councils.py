"""A council found by its board's name, and which of what is published of it is taken."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from lscb.comparators import councils
from lscb.comparators.councils import Council, council, model_for
from lscb.years import ReportingYear
from tests.drawn import pictured

OWN = "E06999901"
YEARS = ["2012-13", "2013-14", "2014-15"]
YEAR = ReportingYear("2013-14")
BASICS = ("plans_at_31_march", "plans_started", "plans_ended")


def write(path: Path, rows: pd.DataFrame) -> None:
    path.parent.mkdir(exist_ok=True)
    rows.to_csv(path, index=False, encoding="utf-8-sig")


def name_councils(folder: Path, *areas: tuple[str, str], region: str = "E12999901") -> None:
    """Hold councils by code and name."""
    rows = pd.DataFrame(areas, columns=["area_code", "area"])
    write(folder / "areas.csv", rows.assign(region_code=region))


def hold(folder: Path, release: str, text: str) -> None:
    """Hold a release's figures, drawn: year, measure, value or symbol, and code if not our own."""
    drawn = pictured(text)
    is_symbol = drawn.value.astype(str).str.startswith("[")
    rows = drawn[["year", "measure"]].assign(
        area_code=drawn.get("code", OWN),
        area="Eastmere",
        value=drawn.value.mask(is_symbol, ""),
        symbol=drawn.value.where(is_symbol, ""),
        release=release,
        source="drawn for a test",
    )
    write(folder / "figures" / f"{release}.csv", rows)


def hold_plans(folder: Path, release: str, *years: str, code: str = OWN) -> None:
    """Hold the three counts that a year needs, 50 of each."""
    rows = [f"{year} | {name} | 50 | {code}" for year in years for name in BASICS]
    hold(folder, release, "\n".join(["year | measure | value | code", *rows]))


def eastmere(folder: Path) -> Council:
    name_councils(folder, (OWN, "Eastmere"), ("E06999902", "Westmere"))
    found = council(folder, "eastmere", YEAR)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("board", "name"),
    [
        ("bexley", "Bexley"),
        ("bracknell_forest", "Bracknell Forest"),
        ("kingston_upon_hull", "Kingston upon Hull, City of"),
        ("kingston_upon_hull_city_of", "Kingston upon Hull, City of"),
        ("bristol", "Bristol, City of"),
        ("herefordshire", "Herefordshire, County of"),
        ("st_helens", "St. Helens"),
        ("southend_on_sea", "Southend-on-Sea"),
        ("hammersmith_and_fulham", "Hammersmith & Fulham"),
        ("bournemouth_christchurch_and_poole", "Bournemouth, Christchurch and Poole"),
    ],
)
def test_a_council_is_found_by_its_boards_name_in_small_letters(tmp_path, board, name):
    name_councils(tmp_path, ("E06999902", "Westmere"), (OWN, name), ("E06999903", "Northmere"))
    found = council(tmp_path, board, YEAR)
    assert found is not None
    assert (found.code, found.name, found.region) == (OWN, name, "E12999901")


@pytest.mark.parametrize("board", ["kingston", "hull", "city_of", "northshire", "westmer"])
def test_a_board_of_another_name_is_of_no_council_that_is_held(tmp_path, board):
    name_councils(tmp_path, (OWN, "Kingston upon Hull, City of"), ("E06999902", "Westmere"))
    assert council(tmp_path, board, YEAR) is None


def test_where_nothing_is_held_there_is_no_council(tmp_path):
    assert council(tmp_path, "eastmere", YEAR) is None
    assert councils.names(tmp_path) == []


@pytest.mark.parametrize("part", ["E13000001", "E13000002"])
def test_a_london_boroughs_region_is_london(tmp_path, part):
    name_councils(tmp_path, (OWN, "Eastmere"), region=part)
    assert council(tmp_path, "eastmere", YEAR).region == "E12000007"


def test_a_council_whose_region_is_not_held_has_none(tmp_path):
    name_councils(tmp_path, (OWN, "Eastmere"), region="")
    assert council(tmp_path, "eastmere", YEAR).region is None


def test_only_the_councils_own_figures_are_its_own(tmp_path):
    hold_plans(tmp_path, "one", "2013-14", code="E06999902")
    assert eastmere(tmp_path).figures.empty
    assert eastmere(tmp_path).years() == []


@pytest.mark.parametrize("held", [("E06000057",), ("E06000048",), ("E06000057", "E06000048")])
def test_a_council_whose_code_changed_is_one_council_with_all_its_years(tmp_path, held):
    # Northumberland's code changed in April 2013 (ONS, code history database).
    name_councils(tmp_path, *((code, "Northumberland") for code in held))
    hold_plans(tmp_path, "early", "2011-12", "2012-13", code="E06000048")
    hold_plans(tmp_path, "late", "2013-14", code="E06000057")
    found = council(tmp_path, "northumberland", YEAR)
    assert found.code == "E06000057"
    assert found.years() == ["2011-12", "2012-13", "2013-14"]
    assert found.totals(["2012-13"], ["early"]).plans_started.tolist() == [50]


def test_a_year_counts_when_open_started_and_ended_are_all_published(tmp_path):
    text = """
        year    | measure           | value
        2011-12 | plans_at_31_march | 90
        2011-12 | plans_started     | 80
        2012-13 | plans_at_31_march | 90
        2012-13 | plans_started     | 80
        2012-13 | plans_ended       | 70
        2013-14 | conferences       | 95
        """
    hold(tmp_path, "one", text)
    hold(tmp_path, "two", "year | measure | value\n2010-11 | population_0_17 | 9000")
    assert eastmere(tmp_path).years() == ["2012-13"]


def test_a_council_that_was_merged_into_another_has_no_later_years(tmp_path):
    hold_plans(tmp_path, "one", "2012-13", "2013-14")
    hold(tmp_path, "two", "year | measure | value | code\n2014-15|plans_started|99|E06999902")
    assert eastmere(tmp_path).years() == ["2012-13", "2013-14"]
    assert eastmere(tmp_path).releases(["2014-15"]) == []


def test_the_release_with_most_of_the_years_asked_for_comes_first_and_equals_by_name(tmp_path):
    hold_plans(tmp_path, "whole", *YEARS)
    hold_plans(tmp_path, "b", "2014-15")
    hold_plans(tmp_path, "a", "2014-15")
    hold_plans(tmp_path, "early", "2009-10", "2010-11", "2011-12")
    found = eastmere(tmp_path)
    assert found.releases(YEARS) == ["whole", "a", "b"]
    assert found.releases(["2011-12"]) == ["early"]
    assert found.releases(["2003-04"]) == []


def test_a_count_is_from_the_first_release_that_has_a_place_for_it_withheld_or_not(tmp_path):
    hold(tmp_path, "first", "year | measure | value\n2013-14 | plans_started | [c]")
    second = """
        year    | measure       | value
        2013-14 | plans_started | 4
        2013-14 | plans_ended   | 40
        2014-15 | plans_started | 41
        """
    hold(tmp_path, "second", second)
    found = eastmere(tmp_path)
    table = found.totals(YEARS, ["first", "second"])
    assert table.index.tolist() == YEARS
    assert table.isna().loc["2013-14", "plans_started"]
    assert table.loc["2013-14", "plans_ended"] == 40
    assert table.loc["2014-15", "plans_started"] == 41
    assert table.loc["2012-13"].isna().all()
    assert found.totals(YEARS, ["second", "first"]).loc["2013-14", "plans_started"] == 4
    assert "plans_ended" not in found.totals(YEARS, ["first"])


def test_totals_have_counts_only_and_shares_are_named_after_the_counts_they_are_of(tmp_path):
    text = """
        year    | measure                            | value
        2014-15 | plans_started                      | 40
        2014-15 | plans_started_per_10000            | 12.5
        2014-15 | conference_days_median             | 11
        2014-15 | second_or_subsequent_plans         | [c]
        2014-15 | second_or_subsequent_plans_percent | 12.5
        """
    hold(tmp_path, "one", text)
    found = eastmere(tmp_path)
    counts, shares = (of(["2014-15"], ["one"]) for of in (found.totals, found.shares))
    assert set(counts) == {"plans_started", "second_or_subsequent_plans"}
    assert shares.to_dict() == {"second_or_subsequent_plans": {"2014-15": 12.5}}


def test_each_years_population_is_of_the_first_release_that_has_one(tmp_path):
    rows = "\n".join(f"{year} | population_0_17 | 9000" for year in YEARS[:2])
    hold(tmp_path, "first", "year | measure | value\n2013-14 | population_0_17 | 9100")
    hold(tmp_path, "second", f"year | measure | value\n{rows}")
    found = eastmere(tmp_path)
    assert found.population_releases(YEARS, ["first", "second"]) == {
        "2012-13": "second",
        "2013-14": "first",
    }
    assert found.population_releases(YEARS, ["second", "first"])["2013-14"] == "second"


def test_every_council_is_named_once_by_its_boards_name(tmp_path):
    codes = ("E10000002", "E06000060", OWN)
    names = ("Buckinghamshire", "Buckinghamshire", "Bristol, City of")
    name_councils(tmp_path, *zip(codes, names, strict=True))
    found = councils.names(tmp_path)
    assert len(found) == 2
    assert {council(tmp_path, board, YEAR).name for board in found} == set(names)


@pytest.mark.parametrize(
    ("year", "model"),
    [
        ("2014-15", "March 2014"),
        ("2016-17", "March 2014"),
        ("2013-14", "March 2014"),
        ("2012-13", "March 2014"),
        ("2022-23", "March 2014"),
        ("2023-24", "May 2023"),
    ],
)
def test_the_model_is_the_latest_of_the_years_end_that_lists_the_council_or_the_first_after_it(
    tmp_path, year, model
):
    rows = pd.DataFrame(
        {
            "model": ["May 2023", "March 2014", "June 2018"],
            "area_code": [OWN, OWN, "E06999902"],
            "area": "",
            "rank": 1,
            "neighbour_code": "E06999903",
            "neighbour": "",
            "source": "drawn for a test",
        }
    )
    write(tmp_path / "neighbours.csv", rows)
    assert model_for(tmp_path, OWN, ReportingYear(year)) == model
    assert model_for(tmp_path, "E06999904", ReportingYear(year)) is None


def test_a_share_that_the_board_printed_itself_is_found_by_the_count_it_is_of(tmp_path):
    rows = [
        (OWN, "2013-14", "conferences_within_15_days_percent", 82),
        (OWN, "2013-14", "plans_started", 40),
        ("E06999902", "2014-15", "conferences_within_15_days_percent", 70),
    ]
    boards = pd.DataFrame(rows, columns=["area_code", "year", "measure", "value"])
    write(tmp_path / "boards.csv", boards.assign(area="", symbol="", release="own", source="p. 1"))
    printed = councils.shares_printed(tmp_path, OWN, YEARS)
    assert printed.index.tolist() == YEARS
    assert printed.conferences_within_15_days.dropna().to_dict() == {"2013-14": 82}
    assert printed.columns.tolist() == ["conferences_within_15_days"]


BEFORE_2023, NORTH_YORKSHIRE = "E10000023", "E06000065"
"""One council: its code changed in April 2023 (ONS, code history database)."""


def test_a_model_from_before_a_councils_code_changed_lists_its_neighbours_too(tmp_path):
    columns = ["model", "area_code", "area", "rank", "neighbour_code", "neighbour", "source"]
    row = ("April 2021", BEFORE_2023, "North Yorkshire", 1, OWN, "Eastmere", "drawn for a test")
    write(tmp_path / "neighbours.csv", pd.DataFrame([row], columns=columns))
    assert model_for(tmp_path, NORTH_YORKSHIRE, ReportingYear("2014-15")) == "April 2021"


def test_a_share_printed_before_a_councils_code_changed_is_its_own_too(tmp_path):
    share = {"area_code": [BEFORE_2023], "year": "2013-14", "value": 82, "symbol": "", "area": ""}
    more = {"measure": "reviews_in_time_percent", "release": "own", "source": "page 1"}
    write(tmp_path / "boards.csv", pd.DataFrame(share | more))
    printed = councils.shares_printed(tmp_path, NORTH_YORKSHIRE, YEARS)
    assert printed.to_dict().get("reviews_in_time", {}).get("2013-14") == 82


def test_a_share_that_two_reports_of_a_board_printed_is_found_once(tmp_path):
    share = {"area_code": OWN, "year": "2013-14", "value": 82, "symbol": "", "area": ""}
    more = {"measure": "reviews_in_time_percent", "release": ["one", "two"], "source": "page 1"}
    write(tmp_path / "boards.csv", pd.DataFrame(share | more))
    assert councils.shares_printed(tmp_path, OWN, YEARS).loc["2013-14"].tolist() == [82]
