"""Adding a release: every figure of the files as they were downloaded, or nothing at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from lscb.comparators import held
from lscb.comparators.downloads import repeated
from lscb.comparators.held import COLUMNS, KEY
from lscb.comparators.taking import STOOD, Taken, taken
from lscb.errors import DataError, Problem, UsageError
from lscb.workbench import RESERVED, Workbench

_RELEASE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_NAME = 60


@dataclass(frozen=True)
class Addition:
    """What was added to a release: the files' figures, how many of them are new, and where."""

    release: str
    taken: tuple[Taken, ...]
    new: int
    held: int
    path: Path


def addition(workbench: Workbench, paths: Sequence[Path], release: str) -> Addition:
    """Add the figures of files as downloaded to a release, and return what was added.

    Files that repeat figures already held are fine. Raises UsageError for a name that is not a
    release's; DataError with every problem of every file, or with every figure that is not the one
    held, when nothing is written.
    """
    _refuse_name(release)
    found = [taken(path, workbench.relative(path), release) for path in paths]
    figures = held.figures(workbench.comparators, [release])
    before, problems = len(figures), []
    for each in found:
        problems += each.problems or _changed(figures, each)
        figures = _with_new(figures, each)
    if problems:
        raise DataError(problems, _next_step(paths, release))
    path = held.figures_file(workbench.comparators, release)
    areas = pd.concat([held.areas(workbench.comparators), *(each.areas for each in found)])
    if len(figures) > before:
        _write(workbench, release, figures, areas.drop_duplicates("area_code", keep="last"))
    return Addition(release, tuple(found), len(figures) - before, len(figures), path)


def _refuse_name(release: str) -> None:
    """Raises UsageError unless a release's name can be a file's on any computer."""
    is_name = _RELEASE.fullmatch(release) and len(release) <= LONGEST_NAME
    if is_name and release not in RESERVED:
        return
    expected = "expected small letters and figures joined by -, such as dfe-2024"
    if release in RESERVED:
        expected = "expected a name that Windows does not keep for itself, such as dfe-2024"
    raise UsageError(
        [Problem("the command", expected, found=f"release {repeated(release)}")],
        "For example:  lscb comparators add FILE... --release dfe-2024",
    )


def _changed(figures: pd.DataFrame, new: Taken) -> list[Problem]:
    """Figures of a file that are not those held for the same area, year and measure."""
    both = new.figures.merge(figures, on=KEY, suffixes=("", "_held"))
    same = both.value.eq(both.value_held) | (both.value.isna() & both.value_held.isna())
    return [
        Problem(
            new.file,
            f"expected {_shown(each.value_held, each.symbol_held)}, which the release "
            f"{each.release} has for {each.area} in {each.year} ({each.source_held})",
            repeated(each.found),
            int(each.row),
            each.heading,
        )
        for each in both[~same | (both.symbol != both.symbol_held)].itertuples()
    ]


def _shown(value: float, symbol: str) -> str:
    return symbol or f"{value:.10g}"


def _with_new(figures: pd.DataFrame, new: Taken) -> pd.DataFrame:
    """The figures held, and after them those of a file that were not."""
    more = new.figures.drop(columns=list(STOOD))
    if not len(figures) or not len(more):
        return pd.concat([each for each in (figures, more) if len(each)] or [figures])
    return pd.concat([figures, more], ignore_index=True).drop_duplicates(KEY)[list(COLUMNS)]


def _write(workbench: Workbench, release: str, figures: pd.DataFrame, areas: pd.DataFrame) -> None:
    try:
        # The areas first: without their figures they do no harm.
        held.write_areas(workbench.comparators, areas)
        held.write_figures(workbench.comparators, release, figures)
    except OSError:
        path = held.figures_file(workbench.comparators, release)
        problem = Problem(
            workbench.relative(path),
            "expected to be able to write this file; is it open in Excel? It is as it was",
        )
        raise DataError(
            [problem],
            "Close the file, then type the same command again, or:  lscb comparators list",
        ) from None


def _next_step(paths: Sequence[Path], release: str) -> str:
    files = " ".join(f'"{path}"' if " " in str(path) else str(path) for path in paths)
    return (
        "Nothing was added. A release does not change: a file whose figures differ is of another "
        "release, and\nneeds a name of its own after --release. Download again what is damaged, "
        f"then type:\n  lscb comparators add {files} --release {release}"
    )
