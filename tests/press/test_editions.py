"""An edition as a reader gets it, and what stands when something fails."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from lscb.errors import Letter
from lscb.press.replacement import complete_replacement
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear
from tests.conftest import ROOT, contents, lscb, texts

CHAPTERS = ("child_deaths", "child_protection_plans", "training")


def pages(edition: Path) -> list[Path]:
    return sorted(edition.glob("*.html"))


def test_an_edition_holds_its_pages_tables_notebooks_and_statement(northshire):
    held = set(contents(northshire / "public"))
    assert {"index.html", "report.json", *(f"{name}.html" for name in CHAPTERS)} <= held
    assert {f"notebooks/{name}.ipynb" for name in CHAPTERS} <= held
    statement = json.loads((northshire / "public" / "report.json").read_text(encoding="utf-8"))
    tables = {t["file"] for chapter in statement["chapters"] for t in chapter["tables"]}
    assert {f"tables/{file}" for file in tables} <= held
    assert {f"tables/{file}-metadata.json" for file in tables} <= held
    assert len(tables) > 15


def test_every_page_and_file_of_the_demonstration_says_what_it_is(northshire):
    said = "Demonstration: made-up records, not Northshire's"
    for path in pages(northshire / "public"):
        html = path.read_text(encoding="utf-8").replace("&#x27;", "'").replace("&#39;", "'")
        assert said in html, path
        assert "Draft, not published" in html
        assert 'name="robots" content="noindex"' in html.replace('noindex" name', "") or (
            "noindex" in html
        )
    for path in (northshire / "public" / "tables").glob("*.csv"):
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        assert all(said in line for line in lines[1:]), path


def test_the_panel_edition_is_marked_with_its_recipient_on_every_page_and_download(northshire):
    said = "OFFICIAL-SENSITIVE: for Northshire Child Death Overview Panel only"
    for path in pages(northshire / "panel"):
        assert said in path.read_text(encoding="utf-8"), path
    for folder in ("tables", "notebooks"):
        downloads = list((northshire / "panel" / folder).iterdir())
        assert downloads
        for path in downloads:
            assert path.name.startswith("OFFICIAL-SENSITIVE_"), path
            assert "OFFICIAL-SENSITIVE: for" in path.read_text(encoding="utf-8"), path


def test_the_public_edition_says_nothing_of_the_panel(northshire):
    for name, text in texts(northshire / "public").items():
        assert "OFFICIAL" not in text, name


def test_nothing_in_an_edition_tells_the_machine_or_the_time(northshire):
    for edition in ("public", "panel"):
        for name, text in texts(northshire / edition).items():
            assert str(ROOT) not in text, name
            assert str(northshire) not in text, name
            assert not re.search(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", text), name


def test_no_record_or_identifier_leaves_in_any_edition(northshire):
    for edition in ("public", "panel"):
        for name, text in texts(northshire / edition).items():
            assert not re.search(r"made-up-[a-z]", text), name


def test_cleared_tables_alone_give_the_same_bytes_on_another_machine(northshire, tmp_path):
    """Another folder, no records: as on a machine that was sent cleared tables only."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    shutil.copytree(ROOT / "parameters" / "northshire", tmp_path / "parameters" / "northshire")
    cleared = tmp_path / "outputs" / "northshire" / "2014-15" / "cleared"
    shutil.copytree(northshire / "cleared", cleared)
    assert not (tmp_path / "data").exists()
    done = lscb("build", "northshire", "2014-15", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert contents(cleared.parent / "public") == contents(northshire / "public")


def test_without_records_and_with_other_parameters_nothing_is_built(northshire, tmp_path):
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    shutil.copytree(ROOT / "parameters" / "northshire", tmp_path / "parameters" / "northshire")
    cleared = tmp_path / "outputs" / "northshire" / "2014-15" / "cleared"
    shutil.copytree(northshire / "cleared", cleared)
    path = tmp_path / "parameters" / "northshire" / "2014-15.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("dfe", "'dfe'"), encoding="utf-8")
    done = lscb("build", "northshire", "2014-15", cwd=tmp_path)
    assert done.returncode == 11
    assert "expected the records" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_failure_leaves_the_last_good_edition_and_the_rest_waits(northshire, workbench):
    outputs = workbench / "outputs" / "northshire" / "2014-15"
    shutil.copytree(northshire, outputs)
    before = contents(outputs / "public")
    notebook = workbench / "notebooks" / "training.ipynb"
    good = notebook.read_text(encoding="utf-8")
    notebook.write_text(good.replace("training.findings(chapter)", "1 / 0"), encoding="utf-8")
    failed = lscb("build", "northshire", "2014-15", cwd=workbench)
    assert failed.returncode == 12
    assert "notebooks/training.ipynb" in failed.stderr
    assert "ZeroDivisionError" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert contents(outputs / "public") == before
    assert (outputs / ".public-failed" / "training.ipynb").is_file()
    assert "training                     failed" in lscb("list", cwd=workbench).stdout
    notebook.write_text(good, encoding="utf-8")
    mended = lscb("build", "northshire", "2014-15", cwd=workbench)
    assert mended.returncode == 0, mended.stderr
    assert contents(outputs / "public") == before
    assert not (outputs / ".public-failed").exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"parameters"', '"parametres"', "0 cells are tagged parameters"),
        ("board, year, edition)", "board, year, 'panel')", "ended in ChapterError"),
        ("board, year, edition)", "board, '2013-14', edition)", "ended in"),
    ],
)
def test_a_notebook_cannot_bring_another_edition_or_year_into_a_report(
    northshire, workbench, old, new, said
):
    outputs = workbench / "outputs" / "northshire" / "2014-15"
    shutil.copytree(northshire / "cleared", outputs / "cleared")
    notebook = workbench / "notebooks" / "training.ipynb"
    cells = json.loads(notebook.read_text(encoding="utf-8"))
    text = json.dumps(cells).replace(json.dumps(old)[1:-1] if old != '"parameters"' else old, new)
    notebook.write_text(text, encoding="utf-8")
    words = ("build", "northshire", "2014-15", "--chapter", "training")
    done = lscb(*words, cwd=workbench)
    assert (done.returncode, "Traceback" in done.stderr) == (12, False)
    assert said in done.stderr
    assert not (outputs / ".public-waiting" / "training.html").exists()


