"""Build reports: clear, plan, make the chapters that are not up to date, bind what is whole."""

from __future__ import annotations

import json
import multiprocessing
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path

from lscb.cleared import Cleared, opened, refusal
from lscb.csvw import json_of
from lscb.errors import Letter, Problem, UsageError, nearest
from lscb.press.bind import bound, complete_replacement, replace_edition
from lscb.press.plan import chapter_key, evidence, keys_in, waiting
from lscb.press.record import note
from lscb.press.run import Outcome, Task, begin, failure, outcome
from lscb.report import Edition
from lscb.workbench import ReportPlace

Say = Callable[[str], None]


@dataclass
class Built:
    """What became of one report: where it is, or the letters that say why it was not built."""

    place: ReportPlace
    folder: Path
    letters: list[Letter] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    what: str = "up to date"

    @property
    def is_whole(self) -> bool:
        """Whether the edition that stands has every chapter, up to date."""
        return not self.letters and not self.missing


@dataclass
class _Work:
    """A report on its way: its clearing, the keys its chapters should have, and what is to do."""

    report: Built
    held: Cleared
    keys: dict[str, str]
    tasks: list[Task]


def built(
    places: Sequence[ReportPlace],
    edition: Edition,
    chapters: Sequence[str],
    jobs: int,
    say: Say,
) -> list[Built]:
    """Build the reports, `jobs` chapters side by side, saying each as it is done.

    Only `chapters` are made where any are named. A failure leaves that report's last good
    edition as it was and does not stop the others.
    """
    reports, works = [], []
    for place in places:
        report = Built(place, place.edition(edition))
        reports.append(report)
        try:
            work = _planned(report, edition, chapters)
            works.append(work)
            if work.tasks:
                say(f"{place}: {len(work.tasks)} of {len(work.keys)} chapters to make")
        except Letter as letter:
            note(place.outputs, edition, "", "not cleared", exit_code=letter.exit_code)
            report.letters.append(letter)
    total = sum(len(work.tasks) for work in works)
    for number, (work, done) in enumerate(_outcomes(works, jobs), start=1):
        _take(work, edition, done)
        state = "failed" if done.letter else "done"
        say(f"[{number}/{total}] {work.report.place} {done.chapter}: {state}, {done.seconds:.1f} s")
    for work in works:
        if not work.report.letters:
            _bind(work, edition)
            shutil.rmtree(evidence(work.report.place, edition), ignore_errors=True)
    return reports


def _planned(report: Built, edition: Edition, chapters: Sequence[str]) -> _Work:
    """Clear a report if need be, and say which of its chapters are to be made."""
    place = report.place
    complete_replacement(place, edition)
    held = opened(place, edition)
    names = [chapter["name"] for chapter in held.chapters()]
    stopped = held.manifest["stopped"]
    if stopped and (not chapters or set(stopped) & set(chapters)):
        report.letters.append(refusal(place))
    unknown = [name for name in chapters if name not in [*names, *stopped]]
    if unknown:
        raise UsageError(
            [
                Problem(
                    "the command",
                    f"expected a chapter of {place}.{nearest(name, names)}",
                    found=f"chapter {name!r}",
                )
                for name in unknown
            ],
            "To see the chapters, type:  lscb list",
        )
    keys = {name: chapter_key(place.workbench, held, name) for name in names}
    have = keys_in(place.edition(edition)) | _waiting_keys(place, edition, keys)
    wanted = [n for n in (chapters or names) if n in keys and have.get(n) != keys[n]]
    tasks = [_task(place, edition, held, name) for name in wanted]
    return _Work(report, held, keys, tasks)


def _waiting_keys(place: ReportPlace, edition: Edition, keys: dict[str, str]) -> dict[str, str]:
    """The chapters that wait and are still right."""
    waits = keys_in(waiting(place, edition))
    return {name: key for name, key in waits.items() if keys.get(name) == key}


