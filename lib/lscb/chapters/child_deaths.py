"""Child deaths: figures and sentences from cleared tables."""

from __future__ import annotations

from lscb.chapters.chapter import Chapter
from lscb.cleared import ClearedTable
from lscb.figures import charts, wording
from lscb.figures.charts import Caption
from lscb.figures.shown import Shown
from lscb.figures.tables import Layout

WINDOW = " to "
"""What the label of a window has and that of a single year has not."""


def findings(chapter: Chapter) -> Shown:
    """What the chapter found, the deaths of the year first."""
    if not chapter.has("deaths_by_year"):
        return wording.findings([chapter.missing("deaths_by_year")])
    sentences = [_deaths_in_year(chapter), *_rates_of_windows(chapter)]
    return wording.findings([*sentences, *_reviews(chapter)])


def deaths_as_published(chapter: Chapter) -> Shown:
    return chapter.printed_by_board("deaths_as_published")


def deaths_by_year(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "deaths_by_year",
        Layout(
            rows=("period",),
            row_heading="Period",
            headings={
                "notified": "Deaths notified",
                "residents": "Deaths of residents",
                "rate_per_100000": "Rate per 100,000",
                "lower": "Lower limit",
                "upper": "Upper limit",
            },
        ),
    )


def deaths_chart(chapter: Chapter) -> Shown:
    """The rate of each single year with its interval; windows stand in the table."""

    def draw(table: ClearedTable, caption: Caption) -> Shown:
        years = table.cells[~table.cells.period.str.contains(WINDOW)]
        cells = charts.with_interval(years, "rate_per_100000")
        return charts.line(
            list(years.period), cells, "Deaths for each 100,000 children, 95 % interval", caption
        )

    return chapter.shown_chart(
        "deaths_by_year", "Rate of deaths of resident children by year of death", draw
    )


def deaths_by_category(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "deaths_by_category",
        Layout(
            rows=("category",),
            across="period",
            row_heading="Category of death",
            headings={"count": "deaths"},
        ),
    )


def deaths_expected(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "deaths_expected",
        Layout(
            rows=("expected",),
            across="period",
            row_heading="Whether expected",
            headings={"count": "deaths"},
        ),
    )


def reviews_by_modifiable_factors(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "reviews_by_modifiable_factors",
        Layout(
            rows=("period",),
            row_heading="Period of review",
            headings={
                "reviews": "Reviews completed",
                "insufficient_information": "Not enough information",
                "denominator": "Enough information",
                "numerator": "Modifiable factors found",
                "percent": "% of those with enough information",
                "lower": "Lower limit",
                "upper": "Upper limit",
            },
        ),
    )


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
