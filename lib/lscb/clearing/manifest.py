"""What chapters and pages may know of a report besides its tables: nothing in it is a record's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lscb import cleared
from lscb.clearing.commentary import commentary, promised
from lscb.clearing.counting import Counted
from lscb.clearing.examined import Examined
from lscb.clearing.logo import logo
from lscb.clearing.needs import figures_of, figures_wanted
from lscb.clearing.quality import data_quality
from lscb.disclosure.policies import policy
from lscb.inputs import versions
from lscb.report import Report
from lscb.scope import Scope
from lscb.workbench import ReportPlace


def manifest(
    place: ReportPlace,
    scope: Scope,
    found: Examined,
    chapters: Mapping[str, Counted],
    stopped: Sequence[str],
) -> dict[str, Any]:
    """The whole of it; `stopped` are chapters that are not cleared."""
    report = scope.report
    contents = [
        {"name": name, "title": place.workbench.chapter_title(name), "number": number}
        for number, name in enumerate(report.chapters, start=1)
    ]
    return {
        "board": {"slug": place.board, **report.board.model_dump(exclude={"logo"})},
        "logo": logo(place, report),
        "year": str(place.year),
        "edition": scope.edition,
        "markings": _markings(scope),
        "recipient": report.panel.recipient if scope.edition == "panel" else None,
        "disclosure": report.disclosure.model_dump(exclude={"confirmed"})
        | {"says": _protection(scope)},
        "published": None,
        "figures": _figures(scope),
        "contents": contents,
        "chapters": [
            each | _chapter_manifest(place, scope, found, each["name"], chapters[each["name"]])
            for each in contents
            if each["name"] not in stopped
        ],
        "stopped": list(stopped),
        "versions": versions(),
    }


def _chapter_manifest(
    place: ReportPlace, scope: Scope, found: Examined, chapter: str, counted: Counted
) -> dict[str, Any]:
    stem = cleared.file_stem(chapter, scope.edition)
    return {
        "tables": [{"name": t.name, "file": f"{stem}.{t.name}.csv"} for t in counted.tables],
        "not_supplied": dict(counted.gaps),
        "figures_not_supplied": [
            wanted.meaning
            for name, wanted in figures_of(chapter).items()
            if name not in scope.report.figures
        ],
        "data_quality": data_quality(found, chapter, scope.edition),
        "commentary": commentary(place, chapter),
        "promised": {"year": str(place.year.previous), "words": promised(place, chapter)},
    }


def _figures(scope: Scope) -> list[dict[str, Any]]:
    """Where figures that are not counted come from."""
    wanted = figures_wanted(scope.report)
    return [
        {
            "name": name,
            "meaning": wanted[name].meaning,
            "source": figure.source,
            "date": figure.date.isoformat() if figure.date else None,
            # A table by agency may hold small counts; a single figure is the board's own rule.
            "value": figure.value,
        }
        for name, figure in scope.report.figures.items()
    ]


def _protection(scope: Scope) -> str:
    """How children are protected in the edition, in words."""
    if scope.edition == "panel":
        return "Nothing is withheld in this edition."
    words = policy(scope.report.disclosure.policy).says.strip()
    return f"{words} Tables of all chapters are protected together."


def _markings(scope: Scope) -> list[str]:
    markings = []
    if scope.edition == "panel":
        recipient = scope.report.panel.recipient
        markings.append(f"{cleared.RESTRICTED}: for {recipient} only, not to be published")
    else:
        markings.append(cleared.DRAFT)
    return [*markings, *made_up_marking(scope.report)]


def made_up_marking(report: Report) -> list[str]:
    """What everything made from made-up records says; nothing where they are the board's."""
    if report.records != "made-up":
        return []
    return [f"Demonstration: made-up records, not {report.board.place}'s"]
