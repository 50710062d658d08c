"""Reports cleared side by side, each by a process of its own that alone reads the records."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from traceback import format_exc

from lscb.cleared import ClearingRefused, is_up_to_date
from lscb.errors import Letter
from lscb.press.faults import of_death
from lscb.press.processes import fitting, method, outlive_nobody
from lscb.report import Edition
from lscb.workbench import ReportPlace

Refused = tuple[int, str] | None
"""The exit code and the text of a letter; None where the clearing was written."""


def clearings(
    places: Sequence[ReportPlace], edition: Edition, jobs: int
) -> Iterator[tuple[int, ClearingRefused | None]]:
    """The number of each report and why it could not be cleared, if it could not, as they end.

    Whoever stops listening stops what is still being cleared.
    """
    to_do, most = deque(enumerate(places)), fitting(jobs)
    running: dict[Connection, tuple[int, BaseProcess]] = {}
    try:
        while to_do or running:
            while to_do and len(running) < most:
                number, place = to_do.popleft()
                line, theirs = method().Pipe(duplex=False)
                process = method().Process(target=_clear, args=(theirs, place, edition))
                process.start()
                theirs.close()
                running[line] = number, process
            for line in wait(list(running)):
                number, process = running.pop(line)
                refused = _answer(line, process)
                if refused and not is_up_to_date(places[number], edition):
                    yield number, ClearingRefused(*refused)
                else:
                    yield number, None
    finally:
        for line, (_, process) in running.items():
            process.kill()
            process.join()
            line.close()


def _answer(line: Connection, process: BaseProcess) -> Refused:
    """What a clearing process said before it ended, or how it died."""
    with line:
        try:
            said: Refused = line.recv()
        except EOFError:
            process.join()
            said = 1, of_death("the process that cleared it", process.exitcode).said
    process.join()
    return said


def _clear(line: Connection, place: ReportPlace, edition: Edition) -> None:
    """Clear a report, silently, and say how that ended: nothing but the letter is for the screen."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this process ends it
    outlive_nobody()
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    line.send(_refused(place, edition))


def _refused(place: ReportPlace, edition: Edition) -> Refused:
    from lscb.clearing import cleared_report

    try:
        cleared_report(place, edition)
    except Letter as letter:
        return letter.exit_code, letter.text()
    except Exception:
        return 1, format_exc().strip()
    return None
