"""All that a board has published, and its public editions that stand, attacked together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lscb.audit.attacks import attacked
from lscb.audit.evidence import Evidence
from lscb.audit.findings import ATTACKERS
from lscb.audit.lines import lines_of
from lscb.audit.publications import of_edition, of_ledger
from lscb.errors import Letter, Problem, UsageError
from lscb.workbench import Workbench

Say = Callable[[str], None]


def audited_boards(workbench: Workbench, boards: Sequence[str], say: Say) -> list[Letter]:
    """Attack a board by every attacker, or all of them where none is named, saying what is found.

    Returns the letters: about what is exposed, and about what could not be attacked. Raises
    UsageError for two boards, or one that is not there.
    """
    if len(boards) > 1:
        raise UsageError(
            [Problem("the command", "expected one board, or none for all of them")],
            "To attack files, type:  lscb audit --tables FILE...",
        )
    places = workbench.reports(*boards)
    letters = (_letter(workbench, board, say) for board in dict.fromkeys(p.board for p in places))
    return [letter for letter in letters if letter]


def published(workbench: Workbench, board: str) -> list[Evidence]:
    """What a board has published, and its public editions that stand, as a reader gets them.

    Raises DataError where one of them cannot be read.
    """
    places = [
        place
        for place in workbench.reports(board)
        if (place.standing("public") / "report.json").is_file()
    ]
    return [*of_ledger(workbench, board), *(of_edition(place) for place in places)]


def _letter(workbench: Workbench, board: str, say: Say) -> Letter | None:
    """Attack one board; the letter about what is wrong, if anything is."""
    try:
        evidences = published(workbench, board)
        if not evidences:
            say(f"{board}: nothing is published and no public edition is built")
            return None
        say(f"{board}: {len(evidences)} publications and drafts, attacked together")
        found = attacked(evidences, ATTACKERS, whole=True, say=say)
    except Letter as letter:
        return letter
    for line in lines_of(found):
        say(line)
    return found.letter(
        f"Do not publish what is a draft. Once it is changed, type:  lscb audit {board}"
    )
