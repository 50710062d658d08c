"""The folder an analyst works in: which boards and years it holds, and where their files are."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lscb.editions import Edition
from lscb.errors import ParameterError, Problem, UsageError, nearest
from lscb.years import ReportingYear

if TYPE_CHECKING:
    from lscb.ledger import Publication
    from lscb.report import Report

_BOARD = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}
"""Names that Windows keeps for itself."""

PAGES = ("index", "report", "about", "not_known", "restated", "checklist", "accessibility", "main")
"""What no chapter is called: the other pages of a report, and the main part of each."""


class Workbench:
    """The folder an analyst works in, and where everything in it is.

    Parameters
    ----------
    root: holds `parameters/`, `data/` and `notebooks/`.
    outputs: where reports are built; `outputs/` in the root unless told otherwise.
    """

    def __init__(self, root: Path, outputs: Path | None = None) -> None:
        self.root = root
        self.outputs = outputs or root / "outputs"

    @classmethod
    def around(cls, here: Path | None = None) -> Workbench:
        """The workbench that holds the current folder, so that a notebook finds it too.

        Raises UsageError when no folder upwards has `parameters/` and `notebooks/`.
        """
        here = (here or Path.cwd()).resolve()
        outputs = os.environ.get("LSCB_OUTPUTS")
        for folder in (here, *here.parents):
            if (folder / "parameters").is_dir() and (folder / "notebooks").is_dir():
                return cls(folder, Path(outputs) if outputs else None)
        raise UsageError(
            [Problem("this folder", "expected to be inside a workbench (it has parameters/)")],
            "Go to the folder that holds parameters/ and notebooks/, then type:  lscb list",
        )

    def chapters(self) -> list[str]:
        """Every chapter there is: each notebook is one, copies and drafts by name aside."""
        stems = (path.stem for path in (self.root / "notebooks").glob("*.ipynb"))
        return sorted(stem for stem in stems if stem.isidentifier())

    def notebook(self, chapter: str) -> Path:
        return self.root / "notebooks" / f"{chapter}.ipynb"

    def chapter_title(self, chapter: str) -> str:
        """The chapter's title: the heading its notebook opens with."""
        cells = json.loads(self.notebook(chapter).read_text(encoding="utf-8"))["cells"]
        return "".join(cells[0]["source"]).splitlines()[0].removeprefix("# ").strip()

    def boards(self) -> list[str]:
        folders = sorted((self.root / "parameters").glob("*/"))
        return [folder.name for folder in folders if _BOARD.fullmatch(folder.name)]

    def years(self, board: str) -> list[str]:
        stems = sorted(path.stem for path in (self.root / "parameters" / board).glob("*.yaml"))
        return [stem for stem in stems if _is_year(stem)]

    @property
    def comparators(self) -> Path:
        """Where other people's statistics are held."""
        return self.root / "data" / "comparators"

    def comparator_files(self) -> list[Path]:
        """The files a report may be compared from: all but the list of councils and regions."""
        found = sorted(self.comparators.rglob("*.csv"))
        return [path for path in found if path.name != "areas.csv" and path.is_file()]

    def reports(self, board: str | None = None, year: str | None = None) -> Iterator[ReportPlace]:
        """The reports asked for, all when nothing is named.

        Raises UsageError, with the nearest right name, for a board or year that is not there.
        """
        if board is not None and board not in self.boards():
            raise UsageError(
                [
                    Problem(
                        "the command",
                        "expected the name of a folder in parameters/."
                        + nearest(board, self.boards()),
                        found=f"board {board!r}",
                    )
                ],
                "To see the boards, type:  lscb list",
            )
        boards = [board] if board else self.boards()
        if not any(self.years(name) for name in boards):
            raise UsageError(
                [Problem("parameters/", "expected a report; there is none yet")],
                f"To start one, type:  lscb new {board or 'BOARD'} {year or 'YEAR'}",
            )
        for name in boards:
            if year is not None and year not in self.years(name):
                raise self._unknown_year(name, year)
            for each in [year] if year else self.years(name):
                yield ReportPlace(self, name, ReportingYear(each))

    def _unknown_year(self, board: str, year: str) -> UsageError:
        try:
            expected = (
                f"expected one that has a file parameters/{board}/{ReportingYear(year)}.yaml."
            )
        except ValueError as wrong:
            expected = f"{wrong}."
        known = ", ".join(self.years(board)) or "none yet"
        return UsageError(
            [Problem("the command", f"{expected} {board} has {known}", found=f"year {year!r}")],
            f"To add a year, type:  lscb new {board} YEAR",
        )

    def relative(self, path: Path) -> str:
        """The path as a letter shows it: from the workbench, with forward slashes.

        What cannot be printed is a question mark: a name may have been made to look like a letter.
        """
        # Not resolve(): a letter names the link the analyst sees, and a link may lead to itself.
        bases = [base.absolute() for base in (self.root, self.outputs.parent)]
        whole = path.absolute()
        inside = [base for base in bases if whole.is_relative_to(base)]
        shown = whole.relative_to(inside[0]).as_posix() if inside else path.name
        return "".join(sign if sign.isprintable() else "?" for sign in shown)


