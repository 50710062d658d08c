"""The words of every chart: its text alternative tells the figures that were counted again."""

from __future__ import annotations

import pytest
from bs4 import Tag

from . import attendance, lasting
from .rows import LATEST, NOT_APPLICABLE, NOT_AVAILABLE, WINDOW_NAME, WITHHELD, Table
from .shown import CHAPTERS, Shown, downloaded, month_in_words, page, recount, words

Reports = dict[tuple[str, str], Shown]

SAID = {WITHHELD: "withheld to protect confidentiality"}

both_editions = pytest.mark.parametrize("edition", ["panel", "public"])
every_chapter = pytest.mark.parametrize("chapter", CHAPTERS)

BY_CHANCE = "what chance alone would make of a year"

BESIDE_REVIEWS = "reviews by year of review"

CHART_COLUMNS = {
    "deaths_by_year": "rate_per_100000",
    "deaths_by_age": "count",
    "deaths_by_deprivation": "bars of rate_per_100000",
    "days_between_unexpected_deaths": "days",
    "how_long_reviews_take": "percent",
    "plans_at_31_march": "rate_per_10000",
    "plans_by_duration_ended": "count",
    "uptake_by_agency": "percent",
    "conference_attendance": "percent",
    "plan_survival": "percent",
    "neighbours_rates": "dots",
    "plans_started_by_month": "started",
    "training_by_course": "capacity",
}

STEPS = {
    "Places": "capacity",
    "Booked": "booked",
    "Booked and attended": "attended_from_bookings",
    "Attended in all": "attended",
}


def charted(name: str, figure: Tag, tables: dict[str, Table]) -> dict[str, str]:
    """A chart's values by their names: its own year's rows, or single years of a rate or count."""
    column = CHART_COLUMNS[name.split(".")[1]]
    table = tables[name]
    if BY_CHANCE in words(figure) or BESIDE_REVIEWS in words(figure):
        column = "residents"
    if column == STEPS["Places"]:
        total = table[LATEST, "Total"]
        return {label: f"{int(total[of]):,}" for label, of in STEPS.items()}
    if column == "dots":
        return dotted(tables, table)
    if column == "started":
        return {month_in_words(month): row[column] for (_, month), row in table.items()}
    if name == attendance.NAME:
        return initial_conferences(table)
    if name == lasting.CURVE:
        return {month: table[day,]["percent"] for day, month in CURVE_MONTHS.items()}
    if name.startswith("child_deaths") and column != "residents" and "by_year" not in name:
        return of_children(name, table)
    if column in ("rate_per_100000", "rate_per_10000", "residents"):
        return {key[0]: row[column] for key, row in table.items() if key != (WINDOW_NAME,)}
    parts = {key: row for key, row in table.items() if key[0] == LATEST and key[1] != "Total"}
    if column == "count":
        return {key[1]: row[column] for key, row in parts.items() if key[2] == "Total"}
    agencies = {key[2]: row[column] for key, row in parts.items() if key[2] != "Total"}
    return {agency: text for agency, text in agencies.items() if text != NOT_AVAILABLE}


CURVE_MONTHS = {"0": "0"} | {str(d): str(m) for m, d in lasting.HORIZONS.items() if m != 15}


def initial_conferences(table: Table) -> dict[str, str]:
    """Each agency's attendance, the highest first and those without a figure last."""
    rows = {key[2]: row["percent"] for key, row in table.items() if key[1] == "Initial"}
    agencies = [a for a, text in rows.items() if a != "Total" and text != NOT_APPLICABLE]
    given = sorted((a for a in agencies if rows[a][0] != "["), key=lambda a: -float(rows[a]))
    return {agency: rows[agency] for agency in (*given, *(a for a in agencies if a not in given))}


def dotted(tables: dict[str, Table], table: Table) -> dict[str, str]:
    """Each area's rate, and the board's own as it was counted, since nobody publishes it."""
    own = tables["child_protection_plans.plans_at_31_march"][LATEST,]["rate_per_10000"]
    rates = {
        key[0] + " (region)" * (row["kind"] == "region"): row["rate"] for key, row in table.items()
    }
    rates["Northshire, counted here"] = own
    return {name: rates[name] for name in sorted(rates, key=lambda each: -float(rates[each]))}


def of_children(name: str, table: Table) -> dict[str, str]:
    """The values of a chart of the window's groups, or of a curve or series of its own."""
    if name.endswith("how_long_reviews_take"):
        return {"0": "100.0"} | {key[1]: row["percent"] for key, row in table.items()}
    if name.endswith("days_between_unexpected_deaths"):
        return {key[1]: row["days"] for key, row in table.items()}
    column = "count" if name.endswith("age") else "rate_per_100000"
    return {
        key[1]: row[column]
        for key, row in table.items()
        if key[0] == WINDOW_NAME and key[-1] in ("Total", key[1])
        if key[1] not in ("Not recorded", "Total")
    }


