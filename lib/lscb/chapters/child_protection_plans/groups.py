"""Which children are on plans, by age, by sex and by ethnic group, and which are on one again."""

from __future__ import annotations

from lscb.chapters.chapter import Chapter
from lscb.figures.shown import Shown
from lscb.figures.tables import Layout

COUNTED = {"count": "children"}


def plans_by_age(chapter: Chapter) -> Shown:
    """By age and, where the edition tells it, by sex as well."""
    name = "plans_by_age"
    by_sex = chapter.holds(name) and chapter.table(name).cells.sex.nunique() > 1
    rows, across = (("year", "age_group"), "sex") if by_sex else (("age_group",), "year")
    return chapter.shown_table(
        name, Layout(rows, COUNTED, "Age at 31 March", across=across, grouped=len(rows) > 1)
    )


def plans_by_sex(chapter: Chapter) -> Shown:
    return chapter.shown_table("plans_by_sex", Layout(("sex",), COUNTED, "Sex", across="year"))


def plans_by_ethnicity(chapter: Chapter) -> Shown:
    """Counts and, where populations are stated, rates beside those of all other groups."""
    name = "plans_by_ethnicity"
    if not chapter.holds(name):
        return chapter.absent(name)
    headings = {
        "count": "Children on a plan",
        "population": "Children aged 0 to 17",
        "rate_per_10000": "Rate per 10,000",
        "lower": "95 % lower limit",
        "upper": "95 % upper limit",
        "ratio": "Ratio to all other groups",
        "ratio_lower": "99.8 % lower limit",
        "ratio_upper": "99.8 % upper limit",
        "verdict": "Beside all other groups",
    }
    given = {c: words for c, words in headings.items() if c in chapter.table(name).columns}
    return chapter.shown_table(name, Layout(("ethnic_group",), given, "Ethnic group"))


def time_to_second_plan(chapter: Chapter) -> Shown:
    """By time since the first plan ended; of several periods each by itself."""
    name = "time_to_second_plan"
    headings = {
        "second": "On a second plan by then",
        "first": "First plans that ended",
        "percent": "Estimated share, %",
        "lower": "Lower limit",
        "upper": "Upper limit",
    }
    several = chapter.holds(name) and chapter.table(name).cells.period.nunique() > 1
    rows = ("period", "within") if several else ("within",)
    heading = "Time since the first plan ended"
    return chapter.shown_table(name, Layout(rows, headings, heading, grouped=several))
