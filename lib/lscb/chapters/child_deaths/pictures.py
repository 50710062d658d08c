"""Charts of deaths by age, by deprivation and by year beside reviews."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from lscb.chapters.chapter import Chapter
from lscb.chapters.child_deaths.tables import WINDOW
from lscb.cleared import ClearedTable
from lscb.figures import charts
from lscb.figures.charts import Caption, Line
from lscb.figures.shown import Shown
from lscb.tables import NOT_APPLICABLE, TOTAL

NOT_RECORDED = ("Not recorded", TOTAL)


def ages_chart(chapter: Chapter) -> Shown:
    """Deaths of the latest fixed period by age group."""

    def draw(rows: pd.DataFrame, caption: Caption) -> Shown:
        rows = rows[(rows.sex == TOTAL) & ~rows.age_group.isin(NOT_RECORDED)]
        unit = f"Deaths from {rows.period.iloc[0]}"
        return charts.bars(list(rows.age_group), _without_interval(rows["count"]), unit, caption)

    return _of_latest_window(chapter, "deaths_by_age", "Deaths of resident children by age", draw)


def deprivation_chart(chapter: Chapter) -> Shown:
    """The rate of deaths of the latest fixed period by quintile, with its interval.

    Without the children of each quintile, the deaths themselves.
    """

    def draw(rows: pd.DataFrame, caption: Caption) -> Shown:
        rows = rows[~rows.quintile.isin(NOT_RECORDED)]
        period = rows.period.iloc[0]
        if "rate_per_100000" not in rows:
            cells, unit = _without_interval(rows["count"]), f"Deaths from {period}"
        else:
            cells = charts.with_interval(rows, "rate_per_100000")
            unit = f"Deaths for each 100,000 children a year from {period}, 95 % interval"
        return charts.bars(list(rows.quintile), cells, unit, caption)

    title = "Deaths of resident children by deprivation of the area"
    return _of_latest_window(chapter, "deaths_by_deprivation", title, draw)


def _without_interval(figures: pd.Series) -> pd.DataFrame:
    blank = {"lower": NOT_APPLICABLE, "upper": NOT_APPLICABLE}
    return pd.DataFrame({"figure": list(figures)}).assign(**blank)


def _of_latest_window(
    chapter: Chapter, name: str, title: str, draw: Callable[[pd.DataFrame, Caption], Shown]
) -> Shown:
    """A chart of a table's latest fixed period, or that none is complete."""
    if not chapter.holds(name):
        return chapter.absent(name, title)
    cells = chapter.table(name).cells
    windows = cells[cells.period.str.contains(WINDOW)]
    if windows.empty:
        return chapter.incomplete(name, title)
    rows = windows[windows.period == windows.period.iloc[-1]].reset_index(drop=True)
    return chapter.shown_chart(name, title, lambda _, caption: draw(rows, caption))


def deaths_and_reviews_chart(chapter: Chapter) -> Shown:
    """Deaths in each year beside the reviews completed in it.

    For the panel those notified as well: in public they are mostly withheld, since a few deaths of
    other areas' children are among them.
    """

    def draw(table: ClearedTable, caption: Caption) -> Shown:
        years = table.cells[~table.cells.period.str.contains(WINDOW)]
        labels = list(years.period)
        reviewed = [chapter.cell("reviews_by_year_of_death", "reviews", period=y) for y in labels]
        others = [Line("Reviews", reviewed, [""] * len(labels))]
        if chapter.report["edition"] == "panel":
            others.append(Line("Notified", list(years.notified), [""] * len(labels)))
        caption = replace(caption, place="Deaths")
        return charts.line(
            labels,
            _without_interval(years.residents),
            "Deaths in the year, and reviews completed in it of deaths of any year",
            caption,
            others=others,
        )

    title = "Deaths by year of death and reviews by year of review"
    if not chapter.holds("reviews_by_year_of_death"):
        return chapter.absent("reviews_by_year_of_death", title)
    return chapter.shown_chart("deaths_by_year", title, draw, beside="reviews_by_year_of_death")
