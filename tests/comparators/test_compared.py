"""An area beside others: one release in a row, symbols that stay symbols, and what is not held."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from lscb.comparators.compared import Comparators, comparators, not_held
from lscb.report import Compared, Report
from tests.drawn import pictured, scope

OWN, ENGLAND, WESSEX = "E99999999", "E92000001", "E12999901"
A, B, C, D = NEAR = ("E06999901", "E06999902", "E06999903", "E06999904")
NAMES = {OWN: "Testshire", ENGLAND: "England", WESSEX: "North Wessex"}
RATE = "plans_at_31_march_per_10000"
YEARS = ["2012-13", "2013-14", "2014-15"]


def hold(folder: Path, release: str, text: str, measure: str = RATE) -> None:
    """Hold a release's figures, drawn: area, year, and value or symbol."""
    drawn = pictured(text)
    is_symbol = drawn.value.astype(str).str.startswith("[")
    rows = pd.DataFrame(
        {
            "area_code": drawn.area,
            "area": [NAMES.get(code, code) for code in drawn.area],
            "year": drawn.year,
            "measure": drawn.get("measure", measure),
            "value": drawn.value.mask(is_symbol, ""),
            "symbol": drawn.value.where(is_symbol, ""),
            "release": release,
            "source": "drawn for a test",
        }
    )
    write(folder / "figures" / f"{release}.csv", rows)


def list_neighbours(folder: Path, *codes: str, model: str = "April 2021", of: str = OWN) -> None:
    """Hold one model's neighbours of one council, the nearest first."""
    rows = pd.DataFrame({"neighbour_code": codes, "neighbour": codes}).assign(
        model=model, area_code=of, area="a council", source="drawn for a test"
    )
    write(folder / "neighbours.csv", rows.assign(rank=range(1, len(codes) + 1)))


def write(path: Path, rows: pd.DataFrame) -> None:
    path.parent.mkdir(exist_ok=True)
    rows.to_csv(path, index=False, encoding="utf-8-sig")


def report(*releases: str, code: str = OWN, **stated: str) -> Report:
    """A report of Testshire that is compared with others in these releases."""
    plain = scope().report
    board = plain.board.model_copy(update={"council_code": code})
    compared = Compared(releases=list(releases), **stated)
    return plain.model_copy(update={"board": board, "comparators": compared})


def compared(folder: Path, *releases: str, **stated: str) -> Comparators:
    found = comparators(folder, report(*releases, **stated))
    assert found is not None
    return found


def with_neighbours(folder: Path, own: object, *rates: object) -> dict[str, object]:
    """Testshire's row of 2014-15, given its own rate and its neighbours', the nearest first."""
    near = NEAR[: len(rates)]
    rows = zip((OWN, *near), (own, *rates), strict=True)
    drawn = [f"{code} | 2014-15 | {rate}" for code, rate in rows]
    hold(folder, "one", "\n".join(["area | year | value", *drawn]))
    list_neighbours(folder, *near)
    found = compared(folder, "one", neighbours="April 2021")
    return found.beside(RATE, "2014-15", "one")


def test_a_report_that_states_nobody_is_compared_with_nobody(tmp_path):
    assert comparators(tmp_path, scope().report) is None
    assert not_held(tmp_path, scope().report, "a.yaml") == []


def test_one_release_that_covers_every_year_serves_them_all_though_another_is_preferred(tmp_path):
    hold(tmp_path, "preferred", f"area|year|value\n{OWN}|2013-14|40.1\n{OWN}|2014-15|41.1")
    whole = "\n".join(f"{OWN} | {year} | 50.1" for year in YEARS)
    hold(tmp_path, "whole", f"area | year | value\n{whole}")
    found = compared(tmp_path, "preferred", "whole")
    assert found.release_by_year(RATE, YEARS) == dict.fromkeys(YEARS, "whole")
    # Asked for the years it has, the preferred one serves.
    assert found.release_by_year(RATE, YEARS[1:]) == dict.fromkeys(YEARS[1:], "preferred")


