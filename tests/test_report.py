"""Parameter files: what a report may say of itself, and the letter for what it may not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lscb.cli import main
from lscb.errors import ParameterError
from lscb.report import Report, Windows
from lscb.years import ReportingYear
from tests.conftest import ROOT

FILE = "parameters/newshire/2014-15.yaml"
CHECK = "lscb check newshire 2014-15"
GOOD = """\
board:
  name: Newshire Local Safeguarding Children Board
  place: Newshire
  kind: LSCB
  council_code: "E99999999"
records: made-up
first_year: 2013-14
chapters:
- child_deaths
- training
not_supplied: {}
figures:
  population_0_17:
    source: mid-year estimates
    by:
      2013: 54000
      2014: 55000
  training_eligible:
    source: agency returns
    date: 2015-03-31
    by:
      Police: 95
  training_refresh_years:
    source: the training strategy
    value: 3
disclosure:
  policy: dfe
  windows:
    first_year: 2010-11
    years: 5
panel:
  recipient: Newshire Child Death Overview Panel
"""


def altered(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def letter(text: str) -> str:
    """The letter a parameter file gets."""
    with pytest.raises(ParameterError) as refused:
        Report.stated(text, FILE, f"Correct the file, then type:  {CHECK}")
    said = refused.value.text()
    assert said.splitlines()[0].endswith(f"in {FILE}")
    assert said.splitlines()[-1].endswith(CHECK)
    return said


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbench that has notebooks and no records yet; returns where the report stands."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    path = tmp_path / FILE
    path.parent.mkdir(parents=True)
    path.write_text(GOOD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LSCB_OUTPUTS", raising=False)
    return path


def checked(path: Path, text: str | None = None, command: str = "check") -> Result:
    """What the command says of a report; the parameters are read before any record."""
    if text is not None:
        path.write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, [command, "newshire", "2014-15"])


def assert_refused(result: Result, *words: str) -> None:
    """A letter about the parameters that says these words and what to type next."""
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 10, result.output
    assert "Traceback" not in result.output
    for word in (FILE, CHECK, *words):
        assert word in result.output


def test_a_good_file_is_a_report():
    report = Report.stated(GOOD, FILE, CHECK)
    assert report.board.place == "Newshire"
    assert report.figures["training_refresh_years"].value == 3


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("chapters:", "chapterz:", ["chapterz", "not a parameter", "Did you mean 'chapters'?"]),
        ("chapters:", "chapterz:", ["chapters: this parameter is missing"]),
        ("  place:", "  plase:", ["board.plase", "Did you mean 'place'?"]),
        ("  recipient:", "  recipent:", ["panel.recipent", "Did you mean 'recipient'?"]),
        ("    source: agency returns\n", "", ["figures.training_eligible.source", "missing"]),
        ("    source: agency returns\n", "    source:\n", ["figures.training_eligible.source"]),
        ("    value: 3", "    value: three", ["figures.training_refresh_years.value", "'three'"]),
        ("    value: 3", "    value: 3\n    by: {a: 1}", ["value:", "by:", "not both"]),
        ("    value: 3", "    date: 2015-03-31", ["value:", "by:"]),
        ("2014: 55000", "2014: about 55000", ["figures.population_0_17.by.2014", "about 55000"]),
        ("first_year: 2013-14", "first_year: 2013", ["first_year", "2013"]),
        ("first_year: 2013-14", "first_year: 2013-15", ["2013-15", "2013-14"]),
        ("first_year: 2013-14", "first_year: 13-14", ["'13-14'", "such as 2013-14"]),
        ("records: made-up", "records: real", ["records", "'real'", "supplied", "made-up"]),
        ('"E99999999"', '"E12"', ["board.council_code", "'E12'"]),
        ("years: 5", "years: 4", ["disclosure.windows.years", "3", "5", "found 4"]),
        ("chapters:\n- child_deaths\n- training", "chapters: []", ["chapters"]),
    ],
)
def test_a_parameter_that_is_wrong_is_named_with_what_was_expected(old, new, words):
    said = letter(altered(old, new))
    for word in words:
        assert word in said


def test_everything_wrong_in_a_file_is_said_at_once():
    wrong = GOOD.replace("  place: Newshire\n", "").replace("value: 3", "value: x")
    said = letter(wrong.replace("records: made-up", "recods: made-up"))
    assert said.startswith("4 problems in ")
    for word in ("board.place", "training_refresh_years", "recods", "records"):
        assert word in said


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        (GOOD + "records: supplied\n", 33, "'records' stands twice"),
        (altered("  kind: LSCB\n", "  kind: LSCB\n  kind: LSCB\n"), 5, "'kind' stands twice"),
        (altered("place: Newshire", "place: *name"), 3, "not allowed"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b, *b]\n", 2, "not allowed"),
        (altered("place: Newshire", "place: !!python/name:os.system"), 3, "plain YAML"),
        ('!!python/object/apply:os.system ["touch HACKED"]\n', 1, "plain YAML"),
        (altered("  place:", "\tplace:"), 3, "plain YAML"),
        (altered("place: Newshire", "place: Newshire: x"), 3, "plain YAML"),
        (GOOD + "---\na: b\n", 33, "plain YAML"),
    ],
)
def test_what_is_not_plain_yaml_is_named_by_its_row(text, row, words):
    said = letter(text)
    assert f"row {row}: " in said
    assert words in said


def test_a_python_tag_does_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    letter('!!python/object/apply:os.system ["touch HACKED"]\n')
    assert not list(tmp_path.iterdir())


def test_a_billion_laughs_are_refused_before_they_are_told():
    rows = ["a0: &a0 [lol, lol]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert "not allowed" in letter("\n".join(rows))


@pytest.mark.parametrize(
    "text", ["", "# nothing yet\n", "- a\n- b\n", "hello\n", "5\n", "board:\n"]
)
def test_what_is_not_a_report_at_all_is_a_letter(text):
    assert letter(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n- b\n",
        GOOD + "5: x\n",
        altered("place: Newshire", "place: no"),
        altered("first_year: 2013-14", "first_year: 2013"),
        altered("    source: agency returns", '    source: ""'),
        altered("2014: 55000", "2014.5: 55000"),
        altered("not_supplied: {}", "not_supplied: nothing"),
    ],
)
def test_a_letter_is_in_an_analysts_words(text):
    said = letter(text)
    for jargon in ("instance of", "Input should", "String should", "Keys should", "dictionary"):
        assert jargon not in said


@pytest.mark.parametrize(
    "text",
    [
        altered("place: Newshire", "place: no"),
        altered("records: made-up", "records: no"),
        altered("not_supplied: {}", "not_supplied: {training: no}"),
    ],
)
def test_an_unquoted_no_is_told_to_stand_in_quotation_marks(text):
    said = letter(text)
    assert "found False" not in said
    assert "quotation marks" in said


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(altered("2015-03-31", "2015-02-31"), id="a day that is not in the calendar"),
        pytest.param(altered("value: 3", "value: !!int x"), id="a tag that does not fit"),
        pytest.param(altered("value: 3", "value: !!bool x"), id="another"),
        pytest.param(GOOD + "? [a, b]\n: c\n", id="a list as a key"),
        pytest.param(GOOD + "? {a: b}\n: c\n", id="a mapping as a key"),
        pytest.param(GOOD + "x: !!map [1, 2]\n", id="a list that says it is a mapping"),
        pytest.param("[" * 5000, id="brackets without end"),
    ],
)
def test_yaml_that_cannot_be_made_into_values_is_a_letter(text):
    letter(text)


@pytest.mark.parametrize("year", ["0000-01", "0999-00", "9999-00"])
def test_a_year_in_which_nobody_kept_records_is_refused(year):
    letter(altered("first_year: 2013-14", f"first_year: {year}"))


@pytest.mark.parametrize("text", ["2013", "13-14", "2013-15", "2013-2014", "2013/14", "2013-14\n"])
def test_a_year_is_two_consecutive_years_written_as_2013_14(text):
    with pytest.raises(ValueError, match="2013-14"):
        ReportingYear(text)


def test_a_year_may_end_a_century():
    assert ReportingYear("1999-00").days == "1 April 1999 to 31 March 2000"
    assert ReportingYear("2099-00").last_day.isoformat() == "2100-03-31"
    assert str(ReportingYear("1999-00").previous) == "1998-99"


def test_windows_are_those_complete_by_the_year_and_never_overlap():
    windows = Windows(first_year="2010-11", years=5)
    assert windows.until(ReportingYear("2013-14")) == []
    (only,) = windows.until(ReportingYear("2018-19"))
    assert tuple(map(str, only)) == ("2010-11", "2014-15")
    assert len(windows.until(ReportingYear("2019-20"))) == 2


def test_an_unknown_chapter_is_named_with_the_nearest(desk):
    assert_refused(checked(desk, altered("- training", "- trainign")), "'trainign'", "'training'?")


def test_a_chapter_listed_twice_is_refused(desk):
    assert_refused(checked(desk, altered("- training", "- training\n- training")), "once")


@pytest.mark.parametrize("name", ["../training", "/etc/passwd", "training.draft", "training/x"])
def test_a_chapter_is_never_a_path(desk, name):
    assert_refused(checked(desk, altered("- training", f"- {name}")), repr(name))


def test_a_notebook_that_nothing_counts_for_is_not_said_to_be_missing(desk):
    shutil.copy("notebooks/training.ipynb", "notebooks/custody.ipynb")
    result = checked(desk, altered("- training", "- custody"))
    assert_refused(result, "'custody'")
    assert "Did you mean 'custody'" not in result.output


def test_a_notebook_with_a_dot_in_its_name_is_a_letter(desk):
    shutil.copy("notebooks/training.ipynb", "notebooks/training.draft.ipynb")
    assert_refused(checked(desk, altered("- training", "- training.draft")), "training.draft")


def test_a_misspelt_figure_is_named_with_the_nearest(desk):
    result = checked(desk, altered("population_0_17:", "population_0_18:"))
    assert_refused(result, "figures.population_0_18", "Did you mean 'population_0_17'?")


def test_a_misspelt_record_is_named_with_the_nearest(desk):
    result = checked(desk, altered("not_supplied: {}", "not_supplied: {trainning: the unit}"))
    assert_refused(result, "not_supplied.trainning", "Did you mean 'training'?")


def test_a_record_not_supplied_by_nobody_is_refused(desk):
    result = checked(desk, altered("not_supplied: {}", 'not_supplied: {training: ""}'))
    assert_refused(result, "not_supplied.training")


def test_records_that_begin_after_the_report_are_refused(desk):
    result = checked(desk, altered("first_year: 2013-14", "first_year: 2015-16"))
    assert_refused(result, "first_year", "2015-16", "2014-15")


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("2014: 55000", "mid-2014: 55000", "population_0_17"),
        ("2014: 55000", "2014: .nan", "population_0_17"),
        ("2014: 55000", "2014: -55000", "population_0_17"),
        ("Police: 95", "Police: .inf", "training_eligible"),
        ("Police: 95", "Police: -5", "training_eligible"),
        ("Police: 95", "Police: 95.5", "training_eligible"),
        ("Police: 95", "Total: 95", "training_eligible"),
        ("value: 3", "value: .nan", "training_refresh_years"),
        ("value: 3", "value: 0", "training_refresh_years"),
        ("value: 3", "value: 2.5", "training_refresh_years"),
    ],
)
def test_a_figure_that_cannot_be_counted_with_is_refused(desk, old, new, word):
    assert_refused(checked(desk, altered(old, new)), word)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_a_file_that_is_not_utf_8_is_told_so(desk, encoding):
    desk.write_bytes(altered("place: Newshire", "place: Newshiré").encode(encoding))
    assert_refused(checked(desk), "UTF-8")


def test_a_file_that_windows_marked_as_utf_8_is_read():
    assert Report.stated("\ufeff" + GOOD, FILE, CHECK)


COMMANDS = ["check", "clear", "build"]


@pytest.mark.parametrize("command", ["check", *(c for c in COMMANDS[1:])])
def test_a_folder_in_place_of_the_file_is_a_letter(desk, command):
    desk.unlink()
    desk.mkdir()
    assert_refused(checked(desk, command=command))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_link_to_itself_in_place_of_the_file_is_a_letter(desk, command):
    desk.unlink()
    desk.symlink_to(desk)
    assert_refused(checked(desk, command=command))


@pytest.mark.parametrize(
    ("stated", "where"),
    [
        ("columns: {training: {agency: status}}", "columns.training.agency"),
        ("columns: {training: {agency: Team, person_id: team}}", "columns.training.agency"),
        ("columns: {training: {session_id: []}}", "columns.training.session_id"),
        ("values: {training: {status: {attended: cancelled}}}", "values.training.status.attended"),
        ("values: {training: {status: {Came: attended, came: cancelled}}}", "status.came"),
    ],
)
def test_what_headings_and_words_mean_is_stated_in_one_way(desk, stated, where):
    result = checked(desk, altered("not_supplied: {}", f"not_supplied: {{}}\n{stated}"))
    assert_refused(result, where)


def test_several_headings_together_may_share_one_that_stands_alone(desk):
    stated = "columns: {training: {booking_id: [person_id, session_id]}}"
    result = checked(desk, altered("not_supplied: {}", f"not_supplied: {{}}\n{stated}"))
    assert result.exit_code != 10, result.output


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("{White: 40000}", "also for Mixed, Asian or Asian British"),
        (
            "{White: 0, Mixed: 1, Asian or Asian British: 1, Black or Black British: 1, "
            "Other ethnic groups: 1}",
            "expected a whole number of 1 or more for each, also for White",
        ),
        ("{White: 1, Mixed: 1, Asian: 1}", "'Asian' is not one of: White; Mixed;"),
        ("{2011: 1}", "2011 is not one of"),
    ],
)
def test_a_figure_that_goes_by_fixed_names_names_each_of_them(desk, by, said):
    figure = f"  population_by_ethnic_group:\n    source: a census\n    by: {by}\n"
    desk.write_text(altered("disclosure:\n", f"{figure}disclosure:\n"), encoding="utf-8")
    done = CliRunner().invoke(main, ["check", "newshire", "2014-15"])
    assert said in done.output
    assert "figures.population_by_ethnic_group" in done.output


@pytest.mark.parametrize(("by", "good"), [("{2014: 3000}", True), ("{Police: 3000}", False)])
def test_births_go_by_calendar_years(desk, by, good):
    figure = f"  live_births:\n    source: registered births\n    by: {by}\n"
    desk.write_text(altered("disclosure:\n", f"{figure}disclosure:\n"), encoding="utf-8")
    done = CliRunner().invoke(main, ["check", "newshire", "2014-15"])
    assert ("expected a calendar year such as 2014" not in done.output) is good


def test_a_quintile_may_be_written_as_a_number(desk):
    by = "{1: 11000, 2: 11000, 3: 11000, 4: 11000, 5: 11000}"
    figure = f"  population_by_deprivation_quintile:\n    source: a census\n    by: {by}\n"
    desk.write_text(altered("disclosure:\n", f"{figure}disclosure:\n"), encoding="utf-8")
    done = CliRunner().invoke(main, ["check", "newshire", "2014-15"])
    assert "population_by_deprivation_quintile" not in done.output


def test_a_truth_where_a_number_is_wanted_is_told_that_it_is_no_number():
    assert "expected a whole number" in letter(altered("value: 3", "value: yes"))


@pytest.mark.parametrize(("white", "asked"), [(50_000, False), (500_000, True)])
def test_groups_that_come_to_many_more_than_all_children_are_asked_about(desk, white, asked):
    by = (
        f"{{White: {white}, Mixed: 1, Asian or Asian British: 1, Black or Black British: 1, "
        "Other ethnic groups: 1}"
    )
    figure = f"  population_by_ethnic_group:\n    source: a census\n    by: {by}\n"
    desk.write_text(altered("disclosure:\n", f"{figure}disclosure:\n"), encoding="utf-8")
    done = CliRunner().invoke(main, ["check", "newshire", "2014-15"])
    assert ("are both right?" in done.output) is asked
