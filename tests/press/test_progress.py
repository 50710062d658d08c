"""A long build says how far it is; a short one just what it did."""

from __future__ import annotations

import pytest

from lscb.press.progress import FEW, Progress


def test_a_few_chapters_are_news_by_themselves():
    progress = Progress(FEW, running=2)
    line = progress.line("northshire 2014-15 training", 1.26, failed=False, passed=2.0)
    assert line == f"[1/{FEW}] northshire 2014-15 training: done, 1.3 s"
    assert progress.slowest() == []


def test_a_long_build_says_what_runs_and_failed_the_rate_and_the_time_left():
    progress = Progress(100, running=2)
    progress.line("a", 2.0, failed=True, passed=2.0)
    progress.line("b", 2.0, failed=False, passed=3.0)
    assert progress.line("c", 1.0, failed=False, passed=6.0) == (
        "[3/100] c: done, 1.0 s; 2 running, 1 failed, 30 a minute, about 3 min left"
    )


@pytest.mark.parametrize(
    ("passed", "left"),
    [(0.1, "about 10 s"), (10, "about 90 s"), (100, "about 15 min"), (2000, "about 5 h")],
)
def test_the_time_left_is_that_of_the_rest_at_the_rate_so_far(passed, left):
    line = Progress(10).line("a", 1.0, failed=False, passed=passed)
    assert line.endswith(f"{left} left")


def test_the_last_of_a_long_build_leaves_nothing_and_the_slowest_are_named():
    progress = Progress(8)
    for number in range(8):
        line = progress.line(f"chapter {number}", number % 4 * 1.5, failed=False, passed=number + 1)
    assert "left" not in line
    assert list(progress.slowest()) == [
        "slowest:",
        "     4.5 s  chapter 3",
        "     4.5 s  chapter 7",
        "     3.0 s  chapter 2",
        "     3.0 s  chapter 6",
        "     1.5 s  chapter 1",
    ]