def test_of_two_that_cover_every_year_the_first_stated_serves(tmp_path):
    for release in ("early", "late"):
        hold(tmp_path, release, f"area | year | value\n{OWN} | 2014-15 | 40.1")
    for order in (("late", "early"), ("early", "late")):
        found = compared(tmp_path, *order)
        assert found.release_by_year(RATE, ["2014-15"]) == {"2014-15": order[0]}


def test_where_none_covers_every_year_each_year_has_the_first_stated_that_has_it(tmp_path):
    hold(tmp_path, "first", f"area | year | value\n{OWN} | 2014-15 | 1.5")
    hold(tmp_path, "second", f"area|year|value\n{OWN}|2012-13|2.5\n{OWN}|2014-15|3.5")
    found = compared(tmp_path, "first", "second")
    # Nobody has 2013-14: it is left out, and nothing is filled in.
    assert found.release_by_year(RATE, YEARS) == {"2012-13": "second", "2014-15": "first"}
    assert found.release_by_year("plans_started", YEARS) == {}


def test_a_release_that_is_stated_and_not_held_serves_no_year(tmp_path):
    hold(tmp_path, "held", f"area | year | value\n{OWN} | 2014-15 | 1.5")
    assert compared(tmp_path, "nowhere", "held").release_by_year(RATE, YEARS[2:]) == {
        "2014-15": "held"
    }


def test_everybody_in_a_row_is_of_one_release_though_another_has_the_areas_own_figure(tmp_path):
    one = f"""
        area      | year    | value
        {OWN}     | 2014-15 | [c]
        {ENGLAND} | 2014-15 | 42.9
        {A}       | 2014-15 | 30.5
        """
    other = f"""
        area      | year    | value
        {OWN}     | 2014-15 | 11.1
        {ENGLAND} | 2014-15 | 22.2
        {WESSEX}  | 2014-15 | 33.3
        {A}       | 2014-15 | 44.4
        {B}       | 2014-15 | 55.5
        """
    hold(tmp_path, "one", one)
    hold(tmp_path, "other", other)
    list_neighbours(tmp_path, A, B)
    found = compared(tmp_path, "one", "other", region=WESSEX, neighbours="April 2021")
    (release,) = found.release_by_year(RATE, ["2014-15"]).values()
    assert release == "one"
    assert found.beside(RATE, "2014-15", release) == {
        "area": "[c]",
        "england": 42.9,
        "region": "[x]",
        "neighbours_mean": 30.5,
        "neighbours_median": 30.5,
        "neighbours": 1,
        "rank": "[x]",
    }


@pytest.mark.parametrize(
    ("held", "shown"), [("[c]", "[c]"), ("[x]", "[x]"), ("[z]", "[z]"), ("[u]", "[x]")]
)
def test_a_symbol_stays_a_symbol_and_unreliable_is_not_available(tmp_path, held, shown):
    drawn = "\n".join(f"{code} | 2014-15 | {held}" for code in (OWN, ENGLAND, A))
    hold(tmp_path, "one", f"area | year | value\n{drawn}")
    list_neighbours(tmp_path, A)
    row = compared(tmp_path, "one", neighbours="April 2021").beside(RATE, "2014-15", "one")
    assert (row["area"], row["england"]) == (shown, shown)
    assert (row["neighbours"], row["neighbours_mean"], row["rank"]) == (0, "[x]", "[x]")


def test_a_figure_of_nought_is_a_figure(tmp_path):
    row = with_neighbours(tmp_path, 0, 0, 3)
    assert (row["area"], row["neighbours_mean"], row["neighbours"]) == (0, 1.5, 2)


