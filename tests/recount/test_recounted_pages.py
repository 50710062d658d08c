"""Every number on the pages: tables cell by cell, findings word by word, charts' alternatives."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator

import pytest
from bs4 import Tag

from .identities import Cell, text_of
from .rows import LATEST, NOT_AVAILABLE, WINDOW_NAME, WITHHELD, Row, Table
from .shown import CHAPTERS, Shown, downloaded, findings, grid, page, recount, words

Reports = dict[tuple[str, str], Shown]

LIMITS = ("percent", "lower", "upper")
OUTCOMES = (
    "booked",
    "cancelled",
    "did_not_attend",
    "attended_from_bookings",
    "attended_unbooked",
    "attended",
)

ANSWERS = ("reviews", "insufficient_information", "denominator", "numerator", *LIMITS)

ROW_BY_ROW = {
    "deaths_by_year": ("notified", "residents", "rate_per_100000", "lower", "upper"),
    "deaths_and_chance": (
        "deaths",
        "mean",
        "least",
        "most",
        "variation",
        "ratio",
        "lower",
        "upper",
        "one_year_in",
    ),
    "reviews_by_modifiable_factors": ANSWERS,
    "reviews_by_category": ANSWERS,
    "time_to_review": (
        "reviews",
        "within_6_months",
        "within_12_months",
        "over_12_months",
        *LIMITS,
    ),
    "deaths_awaiting_review": (
        "awaiting",
        "under_6_months",
        "under_12_months",
        "over_12_months",
    ),
    "plan_flow": ("at_start", "started", "ended", "at_end"),
    "plans_at_31_march": ("count", "population", "rate_per_10000", "lower", "upper"),
    "how_long_plans_last": ("estimate", "lower", "upper"),
    "plans_by_month": ("started", "ended", "at_end"),
    "second_or_subsequent_plans": ("numerator", "denominator", *LIMITS),
    "repeat_plans_within_24_months": ("numerator", "repeats", "denominator", *LIMITS),
    "reviews_in_time": ("numerator", "denominator", *LIMITS),
    "rates_beside_others": ("england", "region", "release"),
    "plans_compared": ("own", *LIMITS[1:], "other", "verdict"),
    "plans_beside_others": ("england", "region", "polarity", "release"),
    "training_by_course": ("sessions", "capacity", *OUTCOMES, "fill", "attendance_rate"),
    "training_by_agency": (*OUTCOMES, "attendance_rate"),
    "training_by_agency_and_course": ("attended",),
    "evaluation_before_and_after": ("attended", "pairs", "response", "change", *LIMITS[1:]),
    "evaluation_at_three_months": ("asked", "answered", "response", "changed", *LIMITS),
    "cost_per_attendance": ("spending", "attended", "cost"),
    "schools_trained": (
        *("schools", "returned", "response"),
        *("lead_trained", "staff_trained", "policy_checked"),
    ),
    "uptake_beside_all": (
        *("share", "target", "lower_95", "upper_95", "lower_998", "upper_998"),
        "verdict",
    ),
    "uptake_by_agency": ("trained", "in_date", "eligible", *LIMITS),
}
"""A page's columns, in order, where a row of the page is a row of the download."""

YEARS_BESIDE = {
    "deaths_by_category": ("count",),
    "deaths_expected": ("count",),
    "deaths_by_sex": ("count",),
    "plans_by_category": ("count", "percent"),
    "plans_by_duration_ended": ("count", "percent"),
    "plans_by_duration_open": ("count", "percent"),
    "icpc_timeliness": ("count", "percent"),
    "e_learning_by_module": ("completions", "people"),
}
"""The columns of each year, where a page sets the years side by side."""

SEXES_BESIDE = "deaths_by_age"
"""The table whose sexes stand side by side, where the edition tells them."""

BESIDE = {**YEARS_BESIDE, SEXES_BESIDE: ("count",)}

