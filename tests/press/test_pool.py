"""A process that dies takes its own chapter with it, and no other."""

from __future__ import annotations

import multiprocessing

from lscb.press.pool import here
from lscb.press.tasks import Task
from tests.conftest import ROOT


def task(northshire, waiting, chapter: str) -> Task:
    return Task(
        chapter=chapter,
        notebook=ROOT / "notebooks" / f"{chapter}.ipynb",
        source=(ROOT / "notebooks" / f"{chapter}.ipynb").read_bytes(),
        root=ROOT,
        outputs=northshire.parent.parent,
        cleared=next((northshire / "cleared").glob("public-*")),
        parameters={"board": "northshire", "year": "2014-15", "edition": "public"},
        waiting=waiting,
        evidence=northshire.parent.parent / "evidence.ipynb",
        file_stem=chapter,
    )


def test_the_chapters_of_a_process_that_is_killed_are_made_by_another(northshire, tmp_path):
    tasks = [task(northshire, tmp_path, name) for name in ("child_deaths", "training")]

    def kill_at_the_first(number: int) -> None:
        if number == 0:
            (worker,) = multiprocessing.active_children()
            worker.kill()
            worker.join()

    with here() as outcomes:
        (_, died), (_, made) = outcomes(tasks, 1, kill_at_the_first)
    assert "the process that made it died, by signal 9" in str(died.letter)
    assert died.about == {"exit_signal": 9, "out_of_memory": True}
    assert made.letter is None
    assert not tasks[0].page.exists()
    assert tasks[1].page.read_bytes() == (northshire / "public" / "training.html").read_bytes()
    assert multiprocessing.active_children() == []
