"""The tidy store: written whole or not at all, and read as it was written."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from lscb.comparators import held
from lscb.errors import DataError
from tests.comparators.invented import ENGLAND, GOOD, population


def test_what_is_written_is_read_back_as_it_was(tmp_path):
    rows = [
        ("E06999901", "Eastmere", "2012-13", "plans_started", 30, "", "r", "a.csv: CPP_start"),
        ("E06999901", "Eastmere", "2013-14", "plans_started", None, "[c]", "r", "a.csv: x"),
        ("E92000001", "England", "2013-14", "plans_started_per_10000", 52.1, "", "r", "a: b"),
    ]
    written = pd.DataFrame(rows, columns=list(held.COLUMNS))
    path = held.write_figures(tmp_path, "r", written.iloc[::-1])
    assert path == held.figures_file(tmp_path, "r")
    pd.testing.assert_frame_equal(held.figures(tmp_path, ["r"]), written, check_dtype=False)
    assert [line.split(",")[4] for line in path.read_text("utf-8-sig").splitlines()[1:]] == [
        "30",
        "",
        "52.1",
    ]


def test_a_release_that_is_not_held_has_no_figures(tmp_path):
    assert held.figures(tmp_path, ["dfe-2024"]).empty
    assert held.releases(tmp_path) == []


def test_a_write_that_is_interrupted_leaves_the_old_file_and_nothing_else(bench, monkeypatch):
    bench.add(GOOD)
    before = bench.written()

    def half_written(self, path, **_):
        path.write_text("area_code,ar", encoding="utf-8")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", half_written)
    with pytest.raises(DataError) as letter:
        bench.add(population((2013, ENGLAND, 1)))
    assert bench.written() == before
    assert "data/comparators/figures/dfe-2024.csv" in letter.value.text()
    assert "lscb comparators list" in letter.value.next_step


def test_a_file_that_is_open_in_excel_is_left_as_it_was(bench, monkeypatch):
    bench.add(GOOD)
    before = bench.written()

    def locked(self, target):
        raise PermissionError(13, "used by another process")

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(DataError, match="is it open in Excel"):
        bench.add(population((2013, ENGLAND, 1)))
    assert bench.written() == before


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"area_code,area\nE1,x\n",
        b"\xff\xfe\0",
        b"area_code,area,year,measure,value,symbol,release,source\nE1,x,2013-14,m,many,,r,s\n",
        b'area_code,area,year,measure,value,symbol,release,source\n"E1,x\n',
    ],
)
def test_a_file_held_that_was_damaged_is_a_letter(bench, content):
    bench.add(GOOD)
    held.figures_file(bench.held, "dfe-2024").write_bytes(content)
    (said,) = bench.refused(GOOD)
    assert "expected the columns area_code" in said


def test_what_a_release_is_stands_in_a_file_beside_them(tmp_path):
    text = "release,publisher,title,note\ndfe-2024,DfE,Children in need 2024,First release\n"
    (tmp_path / "releases.csv").write_text(text, encoding="utf-8-sig")
    (about,) = held.described(tmp_path).to_dict("records")
    assert about == {
        "release": "dfe-2024",
        "publisher": "DfE",
        "title": "Children in need 2024",
        "note": "First release",
    }
    assert held.described(tmp_path / "none").empty