# Numbers that are part of a name or a definition, not figures.
NAMES = re.compile(
    r"dfe-\d{4}|\d{4}-\d{2}|31 March( \d{4})?|95 %|for each 100?,000 children|"
    r"within 15 working days"
)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")

both_editions = pytest.mark.parametrize("edition", ["panel", "public"])
every_chapter = pytest.mark.parametrize("chapter", CHAPTERS)


def as_on_pages(text: str) -> str:
    return f"{int(text):,}" if text.isdigit() else text


def rows_on_page(name: str, table: Table) -> list[tuple[tuple[str, ...], list[str]]]:
    """What the page's table must show: each row's dimensions and its cells."""
    measure = name.split(".")[1]
    if columns := ROW_BY_ROW.get(measure):
        return [(key, [as_on_pages(row[c]) for c in columns]) for key, row in table.items()]
    if measure == SEXES_BESIDE and len({key[-1] for key in table}) > 1:
        groups = dict.fromkeys(key[:-1] for key in table)
        return [
            (group, [as_on_pages(row["count"]) for key, row in table.items() if key[:-1] == group])
            for group in groups
        ]
    periods = dict.fromkeys(key[0] for key in table)
    return [
        (rest, [as_on_pages(table[p, *rest][c]) for p in periods for c in BESIDE[measure]])
        for rest in dict.fromkeys(key[1:] for key in table)
    ]


def names_row(heading: str, key: tuple[str, ...]) -> bool:
    """Whether a row's heading ends with its own part of the table, or says that it is a total."""
    named = [part for part in key if part != "Total"][-1:] or ["Total"]
    if key[-1] == "Total":
        named.append("Total")
    return heading.casefold().endswith(tuple(in_words(part).casefold() for part in named))


def in_words(part: str) -> str:
    """A month as pages write it. 2014-04 can be no reporting year: 2009-10 can, and is one."""
    year, _, month = part.partition("-")
    is_month = year.isdigit() and month.isdigit() and int(month) != (int(year) + 1) % 100
    return f"{month_name[int(month)]} {year}" if is_month else part


@both_editions
@every_chapter
def test_every_cell_of_a_pages_table_is_that_of_its_download(
    report: Reports, chapter: str, edition: str
) -> None:
    shown = report[edition, LATEST]
    found = {downloaded(table): grid(table) for table in page(shown, chapter).find_all("table")}
    assert set(found) == {name for name in shown.tables if name.split(".")[0] == chapter}
    for name, (_, body) in found.items():
        expected = rows_on_page(name, shown.tables[name])
        assert [row[1:] for row in body] == [cells for _, cells in expected], name
        for row, (key, _) in zip(body, expected, strict=True):
            assert names_row(row[0], key), (name, row[0], key)


@both_editions
@every_chapter
def test_years_set_side_by_side_stand_under_their_own_headings(
    report: Reports, chapter: str, edition: str
) -> None:
    shown = report[edition, LATEST]
    for table in page(shown, chapter).find_all("table"):
        name = downloaded(table)
        if columns := YEARS_BESIDE.get(name.split(".")[1]):
            periods = list(dict.fromkeys(key[0] for key in shown.tables[name]))
            headings = [heading.split(":")[0] for heading in grid(table)[0][1:]]
            assert headings == [period for period in periods for _ in columns]


