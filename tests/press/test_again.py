"""What is made again although it is up to date, and what is left where a build is interrupted."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import LISTENING, contents, lscb

BUILD = ("build", "northshire", "2014-15")


@pytest.fixture
def outputs(northshire, workbench) -> Path:
    """Where Northshire's report stands, up to date."""
    outputs = workbench / "outputs" / "northshire" / "2014-15"
    shutil.copytree(northshire, outputs)
    return outputs


def events(outputs: Path) -> list[tuple[str, str]]:
    """What became of chapters, in order; a document is noted by the name of its file."""
    lines = (outputs / "runs.jsonl").read_text(encoding="utf-8").splitlines()
    events = map(json.loads, lines)
    return [(event["chapter"], event["state"]) for event in events if "." not in event["chapter"]]


def test_other_words_in_a_notebook_run_nothing_and_give_what_a_run_would(outputs, workbench):
    notebook = workbench / "notebooks" / "training.ipynb"
    text = notebook.read_text(encoding="utf-8").replace("Who came to", "Who was at")
    notebook.write_text(text.replace("(chapter)", "( chapter )"), encoding="utf-8")
    done = lscb(*BUILD, cwd=workbench)
    assert done.returncode == 0, done.stderr
    assert _made(outputs) == {"training": False}
    shown = contents(outputs / "public")
    assert b"Who was at" in shown["training.html"]
    assert b"findings( chapter )" in shown["notebooks/training.ipynb"]
    run = lscb(*BUILD, "--chapter", "training", "--force", cwd=workbench)
    assert run.returncode == 0, run.stderr
    assert _made(outputs) == {"training": True}
    assert contents(outputs / "public") == shown


@pytest.mark.slow
def test_an_executed_notebook_that_was_edited_is_not_taken_for_what_was_run(outputs, workbench):
    executed = outputs / "public" / "notebooks" / "training.ipynb"
    executed.write_text(executed.read_text(encoding="utf-8").replace("Police", "Polite"))
    notebook = workbench / "notebooks" / "training.ipynb"
    text = notebook.read_text(encoding="utf-8").replace("Who came to", "Who was at")
    notebook.write_text(text, encoding="utf-8")
    done = lscb(*BUILD, cwd=workbench)
    assert done.returncode == 0, done.stderr
    assert _made(outputs) == {"training": True}
    assert b"Polite" not in (outputs / "public" / "training.html").read_bytes()


def _made(outputs: Path) -> dict[str, bool]:
    """The chapters that were made by the last build, and whether each was run for it."""
    lines = (outputs / "runs.jsonl").read_text(encoding="utf-8").splitlines()
    events = [event for event in map(json.loads, lines) if "." not in event["chapter"]]
    began = max(n for n, event in enumerate(events) if event["state"] == "planned")
    return {e["chapter"]: e["run"] for e in events[began:] if e["state"] == "ok"}


def test_what_is_up_to_date_is_verified_to_the_byte(outputs, workbench):
    before = contents(outputs)
    done = lscb(*BUILD, "--verify", cwd=workbench)
    assert done.returncode == 0, done.stderr
    assert "verified, the same to the byte" in done.stdout
    after = contents(outputs)
    after["runs.jsonl"] = b"".join(after["runs.jsonl"].splitlines(keepends=True)[:-1])
    assert after == before
    assert [path.name for path in outputs.parent.parent.iterdir()] == ["northshire"]


def test_a_page_or_a_cleared_table_that_comes_out_otherwise_is_an_error(outputs, workbench):
    page = outputs / "public" / "training.html"
    page.write_text(page.read_text(encoding="utf-8").replace("Training", "Trainin"))
    (clearing,) = (outputs / "cleared").glob("public-*")
    table = clearing / "child_deaths.deaths_by_year.csv"
    table.write_bytes(table.read_bytes() + b"\n")
    before = contents(outputs / "public")
    done = lscb(*BUILD, "--chapter", "training", "--verify", cwd=workbench)
    assert done.returncode == 12
    named = [line.split()[-1] for line in done.stderr.splitlines() if line.startswith("1 problem")]
    assert named == [str(path.relative_to(workbench)) for path in (table, page)]
    assert "not the same when made again" in done.stdout
    assert contents(outputs / "public") == before


def test_what_is_not_up_to_date_is_not_verified_and_that_is_said(outputs, workbench):
    shutil.rmtree(outputs / "public")
    done = lscb(*BUILD, "--verify", cwd=workbench)
    assert done.returncode == 0, done.stderr
    assert "not up to date, so not verified" in done.stdout


def test_to_force_and_to_verify_are_two_things(workbench):
    assert lscb(*BUILD, "--verify", "--force", cwd=workbench).returncode == 2


@pytest.mark.slow
def test_a_build_that_is_forced_makes_all_again_and_makes_the_same(outputs, workbench):
    before, record = contents(outputs / "public"), events(outputs)
    (outputs / "public" / "index.html").write_text("spoilt")
    done = lscb(*BUILD, "--force", cwd=workbench)
    assert done.returncode == 0, done.stderr
    made = [chapter for chapter, state in events(outputs)[len(record) :] if state == "ok"]
    assert sorted(made) == ["child_deaths", "child_protection_plans", "training"]
    assert contents(outputs / "public") == before


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
def test_a_build_that_is_interrupted_says_what_was_not_run_and_is_taken_up(outputs, workbench):
    shutil.rmtree(outputs / "public")
    notebook = workbench / "notebooks" / "training.ipynb"
    good = notebook.read_text(encoding="utf-8")
    waits = "import time; time.sleep(600)"
    notebook.write_text(good.replace("training.findings(chapter)", waits), encoding="utf-8")
    # A kernel's session is its own, so that a signal for the group reaches the press and workers.
    with subprocess.Popen(
        [sys.executable, "-c", LISTENING, *BUILD, "--jobs", "2"],
        cwd=workbench,
        start_new_session=True,
    ) as press:
        while press.poll() is None and _last(outputs) != {
            "child_deaths": "ok",
            "child_protection_plans": "ok",
            "training": "running",
        }:
            time.sleep(0.1)
        os.killpg(press.pid, signal.SIGINT)
    assert _last(outputs)["training"] == "not run"
    notebook.write_text(good, encoding="utf-8")
    before = events(outputs)
    done = lscb(*BUILD, cwd=workbench)
    assert done.returncode == 0, done.stderr
    assert events(outputs)[len(before) :] == [
        ("training", "planned"),
        ("training", "running"),
        ("training", "ok"),
    ]


def _last(outputs: Path) -> dict[str, str]:
    return {c: s for c, s in events(outputs) if c}
