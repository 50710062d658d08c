"""What the chapter found, in sentences."""

from __future__ import annotations

from lscb.chapters.chapter import Chapter
from lscb.chapters.child_deaths.tables import WINDOW
from lscb.figures import wording
from lscb.figures.shown import Shown


def findings(chapter: Chapter) -> Shown:
    """What the chapter found, the deaths of the year first."""
    if not chapter.has("deaths_by_year"):
        return wording.findings([chapter.missing("deaths_by_year")])
    sentences = [_deaths_in_year(chapter), *_rates_of_windows(chapter)]
    return wording.findings([*sentences, *_reviews(chapter)])


def _deaths_in_year(chapter: Chapter) -> str:
    year = str(chapter.year)
    deaths = chapter.cell("deaths_by_year", "residents", period=year)
    return wording.stated(
        f"The number of children of {chapter.place} who died in {year}",
        [deaths],
        f"{wording.counted(deaths, 'child', 'children')} who normally lived in {chapter.place} "
        f"died in {year}.",
    )


def _rates_of_windows(chapter: Chapter) -> list[str]:
    """A sentence for the latest fixed window, the figure to be read before any single year's."""
    cells = chapter.table("deaths_by_year").cells
    windows = cells[cells.period.str.contains(WINDOW)]
    if windows.empty:
        return []
    row = windows.iloc[-1]
    return [
        wording.stated(
            f"The rate of deaths from {row.period}",
            [row.residents, row.rate_per_100000, row.lower, row.upper],
            f"From {row.period} there were {wording.counted(row.residents, 'death', 'deaths')} of "
            f"resident children, {wording.figure(row.rate_per_100000)} for each 100,000 children a "
            f"year ({wording.interval(row.lower, row.upper)}). A single year's number moves by "
            "chance: this is the figure to compare.",
        )
    ]


def _reviews(chapter: Chapter) -> list[str]:
    cells = chapter.table("reviews_by_modifiable_factors").cells
    if cells.empty:
        return ["Reviews are shown over fixed periods of years, and no period is complete yet."]
    row = cells.iloc[-1]
    completed = wording.stated(
        f"The number of reviews the panel completed in {row.period}",
        [row.reviews],
        f"in {row.period} the panel completed {wording.counted(row.reviews, 'review', 'reviews')}.",
    )
    if row.denominator == "0":
        return [f"{completed} None had enough information to say whether factors were modifiable."]
    found = wording.stated(
        f"The number of reviews that found modifiable factors in {row.period}",
        [row.numerator, row.denominator],
        f"modifiable factors were found in {wording.figure(row.numerator)} of the "
        f"{wording.counted(row.denominator, 'review', 'reviews')} with enough information to say.",
    )
    return [f"{completed} {found}"]