def alternative_of(
    figure: Tag, name: str, values: dict[str, str], tables: dict[str, Table], edition: str
) -> tuple[str, str]:
    """The chart's text alternative and what its numbers must be."""
    alternative = " ".join(figure.find("img")["alt"].split())
    if name.endswith("plans_started_by_month"):
        return alternative, told_of_control(recount(LATEST, "panel")[name], values)
    if alternative.startswith("Line chart."):
        beside = told_beside(figure, name, tables, edition)
        return alternative, f"Line chart. {told_of(values)}{told_of_england(name)}{beside}"
    between = ", " if name == lasting.CURVE else " "
    told = "; ".join(f"{label}{between}{SAID.get(text, text)}" for label, text in values.items())
    return alternative.split(": ", 1)[1], f"{told}."


def told_of_control(table: Table, values: dict[str, str]) -> str:
    row = next(iter(table.values()))
    low, high = (choose(values, key=lambda m: int(values[m])) for choose in (min, max))
    marked = sum(1 for row in table.values() if row["mark"] != "usual variation")
    assert marked > 1
    return (
        f"Control chart. Mean {row['mean']}, limits {row['lower']} to {row['upper']}. "
        f"Lowest {values[low]} in {low}, highest {values[high]} in {high}. "
        f"Of {len(values)} points {marked} are marked."
    )


def told_beside(figure: Tag, name: str, tables: dict[str, Table], edition: str) -> str:
    """What a chart of deaths tells of the lines beside its own."""
    if name.endswith("days_between_unexpected_deaths"):
        lines = {"Mean": "mean", "Limit": "upper_998"}
        of = {label: {k[1]: r[c] for k, r in tables[name].items()} for label, c in lines.items()}
    elif BESIDE_REVIEWS in words(figure):
        reviewed = tables["child_deaths.reviews_by_year_of_death"]
        of = {"Reviews": {key[0]: row["reviews"] for key, row in reviewed.items()}}
        if edition == "panel":
            years = {k[0]: r["notified"] for k, r in tables[name].items() if k[0] != WINDOW_NAME}
            of["Notified"] = years
    else:
        return ""
    return "".join(f" {label}: {told_of(values)}" for label, values in of.items())


def told_of(values: dict[str, str]) -> str:
    gone = [label for label, text in values.items() if text == NOT_AVAILABLE]
    values = {label: text for label, text in values.items() if text != NOT_AVAILABLE}
    first, *_, last = values
    low, high = (choose(values, key=lambda y: float(values[y])) for choose in (min, max))
    if not gone and len(set(values.values())) == 1:
        return f"{values[first]} throughout, from {first} to {last}."
    return (
        f"From {values[first]} in {first} to {values[last]} in {last}; "
        f"lowest {values[low]} in {low}, highest {values[high]} in {high}."
        f"{not_shown(gone)}"
    )


def not_shown(gone: list[str]) -> str:
    listed = " and ".join([", ".join(gone[:-1]), gone[-1]] if len(gone) > 1 else gone)
    return f" Not shown: {listed}." if gone else ""


def told_of_england(name: str) -> str:
    """What a chart of plans tells of England's line, after the board's own."""
    if name != "child_protection_plans.plans_at_31_march":
        return ""
    others = recount(LATEST, "public")["child_protection_plans.rates_beside_others"]
    england = {key[0]: row["england"] for key, row in others.items()}
    years, of = list(others), [row["release"] for row in others.values()]
    breaks = [years[n][0] for n in range(1, len(years)) if of[n] != of[n - 1]]
    assert breaks == ["2010-11", "2011-12", "2012-13"]
    broken = "The line is broken before 2010-11, 2011-12 and 2012-13: the basis changes."
    return f" England: {told_of(england)} {broken}"


@both_editions
@every_chapter
def test_a_charts_alternative_tells_the_figures_counted_again(
    report: Reports, chapter: str, edition: str
) -> None:
    figures = page(report[edition, LATEST], chapter).find_all("figure")
    counted = as_let_out(recount(LATEST, edition), report[edition, LATEST].tables)
    assert figures
    for figure in figures:
        name = downloaded(figure)
        values = charted(name, figure, counted)
        told, expected = alternative_of(figure, name, values, counted, edition)
        assert told == expected


def as_let_out(counted: dict[str, Table], shown: dict[str, Table]) -> dict[str, Table]:
    """The recount, with what the edition withholds withheld."""
    return {
        name: {
            key: {
                column: WITHHELD if shown[name][key][column] == WITHHELD else text
                for column, text in row.items()
            }
            for key, row in table.items()
        }
        for name, table in counted.items()
    }
