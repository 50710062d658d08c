"""Errors as letters: what is wrong, where, what was expected and what to type next.

Every error a user can cause is one of these. The door prints the letter and leaves with the
class's exit code; there is no traceback, and a private value is never repeated.
"""

from __future__ import annotations

import errno
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher, get_close_matches
from itertools import groupby
from pathlib import Path

SHOWN_PER_FILE = 20
SEVERAL = 2
MANY = {"row": "rows", "line": "lines", "child": "children"}
FEW = 3
ABOUT_AS_NEAR = 0.15

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""What a system says that has no room for a file, or lets nobody make it so large."""

CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}
"""What it says where nothing may be written."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    `file` is relative to the workbench; `row` is the row as a spreadsheet shows it, its header
    being row 1, or where `unit` says so a line of a file or a child's place in it; `found` is
    left out where the column is private; `rule` is the number of DfE's rule, where it has one.
    """

    file: str
    expected: str
    found: str | None = None
    row: int | None = None
    column: str | None = None
    unit: str = "row"
    rule: str | None = None

    @property
    def where(self) -> str:
        """The place in the file, such as "row 3, plan_end"; nothing for a whole file."""
        row = f"{self.unit} {self.row}" if self.row else None
        return ", ".join(part for part in (row, self.column) if part is not None)

    @property
    def what(self) -> str:
        """What was found and expected, and by which of DfE's rules."""
        finding = f"found {self.found}; " if self.found is not None else ""
        rules = "rules" if self.rule and "," in self.rule else "rule"
        rule = f" (DfE {rules} {self.rule})" if self.rule else ""
        return f"{finding}{self.expected}{rule}"

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


class Letter(Exception):  # noqa: N818 - its readers are analysts: it is a letter to them
    """An error that is shown to the analyst as it is.

    Parameters
    ----------
    problems: every problem found, not only the first.
    next_step: what to do, ending in the command to type.
    """

    exit_code = 1

    def __init__(self, problems: Iterable[Problem], next_step: str) -> None:
        self.problems = tuple(problems)
        self.next_step = next_step
        super().__init__(self.text())

    def __reduce__(self) -> tuple[object, ...]:
        """So that a letter travels between processes as it is."""
        return type(self), (self.problems, self.next_step)

    def text(self) -> str:
        """The whole letter: problems by file, at most twenty of each shown, then what to do."""
        return "\n\n".join([*paragraphs(self.problems, "problem", "problems"), self.next_step])


class UsageError(Letter):
    """A command that names a board, year or chapter that is not there."""

    exit_code = 2


class ParameterError(Letter):
    """A parameter file that is not a complete, well-formed report."""

    exit_code = 10


class DataError(Letter):
    """Records that cannot be read, or that contradict themselves."""

    exit_code = 11


class ChapterError(Letter):
    """A chapter that failed, or that is not complete."""

    exit_code = 12


class DisclosureError(Letter):
    """Tables that cannot be protected as the policy asks."""

    exit_code = 13


class DiskError(Letter):
    """A disk that is full, or a folder that may not be written to."""

    exit_code = 14