def sentences(edition: str) -> Iterator[tuple[str, list[Cell]]]:
    """What the findings must say word by word, and the cells that each sentence tells."""
    counted = recount(LATEST, edition)

    def told(name: str, key: tuple[str, ...], text: str) -> tuple[str, list[Cell]]:
        row: Row = {column: as_on_pages(cell) for column, cell in counted[name][key].items()}
        columns = re.findall(r"{(\w+)}", text)
        return text.format_map(row), [(name, key, column) for column in columns]

    deaths, plans = "child_deaths", "child_protection_plans"
    by_year, this_year = f"{deaths}.deaths_by_year", (LATEST,)
    reviewed = WINDOW_NAME if edition == "public" else LATEST
    yield told(
        *(by_year, this_year),
        f"{{residents}} children who normally lived in Northshire died in {LATEST}.",
    )
    yield told(
        *(by_year, (WINDOW_NAME,)),
        f"From {WINDOW_NAME} there were {{residents}} deaths of resident children, "
        "{rate_per_100000} for each 100,000 children a year "
        "(95 % interval {lower} to {upper}).",
    )
    yield told(
        *(f"{deaths}.reviews_by_modifiable_factors", (reviewed,)),
        f"In {reviewed} the panel completed {{reviews}} reviews. Modifiable factors were found "
        "in {numerator} of the {denominator} reviews with enough information to say.",
    )
    yield told(
        *(f"{plans}.plans_at_31_march", this_year),
        "At 31 March 2015, {count} children in Northshire were on a child protection plan. "
        "That is {rate_per_10000} for each 10,000 children "
        "(95 % interval {lower} to {upper}).",
    )
    yield told(
        *(f"{plans}.rates_beside_others", this_year),
        f"Published rates for each 10,000 children in {LATEST}, release {{release}}: "
        "England {england}; South East {region}.",
    )
    yield told(
        *(f"{plans}.plan_flow", this_year),
        f"{{started}} plans started in {LATEST} and {{ended}} ended.",
    )
    yield told(
        *(f"{plans}.second_or_subsequent_plans", this_year),
        f"Of {{denominator}} plans started in {LATEST}, {{numerator}} ({{percent}} %) were for a "
        "child who had been on a plan before.",
    )
    longest = (LATEST, "2 years or more", "Total")
    yield told(
        *(f"{plans}.plans_by_duration_ended", longest),
        "Of {denominator} plans that ended in the year, {count} plans had lasted two years or "
        "more.",
    )
    yield told(
        *(f"{plans}.plans_by_duration_open", longest),
        "Of {denominator} plans still open at 31 March, {count} plans had already lasted two "
        "years or more.",
    )
    yield told(
        *(f"{plans}.reviews_in_time", this_year),
        "Of {denominator} children on a plan for more than three months at 31 March 2015, "
        "{numerator} had every review of the year in time: {percent} % "
        "(95 % interval {lower} to {upper}).",
    )
    yield told(
        *(f"{plans}.icpc_timeliness", (LATEST, "Within 15 working days", "Total")),
        "Of {denominator} children whose initial conference can be measured, {count} had it "
        "within 15 working days of the strategy discussion: {percent} % "
        "(95 % interval {lower} to {upper}).",
    )
    uptake = "training.uptake_by_agency"
    total, everybody = (
        ("training.training_by_course", (LATEST, "Total")),
        (uptake, (LATEST, "Total", "Total")),
    )
    by, people = told(*everybody, "{trained} people")
    at, filled = told(*total, "at {sessions} sessions filled {fill} % of {capacity} places.")
    came, attended = told(*total, f"In {LATEST}, {{attended}} attendances")
    yield f"{came} by {by} {at}", [*attended, *people, *filled]
    yield told(
        *total,
        "Of {booked} bookings, {did_not_attend} were missed and {cancelled} were cancelled in "
        "time.",
    )
    yield told(
        *("training.evaluation_at_three_months", this_year),
        "{asked} attendances were followed up about three months later; {answered} were answered "
        "({response} %), of which {changed} said that practice had changed: {percent} % "
        "(95 % interval {lower} to {upper}).",
    )
    yield told(
        *(uptake, (LATEST, "Headcount supplied", "Total")),
        "In the agencies that supplied a headcount, {trained} of {eligible} eligible people "
        "were trained: {percent} % (95 % interval {lower} to {upper}).",
    )