def test_what_a_kernel_prints_on_its_own_is_kept_beside_the_evidence(northshire, workbench):
    outputs = workbench / "outputs" / "northshire" / "2014-15"
    shutil.copytree(northshire / "cleared", outputs / "cleared")
    notebook = workbench / "notebooks" / "training.ipynb"
    good = notebook.read_text(encoding="utf-8")
    # Not to sys.stderr, which goes into the notebook: as the kernel does when it fails itself.
    prints = "import os; os.write(2, b'Traceback of the kernel'); 1 / 0"
    notebook.write_text(good.replace("training.findings(chapter)", prints), encoding="utf-8")
    failed = lscb("build", "northshire", "2014-15", "--chapter", "training", cwd=workbench)
    assert (failed.returncode, "Traceback" in failed.stderr) == (12, False)
    log = outputs / ".public-failed" / "training.log"
    assert "Traceback of the kernel" in log.read_text(encoding="utf-8")


def test_nothing_is_run_again_when_a_correction_changes_no_cleared_table(northshire, workbench):
    outputs = workbench / "outputs" / "northshire" / "2014-15"
    shutil.copytree(northshire, outputs)
    record = (outputs / "runs.jsonl").read_text(encoding="utf-8")
    before = contents(outputs / "public")
    # The children are called otherwise in every file that names one: they are the same children.
    of_children = [
        path
        for path in (workbench / "data" / "northshire").rglob("*.csv")
        if "child_id" in path.read_text(encoding="utf-8").partition("\n")[0].split(",")
    ]
    names = {path.stem for path in of_children}
    assert {"child_protection_plans", "children", "child_deaths", "reviews"} <= names
    for path in of_children:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("made-up-child-", "made-up-pupil-"), encoding="utf-8")
    done = lscb("build", "northshire", "2014-15", cwd=workbench)
    assert done.returncode == 0, done.stderr
    assert "up to date" in done.stdout
    assert (outputs / "runs.jsonl").read_text(encoding="utf-8") == record
    assert contents(outputs / "public") == before


def test_one_chapter_alone_waits_until_the_edition_is_whole(northshire, workbench):
    outputs = workbench / "outputs" / "northshire" / "2014-15"
    shutil.copytree(northshire / "cleared", outputs / "cleared")
    done = lscb("build", "northshire", "2014-15", "--chapter", "training", cwd=workbench)
    assert done.returncode == 0, done.stderr
    assert "not whole yet, child_deaths, child_protection_plans to be made" in done.stdout
    assert not (outputs / "public").exists()


def test_an_unknown_chapter_is_refused_with_the_nearest_name(workbench):
    done = lscb("build", "northshire", "2014-15", "--chapter", "trainning", cwd=workbench)
    assert done.returncode == 2
    assert "Did you mean 'training'?" in done.stderr


@pytest.fixture
def place(tmp_path: Path) -> ReportPlace:
    (tmp_path / "outputs" / "northshire" / "2014-15").mkdir(parents=True)
    return ReportPlace(Workbench(tmp_path), "northshire", ReportingYear("2014-15"))


def _edition(place: ReportPlace, name: str, text: str) -> None:
    (place.outputs / name).mkdir()
    (place.outputs / name / "index.html").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("found", "stands"),
    [
        ({"public": "old", ".public-new": "new"}, "new"),
        ({".public-old": "old", ".public-new": "new"}, "new"),
        ({"public": "new", ".public-old": "old"}, "new"),
        ({".public-old": "old"}, "old"),
        ({"public": "new"}, "new"),
    ],
)
def test_an_interrupted_change_of_editions_is_completed(place, found, stands):
    for name, text in found.items():
        _edition(place, name, text)
    complete_replacement(place, "public")
    assert (place.edition("public") / "index.html").read_text(encoding="utf-8") == stands
    assert sorted(p.name for p in place.outputs.iterdir()) == ["public"]


def test_a_letter_stays_whole_between_processes():
    import pickle

    from lscb.errors import ChapterError, Problem

    letter = ChapterError([Problem("a file", "expected b", row=3)], "Type:  c")
    again = pickle.loads(pickle.dumps(letter))
    assert isinstance(again, Letter)
    assert (again.text(), again.exit_code) == (letter.text(), 12)
