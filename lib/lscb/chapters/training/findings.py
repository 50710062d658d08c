"""The training chapter's findings, as sentences: attendances and people told apart."""

from __future__ import annotations

from lscb.chapters.chapter import Chapter
from lscb.chapters.training.beside_courses import e_learning_said, schools_said
from lscb.chapters.training.caution import caution
from lscb.figures import wording
from lscb.figures.shown import Shown
from lscb.tables import NOT_AVAILABLE, SYMBOLS, TOTAL

SUPPLIED = "Headcount supplied"
FOLLOWED_UP = "evaluation_at_three_months"


def findings(chapter: Chapter) -> Shown:
    """What the chapter found, attendances first; without them who did not supply them is first."""
    absent = [n for n in ("training_by_course", "uptake_by_agency") if not chapter.has(n)]
    if absent:
        return wording.findings([chapter.missing(absent[0]), *_without_bookings(chapter)])
    return wording.findings(
        [
            _attendances(chapter),
            _uptake(chapter),
            *_agencies_apart(chapter),
            *_three_months_later(chapter),
            *_no_headcount(chapter),
        ]
    )


def _without_bookings(chapter: Chapter) -> list[str]:
    """What the other records tell, where sessions or bookings are lacking."""
    later = _three_months_later(chapter) if chapter.holds(FOLLOWED_UP) else []
    return [*later, *e_learning_said(chapter), *schools_said(chapter)]


def _attendances(chapter: Chapter) -> str:
    """Attendances, the people they were by, the places they filled, and who did not come."""
    sessions = chapter.cell("training_by_course", "sessions", course=TOTAL)
    if sessions == "0":
        return f"No sessions were held in {chapter.year}."
    people = chapter.cell("uptake_by_agency", "trained", headcount=TOTAL, agency=TOTAL)
    said = [_filled(chapter, sessions, people), *_not_attended(chapter)]
    if people in SYMBOLS:
        said.append(wording.stated(f"The number of people trained in {chapter.year}", [people], ""))
    return " ".join(said)


def _filled(chapter: Chapter, sessions: str, people: str) -> str:
    names = ("capacity", "attended", "fill")
    places, attended, fill = (chapter.cell("training_by_course", n, course=TOTAL) for n in names)
    held = wording.counted(sessions, "session", "sessions")
    of = wording.counted(places, "place", "places")
    if attended == "0":
        return f"In {chapter.year} nobody came to {held}, with {of}."
    came = wording.counted(attended, "attendance", "attendances")
    came += "" if people in SYMBOLS else f" by {wording.counted(people, 'person', 'people')}"
    return wording.stated(
        f"The share that was filled of {of} at {held} in {chapter.year}",
        [places, attended, fill],
        f"in {chapter.year}, {came} at {held} filled {wording.figure(fill)} % of {of}.",
    )


def _not_attended(chapter: Chapter) -> list[str]:
    """What became of bookings that led to no attendance; nothing where nobody booked."""
    names = ("booked", "did_not_attend", "cancelled")
    booked, absent, cancelled = (
        chapter.cell("training_by_course", name, course=TOTAL) for name in names
    )
    if booked == "0":
        return []
    return [
        wording.stated(
            f"What became of the bookings of {chapter.year}",
            [booked, absent, cancelled],
            f"of {wording.counted(booked, 'booking', 'bookings')}, "
            f"{wording.none_or(absent)} {wording.were(absent)} missed and "
            f"{wording.none_or(cancelled)} {wording.were(cancelled)} cancelled in time.",
        )
    ]


def _uptake(chapter: Chapter) -> str:
    if not _any_headcount(chapter):
        return "Uptake cannot be stated: no agency supplied a headcount."
    at = {"headcount": SUPPLIED, "agency": TOTAL}
    names = ("trained", "eligible", "percent", "lower", "upper")
    k, n, percent, lower, upper = (chapter.cell("uptake_by_agency", x, **at) for x in names)
    return wording.stated(
        "Uptake in the agencies that supplied a headcount",
        [k, n, percent],
        f"in the agencies that supplied a headcount, {wording.none_or(k)} of "
        f"{wording.counted(n, 'eligible person', 'eligible people')} {wording.were(k)} trained: "
        f"{wording.figure(percent)} % ({wording.interval(lower, upper)}).",
    )


def _any_headcount(chapter: Chapter) -> bool:
    """Whether any agency supplied a headcount."""
    return SUPPLIED in set(chapter.table("uptake_by_agency").cells.headcount)


def _agencies_apart(chapter: Chapter) -> list[str]:
    """The agencies whose uptake lies outside what chance allows for their size."""
    if not chapter.holds("uptake_beside_all"):
        return []
    cells = chapter.table("uptake_beside_all").cells
    said = [
        f"{words} in {wording.listed(list(cells[cells.verdict == verdict].agency))}"
        for verdict, words in (("lower than", "lower"), ("higher than", "higher"))
        if (cells.verdict == verdict).any()
    ]
    if not said:
        return []
    return [
        f"Uptake was {', and '.join(said)} than in all agencies together, by more than chance "
        "allows for their size."
    ]


def _three_months_later(chapter: Chapter) -> list[str]:
    """What those who answered said had come of it, with a caution where few answered."""
    if not chapter.has(FOLLOWED_UP):
        return [chapter.missing(FOLLOWED_UP)]
    if not chapter.holds(FOLLOWED_UP):
        return []
    names = ("asked", "answered", "response", "changed", "percent", "lower", "upper")
    asked, answered, response, changed, percent, lower, upper = (
        chapter.cell(FOLLOWED_UP, name, year=str(chapter.year)) for name in names
    )
    if asked == "0":
        return [f"Nobody was asked in {chapter.year} what had come of their training."]
    followed = (
        f"{wording.counted(asked, 'attendance', 'attendances')} {wording.were(asked)} followed up "
        f"about three months later; {wording.none_or(answered)} {wording.were(answered)} answered"
    )
    if answered == "0":
        return [wording.capitalised(f"{followed}.")]
    sentence = wording.stated(
        f"What was said in {chapter.year} of practice since training",
        [asked, answered, response, changed, percent],
        f"{followed} ({wording.figure(response)} %); "
        f"{wording.counted(changed, 'answer', 'answers')} said that practice had changed: "
        f"{wording.figure(percent)} % ({wording.interval(lower, upper)}).",
    )
    return [" ".join(filter(None, [sentence, caution(response)]))]


def _no_headcount(chapter: Chapter) -> list[str]:
    cells = chapter.table("uptake_by_agency").cells
    without = list(cells[(cells.eligible == NOT_AVAILABLE) & (cells.agency != TOTAL)].agency)
    if not without or not _any_headcount(chapter):
        return []
    why = "no headcount was supplied" if len(without) == 1 else "they did not supply a headcount"
    return [f"Uptake cannot be stated for {wording.listed(without)} because {why}."]
