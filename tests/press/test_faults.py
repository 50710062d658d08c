"""What goes wrong around a build: two at once, one that is killed, what is edited meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from lscb.locks import is_held
from lscb.press.waiting import waiting
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear
from tests.conftest import ROOT, contents, lscb
from tests.press.forked import end
from tests.press.pressed import Halted, building, events

ALONE = ("build", "northshire", "2014-15", "--chapter", "training")
RUNS_AGAIN = "another build of its public edition is running; waiting until it is done"


@pytest.fixture
def outputs(northshire, workbench) -> Path:
    """Where Northshire's report is to stand, of which nothing is made but its cleared tables."""
    outputs = workbench / "outputs" / "northshire" / "2014-15"
    shutil.copytree(northshire / "cleared", outputs / "cleared")
    return outputs


def place_in(workbench: Path) -> ReportPlace:
    return ReportPlace(Workbench(workbench), "northshire", ReportingYear("2014-15"))


def listed(workbench: Path, chapter: str = "training") -> str:
    """What `lscb list` says of a chapter's public edition."""
    done = lscb("list", cwd=workbench)
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stdout.splitlines() if line.split()[:2] == ["public", chapter]]
    return line.split(maxsplit=2)[2]


def test_of_two_builds_of_a_report_the_second_waits_and_finds_it_made(outputs, workbench):
    halted = Halted.chapter(workbench)
    with building(workbench, "--chapter", "training") as first:
        halted.kernel()
        assert listed(workbench) == "being made"
        with building(workbench, "--chapter", "training") as second:
            assert second.stdout.readline().strip() == f"northshire 2014-15: {RUNS_AGAIN}"
            halted.go.touch()
            assert second.wait() == 0, second.stderr.read()
        assert first.wait() == 0, first.stderr.read()
    assert events(outputs) == [("training", each) for each in ("planned", "running", "ok")]
    assert not is_held(place_in(workbench).lock("public"))


def test_a_build_that_is_killed_blocks_no_other_and_is_listed_as_interrupted(outputs, workbench):
    halted = Halted.chapter(workbench)
    with building(workbench, "--chapter", "training") as killed:
        kernel = halted.kernel()
        with building(workbench, "--chapter", "training") as waits:
            assert RUNS_AGAIN in waits.stdout.readline()
            waits.kill()
        killed.kill()
        killed.wait()
        assert end(kernel)
    assert listed(workbench) == "interrupted"
    halted.go.touch()
    done = lscb(*ALONE, cwd=workbench)
    assert done.returncode == 0, done.stderr
    assert [state for _, state in events(outputs)][2:] == ["planned", "running", "ok"]


def test_what_is_planned_is_made_whatever_is_edited_and_cleared_meanwhile(outputs, workbench):
    halted = Halted.chapter(workbench)
    path = workbench / "notebooks" / "training.ipynb"
    (before,) = (outputs / "cleared").glob("public-*")
    with building(workbench, "--chapter", "training") as press:
        halted.kernel()
        planned = path.read_bytes()
        path.write_text(path.read_text(encoding="utf-8").replace("findings(chapter)", "1 / 0"))
        records = workbench / "data" / "northshire" / "2014-15" / "training.csv"
        lines = records.read_text(encoding="utf-8").splitlines(keepends=True)
        records.write_text("".join(lines[:-1]), encoding="utf-8", newline="\n")
        cleared = lscb("clear", "northshire", "2014-15", cwd=workbench)
        assert cleared.returncode == 0, cleared.stderr
        assert len(list((outputs / "cleared").glob("public-*"))) == 2
        halted.go.touch()
        assert press.wait() == 0, press.stderr.read()
    executed = waiting(place_in(workbench), "public") / "notebooks" / "training.ipynb"
    made = {cell.source for cell in nbformat.read(executed, as_version=4).cells}
    assert {cell.source for cell in nbformat.reads(planned, as_version=4).cells} <= made
    # It is right of what it was made from, and known not to be of what is there by now.
    assert listed(workbench) == "never built"
    assert not before.exists()


@pytest.mark.slow
def test_what_was_made_while_the_program_was_edited_is_not_kept(outputs, workbench):
    shutil.copytree(ROOT / "lib" / "lscb", workbench / "lib" / "lscb")
    code = {"PYTHONPATH": str(workbench / "lib")}
    halted = Halted.chapter(workbench)
    with building(workbench, "--chapter", "training", **code) as press:
        halted.kernel()
        wording = workbench / "lib" / "lscb" / "figures" / "wording.py"
        wording.write_text(wording.read_text(encoding="utf-8") + "\nEDITED = True\n")
        halted.go.touch()
        assert press.wait() == 12
        told = press.stderr.read()
    assert "lscb/figures/wording.py edited while the chapter was made" in told
    assert events(outputs)[-1] == ("training", "failed")
    assert not (outputs / ".public-waiting" / "keys.json").exists()
    done = lscb(*ALONE, cwd=workbench, **code)
    assert done.returncode == 0, done.stderr


