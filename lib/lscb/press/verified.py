"""Editions that are up to date, made again beside those that stand, and compared to the byte.

Nothing of it is kept, and what stands is left as it is, whatever comes out.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lscb import cleared
from lscb.cleared import REGISTRATION, Cleared
from lscb.editions import Edition
from lscb.errors import ChapterError, Letter, Problem
from lscb.inputs import inputs
from lscb.press.build import Built, Say, built, only_build
from lscb.press.documents.kinds import documents_in, due, held_by, lacking
from lscb.press.keys import chapter_parts, key_of
from lscb.press.record import note
from lscb.press.replacement import complete_replacement
from lscb.press.retelling import scratch
from lscb.press.waiting import keys_in, waiting
from lscb.workbench import ReportPlace, Workbench

if TYPE_CHECKING:
    from lscb.press.tasks import MadeBy

SAME = "expected the same bytes when it is made again"


@dataclass(frozen=True)
class _Trial:
    """A report that stands, its clearing, and where it is made again."""

    report: Built
    held: Cleared
    again: ReportPlace


def verified(
    places: Sequence[ReportPlace],
    edition: Edition,
    chapters: Sequence[str],
    jobs: int,
    say: Say,
    made_by: MadeBy | None = None,
) -> list[Built]:
    """Clear and make again what is up to date: all of each report, or `chapters` of it.

    A report has letters where a file of it comes out otherwise, or not at all. One that is not up
    to date is passed over, and says so.
    """
    outputs = places[0].workbench.outputs
    outputs.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=outputs, prefix=".verified-") as folder,
        ExitStack() as turns,
    ):
        reports, trials = [], []
        for number, place in enumerate(places):
            turns.enter_context(only_build(place, edition, say))
            complete_replacement(place, edition)
            report = Built(place, place.edition(edition), undone="not the same when made again")
            reports.append(report)
            held = _up_to_date(place, edition, chapters)
            if held is None:
                report.what = "not up to date, so not verified"
                continue
            root = Path(folder).resolve() / str(number)
            _clear_again(report, held, root / "clearing", say)
            trials.append(_Trial(report, held, scratch(place, held, root / "pages")))
        made = built([trial.again for trial in trials], edition, chapters, jobs, say, made_by)
        for trial, again in zip(trials, made, strict=True):
            _compare(trial, again, edition)
    return reports


def _up_to_date(place: ReportPlace, edition: Edition, chapters: Sequence[str]) -> Cleared | None:
    """The clearing in force, where all that is asked for was made from it; None elsewhere."""
    held = cleared.in_force(place, edition)
    if held is None or not cleared.is_up_to_date(place, edition):
        return None
    names = [chapter["name"] for chapter in held.chapters()]
    wanted, have = chapters or [*names, *held.manifest["stopped"]], keys_in(place.edition(edition))
    keys = {name: key_of(chapter_parts(place.workbench, held, name)) for name in names}
    is_so = all(keys.get(name, "none") == have.get(name) for name in wanted)
    return held if is_so and (chapters or _has_its_documents(place, held, keys)) else None


def _has_its_documents(place: ReportPlace, held: Cleared, keys: dict[str, str]) -> bool:
    """Whether the edition has the documents that would be made here, as they would be, and no
    others."""
    stated = held_by(documents_in(place.edition(held.manifest["edition"])))
    return not due(place, held, keys) and not any(map(lacking, stated))


def _clear_again(report: Built, held: Cleared, outputs: Path, say: Say) -> None:
    """Compare the clearing with another one of the same records, where these are."""
    place = report.place
    if inputs(place)["records"] is None:
        say(f"{place}: not cleared again, since the records are not here")
        return
    again = ReportPlace(Workbench(place.workbench.root, outputs), place.board, place.year)
    try:
        other = cleared.opened(again, held.manifest["edition"])
    except Letter as letter:
        report.letters.append(letter)
        return
    if files := list(_differing(held.folder, other.folder)):
        report.letters.append(_letter(place, held.folder, files))


def _compare(trial: _Trial, made: Built, edition: Edition) -> None:
    """Compare what was made again with what stands, and write down what came of it."""
    report, there = trial.report, trial.report.folder
    for letter in made.letters:
        report.letters.append(ChapterError(letter.problems, _following(report.place)))
    if not made.letters:
        whole = made.is_whole
        folder = made.folder if whole else waiting(trial.again, edition)
        files = [name for name in _differing(there, folder) if whole or (folder / name).is_file()]
        if files:
            report.letters.append(_letter(report.place, there, files))
    report.what = "verified, the same to the byte"
    state = "not the same" if report.letters else "verified"
    note(report.place.outputs, edition, "", state)


def _differing(one: Path, other: Path) -> Iterator[str]:
    """The files that two folders do not hold alike, apart from what no page is made from."""
    names = {
        path.relative_to(folder).as_posix()
        for folder in (one, other)
        for path in folder.rglob("*")
        if path.is_file() and path.name not in (REGISTRATION, "keys.json")
    }
    for name in sorted(names):
        files = (one / name, other / name)
        if not all(map(Path.is_file, files)) or files[0].read_bytes() != files[1].read_bytes():
            yield name


def _letter(place: ReportPlace, folder: Path, files: Sequence[str]) -> ChapterError:
    problems = [Problem(place.workbench.relative(folder / name), SAME) for name in files]
    return ChapterError(problems, _following(place))


def _following(place: ReportPlace) -> str:
    return (
        "What stands was left as it was. To have it made anew, type:  "
        f"lscb build {place.board} {place.year} --force"
    )
