"""Letters: what an analyst reads when something is wrong, and how the door leaves with it."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from lscb import errors
from lscb.cli import main
from lscb.errors import DataError, Letter, ParameterError, Problem, UsageError, nearest
from tests.conftest import contents

CHECK = "Correct what is listed, then type:  lscb check northshire 2014-15"


def test_a_problem_says_where_what_was_found_and_what_was_expected():
    problem = Problem("a.csv", "expected a code", found="'maybe'", row=3, column="resident")
    assert str(problem) == "row 3, resident: found 'maybe'; expected a code"


def test_a_problem_of_a_private_cell_says_where_and_not_what():
    assert str(Problem("a.csv", "expected a date", row=3, column="died")) == (
        "row 3, died: expected a date"
    )


def test_a_problem_of_a_whole_file_has_no_place_in_it():
    assert str(Problem("a.csv", "expected this file")) == "expected this file"


def test_a_letter_names_each_file_once_with_its_rows_in_order_and_ends_in_what_to_type():
    letter = DataError(
        [
            Problem("b.csv", "expected a code", row=10, column="x"),
            Problem("a.csv", "expected a date", row=2, column="y"),
            Problem("b.csv", "expected a code", row=9, column="x"),
        ],
        CHECK,
    )
    assert letter.text().splitlines() == [
        "1 problem in a.csv",
        "",
        "  row 2, y: expected a date",
        "",
        "2 problems in b.csv",
        "",
        "  rows 9 and 10, x: expected a code",
        "",
        CHECK,
    ]


def each_its_own(rows: range, column: str | None = None) -> list[Problem]:
    return [Problem("a.csv", "expected a date", f"'{row}/'", row, column) for row in rows]


def test_a_letter_shows_twenty_problems_of_a_file_and_counts_the_rest():
    text = DataError(each_its_own(range(2, 47)), CHECK).text()
    assert text.startswith("45 problems in a.csv")
    assert text.count("expected a date") == 21
    assert "  row 21: found '21/'; expected a date\n  and 25 more:\n    25 × expected" in text


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([7], "row 7, sex: "),
        ([7, 3], "rows 3 and 7, sex: "),
        ([3, 4], "rows 3 and 4, sex: "),
        ([3, 4, 5, 9, 11, 12], "rows 3 to 5, 9, 11 and 12, sex: "),
        (range(2, 500), "rows 2 to 499, sex: "),
        (range(2, 62, 2), f"rows {', '.join(map(str, range(2, 42, 2)))} and 10 more, sex: "),
        (range(2, 44, 2), f"rows {', '.join(map(str, range(2, 42, 2)))} and 1 more, sex: "),
    ],
)
def test_the_same_in_several_rows_is_said_once_with_its_rows(rows, said):
    problems = [Problem("a.csv", "expected a code", "'?'", row, "sex") for row in rows]
    (line,) = DataError(problems, CHECK).text().splitlines()[2:-2]
    assert line == f"  {said}found '?'; expected a code"


def test_only_what_is_the_same_is_said_together():
    kept = {"column": "sex", "expected": "expected a code"}
    problems = [
        Problem("a.csv", **kept, found="'a'", row=2),
        Problem("a.csv", **kept, found="'b'", row=3),
        Problem("a.csv", **kept, found="'a'", row=4),
        Problem("a.csv", **kept, row=5, unit="child"),
        Problem("a.csv", **kept, row=6, unit="child"),
        Problem("a.csv", **kept, row=7, rule="4180"),
        Problem("a.csv", **kept | {"column": "born"}, row=8),
        Problem("a.csv", **kept),
    ]
    said = [line.split(":")[0].strip() for line in DataError(problems, CHECK).text().splitlines()]
    assert said[2:-2] == [
        *("sex", "rows 2 and 4, sex", "row 3, sex", "children 5 and 6, sex"),
        *("row 7, sex", "row 8, born"),
    ]


def test_what_is_not_shown_is_counted_by_what_was_expected():
    many = each_its_own(range(2, 42), "died")
    few = [Problem("a.csv", "expected a code", "'?'", r, "sex", rule="4180") for r in (50, 51)]
    text = DataError([*many, *few], CHECK).text()
    assert "  and 22 more:\n    20 × died: expected a date\n    2 × sex: expected a code" in text
    assert "(DfE rule 4180)" in text


def test_a_place_may_be_a_line_of_a_file_or_a_child_in_it():
    problem = Problem("cin.xml", "expected a day", row=7, column="CPPendDate", unit="line")
    assert str(problem) == "line 7, CPPendDate: expected a day"


def test_twenty_problems_are_shown_and_nothing_more_is_promised():
    text = DataError(each_its_own(range(2, 22)), CHECK).text()
    assert text.count("expected a date") == 20
    assert "more" not in text


def test_many_problems_in_one_file_do_not_hide_another_file():
    problems = each_its_own(range(2, 500))
    assert "in z.csv" in DataError([*problems, Problem("z.csv", "wrong")], CHECK).text()


@pytest.mark.parametrize("kind", [UsageError, ParameterError, DataError, errors.ChapterError])
def test_a_letter_travels_between_processes_as_it_is(kind):
    letter = kind([Problem("a.csv", "expected a date", row=2)], CHECK)
    again = pickle.loads(pickle.dumps(letter))
    assert (type(again), again.text(), again.exit_code) == (kind, letter.text(), kind.exit_code)


def test_every_kind_of_letter_leaves_with_the_exit_code_that_the_help_says():
    said = CliRunner().invoke(main, ["--help"]).output
    stages = {
        errors.UsageError: "2 usage",
        errors.ParameterError: "10 parameters",
        errors.DataError: "11 data",
        errors.ChapterError: "12 a chapter",
        errors.DisclosureError: "13 disclosure",
        errors.DiskError: "14 a disk",
    }
    assert set(stages) == set(Letter.__subclasses__()) - {
        kind for kind in Letter.__subclasses__() if kind.__module__ != "lscb.errors"
    }
    for kind, words in stages.items():
        assert words in " ".join(said.split())
        assert words.startswith(f"{kind.exit_code} ")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chapterz", "chapters"),
        ("recipent", "recipient"),
        ("not-supplied", "not_supplied"),
        pytest.param("CHAPTERS", "chapters"),
    ],
)
def test_the_nearest_known_word_is_offered(typed, meant):
    known = ["chapters", "recipient", "not_supplied", "records"]
    assert nearest(typed, known) == f" Did you mean '{meant}'?"


def test_no_word_is_offered_that_is_not_near():
    assert nearest("zzz", ["chapters", "records"]) == ""
    assert nearest("chapters", []) == ""


def test_outside_a_workbench_the_letter_says_where_to_go(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["check"])
    assert done.exit_code == 2
    assert isinstance(done.exception, SystemExit)
    assert "parameters/" in done.output
    assert "lscb list" in done.output


def test_the_real_command_leaves_with_the_code_and_a_letter_on_the_error_stream(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "lscb", "check", "x", "2014-15"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("1 problem in this folder")
    assert "Traceback" not in done.stderr


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbench with one report that has no records yet."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "parameters" / "newshire").mkdir(parents=True)
    (tmp_path / "parameters" / "newshire" / "2014-15.yaml").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LSCB_OUTPUTS", raising=False)
    return tmp_path


def refused(bench: Path, following: str, *words: str) -> str:
    """What the door says of a command that names nothing; it writes nothing."""
    before = contents(bench)
    done = CliRunner().invoke(main, list(words))
    assert isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == 2
    assert done.output.startswith("1 problem in the command")
    assert done.output.rstrip().endswith(following)
    assert contents(bench) == before
    return done.output


@pytest.mark.parametrize("board", ["../newshire", "..", "/etc", "NEWSHIRE", "", "new-shire", "x\n"])
@pytest.mark.parametrize("command", ["check", "build", "clear", "new"])
def test_a_board_is_never_a_path_nor_in_capitals(bench, board, command):
    assert f"found board {board!r}" in refused(bench, "lscb list", command, board, "2014-15")


@pytest.mark.parametrize("command", ["check", "build", "clear"])
def test_an_unknown_board_is_named_with_the_nearest(bench, command):
    said = refused(bench, "lscb list", command, "newshyre", "2014-15")
    assert "Did you mean 'newshire'?" in said


YEARS = ["2013-15", "2013", "13-14", "2099-00", "../2014-15"]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("command", ["check", "build", "clear"])
def test_a_year_that_is_not_there_is_named_with_those_that_are(bench, command, year):
    said = refused(bench, "lscb new newshire YEAR", command, "newshire", year)
    assert f"found year {year!r}; expected" in said
    assert "newshire has 2014-15" in said


@pytest.mark.parametrize("year", [year for year in YEARS if year != "2099-00"])
def test_no_report_is_started_for_what_is_not_a_year(bench, year):
    said = refused(bench, "lscb new northshire 2015-16", "new", "other", year)
    assert f"found year {year!r}" in said


@pytest.mark.parametrize("extra", [[], ["--synthetic"]])
@pytest.mark.parametrize("year", ["0000-01", "9999-00"])
def test_no_report_is_started_for_a_year_that_nobody_kept_records_in(bench, year, extra):
    refused(bench, "lscb new northshire 2015-16", "new", "other", year, *extra)


def test_a_report_that_is_there_is_not_started_again(bench):
    before = contents(bench)
    done = CliRunner().invoke(main, ["new", "newshire", "2014-15"])
    assert done.exit_code == 2
    assert "1 problem in parameters/newshire\n" in done.output
    assert "there already and left as it was: 2014-15.yaml\n" in done.output
    assert contents(bench) == before


@pytest.mark.parametrize(
    "words", [["check"], ["check", "newshire"], ["build"], ["clear"], ["list"]]
)
def test_where_there_is_no_report_the_command_says_so_and_what_to_type(bench, words):
    (bench / "parameters" / "newshire" / "2014-15.yaml").unlink()
    assert "lscb new" in CliRunner().invoke(main, words).output