SWAPS = """
import os, pathlib, shutil, signal, sys
from lscb.press.replacement import replace_edition
from lscb.years import ReportingYear
from lscb.workbench import ReportPlace, Workbench

renamed, rename = [], pathlib.Path.rename

def killed(path, target):
    rename(path, target)
    renamed.append(path)
    if len(renamed) == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)

pathlib.Path.rename = killed
place = ReportPlace(Workbench(pathlib.Path.cwd()), "northshire", ReportingYear("2014-15"))
replace_edition(place, "public", place.outputs / "finished")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed so there")
@pytest.mark.parametrize("renames", [1, 2, 3])
def test_whoever_reads_an_edition_after_a_change_that_was_killed_finds_it_whole(
    northshire, workbench, renames
):
    outputs = workbench / "outputs" / "northshire" / "2014-15"
    shutil.copytree(northshire, outputs)
    shutil.copytree(outputs / "public", outputs / "finished")
    shutil.copy(outputs / "public" / "index.html", outputs / "finished" / "new.html")
    killed = subprocess.run([sys.executable, "-c", SWAPS, str(renames)], cwd=workbench, check=False)
    assert killed.returncode == -9
    stands = place_in(workbench).standing("public")
    whole = contents(northshire / "public")
    assert {n: text for n, text in contents(stands).items() if n != "new.html"} == whole
    for chapter in ("child_deaths", "child_protection_plans", "training"):
        assert listed(workbench, chapter) == "built"
    why = lscb("why", "northshire", "2014-15", cwd=workbench)
    _, *said = why.stdout.splitlines()
    assert len(said) >= 4
    assert all(line.endswith(": up to date") for line in said), why.stdout
    audited = lscb("audit", "northshire", cwd=workbench) if renames == 2 else None
    assert audited is None or "1 publications and drafts" in audited.stdout
    done = lscb("build", "northshire", "2014-15", cwd=workbench)
    assert done.returncode == 0, done.stderr
    assert (outputs / "public" / "new.html").is_file()
    assert not [path for path in outputs.iterdir() if path.name.startswith(".public-new")]


CLOCK = """
import datetime, sys, time

class Then(datetime.datetime):
    @classmethod
    def now(cls, zone=None):
        return cls(1999, 12, 31, 23, 59, 59, tzinfo=zone)

if "lscb" in sys.orig_argv:  # pandas, in other processes, refuses a class that is not Python's
    datetime.datetime = Then
time.time = lambda: 946684799.0
"""


@pytest.mark.slow
def test_nothing_depends_on_the_clock_which_was_set_back(northshire, workbench):
    outputs = workbench / "outputs" / "northshire" / "2014-15"
    shutil.copytree(northshire, outputs)
    for number, path in enumerate(sorted(workbench.rglob("*"))):
        os.utime(path, (10**9 * (number % 4),) * 2)
    (workbench / "then").mkdir()
    (workbench / "then" / "sitecustomize.py").write_text(CLOCK, encoding="utf-8")
    before, length = contents(outputs / "public"), len(events(outputs))
    path = os.pathsep.join([str(workbench / "then"), os.environ.get("PYTHONPATH", "")])
    done = lscb("build", "northshire", "2014-15", cwd=workbench, PYTHONPATH=path)
    assert "up to date" in done.stdout
    assert events(outputs, length) == []
    notebook = workbench / "notebooks" / "training.ipynb"
    good = notebook.read_text(encoding="utf-8")
    notebook.write_text(good.replace("training.findings(chapter)", "1 / 0"), encoding="utf-8")
    failed = lscb("build", "northshire", "2014-15", cwd=workbench, PYTHONPATH=path)
    assert failed.returncode == 12
    last = json.loads((outputs / "runs.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert last["at"].startswith("1999-12-31")
    assert listed(workbench) == "failed"
    notebook.write_text(good, encoding="utf-8")
    assert listed(workbench) == "built"
    assert contents(outputs / "public") == before


def test_no_chapter_is_found_among_what_an_analyst_typed(outputs, workbench):
    typed = workbench / "ipython"
    with building(workbench, "--chapter", "training", IPYTHONDIR=str(typed)) as press:
        assert press.wait() == 0, press.stderr.read()
    assert typed.is_dir()
    assert not list(typed.rglob("history.sqlite*"))
