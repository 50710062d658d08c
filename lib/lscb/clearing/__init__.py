"""Records in, cleared tables out: the one process that sees a record.

Everything of a report is cleared together, because its tables share children. The same input
gives the same tables, to the byte; the board's key is part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lscb import cleared, inputs
from lscb.audit import attacked, of_ledger, of_tables, promise
from lscb.clearing.counting import counted
from lscb.clearing.examined import examined
from lscb.clearing.keys import board_key
from lscb.clearing.manifest import manifest
from lscb.clearing.restated import restated
from lscb.disclosure.gate import Clearance, cleared_tables
from lscb.editions import Edition
from lscb.scope import Scope
from lscb.workbench import ReportPlace


def cleared_report(
    place: ReportPlace, edition: Edition, say: Callable[[str], None] = lambda _: None
) -> cleared.Cleared:
    """Clear one edition of one report and write what the gate lets out.

    `say` tells the analyst how much is withheld.

    A chapter whose records have problems is stopped: it is not cleared, and the others are.
    Raises ParameterError, DataError when every chapter is stopped, and DisclosureError; nothing is
    written then.
    """
    made_from = inputs.parts(place)
    found = examined(place)
    stopped = [name for name in found.report.chapters if found.problems_of(name)]
    letter = found.letter(place) if stopped else None
    if letter and len(stopped) == len(found.report.chapters):
        raise letter
    scope = Scope(found.report, place.year, edition, found.compared)
    chapters = {n: counted(scope, n, found) for n in found.report.chapters if n not in stopped}
    together = [table for chapter in chapters.values() for table in chapter.tables]
    policy, past = found.report.disclosure.policy, place.published()
    key = board_key(place, made_up=found.report.records == "made-up")
    clearance = cleared_tables(together, edition, str(place), policy, past, key)
    for line in clearance.said:
        say(line)
    passed = iter(clearance.tables)
    tables = {name: [next(passed) for _ in chapters[name].tables] for name in chapters}
    stated = manifest(place, scope, found, chapters, stopped)
    beside = {
        cleared.REGISTRATION: _registration(stated, clearance),
        cleared.RESTATED: restated(scope, tables, past),
    }
    if edition == "public":
        beside[cleared.CERTIFICATE] = _certificate(place, policy, clearance)
    return cleared.written(place, edition, stated, tables, beside, made_from)


def _registration(stated: Mapping[str, Any], clearance: Clearance) -> dict[str, Any]:
    """The registration as it is kept, with the file of each table by its number."""
    files = [table["file"] for chapter in stated["chapters"] for table in chapter["tables"]]
    return {"tables": files, **clearance.registration.as_json()}


def _certificate(place: ReportPlace, policy: str, clearance: Clearance) -> dict[str, Any]:
    """What the linear attacker finds of the tables and of all that was published before, and an
    insider where the policy thinks of one.

    Raises DisclosureError where he can tell a small count: the gate and he share no code, so that
    a fault of the one is not a fault of the other.
    """
    told = of_tables(clearance.registration, clearance.exact, str(place), policy, clearance.values)
    attackers = ("linear", "insider") if promise(policy).insider else ("linear",)
    audit = attacked([*of_ledger(place.workbench, place.board), told], attackers)
    letter = audit.letter_about_the_last(
        "Nothing was let out. Please report this with this text. Until it is mended, leave the "
        "chapter of that table out of the public edition, or build the panel's:  "
        f"lscb build {place} --edition panel"
    )
    if letter:
        raise letter
    return audit.as_certificate()