def _task(place: ReportPlace, edition: Edition, held: Cleared, chapter: str) -> Task:
    return Task(
        chapter=chapter,
        notebook=place.workbench.notebook(chapter),
        root=place.workbench.root,
        outputs=place.workbench.outputs,
        cleared=held.folder,
        parameters={"board": place.board, "year": str(place.year), "edition": edition},
        waiting=waiting(place, edition),
        evidence=evidence(place, edition) / f"{chapter}.ipynb",
        file_stem=held.file_stem(chapter),
    )


def _outcomes(works: list[_Work], jobs: int) -> Iterator[tuple[_Work, Outcome]]:
    """Each task's outcome, as it comes."""
    tasks = [(work, task) for work in works for task in work.tasks]
    if not tasks:
        return
    from lscb.press.kernels import warmth

    # A fresh interpreter for each worker: forking one that has threads is not safe everywhere.
    method = multiprocessing.get_context("spawn")
    with (
        warmth() as asked,
        ProcessPoolExecutor(min(jobs, len(tasks)), method, begin, (asked,)) as pool,
    ):
        running = {pool.submit(outcome, task): (work, task) for work, task in tasks}
        try:
            for done in as_completed(running):
                work, task = running[done]
                yield work, _result(task, done)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _result(task: Task, done: Future[Outcome]) -> Outcome:
    """A task's outcome, also when the process that made it was killed."""
    try:
        return done.result()
    except BrokenProcessPool:
        return Outcome(task.chapter, 0.0, failure(task, ["its process was ended from outside"]))


def _take(work: _Work, edition: Edition, done: Outcome) -> None:
    """Note what became of a chapter; one that was made is known to wait from now on."""
    place, key = work.report.place, work.keys[done.chapter]
    seconds = round(done.seconds, 3)
    if done.letter:
        work.report.letters.append(done.letter)
        faults = [str(problem) for problem in done.letter.problems]
        note(place.outputs, edition, done.chapter, "failed", key=key, seconds=seconds, error=faults)
        return
    folder = waiting(place, edition)
    (folder / "keys.json").write_bytes(json_of(keys_in(folder) | {done.chapter: key}))
    note(place.outputs, edition, done.chapter, "ok", key=key, seconds=seconds)


def _bind(work: _Work, edition: Edition) -> None:
    """Replace the edition when every chapter of it is there; otherwise say what is missing."""
    place, report = work.report.place, work.report
    folder, there = waiting(place, edition), place.edition(edition)
    if keys_in(there) == work.keys and _cleared_from(there) == work.held.digest:
        shutil.rmtree(folder, ignore_errors=True)
        return
    waits, stands = _waiting_keys(place, edition, work.keys), keys_in(there)
    missing = [n for n, key in work.keys.items() if key not in (waits.get(n), stands.get(n))]
    missing += work.held.manifest["stopped"]
    if missing:
        report.missing = missing
        report.what = f"not whole yet, {', '.join(missing)} to be made; done ones wait beside"
        return
    for name in work.keys:
        if name not in waits:
            _copy_chapter(there, folder, name, work.held.file_stem(name))
    _remove_others(folder, work)
    report.folder = replace_edition(place, edition, bound(folder, work.held, work.keys))
    report.what = "built"


def _copy_chapter(there: Path, folder: Path, chapter: str, stem: str) -> None:
    (folder / "notebooks").mkdir(parents=True, exist_ok=True)
    for name in (f"{chapter}.html", f"notebooks/{stem}.ipynb"):
        shutil.copyfile(there / name, folder / name)


def _remove_others(folder: Path, work: _Work) -> None:
    """Chapters that waited and are no longer part of the report."""
    for page in folder.glob("*.html"):
        if page.stem not in work.keys:
            page.unlink()
    stems = {work.held.file_stem(name) for name in work.keys}
    for notebook in (folder / "notebooks").glob("*.ipynb"):
        if notebook.stem not in stems:
            notebook.unlink()


def _cleared_from(folder: Path) -> str | None:
    try:
        return json.loads((folder / "report.json").read_text(encoding="utf-8"))["cleared"]
    except (OSError, ValueError, KeyError):
        return None