@pytest.mark.parametrize(
    ("rates", "mean", "median"),
    [
        # (10.2 + 10.3) ÷ 2 = 10.25: rounding to the even digit would make it 10.2.
        ((10.2, 10.3), 10.3, 10.3),
        # (10.4 + 10.5) ÷ 2 = 10.45, which in binary falls short of the half.
        ((10.4, 10.5), 10.5, 10.5),
        # (1.0 + 1.1 + 1.1) ÷ 3 = 1.0667; the middle one is 1.1.
        ((1.1, 1.0, 1.1), 1.1, 1.1),
        # (2 + 4 + 9 + 100) ÷ 4 = 28.75; (4 + 9) ÷ 2 = 6.5.
        ((100, 2, 9, 4), 28.8, 6.5),
    ],
)
def test_means_and_medians_have_one_decimal_place_halves_away_from_nought(
    tmp_path, rates, mean, median
):
    row = with_neighbours(tmp_path, 5, *rates)
    assert (row["neighbours_mean"], row["neighbours_median"]) == (mean, median)


@pytest.mark.parametrize("missing", ["[c]", "[x]", "[z]", "[u]"])
def test_a_neighbour_without_a_figure_is_left_out_and_is_not_a_nought(tmp_path, missing):
    row = with_neighbours(tmp_path, 25, 10, missing, 20, 60)
    # (10 + 20 + 60) ÷ 3, the middle one, and only 60 is higher than 25.
    assert row["neighbours"] == 3
    assert (row["neighbours_mean"], row["neighbours_median"], row["rank"]) == (30, 20, "2 of 4")


def test_a_neighbour_that_the_release_has_not_at_all_is_left_out(tmp_path):
    hold(tmp_path, "one", f"area | year | value\n{OWN} | 2014-15 | 9\n{B} | 2014-15 | 8")
    list_neighbours(tmp_path, A, B)
    row = compared(tmp_path, "one", neighbours="April 2021").beside(RATE, "2014-15", "one")
    assert (row["neighbours"], row["neighbours_mean"], row["rank"]) == (1, 8, "1 of 2")


@pytest.mark.parametrize(
    ("own", "rank"), [(60.1, 1), (60, 1), (59.9, 3), (40, 3), (39.9, 4), (10, 4), (9.9, 5)]
)
def test_rank_1_is_the_highest_and_equals_share_the_better_rank(tmp_path, own, rank):
    assert with_neighbours(tmp_path, own, 60, 10, 60, 40)["rank"] == f"{rank} of 5"


def test_without_neighbours_there_is_no_mean_and_no_rank(tmp_path):
    hold(tmp_path, "one", f"area | year | value\n{OWN} | 2014-15 | 9\n{A} | 2014-15 | 8")
    list_neighbours(tmp_path, A, model="May 2025")
    row = compared(tmp_path, "one").beside(RATE, "2014-15", "one")
    assert (row["area"], row["neighbours"]) == (9, 0)
    assert {row["neighbours_mean"], row["neighbours_median"], row["rank"]} == {"[x]"}


def test_neighbours_are_those_of_the_model_stated_and_of_this_council(tmp_path):
    hold(tmp_path, "one", f"area | year | value\n{OWN} | 2014-15 | 9")
    lists = (
        ("April 2021", OWN, B, 2),
        ("April 2021", OWN, A, 1),
        ("May 2025", OWN, C, 1),
        ("April 2021", A, D, 1),
    )
    columns = ["model", "area_code", "neighbour_code", "rank"]
    rows = pd.DataFrame(lists, columns=columns).assign(area="", neighbour="", source="drawn")
    write(tmp_path / "neighbours.csv", rows)
    assert compared(tmp_path, "one", neighbours="April 2021").neighbours == (A, B)
    assert compared(tmp_path, "one", neighbours="May 2025").neighbours == (C,)


