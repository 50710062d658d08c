"""Build reports: clear, plan, make the chapters that are not up to date, bind what is whole."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from lscb.cleared import Cleared, latest, pressed_from, refusal, remove_others, standing
from lscb.editions import Edition
from lscb.errors import Letter, unwritable
from lscb.inputs import Parts
from lscb.locks import alone
from lscb.press.documents.completing import Unfinished, make_documents, not_installed
from lscb.press.documents.kinds import KINDS, Kind, due, lacking
from lscb.press.keys import (
    chapter_parts,
    edited_since,
    has_the_outputs,
    key_of,
    remember,
    remembered,
)
from lscb.press.progress import Progress
from lscb.press.record import note
from lscb.press.refusals import edited, unbound, unknown_chapters
from lscb.press.replacement import complete_replacement, replace_edition
from lscb.press.tasks import MadeBy, Outcome, Task
from lscb.press.waiting import (
    brought,
    evidence,
    keep_only,
    keys_in,
    now_waits,
    right_ones,
    waiting,
    waits_no_more,
)
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
    undone: str = "not built"
    held: Cleared | None = None
    """What it is made from, once it is cleared."""

    @property
    def is_whole(self) -> bool:
        """Whether the edition that stands has every chapter, up to date."""
        return not self.letters and not self.missing


@dataclass
class _Work:
    """A report on its way: its clearing, what its chapters are made from, and what is to do."""

    report: Built
    held: Cleared
    parts: dict[str, Parts]
    sources: dict[str, bytes]
    tasks: list[Task]

    @cached_property
    def keys(self) -> dict[str, str]:
        return {chapter: key_of(parts) for chapter, parts in self.parts.items()}


def built(
    places: Sequence[ReportPlace],
    edition: Edition,
    chapters: Sequence[str],
    jobs: int,
    say: Say,
    made_by: MadeBy | None = None,
    *,
    force: bool = False,
    html_only: bool = False,
) -> list[Built]:
    """Build the reports, `jobs` chapters side by side, saying each as it is done.

    Only `chapters` are made where any are named; with `force` also those that are up to date; and
    documents beside the pages unless `html_only`. Chapters are made on this machine unless others
    are to make them. A failure leaves that report's last good edition as it was and does not stop
    the others. Waits for another process that builds one of them.
    """
    reports = [Built(place, place.edition(edition)) for place in places]
    with ExitStack() as turns:
        for report in reports:
            with _told(report):
                turns.enter_context(only_build(report.place, edition, say))
                complete_replacement(report.place, edition)
                report.held = _standing(report.place, edition, force)
        works = _worked_on(reports, edition, chapters, jobs, say, made_by, force=force)
        _complete(works, edition, jobs, say, force=force, html_only=html_only)
        for work in works:
            if not work.report.letters:
                with _told(work.report):
                    remove_others(work.report.place, edition)
                    shutil.rmtree(evidence(work.report.place, edition), ignore_errors=True)
    return reports


def _worked_on(
    reports: Sequence[Built],
    edition: Edition,
    chapters: Sequence[str],
    jobs: int,
    say: Say,
    made_by: MadeBy | None,
    *,
    force: bool,
) -> list[_Work]:
    """Clear the reports that are to be cleared, and make the chapters that are to be made."""
    works: list[_Work] = []
    to_clear = [report for report in reports if not (report.held or report.letters)]
    with ExitStack() as makers:
        if to_clear:
            made_by = made_by or _here(makers)
            _clear(to_clear, edition, jobs, say)
        for report in reports:
            if report.held:
                with _told(report):
                    work = _planned(report, report.held, edition, chapters, force)
                    works.append(work)
                    if work.tasks:
                        many = f"{len(work.tasks)} of {len(work.parts)} chapters to make"
                        say(f"{report.place}: {many}")
        if planned := _noted_as_planned(works, edition):
            _make(planned, edition, jobs, say, made_by or _here(makers))
    return works


def only_build(place: ReportPlace, edition: Edition, say: Say) -> AbstractContextManager[None]:
    """Hold the edition as the only one that builds it, once another build of it has ended."""
    what = f"{place}: another build of its {edition} edition is running"
    return alone(place.lock(edition), what, say)


@contextmanager
def _told(report: Built) -> Iterator[None]:
    """Take what stops one report for its letter, so that the others are built."""
    try:
        yield
    except Letter as letter:
        report.letters.append(letter)
    except OSError as fault:
        place = report.place
        report.letters.append(unwritable(fault, place.workbench.relative, place.outputs))


def _here(makers: ExitStack) -> MadeBy:
    """This machine, made ready to make chapters until the makers leave."""
    from lscb.press.pool import here

    return makers.enter_context(here())


def _standing(place: ReportPlace, edition: Edition, force: bool) -> Cleared | None:
    """The clearing a report can be made from; None where it is to be cleared first."""
    try:
        return standing(place, edition, afresh=force)
    except Letter as letter:
        note(place.outputs, edition, "", "not cleared", exit_code=letter.exit_code)
        raise


def _clear(reports: Sequence[Built], edition: Edition, jobs: int, say: Say) -> None:
    """Clear reports side by side, and write down which were refused."""
    from lscb.press.clearings import clearings

    for number, letter in clearings([report.place for report in reports], edition, jobs):
        report = reports[number]
        if letter:
            note(report.place.outputs, edition, "", "not cleared", exit_code=letter.exit_code)
            report.letters.append(letter)
            continue
        with _told(report):
            report.held = latest(report.place, edition)
        if len(reports) > 1:
            say(f"{report.place}: cleared")


def _planned(
    report: Built, held: Cleared, edition: Edition, chapters: Sequence[str], force: bool
) -> _Work:
    """Say which chapters of a report are to be made."""
    place = report.place
    names = [chapter["name"] for chapter in held.chapters()]
    stopped = held.manifest["stopped"]
    if stopped and (not chapters or set(stopped) & set(chapters)):
        report.letters.append(refusal(place))
    unknown = [name for name in chapters if name not in [*names, *stopped]]
    if unknown:
        raise unknown_chapters(place, unknown, names)
    sources = {name: place.workbench.notebook(name).read_bytes() for name in names}
    parts = {n: chapter_parts(place.workbench, held, n, sources[n]) for n in names}
    work = _Work(report, held, parts, sources, [])
    have = keys_in(place.edition(edition)) | right_ones(place, edition, work.keys)
    wanted = [n for n in (chapters or names) if n in names]
    work.tasks += [
        _task(work, edition, name, force)
        for name in wanted
        if force or have.get(name) != work.keys[name]
    ]
    return work


def _task(work: _Work, edition: Edition, chapter: str, force: bool) -> Task:
    place, stem = work.report.place, work.held.file_stem(chapter)
    there = place.edition(edition)
    before = there / "notebooks" / f"{stem}.ipynb"
    was = remembered(place, edition, chapter, keys_in(there).get(chapter))
    holds = not force and has_the_outputs(before, was, work.parts[chapter])
    return Task(
        chapter=chapter,
        notebook=place.workbench.notebook(chapter),
        source=work.sources[chapter],
        root=place.workbench.root,
        outputs=place.workbench.outputs,
        cleared=work.held.folder,
        parameters={"board": place.board, "year": str(place.year), "edition": edition},
        waiting=waiting(place, edition),
        evidence=evidence(place, edition) / f"{chapter}.ipynb",
        file_stem=stem,
        before=before if holds else None,
    )


def _noted_as_planned(works: Sequence[_Work], edition: Edition) -> list[tuple[_Work, Task]]:
    """Every chapter that is to be made, written down before anything is begun."""
    planned = [(work, task) for work in works for task in work.tasks]
    for work, task in planned:
        waits_no_more(work.report.place, edition, task.chapter)
        note(work.report.place.outputs, edition, task.chapter, "planned", **_key(work, task))
    return planned


def _make(
    planned: Sequence[tuple[_Work, Task]], edition: Edition, jobs: int, say: Say, made_by: MadeBy
) -> None:
    """Make the chapters, and write down of each what became of it."""
    progress = Progress(len(planned))
    left = dict(enumerate(planned))

    def begins(number: int) -> None:
        work, task = planned[number]
        progress.running += 1
        note(work.report.place.outputs, edition, task.chapter, "running", **_key(work, task))

    began = time.monotonic()
    try:
        for number, done in made_by([task for _, task in planned], jobs, begins):
            work, task = left.pop(number)
            _take(work, edition, task, done)
            progress.running -= 1
            name, passed = f"{work.report.place} {task.chapter}", time.monotonic() - began
            say(progress.line(name, done.seconds, failed=bool(done.letter), passed=passed))
    except Letter as letter:  # from whoever makes them: none of the rest can be made
        for work, _ in left.values():
            work.report.letters.append(letter)
    finally:
        for work, task in left.values():
            note(work.report.place.outputs, edition, task.chapter, "not run", **_key(work, task))
    for line in progress.slowest():
        say(line)


def _key(work: _Work, task: Task) -> dict[str, str]:
    return {"key": work.keys[task.chapter]}


def _take(work: _Work, edition: Edition, task: Task, done: Outcome) -> None:
    """Note what became of a chapter; one that was made is known to wait from now on."""
    place, of_chapter = work.report.place, _key(work, task) | {"seconds": round(done.seconds, 3)}
    if not done.letter and (files := edited_since(work.parts[done.chapter])):
        done = replace(done, letter=edited(place, done.chapter, files))
    if done.letter:
        from lscb.press.run import last_words

        work.report.letters.append(done.letter)
        faults = [problem.found or problem.expected for problem in done.letter.problems]
        more = done.about | last_words(task, edition, done)
        note(place.outputs, edition, done.chapter, "failed", **of_chapter, error=faults, **more)
        return
    remember(place, edition, done.chapter, work.parts[done.chapter], task.executed)
    now_waits(place, edition, done.chapter, of_chapter["key"])
    run = {"run": task.before is None, **done.about}
    note(place.outputs, edition, done.chapter, "ok", **of_chapter, **run)


def _complete(
    works: Sequence[_Work], edition: Edition, jobs: int, say: Say, *, force: bool, html_only: bool
) -> None:
    """Bind what is whole, make its documents, and replace the editions by what is finished."""
    left: list[tuple[Built, Unfinished]] = []
    for work in works:
        if not work.report.letters:
            with _told(work.report):
                kinds = [] if html_only else _documents(work, force)
                left += [(work.report, each) for each in [_bindable(work, edition, kinds)] if each]
    left = _done(_bound, left, jobs)
    for line in [] if html_only or not left else not_installed():
        say(line)
    make_documents([unfinished for _, unfinished in left], jobs, say)
    for report, unfinished in left:
        report.letters += unfinished.letters
        if not (report.letters or unfinished.is_new or unfinished.made):
            shutil.rmtree(unfinished.folder)
    new = [(r, each) for r, each in left if not r.letters and (each.is_new or each.made)]
    _done(_finished, [(r, each) for r, each in new if each.due], jobs)
    for report, unfinished in [(r, each) for r, each in new if not r.letters]:
        with _told(report):
            report.folder = replace_edition(report.place, edition, unfinished.folder)
            report.what = "built"


def _done(
    step: Callable[[Unfinished], object], left: Sequence[tuple[Built, Unfinished]], jobs: int
) -> list[tuple[Built, Unfinished]]:
    """Take a step with each edition, side by side; those it could be taken with."""
    if left:
        from lscb.press.processes import answers

        for number, answer in answers(step, [(unfinished,) for _, unfinished in left], jobs):
            report = left[number][0]
            with _told(report):
                if isinstance(answer, RuntimeError):
                    raise unbound(report.place, answer)
                if isinstance(answer, Exception):
                    raise answer
    return [(report, unfinished) for report, unfinished in left if not report.letters]


def _bound(unfinished: Unfinished) -> None:
    """Bind an edition, in a process of its own: what pages are made with takes long to import.

    One that is to have documents is finished once they are made.
    """
    from lscb.press.bind import bound

    bound(unfinished.folder, unfinished.held)
    if not unfinished.due:
        _finished(unfinished)


def _finished(unfinished: Unfinished) -> None:
    from lscb.press.bind import finished

    of_what = (unfinished.folder, unfinished.held, unfinished.all_keys, unfinished.files)
    finished(*of_what)


def _documents(work: _Work, force: bool) -> Sequence[Kind]:
    """The documents that are to be made beside the pages."""
    if force:
        return [kind for kind in KINDS if not lacking(kind)]
    return due(work.report.place, work.held, work.keys)


def _bindable(work: _Work, edition: Edition, documents: Sequence[Kind]) -> Unfinished | None:
    """The edition to be bound, every chapter of it being there; otherwise says what is missing.

    None where it is up to date or is not whole.
    """
    place, report = work.report.place, work.report
    folder, there = waiting(place, edition), place.edition(edition)
    is_current = keys_in(there) == work.keys and pressed_from(there) == work.held.digest
    if is_current and not work.tasks and not documents:
        shutil.rmtree(folder, ignore_errors=True)
        return None
    waits, stands = right_ones(place, edition, work.keys), keys_in(there)
    missing = [n for n, key in work.keys.items() if key not in (waits.get(n), stands.get(n))]
    missing += work.held.manifest["stopped"]
    if missing:
        report.missing = missing
        report.what = f"not whole yet, {', '.join(missing)} to be made; done ones wait beside"
        return None
    notebooks = {name: f"{work.held.file_stem(name)}.ipynb" for name in work.keys}
    for name in work.keys.keys() - waits.keys():
        brought(name, notebooks[name], there, folder)
    keep_only(folder, notebooks)
    is_new = bool(work.tasks) or not is_current
    unfinished = Unfinished(place, edition, folder, work.held, work.keys, documents, is_new)
    unfinished.keep_documents(there)
    return unfinished
