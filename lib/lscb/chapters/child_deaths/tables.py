"""What was counted from the register, as tables and charts."""

from __future__ import annotations

import pandas as pd

from lscb.chapters.chapter import Chapter
from lscb.cleared import ClearedTable
from lscb.figures import charts
from lscb.figures.charts import Caption
from lscb.figures.shown import Shown
from lscb.figures.tables import Layout

WINDOW = " to "
"""What the label of a window has and that of a single year has not."""


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


def chance_chart(chapter: Chapter) -> Shown:
    """Deaths in each single year, in the range that chance alone would make of them."""

    def draw(table: ClearedTable, caption: Caption) -> Shown:
        years = table.cells[~table.cells.period.str.contains(WINDOW)]
        limits = chapter.table("deaths_and_chance").cells.iloc[0]
        cells = pd.DataFrame({"figure": years.residents})
        cells = cells.assign(lower=limits.least, upper=limits.most).reset_index(drop=True)
        unit = "Deaths, in the range that chance alone would make of a year, 95 %"
        return charts.line(list(years.period), cells, unit, caption)

    title = "Deaths of resident children by year, and what chance alone would make of a year"
    if not chapter.holds("deaths_and_chance"):
        return chapter.absent("deaths_and_chance", title)
    return chapter.shown_chart("deaths_by_year", title, draw, beside="deaths_and_chance")


def deaths_and_chance(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "deaths_and_chance",
        Layout(
            rows=("period",),
            row_heading="Years",
            headings={
                "deaths": "Deaths",
                "mean": "A year",
                "least": "Fewest by chance",
                "most": "Most by chance",
                "variation": "Probability of as much change by chance",
                "ratio": "This year ÷ last",
                "lower": "Lower limit",
                "upper": "Upper limit",
                "one_year_in": "A rise by half is noticed one year in",
            },
        ),
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


def deaths_by_age(chapter: Chapter) -> Shown:
    """By age and, where the edition tells it, by sex as well."""
    by_sex = chapter.holds("deaths_by_age") and chapter.table("deaths_by_age").cells.sex.nunique()
    rows, across = (("age_group",), "period") if by_sex == 1 else (("period", "age_group"), "sex")
    return chapter.shown_table(
        "deaths_by_age",
        Layout(
            rows=rows,
            across=across,
            row_heading="Age at death",
            headings={"count": "deaths"},
            grouped=len(rows) > 1,
        ),
    )


def deaths_by_sex(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "deaths_by_sex",
        Layout(rows=("sex",), across="period", row_heading="Sex", headings={"count": "deaths"}),
    )


ANSWERS = {
    "reviews": "Reviews completed",
    "insufficient_information": "Not enough information",
    "denominator": "Enough information",
    "numerator": "Modifiable factors found",
    "percent": "% of those with enough information",
    "lower": "Lower limit",
    "upper": "Upper limit",
}


def reviews_by_category(chapter: Chapter) -> Shown:
    """A row a category; where there are several periods, a group of rows for each."""
    name = "reviews_by_category"
    several = chapter.holds(name) and chapter.table(name).cells.period.nunique() > 1
    rows = ("period", "category") if several else ("category",)
    return chapter.shown_table(
        name, Layout(rows=rows, row_heading="Category of death", headings=ANSWERS, grouped=several)
    )


def reviews_by_year_of_death(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "reviews_by_year_of_death",
        Layout(
            rows=("period",),
            row_heading="Year of review",
            headings={
                "reviews": "Reviews completed",
                "of_the_year": "Of deaths in the year",
                "of_earlier": "Of earlier deaths",
            },
        ),
    )


def time_to_review(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "time_to_review",
        Layout(
            rows=("period",),
            row_heading="Period of review",
            headings={
                "reviews": "Reviews completed",
                "within_6_months": "Within 6 months",
                "within_12_months": "6 to 12 months",
                "over_12_months": "Over 12 months",
                "percent": "% within 6 months",
                "lower": "Lower limit",
                "upper": "Upper limit",
            },
        ),
    )


def deaths_awaiting_review(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "deaths_awaiting_review",
        Layout(
            rows=("year",),
            row_heading="At the end of",
            headings={
                "awaiting": "Awaiting review",
                "under_6_months": "Up to 6 months",
                "under_12_months": "6 to 12 months",
                "over_12_months": "Over 12 months",
            },
        ),
    )


def reviews_by_modifiable_factors(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "reviews_by_modifiable_factors",
        Layout(
            rows=("period",),
            row_heading="Period of review",
            headings=ANSWERS,
        ),
    )
