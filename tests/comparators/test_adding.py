"""Adding a release: what is taken from a file as downloaded, and what is held then."""

from __future__ import annotations

import pytest

from lscb.comparators.adding import LONGEST_NAME
from lscb.errors import UsageError
from lscb.workbench import RESERVED
from tests.comparators.invented import (
    EASTMERE,
    ENGLAND,
    GOOD,
    OLDMERE,
    TINY,
    WESSEX,
    population,
    repeat_plans,
    row,
    text,
)

REPEAT = "second_or_subsequent_plans"


def test_every_figure_of_a_file_is_held_under_our_name_for_it(bench):
    added = bench.add(GOOD)
    assert bench.figures() == {
        ("England", "2013-14", "plans_started"): 59780,
        ("England", "2013-14", REPEAT): 9440,
        ("England", "2013-14", f"{REPEAT}_percent"): 15.8,
        ("Eastmere", "2013-14", "plans_started"): 40,
        ("Eastmere", "2013-14", REPEAT): 6,
        ("Eastmere", "2013-14", f"{REPEAT}_percent"): 15,
        ("England", "2012-13", "plans_started"): 52680,
        ("England", "2012-13", REPEAT): 7840,
        ("England", "2012-13", f"{REPEAT}_percent"): 14.9,
        ("Eastmere", "2012-13", "plans_started"): 30,
        ("Eastmere", "2012-13", REPEAT): "[c]",
        ("Eastmere", "2012-13", f"{REPEAT}_percent"): "[c]",
    }
    assert (added.new, added.held) == (12, 12)


def test_a_row_held_says_the_area_the_release_and_the_heading_it_stood_under(bench):
    bench.add(GOOD)
    lines = bench.written()["dfe-2024.csv"].decode("utf-8-sig").splitlines()
    assert lines[0] == "area_code,area,year,measure,value,symbol,release,source"
    assert "E06999901,Eastmere,2012-13,plans_started,30,,dfe-2024,1.csv: CPP_start" in lines
    measure = "second_or_subsequent_plans_percent"
    source = "1.csv: CPP_subsequent_percent"
    assert f"E06999901,Eastmere,2012-13,{measure},,[c],dfe-2024,{source}" in lines
    assert f"E92000001,England,2013-14,{measure},15.8,,dfe-2024,{source}" in lines


def test_a_region_has_its_own_code_and_name(bench):
    bench.add(text("D3", repeat_plans(2014, ENGLAND, 9, 8, 7), repeat_plans(2014, WESSEX, 6, 5, 4)))
    assert bench.figures()["North Wessex", "2013-14", "plans_started"] == 6
    assert b"E12999901,North Wessex,2013-14" in bench.written()["dfe-2024.csv"]


def test_a_population_of_mid_2013_serves_the_rates_of_2013_14_whatever_its_column_says(bench):
    bench.add(population((2013, ENGLAND, "11,397,500"), (2013, EASTMERE, 20000)))
    assert bench.figures() == {
        ("England", "2013-14", "population_0_17"): 11397500,
        ("Eastmere", "2013-14", "population_0_17"): 20000,
    }


def test_a_small_council_s_symbols_are_kept_and_no_figure_is_invented(bench):
    """As the City of London stands in the release of 2024."""
    cells = ("c", "c", "c", "c", 7, 99.6, 7, 99.6, 7, 99.6, 7, 99.6, 0, 0)
    bench.add(text("D1", row("D1", 2014, ENGLAND, *range(14)), row("D1", 2014, TINY, *cells)))
    own = {measure: v for (area, _, measure), v in bench.figures().items() if "Tiny" in area}
    assert own == {
        "plans_started": "[c]",
        "plans_started_per_10000": "[c]",
        "children_started": "[c]",
        "children_started_per_10000": "[c]",
        "plans_ended": 7,
        "plans_ended_per_10000": 99.6,
        "children_ended": 7,
        "children_ended_per_10000": 99.6,
        "plans_any_point": 7,
        "plans_any_point_per_10000": 99.6,
        "children_any_point": 7,
        "children_any_point_per_10000": 99.6,
        "plans_at_31_march": 0,
        "plans_at_31_march_per_10000": 0,
    }


@pytest.mark.parametrize(
    ("symbol", "held"), [("c", "[c]"), ("x", "[x]"), ("z", "[z]"), ("u", "[u]"), (":", "[x]")]
)
def test_symbols_are_held_by_what_they_mean(bench, symbol, held):
    bench.add(GOOD.replace(",15\n", f",{symbol}\n"))
    assert bench.figures()["Eastmere", "2013-14", f"{REPEAT}_percent"] == held


