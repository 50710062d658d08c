"""Why a report or a chapter is to be made again, in plain words: what changed since it was made.

Told from digests that are kept: no record is read for what it holds, and none of it is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lscb import cleared
from lscb.cleared import Cleared
from lscb.editions import Edition
from lscb.errors import Problem, UsageError, nearest
from lscb.inputs import Part, Parts, cleared_from, part_digest, parts, recalled
from lscb.press.documents.kinds import (
    KINDS,
    Kind,
    document_key,
    document_parts,
    documents_in,
    lacking,
    remembered_document,
)
from lscb.press.keys import OF_PAGE, chapter_parts, key_of, remembered
from lscb.press.plan import is_published_since
from lscb.press.record import last_events
from lscb.press.waiting import keys_in, waiting
from lscb.workbench import ReportPlace

OF_CLEARING = {
    "parameters": "the parameters changed",
    "titles": "the titles of chapters changed",
    "records": "the records changed",
    "comparators": "the figures of others changed",
    "published": "what the board has published changed",
    "code": "the program that counts and protects changed",
    "versions": "other versions are installed",
}

OF_CHAPTER = {
    "tables": "its cleared tables came out otherwise",
    "report": "what the report says of itself or of this chapter changed",
    "notebook": "the code of its notebook changed",
    "code": "the program that draws and words it changed",
    "versions": "other versions are installed",
    "words": "its notebook is written otherwise",
    "page": "the frame of a page changed",
    "page_versions": "other versions of what makes a page are installed",
}

OF_DOCUMENT = {
    "chapters": "chapters changed",
    "cleared": "what was cleared changed",
    "code": "the program that makes it changed",
    "versions": "other versions are installed",
}

VERSIONS = ("versions", "page_versions")
"""Parts that are versions, which are told: anything else is a digest."""

NAMED = 5
"""Things that are named at most."""


@dataclass(frozen=True)
class Why:
    """What a line is about, and what it says."""

    about: str
    said: Sequence[str]

    def __str__(self) -> str:
        return f"  {self.about}: {'; '.join(self.said)}"


UP_TO_DATE = "up to date"
PUBLISHED_SINCE = "this report was published since it was cleared; nothing else changed"
AS_IT_WAS_CLEARED = "up to date, unless its tables come out otherwise when it is cleared again"


def reasons(place: ReportPlace, edition: Edition, chapter: str | None) -> list[Why]:
    """What is up to date, and why not what is not: the clearing, then each chapter and each
    document made of all, or one chapter.

    Raises ParameterError, and UsageError for a chapter that the report does not have.
    """
    names = place.report().chapters
    if chapter is not None and chapter not in names:
        raise UsageError(
            [
                Problem(
                    "the command",
                    f"expected a chapter of {place}.{nearest(chapter, names)}",
                    found=f"chapter {chapter!r}",
                )
            ],
            "To see the chapters, type:  lscb list",
        )
    held, of_clearing = cleared.in_force(place, edition), list(_of_clearing(place, edition))
    fresh = AS_IT_WAS_CLEARED if of_clearing else UP_TO_DATE
    return [
        Why("clearing", of_clearing or [UP_TO_DATE]),
        *(
            Why(name, list(_of_chapter(place, edition, held, name)) or [fresh])
            for name in ([chapter] if chapter else names)
        ),
        *(
            Why(kind.name, list(_of_document(place, edition, held, kind)) or [fresh])
            for kind in ([] if chapter else KINDS)
        ),
    ]


def _of_clearing(place: ReportPlace, edition: Edition) -> Iterator[str]:
    """Why the report is to be cleared again; nothing where it is not."""
    made_from = cleared.made_from(place, edition)
    if cleared.in_force(place, edition) is None:
        yield "never made"
        return
    if is_published_since(place, edition):
        yield PUBLISHED_SINCE
        return
    before, now = recalled(cleared_from(place, edition)), parts(place)
    for name, part in now.items():
        digest = made_from.get(name)
        if part is None or part_digest(part) == digest:
            continue
        known = before.get(name)
        same = known is not None and part_digest(known) == digest
        what = f"{OF_CLEARING[name]} since it was cleared"
        yield _sentence(place, name, what, known if same else None, part)


def _of_chapter(
    place: ReportPlace, edition: Edition, held: Cleared | None, chapter: str
) -> Iterator[str]:
    """Why a chapter is to be made again; nothing where it is not."""
    stands = keys_in(place.standing(edition)).get(chapter)
    last = last_events(place.outputs, edition).get(chapter, {})
    if held and chapter in held.manifest["stopped"]:
        yield "stopped by its records: type lscb check"
        return
    now = chapter_parts(place.workbench, held, chapter) if _has(held, chapter) else None
    if now and stands == key_of(now):
        return
    if now and keys_in(waiting(place, edition)).get(chapter) == key_of(now):
        yield "made; it waits until every chapter of the edition is"
        return
    if last.get("state") == "failed":
        yield f"it failed when it was last made ({', '.join(last['error'])})"
    if stands is None:
        yield "never built"
    elif now is None:
        yield "not among what is cleared"
    else:
        yield from _changes(place, remembered(place, edition, chapter, stands), now)


def _of_document(
    place: ReportPlace, edition: Edition, held: Cleared | None, kind: Kind
) -> Iterator[str]:
    """Why a document is to be made again, or is not; nothing where it is up to date."""
    stands = documents_in(place.standing(edition)).get(kind.name)
    if stands is None or held is None:
        yield f"not made: {lacking(kind)} is not installed" if lacking(kind) else "never made"
        return
    chapters = {
        each["name"]: key_of(chapter_parts(place.workbench, held, each["name"]))
        for each in held.chapters()
    }
    now = document_parts(kind, place.workbench, held, chapters)
    if document_key(now) == stands:
        return
    before = remembered_document(place, edition, kind, stands)
    if not before:
        yield "made from something else; from what is not known any more"
    for name in OF_DOCUMENT if before else ():
        if before[name] != now[name]:
            what = f"{OF_DOCUMENT[name]} since it was made"
            yield _sentence(place, name, what, before[name], now[name])


def _has(held: Cleared | None, chapter: str) -> bool:
    return held is not None and chapter in [each["name"] for each in held.chapters()]


def _changes(place: ReportPlace, before: Parts, now: Parts) -> Iterator[str]:
    """What differs between what a chapter was made from and what it would be made from."""
    if not before:
        yield "made from something else; from what is not known any more"
    # The words of a notebook are said to have changed only where its code has not.
    silent = {"words"} if before.get("notebook") != now["notebook"] else set()
    for name in OF_PAGE if before else ():
        if before[name] != now[name] and name not in silent:
            what = f"{OF_CHAPTER[name]} since it was made"
            yield _sentence(place, name, what, before[name], now[name])


def _sentence(place: ReportPlace, part: str, what: str, before: Part | None, now: Part) -> str:
    """What changed, and which things of the part where that is known."""
    named = [] if before is None else list(_things(place, before, now, part in VERSIONS))
    more = [f"{len(named) - NAMED} more"] if len(named) > NAMED else []
    return what + (f" ({', '.join(named[:NAMED] + more)})" if named else "")


def _things(place: ReportPlace, before: Part, now: Part, told: bool) -> Iterator[str]:
    """What is new, gone or other than it was, which is `told` of versions."""
    for name in sorted({*before, *now}):
        was, becomes = before.get(name), now.get(name)
        shown = place.workbench.relative(place.workbench.root / name)
        if was is None:
            yield f"{shown} is new"
        elif becomes is None:
            yield f"{shown} is gone"
        elif was != becomes:
            yield f"{shown} was {was} and is {becomes}" if told else shown
