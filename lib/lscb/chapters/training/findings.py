"""The training chapter's findings, as sentences."""

from __future__ import annotations

from lscb.chapters.chapter import Chapter
from lscb.figures import wording
from lscb.figures.shown import Shown
from lscb.tables import NOT_AVAILABLE, TOTAL

SUPPLIED = "Headcount supplied"


def findings(chapter: Chapter) -> Shown:
    """What the chapter found, attendances first."""
    absent = [n for n in ("training_by_course", "uptake_by_agency") if not chapter.has(n)]
    if absent:
        return wording.findings([chapter.missing(absent[0])])
    return wording.findings(
        [
            _attendances(chapter),
            _bookings(chapter),
            _uptake(chapter),
            *_agencies_apart(chapter),
            *_no_headcount(chapter),
        ]
    )


def _attendances(chapter: Chapter) -> str:
    names = ("sessions", "capacity", "attended", "fill")
    sessions, places, attended, fill = (
        chapter.cell("training_by_course", name, course=TOTAL) for name in names
    )
    if sessions == "0":
        return f"No sessions were held in {chapter.year}."
    held = wording.stated(
        f"The number of sessions held in {chapter.year}",
        [sessions, places],
        f"{wording.counted(sessions, 'session', 'sessions')} {wording.were(sessions)} held in "
        f"{chapter.year}, with {wording.counted(places, 'place', 'places')}.",
    )
    filled = wording.stated(
        "The share of places that were filled",
        [attended, fill],
        f"{wording.counted(attended, 'attendance', 'attendances')} filled "
        f"{wording.figure(fill)} % of them.",
    )
    return f"{held} {filled}"


def _bookings(chapter: Chapter) -> str:
    names = ("booked", "cancelled", "did_not_attend", "attended_from_bookings", "attendance_rate")
    booked, cancelled, absent, attended, rate = (
        chapter.cell("training_by_course", name, course=TOTAL) for name in names
    )
    return wording.stated(
        f"What became of the bookings of {chapter.year}",
        [booked, cancelled, absent, attended, rate],
        f"of {wording.counted(booked, 'booking', 'bookings')}, {wording.figure(cancelled)} "
        f"{wording.were(cancelled)} cancelled in time, {wording.figure(absent)} did not come and "
        f"{wording.figure(attended)} came: an attendance rate of {wording.figure(rate)} %.",
    )


def _uptake(chapter: Chapter) -> str:
    everybody = chapter.cell("uptake_by_agency", "trained", headcount=TOTAL, agency=TOTAL)
    at = {"headcount": SUPPLIED, "agency": TOTAL}
    names = ("trained", "eligible", "percent", "lower", "upper")
    k, n, percent, lower, upper = (chapter.cell("uptake_by_agency", x, **at) for x in names)
    people = wording.stated(
        f"The number of people trained in {chapter.year}",
        [everybody],
        f"{wording.counted(everybody, 'person', 'people')} {wording.were(everybody)} trained in "
        f"{chapter.year}.",
    )
    share = wording.stated(
        "Uptake in the agencies that supplied a headcount",
        [k, n, percent],
        f"in the agencies that supplied a headcount, {wording.figure(k)} of "
        f"{wording.figure(n)} eligible {wording.were(k)} trained: "
        f"{wording.figure(percent)} % ({wording.interval(lower, upper)}).",
    )
    return f"{people} {share}"


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


def _no_headcount(chapter: Chapter) -> list[str]:
    cells = chapter.table("uptake_by_agency").cells
    without = cells[(cells.eligible == NOT_AVAILABLE) & (cells.agency != TOTAL)].agency
    if without.empty:
        return []
    names = wording.listed(list(without))
    return [f"Uptake cannot be stated for {names}, where no headcount was supplied."]
