"""`lscb comparators add` and `list`, typed as an analyst does."""

from __future__ import annotations

from tests.comparators.invented import (
    EASTMERE,
    ENGLAND,
    GOOD,
    OLDMERE,
    council,
    population,
    repeat_plans,
    text,
)
from tests.conftest import lscb


def add(bench, *paths, release="dfe-2024"):
    words = [str(path) for path in paths]
    return lscb("comparators", "add", *words, "--release", release, cwd=bench.root)


def test_adding_says_what_was_read_and_what_to_type_next(bench):
    lines = GOOD.splitlines()
    again = bench.file("\n".join([*lines, lines[1]]), "d3.csv")
    done = add(
        bench, again, bench.file(population((2012, ENGLAND, 5), (2013, ENGLAND, 6)), "p.csv")
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "d3.csv (D3, second or subsequent plans): 5 rows read = 4 used + 1 not used; 12 figures = "
        "10 numbers + 2 symbols; 2 areas; 2012-13 to 2013-14",
        "  row 6 was not used: repeats row 2",
        "p.csv (ONS mid-year population estimates, children aged 0 to 17): 2 rows read = 2 used + "
        "0 not used; 2 figures = 2 numbers + 0 symbols; 1 area; 2012-13 to 2013-14",
        "",
        "dfe-2024: 14 figures held, 14 of them new, in data/comparators/figures/dfe-2024.csv",
        "Next, type:  lscb comparators list",
    ]


def test_adding_says_which_councils_merged_or_changed_their_code(bench):
    years = (2018, 2019, 2020, 2021)
    rows = [repeat_plans(year, ENGLAND, 9, 8, 7) for year in years]
    rows += [repeat_plans(year, OLDMERE, 6, 5, 4) for year in (2018, 2020)]
    rows += [repeat_plans(year, council("Newmere", "E10999901"), 3, 2, 1) for year in (2018, 2019)]
    rows += [repeat_plans(year, council("Newmere", "E06999904"), 3, 2, 1) for year in (2020, 2021)]
    rows += [repeat_plans(year, EASTMERE, 3, 2, 1) for year in years]
    first = bench.file(text("D3", *rows))
    second = bench.file(population(*((year - 1, ENGLAND, 9) for year in years)), "p.csv")
    said = add(bench, first, second).stdout.splitlines()
    start = said.index(
        "Areas that have not every year under one code (merged, split or given a new one):"
    )
    assert said[start + 1 : start + 4] == [
        "  Newmere: E10999901 in 2017-18 to 2018-19; E06999904 in 2019-20 to 2020-21 (in d3.csv)",
        "  Oldmere: E10999902 in 2017-18, 2019-20 (in d3.csv)",
        "",
    ]


def test_a_refused_file_is_a_letter_that_ends_in_what_to_type(bench):
    path = bench.file(GOOD.replace(",40,", ",forty,"), "my d3.csv")
    done = add(bench, path)
    assert done.returncode == 11
    assert done.stderr.splitlines()[:3] == [
        "1 problem in my d3.csv",
        "",
        "  row 3, CPP_start: found 'forty'; expected a number of 0 or more, or one of the symbols "
        "c x : z u",
    ]
    last = done.stderr.splitlines()[-1]
    assert last == f'  lscb comparators add "{path}" --release dfe-2024'
    assert "Traceback" not in done.stderr
    assert not bench.held.exists()


def test_a_changed_figure_is_a_letter_about_the_release(bench):
    add(bench, bench.file(GOOD))
    before = bench.written()
    done = add(bench, bench.file(GOOD.replace(",40,", ",41,")))
    assert done.returncode == 11
    assert "found '41'; expected 40, which the release dfe-2024 has" in done.stderr
    assert "A release does not change" in done.stderr
    assert bench.written() == before


def test_many_problems_are_counted_and_twenty_of_them_shown(bench):
    wrong = [repeat_plans(2014, ENGLAND, f"?{number}", 1, 1) for number in range(50)]
    done = add(bench, bench.file(text("D3", *wrong)))
    assert done.stderr.startswith("50 problems in d3.csv")
    assert "and 30 more" in done.stderr


def test_files_that_are_not_there_and_folders_are_named(bench):
    done = add(bench, bench.files / "none.csv", bench.files)
    assert done.returncode == 11
    assert "1 problem in none.csv" in done.stderr
    assert "there is none of this name" in done.stderr
    assert "this is a folder" in done.stderr


def test_a_name_that_is_no_release_s_is_a_usage_error(bench):
    for name in ("../dfe", "DfE 2024", "con"):
        done = add(bench, bench.file(GOOD), release=name)
        assert done.returncode == 2
        assert "lscb comparators add FILE... --release dfe-2024" in done.stderr
    assert not bench.held.exists()


def test_a_release_and_files_have_to_be_named(bench):
    path = str(bench.file(GOOD))
    assert lscb("comparators", "add", path, cwd=bench.root).returncode == 2
    assert lscb("comparators", "add", "--release", "a", cwd=bench.root).returncode == 2


def test_the_list_of_nothing_says_so_and_what_is_not_held(bench):
    done = lscb("comparators", "list", cwd=bench.root)
    assert done.returncode == 0
    assert "Releases: none held yet" in done.stdout
    assert "Not held: the statistical neighbour lists in force in 2014" in done.stdout
    assert done.stdout.splitlines()[-1].endswith("lscb comparators add FILE... --release NAME")


def test_the_list_says_what_is_held_and_where_it_is_from(bench):
    add(bench, bench.file(GOOD), bench.file(population((2013, ENGLAND, 5)), "p.csv"))
    add(bench, bench.file(GOOD), release="dfe-2025")
    (bench.held / "releases.csv").write_text(
        "release,publisher,title,note\ndfe-2024,DfE,Children in need 2024,Corrected once\n",
        encoding="utf-8",
    )
    (bench.held / "neighbours.csv").write_text(
        "model,area_code,area,rank,neighbour_code,neighbour,source\n"
        "May 2025,E06999901,Eastmere,1,E10999902,Oldmere,DfE\n",
        encoding="utf-8",
    )
    (bench.held / "boards.csv").write_text(
        "area_code,area,year,measure,value,symbol,release,source\n"
        "E06999901,Eastmere,2013-14,plans_started,39,,board,annual report\n",
        encoding="utf-8",
    )
    said = lscb("comparators", "list", cwd=bench.root).stdout.splitlines()
    assert said[:10] == [
        "Releases",
        "  dfe-2024: DfE, Children in need 2024",
        "    13 figures = 11 numbers + 2 symbols; 2 areas; 4 measures; 2012-13 to 2013-14",
        "    from d3.csv",
        "    from p.csv",
        "    Corrected once",
        "  dfe-2025",
        "    12 figures = 10 numbers + 2 symbols; 2 areas; 3 measures; 2012-13 to 2013-14",
        "    from d3.csv",
        "",
    ]
    assert "  model of May 2025: neighbours of Eastmere" in said
    assert "  Eastmere: 1 figure; 2013-14" in said