def test_no_region_and_a_region_nobody_has_figures_of_are_not_available(tmp_path):
    hold(tmp_path, "one", f"area | year | value\n{OWN} | 2014-15 | 9\n{WESSEX} | 2014-15 | 8")
    unstated = compared(tmp_path, "one")
    unknown = compared(tmp_path, "one", region="E12999909")
    known = compared(tmp_path, "one", region=WESSEX)
    rows = [each.beside(RATE, "2014-15", "one") for each in (unstated, unknown, known)]
    assert [row["region"] for row in rows] == ["[x]", "[x]", 8]
    assert unknown.name("E12999909") == "E12999909"
    assert known.name(WESSEX) == "North Wessex"


NORTHUMBERLAND, BEFORE_2013 = "E06000057", "E06000048"
"""One council: its code changed in April 2013 (ONS, code history database)."""


def hold_northumberland(folder: Path) -> None:
    rows = f"{BEFORE_2013} | 2012-13 | 30.5\n{NORTHUMBERLAND} | 2013-14 | 31.5"
    hold(folder, "one", f"area | year | value\n{rows}")


@pytest.mark.parametrize("code", [NORTHUMBERLAND, BEFORE_2013])
def test_a_council_whose_code_changed_has_one_series_whichever_code_is_stated(tmp_path, code):
    hold_northumberland(tmp_path)
    found = compared(tmp_path, "one", code=code)
    rates = [found.beside(RATE, year, "one")["area"] for year in YEARS[:2]]
    assert rates == [30.5, 31.5]
    assert found.has_figures_of(found.area)


@pytest.mark.parametrize("code", [NORTHUMBERLAND, BEFORE_2013])
def test_a_neighbour_whose_code_changed_is_the_same_neighbour(tmp_path, code):
    hold_northumberland(tmp_path)
    list_neighbours(tmp_path, code)
    found = compared(tmp_path, "one", neighbours="April 2021")
    assert [found.of_neighbours(RATE, year, "one") for year in YEARS[:2]] == [[30.5], [31.5]]


@pytest.mark.parametrize("printed_as", [NORTHUMBERLAND, BEFORE_2013])
@pytest.mark.parametrize("code", [NORTHUMBERLAND, BEFORE_2013])
def test_what_a_board_printed_is_its_own_whichever_code_it_had_then(tmp_path, code, printed_as):
    row = {"area_code": [printed_as], "year": "2012-13", "measure": "plans_started", "value": 37}
    more = {"area": "Northumberland", "symbol": "", "release": "its report", "source": "page 1"}
    write(tmp_path / "boards.csv", pd.DataFrame(row | more))
    found = compared(tmp_path, "one", code=code)
    assert found.printed(["plans_started"], "2012-13") == {"plans_started": 37}


def test_a_merged_council_has_no_figure_of_a_later_year(tmp_path):
    rows = f"{OWN} | 2013-14 | 9\n{ENGLAND} | 2013-14 | 8\n{ENGLAND} | 2014-15 | 7"
    hold(tmp_path, "one", f"area | year | value\n{rows}")
    found = compared(tmp_path, "one")
    assert found.release_by_year(RATE, YEARS[1:]) == dict.fromkeys(YEARS[1:], "one")
    assert found.beside(RATE, "2014-15", "one")["area"] == "[x]"
    assert found.beside(RATE, "2014-15", "one")["england"] == 7


def test_a_council_nobody_publishes_is_not_published(tmp_path):
    hold(tmp_path, "one", f"area | year | value\n{ENGLAND} | 2014-15 | 9")
    nobody = compared(tmp_path, "one")
    assert not nobody.has_figures_of(nobody.area)


def test_a_restated_figure_is_named_with_the_release_that_has_the_other_number(tmp_path):
    for release, rate in (("now", 46.5), ("then", 46.3), ("again", 46.5), ("hid", "[c]")):
        hold(tmp_path, release, f"area|year|value\n{OWN}|2013-14|{rate}\n{ENGLAND}|2013-14|{rate}")
    found = compared(tmp_path, "now", "then", "again", "hid")
    assert found.restated(RATE, "2013-14", "now") == {"then": 46.3}
    assert found.restated(RATE, "2013-14", "then") == {"now": 46.5, "again": 46.5}
    assert found.restated(RATE, "2012-13", "now") == {}


