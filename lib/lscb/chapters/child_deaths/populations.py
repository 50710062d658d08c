"""Deaths by ethnic group and by deprivation, beside the children of each group."""

from __future__ import annotations

from lscb.chapters.chapter import Chapter
from lscb.figures.shown import Shown
from lscb.figures.tables import Layout

COUNT = {"count": "Deaths"}

RATES = {
    "population": "Children × years",
    "rate_per_100000": "Rate per 100,000",
    "lower": "Lower limit",
    "upper": "Upper limit",
}

RATIOS = {
    "ratio": "Rate ÷ that of all others",
    "ratio_lower": "Lower limit of the ratio",
    "ratio_upper": "Upper limit of the ratio",
}


def deaths_by_ethnicity(chapter: Chapter) -> Shown:
    return _by_group(chapter, "deaths_by_ethnicity", "ethnic_group", "Ethnic group")


def deaths_by_deprivation(chapter: Chapter) -> Shown:
    return _by_group(chapter, "deaths_by_deprivation", "quintile", "Deprivation quintile")


def groups_compared(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "groups_compared",
        Layout(
            rows=("test",),
            row_heading="What is compared",
            headings={
                "verdict": "Verdict, beside chance",
                "p": "Probability by chance",
                "p_corrected": "The same, corrected",
                "statistic": "Statistic",
                "found_by": "Found by",
                "method": "Statistic and test",
            },
        ),
    )


def infant_deaths(chapter: Chapter) -> Shown:
    """Without live births there is no rate, and no empty column for one."""
    if not chapter.holds("infant_deaths"):
        return chapter.absent("infant_deaths")
    given = chapter.table("infant_deaths").columns
    headings = {
        "count": "Deaths under 1 year",
        "live_births": "Live births",
        "rate_per_1000": "Rate per 1,000 live births",
        "lower": "Lower limit",
        "upper": "Upper limit",
    }
    return chapter.shown_table(
        "infant_deaths",
        Layout(
            rows=("period",),
            row_heading="Period",
            headings={name: words for name, words in headings.items() if name in given},
        ),
    )


def _by_group(chapter: Chapter, name: str, dimension: str, heading: str) -> Shown:
    """A row a group; where there are several periods, a group of rows for each.

    Without the children of each group there are no rates, and no empty columns for them.
    """
    if not chapter.holds(name):
        return chapter.absent(name)
    table = chapter.table(name)
    several = table.cells.period.nunique() > 1
    headings = {n: words for n, words in (COUNT | RATES | RATIOS).items() if n in table.columns}
    rows = ("period", dimension) if several else (dimension,)
    layout = Layout(rows=rows, row_heading=heading, headings=headings, grouped=several)
    return chapter.shown_table(name, layout)
