"""What is to be made and what is up to date, decided by content."""

from __future__ import annotations

from lscb import cleared
from lscb.editions import Edition
from lscb.inputs import inputs_before_publication
from lscb.locks import is_held
from lscb.press.documents.kinds import (
    KINDS,
    document_key,
    document_parts,
    documents_in,
    lacking,
)
from lscb.press.keys import chapter_parts, key_of
from lscb.press.record import last_events
from lscb.press.waiting import keys_in
from lscb.workbench import ReportPlace

UNFINISHED = {"planned": "to be made", "running": "being made"}
"""What the record says of a chapter that is still to come to an end, and how it is listed."""


def states(place: ReportPlace, edition: Edition) -> dict[str, str]:
    """Each chapter of a report, and each document beside its pages, as `lscb list` says it."""
    from lscb.errors import ParameterError

    try:
        chapters = place.report().chapters
    except ParameterError:
        return {"parameters": "cannot be read: type lscb check"}
    built, last = keys_in(place.standing(edition)), last_states(place, edition)
    fresh = cleared.is_up_to_date(place, edition) or is_published_since(place, edition)
    held = cleared.in_force(place, edition) if fresh else None
    stopped = held.manifest["stopped"] if held else []
    keys = {
        chapter: key_of(chapter_parts(place.workbench, held, chapter))
        for chapter in chapters
        if held and chapter not in stopped
    }
    of_chapters = {
        chapter: "stopped by its records: type lscb check"
        if chapter in stopped
        else _state(built.get(chapter), last.get(chapter), keys.get(chapter))
        for chapter in chapters
    }
    stated = documents_in(place.standing(edition))
    of_documents = {
        kind.name: _document_state(
            stated.get(kind.name),
            last.get(kind.file(place, edition)),
            document_key(document_parts(kind, place.workbench, held, keys)) if held else None,
            lacking(kind),
        )
        for kind in KINDS
        if built
    }
    return of_chapters | of_documents


def is_published_since(place: ReportPlace, edition: Edition) -> bool:
    """Whether all that changed since a report was cleared is that it was published itself.

    A build clears it again all the same, with what is known now.
    """
    before = inputs_before_publication(place) if cleared.in_force(place, edition) else None
    return before is not None and cleared.is_made_from(place, edition, before)


def last_states(place: ReportPlace, edition: Edition) -> dict[str, str]:
    """What became of each chapter last; `interrupted` where no build is left that would go on."""
    last = {name: event["state"] for name, event in last_events(place.outputs, edition).items()}
    if UNFINISHED.keys().isdisjoint(last.values()) or is_held(place.lock(edition)):
        return last
    return {name: "interrupted" if state in UNFINISHED else state for name, state in last.items()}


def _document_state(built: str | None, last: str | None, key: str | None, lacks: str) -> str:
    """`built` and `key` as for a chapter; `lacks` is a package that is not installed, if any."""
    if built is not None:
        return "built" if built == key else "out of date"
    if lacks:
        return f"not made: {lacks} is not installed"
    return "failed" if last == "failed" else "not made"


def _state(built: str | None, last: str | None, key: str | None) -> str:
    """`built` is the key of what stands, and `key` of what would be made."""
    if last in UNFINISHED:
        return UNFINISHED[last]
    if last in ("failed", "interrupted") and (built is None or built != key):
        return last
    if built is None:
        return "never built"
    return "built" if built == key else "out of date"