def test_a_figure_we_worked_out_ourselves_is_nobodys_restatement(tmp_path):
    rows = f"{OWN} | 2013-14 | 1"
    hold(tmp_path, "prints", f"area | year | value\n{rows}")
    counts = f"""
        area  | year    | measure           | value
        {OWN} | 2013-14 | plans_at_31_march | 30
        {OWN} | 2013-14 | population_0_17   | 20000
        """
    hold(tmp_path, "counts", counts)
    found = compared(tmp_path, "prints", "counts")
    assert found.figure(RATE, "2013-14", "counts", OWN) == 15
    assert found.restated(RATE, "2013-14", "prints") == {}


def test_what_the_board_printed_itself_is_its_own_and_of_the_year(tmp_path):
    rows = [(OWN, "2014-15", 37), (OWN, "2013-14", 36), (A, "2014-15", 99)]
    boards = pd.DataFrame(rows, columns=["area_code", "year", "value"]).assign(
        area="", measure="plans_started", symbol="", release="its report", source="page 1"
    )
    write(tmp_path / "boards.csv", boards)
    found = compared(tmp_path, "one")
    assert found.printed(["plans_started", "plans_ended"], "2014-15") == {"plans_started": 37}
    assert found.printed(["plans_started"], "2012-13") == {}


def test_each_release_is_named_once_where_its_title_is_written_down(tmp_path):
    about = pd.DataFrame({"release": ["one"], "publisher": "DfE", "title": "a first", "note": ""})
    write(tmp_path / "releases.csv", about)
    assert compared(tmp_path, "one").titled(["one", "two", "one"]) == ["one is a first."]


def test_a_report_whose_comparators_are_all_held_has_no_problems(tmp_path):
    hold(tmp_path, "dfe-2024", f"area | year | value\n{OWN} | 2014-15 | 9")
    list_neighbours(tmp_path, A)
    stated = report("dfe-2024", neighbours="April 2021")
    assert not_held(tmp_path, stated, "a.yaml") == []


def test_every_unknown_release_is_named_with_the_nearest(tmp_path):
    hold(tmp_path, "dfe-2024", f"area | year | value\n{OWN} | 2014-15 | 9")
    problems = not_held(tmp_path, report("dfe-2042", "dfe-2024", "zzz"), "p/a/2014-15.yaml")
    assert [str(problem) for problem in problems] == [
        "comparators.releases: found 'dfe-2042'; expected a release that is held "
        "(lscb comparators list). Did you mean 'dfe-2024'?",
        "comparators.releases: found 'zzz'; expected a release that is held "
        "(lscb comparators list).",
    ]
    assert {problem.file for problem in problems} == {"p/a/2014-15.yaml"}


def test_an_unknown_model_of_neighbours_is_named_with_the_nearest(tmp_path):
    hold(tmp_path, "one", f"area | year | value\n{OWN} | 2014-15 | 9")
    list_neighbours(tmp_path, A)
    (problem,) = not_held(tmp_path, report("one", neighbours="april 2012"), "a.yaml")
    assert str(problem) == (
        "comparators.neighbours: found 'april 2012'; expected a model that lists neighbours of "
        "E99999999. Did you mean 'April 2021'?"
    )


def test_a_model_that_lists_only_other_councils_neighbours_is_refused_and_not_suggested(tmp_path):
    hold(tmp_path, "one", f"area | year | value\n{OWN} | 2014-15 | 9")
    list_neighbours(tmp_path, B, of=A)
    (problem,) = not_held(tmp_path, report("one", neighbours="April 2021"), "a.yaml")
    assert "expected a model that lists neighbours of E99999999" in str(problem)
    assert "Did you mean" not in str(problem)