@both_editions
def test_the_findings_say_what_was_counted_again_and_nothing_that_is_withheld(
    report: Reports, edition: str
) -> None:
    shown = report[edition, LATEST]
    said = " ".join(item for chapter in CHAPTERS for item in findings(page(shown, chapter)))
    for sentence, cells in sentences(edition):
        withheld = WITHHELD in {text_of(shown.tables, cell) for cell in cells}
        assert (sentence in said) != withheld, sentence


@both_editions
@every_chapter
def test_every_number_in_the_findings_is_a_figure_of_the_chapters_tables(
    report: Reports, chapter: str, edition: str
) -> None:
    shown = report[edition, LATEST]
    figures = {
        as_on_pages(text)
        for name, table in shown.tables.items()
        if name.split(".")[0] == chapter
        for row in table.values()
        for text in row.values()
    }
    said = findings(page(shown, chapter))
    assert said
    assert [(n, item) for item in said for n in numbers(item) if n not in figures] == []


def numbers(text: str) -> list[str]:
    return NUMBER.findall(NAMES.sub("", text))


@both_editions
def test_the_contents_page_says_nothing_that_a_chapter_does_not_say(
    report: Reports, edition: str
) -> None:
    shown = report[edition, LATEST]
    contents = findings(page(shown, "index"))
    chapters = [item for chapter in CHAPTERS for item in findings(page(shown, chapter))]
    assert contents
    assert [item for item in contents if item not in chapters] == []


BY_CHANCE = "what chance alone would make of a year"

CHART_COLUMNS = {
    "deaths_by_year": "rate_per_100000",
    "plans_at_31_march": "rate_per_10000",
    "plans_by_duration_ended": "count",
    "uptake_by_agency": "percent",
    "training_by_course": "capacity",
}


STEPS = {
    "Places": "capacity",
    "Booked": "booked",
    "Booked and attended": "attended_from_bookings",
    "Attended in all": "attended",
}


def charted(name: str, figure: Tag, tables: dict[str, Table]) -> dict[str, str]:
    """A chart's values by their names: its own year's rows, or single years of a rate or count;
    of what became of places, the steps of the year's total."""
    column = CHART_COLUMNS[name.split(".")[1]]
    table = tables[name]
    if column == STEPS["Places"]:
        total = table[LATEST, "Total"]
        return {label: as_on_pages(total[column]) for label, column in STEPS.items()}
    if BY_CHANCE in words(figure):
        column = "residents"
    if column in ("rate_per_100000", "rate_per_10000", "residents"):
        return {key[0]: row[column] for key, row in table.items() if key != (WINDOW_NAME,)}
    parts = {key: row for key, row in table.items() if key[0] == LATEST and key[1] != "Total"}
    if column == "count":
        return {key[1]: row[column] for key, row in parts.items() if key[2] == "Total"}
    agencies = {key[2]: row[column] for key, row in parts.items() if key[2] != "Total"}
    return {agency: text for agency, text in agencies.items() if text != NOT_AVAILABLE}


def alternative_of(figure: Tag, name: str, values: dict[str, str]) -> tuple[str, str]:
    """The chart's text alternative and what its numbers must be."""
    alternative = " ".join(figure.find("img")["alt"].split())
    if not CHART_COLUMNS[name.split(".")[1]].startswith("rate"):
        told = "; ".join(f"{label} {text}" for label, text in values.items())
        return alternative.split(": ", 1)[1], f"{told}."
    return alternative, f"Line chart. {told_of(values)}{told_of_england(name)}"


def told_of(values: dict[str, str]) -> str:
    first, *_, last = values
    low, high = (choose(values, key=lambda y: float(values[y])) for choose in (min, max))
    return (
        f"From {values[first]} in {first} to {values[last]} in {last}; "
        f"lowest {values[low]} in {low}, highest {values[high]} in {high}."
    )


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
    counted = recount(LATEST, edition)
    assert figures
    for figure in figures:
        name = downloaded(figure)
        told, expected = alternative_of(figure, name, charted(name, figure, counted))
        assert told == expected