def test_the_order_of_rows_and_of_columns_does_not_matter(bench):
    bench.add(GOOD)
    first = bench.written()
    lines = [line.split(",") for line in GOOD.splitlines()]
    turned = [",".join(reversed(line)) for line in [lines[0], *reversed(lines[1:])]]
    added = bench.add("\n".join(turned))
    assert added.new == 0
    assert bench.written() == first


@pytest.mark.parametrize("before", ["\ufeff", ""])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_file_with_or_without_a_mark_and_with_any_line_ends_is_the_same(bench, before, ending):
    added = bench.add(before + GOOD.replace("\n", ending))
    assert added.new == 12


def test_a_name_with_an_accent_in_utf_8_is_kept(bench):
    bench.add(GOOD.replace("Eastmere", "Eastmére"))
    assert ("Eastmére", "2013-14", "plans_started") in bench.figures()


def test_rows_not_used_are_counted_and_listed(bench):
    lines = GOOD.splitlines()
    again = "\n".join([*lines[:3], "", "," * 13, lines[2], *lines[3:]])
    (taken,) = bench.add(again).taken
    assert taken.read == 7
    assert taken.unused == {4: "blank", 5: "blank", 6: "repeats row 3"}
    assert len(bench.figures()) == 12


def test_a_merged_council_is_not_an_error_and_nothing_of_it_is_lost(bench):
    rows = [repeat_plans(year, ENGLAND, 9, 8, 7) for year in (2019, 2020, 2021)]
    rows += [repeat_plans(2019, OLDMERE, 6, 5, 4)]
    rows += [repeat_plans(year, EASTMERE, 3, 2, 1) for year in (2020, 2021)]
    bench.add(text("D3", *rows))
    started = {place[:2] for place in bench.figures() if place[2] == "plans_started"}
    assert started == {
        *(("England", year) for year in ("2018-19", "2019-20", "2020-21")),
        ("Oldmere", "2018-19"),
        ("Eastmere", "2019-20"),
        ("Eastmere", "2020-21"),
    }


# A release that is held already


def test_adding_the_same_figures_again_changes_nothing(bench):
    bench.add(GOOD)
    before = bench.written()
    added = bench.add(GOOD)
    assert (added.new, added.held) == (0, 12)
    assert bench.written() == before


def test_figures_that_are_new_are_added_to_those_held(bench):
    bench.add(GOOD)
    added = bench.add(population((2013, ENGLAND, 1), (2013, EASTMERE, 2)))
    assert (added.new, added.held) == (2, 14)
    assert bench.figures()["Eastmere", "2013-14", "population_0_17"] == 2
    assert bench.figures()["Eastmere", "2013-14", "plans_started"] == 40


def test_a_figure_that_is_not_the_one_held_is_refused(bench):
    bench.add(GOOD)
    said = bench.refused(
        GOOD.replace(",40,6,", ",41,c,"), population((2013, ENGLAND, 1), (2013, EASTMERE, 2))
    )
    assert said == [
        "row 3, CPP_start: found '41'; expected 40, which the release dfe-2024 has for Eastmere in "
        "2013-14 (1.csv: CPP_start)",
        "row 3, CPP_subsequent: found 'c'; expected 6, which the release dfe-2024 has for Eastmere "
        "in 2013-14 (1.csv: CPP_subsequent)",
    ]


def test_a_number_in_place_of_a_symbol_held_is_refused(bench):
    bench.add(GOOD)
    (said,) = bench.refused(GOOD.replace(",30,c,", ",30,3,"))
    assert "found '3'; expected [c]" in said


def test_two_files_of_one_command_must_agree_too(bench):
    rows = [row("D2", 2014, ENGLAND, 59781, *range(10))]
    (said,) = bench.refused(GOOD, text("D2", *rows))
    assert "found '59781'; expected 59780" in said


def test_the_same_figures_differ_under_another_name(bench):
    bench.add(GOOD)
    bench.add(GOOD.replace(",40,6,", ",41,6,"), release="dfe-2025")
    assert bench.figures("dfe-2024")["Eastmere", "2013-14", "plans_started"] == 40
    assert bench.figures("dfe-2025")["Eastmere", "2013-14", "plans_started"] == 41


@pytest.mark.parametrize(
    "name",
    [
        *("", "DFE-2024", "dfe 2024", "dfe_2024", "-dfe", "dfe-", "dfe--2024", "../dfe"),
        *("dfe/2024", "dfe.2024", "dfe-2024\n", "é", "a" * (LONGEST_NAME + 1)),
        *sorted(RESERVED),
    ],
)
def test_a_name_that_is_not_a_release_s_is_refused(bench, name):
    with pytest.raises(UsageError):
        bench.add(GOOD, release=name)
    assert not bench.written()
