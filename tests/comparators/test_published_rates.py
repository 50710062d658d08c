"""The benchmark finds a published rate or percentage that its counts do not give."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.comparators.invented import (
    EASTMERE,
    ENGLAND,
    TINY,
    WESSEX,
    population,
    repeat_plans,
    row,
    text,
)

SCRIPT = Path(__file__).resolve().parents[1] / "benchmarks" / "published_rates.py"


def ran(folder: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, str(SCRIPT), str(folder)]
    return subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False)


def release(folder: Path, *, rate: float, percent: float) -> Path:
    """D1 and D3 of 2013-14 and the population: 49 plans of 20,000 children is 24.5, 1 of 8 12.5."""
    others = ("c",) * 11
    files = {
        "d1.csv": text(
            "D1",
            row("D1", 2014, ENGLAND, 10, *others, 1, 99),
            row("D1", 2014, EASTMERE, 8, *others, 49, rate),
            row("D1", 2014, TINY, 0, *others, "c", "c"),
        ),
        "d3.csv": text(
            "D3",
            repeat_plans(2014, ENGLAND, 10, 5, 99),
            repeat_plans(2014, WESSEX, 10, 5, 99),
            repeat_plans(2014, EASTMERE, 8, 1, percent),
            repeat_plans(2014, TINY, 0, 0, "z"),
        ),
        "population.csv": population((2013, ENGLAND, 1), (2013, EASTMERE, 20000), (2013, TINY, 9)),
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_a_release_whose_rates_are_those_of_its_counts_passes(tmp_path):
    done = ran(release(tmp_path, rate=24.5, percent=12.5))
    assert done.returncode == 0, done.stdout + done.stderr
    said = done.stdout.splitlines()
    assert (
        "plans_at_31_march_per_10000: 1 checked = 1 equal + 0 different; 1 not checked "
        "(1 withheld by who published it)" in said
    )
    assert (
        "second_or_subsequent_plans_percent: 1 checked = 1 equal + 0 different; 1 not checked "
        "(1 not applicable)" in said
    )
    assert said[-1] == "2 checked = 2 equal + 0 different"


def test_a_wrong_rate_and_a_wrong_percentage_are_found_and_named(tmp_path):
    done = ran(release(tmp_path, rate=24.6, percent=12.4))
    assert done.returncode == 1
    assert "  Eastmere 2013-14: published 24.6, worked out 24.5 = 49 of 20000" in done.stdout
    assert "  Eastmere 2013-14: published 12.4, worked out 12.5 = 1 of 8" in done.stdout
    assert done.stdout.splitlines()[-1] == "2 checked = 0 equal + 2 different"


def test_files_that_cannot_be_added_or_are_not_there_are_no_pass(tmp_path):
    assert ran(tmp_path).returncode == 1
    (tmp_path / "d1.csv").write_text("<html>", encoding="utf-8")
    assert ran(tmp_path).returncode == 11


def test_a_release_with_nothing_to_check_is_no_pass(tmp_path):
    (tmp_path / "p.csv").write_text(population((2013, ENGLAND, 1)), encoding="utf-8")
    assert ran(tmp_path).returncode == 1
