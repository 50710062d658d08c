"""Files that are held and were changed by hand: a figure that cannot be right is never used."""

from __future__ import annotations

from pathlib import Path

import pytest

from lscb.comparators import held
from lscb.errors import DataError

HEADINGS = "area_code,area,year,measure,value,symbol,release,source"
RIGHT = "E06999901,Eastmere,2013-14,plans_started,30,,one,a test"


def figures(folder: Path, *rows: str) -> None:
    path = folder / "figures" / "one.csv"
    path.parent.mkdir()
    path.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    held.figures(folder, ["one"])


def test_a_file_as_it_was_written_is_read(tmp_path):
    figures(tmp_path, RIGHT, "E06999901,Eastmere,2013-14,plans_ended,,[c],one,a test")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("E06999901,Eastmere,2013-14,plans_ended,-1,,one,a test", "value"),
        ("E06999901,Eastmere,2013-14,plans_ended,inf,,one,a test", "value"),
        ("E06999901,Eastmere,2013-14,plans_ended,1e400,,one,a test", "value"),
        ("E06999901,Eastmere,2013-14,plans_ended,30,[c],one,a test", "symbol"),
        ("E06999901,Eastmere,2013-14,plans_ended,,,one,a test", "symbol"),
        ('E06999901,Eastmere,2013-14,plans_ended,,"=HYPERLINK(""x"")",one,a test', "symbol"),
        ("E06999901,Eastmere,2013-15,plans_ended,30,,one,a test", "year"),
        ("E06999901,Eastmere,2013-14,plans_started,31,,one,a test", "measure"),
        ("E06999901,Eastmere,2013-14,plans_ended,30,,two,a test", "release"),
    ],
)
def test_a_row_that_cannot_be_right_is_named(tmp_path, row, column):
    with pytest.raises(DataError) as refused:
        figures(tmp_path, RIGHT, row)
    (problem,) = refused.value.problems
    assert (problem.file, problem.row, problem.column) == (
        "data/comparators/figures/one.csv",
        3,
        column,
    )


def test_every_row_that_cannot_be_right_is_named_at_once(tmp_path):
    wrong = "E06999901,Eastmere,{},plans_ended,-1,,one,a test"
    with pytest.raises(DataError) as refused:
        figures(tmp_path, wrong.format("2012-13"), RIGHT, wrong.format("2014-15"))
    assert [problem.row for problem in refused.value.problems] == [2, 4]


def test_a_folder_that_is_named_as_a_file_is_none(tmp_path):
    (tmp_path / "figures" / "one.csv").mkdir(parents=True)
    assert held.releases(tmp_path) == []


def test_a_list_of_neighbours_whose_model_has_no_month_is_a_letter(tmp_path):
    rows = ["model,area_code,area,rank,neighbour_code,neighbour,source"]
    rows += [f"{model},E06999901,Eastmere,1,E06999902,Westmere,a" for model in ("May 2025", "2021")]
    (tmp_path / "neighbours.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(DataError) as refused:
        held.neighbours(tmp_path)
    (problem,) = refused.value.problems
    assert (problem.row, problem.column) == (3, "model")
