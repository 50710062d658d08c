"""What the chapter found, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from lscb.chapters.chapter import Chapter
from lscb.chapters.child_protection_plans.attendance import attendance_findings
from lscb.chapters.child_protection_plans.beside import heading
from lscb.comparators.published import PUBLISHED
from lscb.figures import wording
from lscb.figures.shown import Shown
from lscb.tables import NOT_AVAILABLE, SYMBOLS, TOTAL

TWO_YEARS = "2 years or more"
WITHIN = "Within 15 working days"
ENGLAND = "England"
CLEAR = ("higher than", "lower than")
MEDIAN = "Half of plans end within, months"
RATE = "plans_at_31_march_per_10000"
REPEATS = "second_or_subsequent_plans_percent"
TIMELY = "conferences_within_15_days_percent"
NAMED = 4
"""Measures that differ from the published ones are named when there are no more than so many."""


FEWEST, MOST = 3, 5
"""How many sentences the chapter opens with."""


@dataclass(frozen=True)
class _Finding:
    """A sentence, and whether there is a number for it to tell."""

    words: str
    is_told: bool


def findings(chapter: Chapter) -> Shown:
    """What the chapter opens with: three to five sentences, children on a plan first.

    Those that have a number to tell, in the order of `_in_order`, five at most; where they are
    fewer than three, sentences that say why a number is not there are added, in the same order.
    """
    if not chapter.has("plan_flow"):
        # A list of what was open on a day tells that much and no more.
        known = [_on_a_plan(chapter)] if chapter.holds("plans_at_31_march") else []
        differing = _same_as_published(chapter) if _differs_from_published(chapter) else []
        return wording.findings([*known, *differing, chapter.missing("plan_flow")])
    return wording.findings([each.words for each in _opening(_in_order(chapter))])


def also_found(chapter: Chapter) -> Shown:
    """Every other sentence, in the same order."""
    found = _in_order(chapter) if chapter.has("plan_flow") else []
    opening = _opening(found)
    return wording.also_found([each.words for each in found if each not in opening])


def _opening(found: list[_Finding]) -> list[_Finding]:
    told = [each for each in found if each.is_told][:MOST]
    others = [each for each in found if not each.is_told][: max(FEWEST - len(told), 0)]
    return [each for each in found if each in (*told, *others)]


def _in_order(chapter: Chapter) -> list[_Finding]:
    """All that can be said: first what the board is asked for every year, then the rest."""
    year = {"year": str(chapter.year)}
    timely = {**year, "group": WITHIN, "working_days": TOTAL}
    long = {**year, "duration": TWO_YEARS, "part": TOTAL}
    shares = ("numerator", "denominator", "percent")
    published = [_Finding(words, True) for words in _same_as_published(chapter)]
    differs = _differs_from_published(chapter)
    found = [
        # The number of children leads, even where it is withheld.
        _Finding(_on_a_plan(chapter), True),
        # A reader who knows DfE's number must not be left to find that this one is another.
        *(published if differs else []),
        _Finding(_flow(chapter), _are_told(chapter, "plan_flow", ("started", "ended"), **year)),
        _Finding(
            _timeliness(chapter),
            _are_told(chapter, "icpc_timeliness", ("count", *shares[1:]), **timely),
        ),
        _Finding(
            _repeats(chapter), _are_told(chapter, "second_or_subsequent_plans", shares, **year)
        ),
        _Finding(
            _two_years(chapter), _are_told(chapter, "plans_by_duration_ended", ("count",), **long)
        ),
        _Finding(_reviewed(chapter), _are_told(chapter, "reviews_in_time", shares, **year)),
    ]
    others = (
        *(_again(chapter), _half(chapter), _rate_of_others(chapter)),
        attendance_findings(chapter),
    )
    more = [_Finding(each, True) for words in others for each in words]
    return [*found, *more, *([] if differs else published)]


def _are_told(chapter: Chapter, table: str, figures: tuple[str, ...], **at: str) -> bool:
    return chapter.holds(table) and not any(
        chapter.cell(table, figure, **at) in SYMBOLS for figure in figures
    )


def _again(chapter: Chapter) -> list[str]:
    """How many children are on a second plan two years after their first, where it is known."""
    if not chapter.holds("time_to_second_plan"):
        return []
    cells = chapter.table("time_to_second_plan").cells
    rows = cells[cells.within == "24 months"].tail(1)
    return [
        f"Of {wording.counted(row.first, 'child', 'children')} whose first plan ended in "
        f"{row.period}, {wording.figure(row.second)} {wording.were(row.second)} seen on a second "
        f"within 24 months. An estimated {wording.figure(row.percent)} % are, if those followed "
        f"for less time are allowed for ({wording.interval(row.lower, row.upper)})."
        for row in rows.itertuples()
        if not {row.first, row.second, row.percent, row.lower, row.upper} & SYMBOLS.keys()
    ]


def _on_a_plan(chapter: Chapter) -> str:
    year = str(chapter.year)
    names = ("count", "rate_per_10000", "lower", "upper")
    count, rate, lower, upper = (chapter.cell("plans_at_31_march", n, year=year) for n in names)
    day = f"31 March {chapter.year.start + 1}"
    number = wording.stated(
        f"The number of children on a child protection plan in {chapter.place} at {day}",
        [count],
        f"at {day}, {wording.counted(count, 'child', 'children')} in {chapter.place} "
        f"{wording.were(count)} on a child protection plan.",
    )
    share = wording.stated(
        "The rate for each 10,000 children",
        [rate, lower, upper],
        f"that is {wording.figure(rate)} for each 10,000 children "
        f"({wording.interval(lower, upper)}).",
    )
    return " ".join([number, share, *_beside_england(chapter, RATE)])


def _flow(chapter: Chapter) -> str:
    year = str(chapter.year)
    started, ended = (chapter.cell("plan_flow", name, year=year) for name in ("started", "ended"))
    return wording.stated(
        f"The number of plans that started and ended in {year}",
        [started, ended],
        f"{wording.counted(started, 'plan', 'plans')} started in {year} and "
        f"{'none' if ended == '0' else wording.figure(ended)} ended.",
    )


def _repeats(chapter: Chapter) -> str:
    year = str(chapter.year)
    names = ("numerator", "denominator", "percent")
    k, n, percent = (chapter.cell("second_or_subsequent_plans", x, year=year) for x in names)
    again = wording.stated(
        f"The share of plans started in {year} for a child who had been on a plan before",
        [k, n, percent],
        f"of {wording.counted(n, 'plan', 'plans')} started in {year}, {wording.none_or(k)} "
        f"({wording.figure(percent)} %) {wording.were(k)} for a child who had been on a plan "
        "before.",
    )
    return " ".join([again, *_repeats_a_year_before(chapter)])


def _repeats_a_year_before(chapter: Chapter) -> list[str]:
    """Last year's share and whether this year's differs; nothing where either is withheld."""
    before = str(chapter.year.previous)
    verdict = _verdict(chapter, REPEATS, before)
    k, n = (
        chapter.cell("second_or_subsequent_plans", name, year=before)
        for name in ("numerator", "denominator")
    )
    if verdict in SYMBOLS or {k, n} & SYMBOLS.keys():
        return []
    return [
        f"In {before} it was {wording.none_or(k)} of {wording.figure(n)}: "
        f"{wording.verdict_on(verdict, before)}."
    ]


def _beside_england(chapter: Chapter, measure: str) -> list[str]:
    """How the year's figure lies to England's, where both are known."""
    verdict = _verdict(chapter, measure, ENGLAND)
    if verdict in SYMBOLS:
        return []
    at = {"measure": PUBLISHED[measure].label, "beside": ENGLAND}
    lower, upper, other = (
        chapter.cell("plans_compared", name, **at) for name in ("lower", "upper", "other")
    )
    inside = float(lower) <= float(other) <= float(upper)
    # Verdicts are of wider limits than the interval that is printed.
    siblings = ", but inside the wider one that brothers and sisters call for"
    where = "lies inside this interval" if inside else "lies outside this interval"
    where += siblings if not inside and verdict.startswith("no clear") else ""
    words = wording.verdict_on(verdict, "England")
    words = f"this is {words}" if verdict in CLEAR else words
    return [f"England’s figure, {wording.figure(other)}, {where}: {words}."]


def _verdict(chapter: Chapter, measure: str, beside: str) -> str:
    """The verdict of a comparison; [x] where it is not made."""
    if not chapter.holds("plans_compared"):
        return NOT_AVAILABLE
    at = {"measure": PUBLISHED[measure].label, "beside": beside}
    return chapter.cell("plans_compared", "verdict", **at)


def _two_years(chapter: Chapter) -> str:
    """Ended plans and plans still open are different things: both, never one for the other."""
    at = {"year": str(chapter.year), "duration": TWO_YEARS, "part": TOTAL}
    sentences = []
    for table, which, of in (
        ("plans_by_duration_ended", "that ended in the year", "had lasted"),
        ("plans_by_duration_open", "still open at 31 March", "had already lasted"),
    ):
        count, total = (chapter.cell(table, name, **at) for name in ("count", "denominator"))
        if total == "0":
            sentences.append(f"There were no plans {which}.")
            continue
        long = f"{of} two years or more"
        sentences.append(
            wording.stated(
                f"The number of plans {which} that {long}",
                [count],
                f"{_of_all(count, total, which)} {long}.",
            )
        )
    return " ".join(sentences)


def _of_all(count: str, total: str, which: str) -> str:
    """A count of plans of all of them; of all it is nothing said where they are withheld."""
    plans = wording.counted(count, "plan", "plans")
    if total in SYMBOLS:
        return f"{plans} {which}"
    return f"of {wording.counted(total, 'plan', 'plans')} {which}, {plans}"


def _half(chapter: Chapter) -> list[str]:
    """The length by which half of plans end, plans still open among them, where it is known."""
    if not chapter.holds("how_long_plans_last"):
        return []
    median, lower, upper = (
        chapter.cell("how_long_plans_last", name, measure=MEDIAN)
        for name in ("estimate", "lower", "upper")
    )
    if median in SYMBOLS:
        return []
    # The curve may end before a limit is reached.
    known = lower not in SYMBOLS and upper not in SYMBOLS
    limits = f" ({wording.interval(lower, upper)})" if known else ""
    return [
        f"If plans ended as readily as in {chapter.year}, half would end within "
        f"{wording.figure(median)} months{limits}."
    ]


def _reviewed(chapter: Chapter) -> str:
    if not chapter.has("reviews_in_time"):
        return chapter.missing("reviews_in_time")
    names = ("numerator", "denominator", "percent", "lower", "upper")
    k, n, percent, lower, upper = (
        chapter.cell("reviews_in_time", name, year=str(chapter.year)) for name in names
    )
    return wording.stated(
        f"The share of children whose plan was reviewed in time in {chapter.year}",
        [k, n, percent],
        f"of {wording.counted(n, 'child', 'children')} on a plan for more than three months at "
        f"31 March {chapter.year.start + 1}, {wording.none_or(k)} had every review of the year in "
        f"time: {wording.figure(percent)} % ({wording.interval(lower, upper)}).",
    )


def _timeliness(chapter: Chapter) -> str:
    if not chapter.has("icpc_timeliness"):
        return chapter.missing("icpc_timeliness")
    at = {"year": str(chapter.year), "group": WITHIN, "working_days": TOTAL}
    names = ("count", "denominator", "percent", "lower", "upper")
    k, n, percent, lower, upper = (chapter.cell("icpc_timeliness", x, **at) for x in names)
    timely = wording.stated(
        f"The share of initial conferences held within 15 working days in {chapter.year}",
        [k, n, percent],
        f"of {wording.counted(n, 'child', 'children')} whose initial conference can be measured, "
        f"{wording.none_or(k)} had it within 15 working days of the strategy discussion: "
        f"{wording.figure(percent)} % ({wording.interval(lower, upper)}).",
    )
    return " ".join([timely, *_beside_england(chapter, TIMELY)])


def _rate_of_others(chapter: Chapter) -> list[str]:
    """The published rate of the area and of whom it is compared with, all of one release."""
    if not chapter.holds("rates_beside_others"):
        return []
    table = chapter.table("rates_beside_others")
    row = table.cells[table.cells.year == str(chapter.year)].iloc[0]
    names = ("area", "england", "region", "neighbours_mean", "neighbours_median")
    given = [name for name in names if row.get(name, NOT_AVAILABLE) not in SYMBOLS]
    said = [f"{heading(table, name)} {wording.figure(row[name])}" for name in given]
    if not said:
        return []
    return [
        f"Published rates for each 10,000 children in {chapter.year}, release {row.release}: "
        f"{'; '.join(said)}."
    ]


def _differs_from_published(chapter: Chapter) -> bool:
    """Whether a count that is shown is another than the one DfE printed."""
    if not chapter.holds("as_published"):
        return False
    shown = _both_shown(chapter.table("as_published").cells)
    return bool((shown.counted != shown.published).any())


def _both_shown(cells: pd.DataFrame) -> pd.DataFrame:
    """The counts that are numbers, here and as DfE printed them."""
    return cells[~cells.counted.isin(SYMBOLS) & ~cells.published.isin(SYMBOLS)]


def _same_as_published(chapter: Chapter) -> list[str]:
    """How many counts are those DfE printed, how many are not, and which cannot be compared."""
    if not chapter.holds("as_published"):
        return []
    cells = chapter.table("as_published").cells
    shown = _both_shown(cells)
    differ = shown[shown.counted != shown.published].measure
    same = len(shown) - len(differ)
    words = [
        f"of the {wording.counted(str(len(cells)), 'count', 'counts')} that DfE gives of "
        f"{chapter.place} for {chapter.year}, "
        f"{same or 'none'} {'is' if same == 1 else 'are'} the same here"
    ]
    if len(differ):
        named = f": {wording.listed(list(differ))}" if len(differ) <= NAMED else ""
        words.append(f"{len(differ)} {'is' if len(differ) == 1 else 'are'} not{named}")
    if len(cells) > len(shown):
        words.append(f"{len(cells) - len(shown)} cannot be compared, as one or both are withheld")
    return [f"{wording.capitalised('; '.join(words))}.{_unlike_the_boards(cells)}"]


def _unlike_the_boards(cells: pd.DataFrame) -> str:
    """Which counts the board's own report printed otherwise than DfE."""
    if "printed" not in cells:
        return ""
    both = cells[~cells.printed.isin(SYMBOLS) & ~cells.published.isin(SYMBOLS)]
    found = [
        f"{row.measure}: {wording.figure(row.printed)}, where DfE published "
        f"{wording.figure(row.published)}"
        for row in both[both.printed != both.published].itertuples()
    ]
    return f" The board’s own report printed {'; '.join(found)}." if found else ""