BLANK = "blank"
"""The folder within a year's in which blank templates lie: nobody reads it."""


def files_in(folder: Path) -> list[Path]:
    """What a folder holds, in order; nothing where it cannot be listed."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


class ReportPlace:
    """Where one report's files are. Board and year are checked names, never taken from data."""

    def __init__(self, workbench: Workbench, board: str, year: ReportingYear) -> None:
        if not _BOARD.fullmatch(board) or board in RESERVED:
            raise UsageError(
                [
                    Problem(
                        "the command",
                        "expected small letters and figures joined by _, such as bracknell_forest",
                        found=f"board {board!r}",
                    )
                ],
                "To see the boards, type:  lscb list",
            )
        self.workbench = workbench
        self.board = board
        self.year = year

    @property
    def parameters(self) -> Path:
        return self.workbench.root / "parameters" / self.board / f"{self.year}.yaml"

    def pictures(self) -> list[Path]:
        """The files beside the parameters of which one may be the board's logo."""
        beside = files_in(self.parameters.parent)
        return [path for path in beside if path.suffix in (".png", ".svg") and path.is_file()]

    def data(self, year: ReportingYear | None = None) -> Path:
        return self.workbench.root / "data" / self.board / str(year or self.year)

    @property
    def blank(self) -> Path:
        """Where the blank templates lie: a file with headings and no row would count as noughts."""
        return self.data() / BLANK

    def data_files(self) -> list[Path]:
        """The files of this year's folder and earlier ones, in order, whatever they hold.

        Commentary is this year's alone, and no later year's folder is looked at.
        """
        folders = sorted((self.workbench.root / "data" / self.board).glob("*/"))
        past = [f for f in folders if _is_year(f.name) and ReportingYear(f.name) <= self.year]
        return [
            path
            for folder in past
            for path in files_in(folder)
            if path.is_file() and not path.name.startswith((".", "~"))
            if path.suffix != ".md" or folder == self.data()
        ]

    @property
    def ledger(self) -> Path:
        """Where it is written down what the board has published."""
        return self.workbench.root / "data" / self.board / "ledger.jsonl"

    @property
    def key(self) -> Path:
        """What decides which count is withheld beside a small one; nobody else may see it."""
        return self.workbench.root / "data" / self.board / "withholding.key"

    def published(self) -> list[Publication]:
        """What the board has published, in order; raises DataError as `publications` does."""
        from lscb.ledger import publications

        return publications(self.ledger, self.workbench.relative(self.ledger))

    def ledger_before_publication(self) -> bytes | None:
        """What the ledger held before this report was published, where nothing else was after."""
        from lscb.ledger import before_publication

        return before_publication(self.ledger, str(self.year))

    @property
    def outputs(self) -> Path:
        return self.workbench.outputs / self.board / str(self.year)

    def edition(self, edition: Edition) -> Path:
        return self.outputs / edition

    def standing(self, edition: Edition) -> Path:
        """Where the edition is that was finished last; beside, if its change was interrupted."""
        there = self.edition(edition)
        beside = (self.outputs / f".{edition}-{which}" for which in ("new", "old"))
        return next((folder for folder in (there, *beside) if folder.exists()), there)

    def lock(self, edition: Edition) -> Path:
        """What a process holds that builds the edition."""
        return self.outputs / f".{edition}.lock"

    @property
    def cleared(self) -> Path:
        return self.outputs / "cleared"

    def report(self) -> Report:
        """The parameter file, checked.

        Raises ParameterError with every problem in it.
        """
        from lscb.report import Report

        file = self.workbench.relative(self.parameters)
        return Report.stated(self.parameter_text(), file, self._following())

    def parameter_text(self) -> str:
        """The parameter file as it stands; ParameterError where it cannot be read."""
        try:
            return self.parameters.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            file = self.workbench.relative(self.parameters)
            problem = Problem(file, "expected a readable file in UTF-8")
            raise ParameterError([problem], self._following()) from None

    def _following(self) -> str:
        return f"Correct the file, then type:  lscb check {self}"

    def __str__(self) -> str:
        return f"{self.board} {self.year}"


def _is_year(text: str) -> bool:
    try:
        ReportingYear(text)
    except ValueError:
        return False
    return True