def unwritable(fault: OSError, name: Callable[[Path], str], else_in: Path) -> DiskError:
    """The letter about a file that could not be written, or read.

    `name` says how a letter names a path; a system that does not say which file it was is believed
    to have meant one `else_in` a folder.
    """
    path = fault.filename2 or fault.filename
    where = name(Path(path) if isinstance(path, (str, Path)) else else_in)
    full = fault.errno in FULL
    why = "the disk is full" if full else (fault.strerror or type(fault).__name__)
    do = "Make room on that disk" if full else "See to it that the file can be read and written"
    return DiskError(
        [Problem(where, f"expected to read and write it: {why}")],
        f"{do}, then type the same command again. Every report is as it was.",
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """Return " Did you mean 'x'?" for the known word nearest to `word`, or nothing."""
    near = nearest_word(word, known)
    return f" Did you mean '{near}'?" if near else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The same where two words may be about as near, and mean the opposite: both are named."""
    near = near_words(word, known)
    return f" Did you mean {' or '.join(repr(each) for each in near)}?" if near else ""


def nearest_word(word: str, known: Iterable[str]) -> str | None:
    """The known word nearest to `word`; None where none is like it."""
    return next(iter(near_words(word, known)), None)


def near_words(word: str, known: Iterable[str]) -> list[str]:
    """The known word nearest to `word`, and others that are about as near; none, or a few."""
    by_plain = {plain(each): each for each in known}
    close = get_close_matches(plain(word), list(by_plain), n=FEW, cutoff=0.6)
    ratios = [alike(each, word) for each in close]
    return [
        by_plain[each]
        for each, ratio in zip(close, ratios, strict=True)
        if ratio >= ratios[0] - ABOUT_AS_NEAR
    ]


def alike(one: str, other: str) -> float:
    """How alike two words are, from 0 to 1; capitals and spaces do not count."""
    return SequenceMatcher(None, plain(one), plain(other)).ratio()


def quoted(text: str) -> str:
    """Text as it is typed in a parameter file."""
    return json.dumps(text, ensure_ascii=False)


def nested(keys: str, entry: str) -> str:
    """An entry of the parameters at keys such as `values.training.status`, to be typed as it is."""
    for key in reversed(keys.split(".")):
        entry = f"{key}: {{{entry}}}"
    return entry


def plain(word: str) -> str:
    """A word as it is compared: capitals and spaces do not count."""
    return word.casefold().replace(" ", "_")


def paragraphs(problems: Iterable[Problem], one: str, many: str) -> Iterator[str]:
    """A paragraph for each file, saying how many there are and showing twenty at most.

    The same in several rows is said once, with its rows. What is not shown is counted by what was
    expected, so that one fault which runs through a file does not hide another.
    """
    in_order = sorted(problems, key=lambda problem: (problem.file, problem.row or 0))
    for file, group in groupby(in_order, lambda problem: problem.file):
        found = list(group)
        lines = [f"{len(found)} {one if len(found) == 1 else many} in {file}", ""]
        same: dict[Problem, list[Problem]] = {}
        for problem in found:
            same.setdefault(replace(problem, row=None), []).append(problem)
        alike = list(same.values())
        lines += [f"  {_said_once(each)}" for each in alike[:SHOWN_PER_FILE]]
        more = [problem for each in alike[SHOWN_PER_FILE:] for problem in each]
        if more:
            lines.append(f"  and {len(more)} more:")
            lines += [f"    {n} × {what}" for what, n in Counter(map(_kind, more)).most_common()]
        yield "\n".join(lines)


def _said_once(alike: list[Problem]) -> str:
    """Problems that differ in their rows alone: "rows 3 and 7 to 9, sex: expected a code"."""
    first = alike[0]
    rows = sorted({problem.row for problem in alike if problem.row})
    if len(rows) < SEVERAL:
        return str(first)
    runs = _runs(rows)
    said = [str(begin) if begin == last else f"{begin} to {last}" for begin, last in runs]
    more = sum(last - begin + 1 for begin, last in runs[SHOWN_PER_FILE:])
    said = said[:SHOWN_PER_FILE] + ([f"{more} more"] if more else [])
    listed = " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
    column = f", {first.column}" if first.column is not None else ""
    return f"{MANY[first.unit]} {listed}{column}: {first.what}"


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """The first and last of each run of three rows or more; any other row by itself."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return [
        each
        for begin, last in runs
        for each in ([(begin, last)] if last - begin >= SEVERAL else _alone(begin, last))
    ]


def _alone(begin: int, last: int) -> list[tuple[int, int]]:
    return [(row, row) for row in range(begin, last + 1)]


def _kind(problem: Problem) -> str:
    """What problems that are alike share: the column and what was expected of it."""
    plain = replace(problem, row=None, found=None)
    return str(plain)
