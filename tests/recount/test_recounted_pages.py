"""Every number on the pages: tables cell by cell, findings word by word, charts' alternatives."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from . import attendance, lasting
from .cells import Cell, text_of
from .rows import LATEST, NOT_APPLICABLE, NOT_AVAILABLE, WINDOW_NAME, WITHHELD, Row, Table
from .shown import (
    CHAPTERS,
    OF_A_MONTH,
    Shown,
    downloaded,
    findings,
    grid,
    groups_of,
    in_words,
    month_in_words,
    page,
    recount,
    withheld_whole,
)

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
    "deaths_by_ethnicity": (
        "count",
        "population",
        *("rate_per_100000", "lower", "upper"),
        *("ratio", "ratio_lower", "ratio_upper"),
    ),
    "deaths_by_deprivation": ("count", "population", "rate_per_100000", "lower", "upper"),
    "groups_compared": ("verdict", "p", "p_corrected", "statistic", "found_by", "method"),
    "infant_deaths": ("count", "live_births", "rate_per_1000", "lower", "upper"),
    "reviews_by_year_of_death": ("reviews", "of_the_year", "of_earlier"),
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
    "days_between_unexpected_deaths": ("days", "mean", "upper_998"),
    "how_long_reviews_take": ("waiting", "percent", "lower", "upper"),
    "plan_flow": ("at_start", "started", "ended", "at_end"),
    "plans_at_31_march": ("count", "population", "rate_per_10000", "lower", "upper"),
    "how_long_plans_last": ("estimate", "lower", "upper"),
    "endings_beside_last_year": ("ratio", "probability", "verdict"),
    "plans_by_month": ("started", "ended", "at_end"),
    "plans_started_by_month": ("started", "mean", "lower", "upper", "mark"),
    "plans_by_ethnicity": (
        *("count", "population", "rate_per_10000", "lower", "upper"),
        *("ratio", "ratio_lower", "ratio_upper", "verdict"),
    ),
    "second_or_subsequent_plans": ("numerator", "denominator", *LIMITS),
    "repeat_plans_within_24_months": ("numerator", "repeats", "denominator", *LIMITS),
    "time_to_second_plan": ("second", "first", *LIMITS),
    "reviews_in_time": ("numerator", "denominator", *LIMITS),
    "conference_attendance": (
        *("invited", "attended", *LIMITS, "verdict"),
        *("asked", "sent", "sent_percent"),
    ),
    "rates_beside_others": ("england", "region", "release"),
    "neighbours_rates": ("rate", "kind", "release"),
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
    "plans_by_sex": ("count",),
    "plans_by_duration_ended": ("count", "percent"),
    "plans_by_duration_open": ("count", "percent"),
    "icpc_timeliness": ("count", "percent"),
    "e_learning_by_module": ("completions", "people"),
}
"""The columns of each year, where a page sets the years side by side."""

SEXES_BESIDE = ("deaths_by_age", "plans_by_age")
"""The tables whose sexes stand side by side, where the edition tells them."""

DETAILS = {"groups_compared": ("method",)}
"""Columns of words that are no figures, and are never withheld."""

SYMBOLS = {WITHHELD, NOT_APPLICABLE, NOT_AVAILABLE}

BESIDE = YEARS_BESIDE | dict.fromkeys(SEXES_BESIDE, ("count",))

# Numbers that are part of a name or a definition, not figures.
NAMES = re.compile(
    r"dfe-\d{4}|\d{4}-\d{2}|31 March( \d{4})?|95 %|99\.8 %|for each 100?,000 children|"
    r"within 15 working days|\d+ comparisons were made"
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
    if measure in SEXES_BESIDE and len({key[-1] for key in table}) > 1:
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
    if OF_A_MONTH.fullmatch(heading):
        # October 2009 is written as the reporting year 2009-10 is.
        return heading == month_in_words(key[-1])
    named = [part for part in key if part != "Total"][-1:] or ["Total"]
    if key[-1] == "Total":
        named.append("Total")
    return heading.casefold().endswith(tuple(in_words(part).casefold() for part in named))


@both_editions
@every_chapter
def test_every_cell_of_a_pages_table_is_that_of_its_download(
    report: Reports, chapter: str, edition: str
) -> None:
    shown = report[edition, LATEST]
    found = {downloaded(table): grid(table) for table in page(shown, chapter).find_all("table")}
    # The curve has a row a day: it is drawn, and its figures are downloaded.
    tables = {name for name in shown.tables if name.split(".")[0] == chapter} - {lasting.CURVE}
    gone = withheld_whole(page(shown, chapter))
    for name in gone:
        apart = set(DETAILS.get(name.split(".")[1], ()))
        cells = {t for row in shown.tables[name].values() for c, t in row.items() if c not in apart}
        assert WITHHELD in cells, name
        assert cells <= SYMBOLS, name
    assert set(found) == tables - set(gone)
    for name, (_, body) in found.items():
        expected = rows_on_page(name, shown.tables[name])
        assert [row[1:] for row in body] == [cells for _, cells in expected], name
        for row, (key, _) in zip(body, expected, strict=True):
            assert names_row(row[0], key), (name, row[0], key)


@both_editions
@every_chapter
def test_a_row_of_a_grouped_table_stands_beneath_the_name_of_its_group(
    report: Reports, chapter: str, edition: str
) -> None:
    shown = report[edition, LATEST]
    grouped = [t for t in page(shown, chapter).find_all("table") if t.select("tr.group")]
    for table in grouped:
        name = downloaded(table)
        keys = [key for key, _ in rows_on_page(name, shown.tables[name])]
        groups = groups_of(table)
        assert len(groups) == len(keys)
        assert all(group in key for group, key in zip(groups, keys, strict=True)), name
    assert grouped or (chapter, edition) == ("child_deaths", "public")


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
    by_year, this_year, period = f"{deaths}.deaths_by_year", (LATEST,), WINDOW_NAME
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
    modifiable = "{numerator} of the {denominator} reviews with enough information to say."
    yield told(
        *(f"{deaths}.reviews_by_modifiable_factors", (period if edition == "public" else LATEST,)),
        f"In {period} the panel completed {{reviews}} reviews. Modifiable factors were found in "
        + modifiable
        if edition == "public"
        else f"In {LATEST} modifiable factors were found in {modifiable}",
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
    tested = f"{deaths}.groups_compared"
    if edition == "panel":
        assert {row["verdict"] for row in counted[tested].values()} == {"higher than"}
        yield told(
            *(tested, (period, "Differences between ethnic groups")),
            f"From {period} ethnic groups differ by more than chance alone would make them "
            "(p = {p_corrected}, corrected for the tests made).",
        )
        yield told(
            *(tested, (period, "Rate where deprivation is deeper")),
            f"From {period} deaths are more frequent where deprivation is deeper "
            "(p = {p_corrected}, corrected for the tests made).",
        )
    yield told(
        *(f"{deaths}.reviews_by_year_of_death", this_year),
        f"In {LATEST} the panel completed {{reviews}} reviews, {{of_the_year}} of a death in the "
        "year and {of_earlier} of earlier ones.",
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
        "({response} %); {changed} answers said that practice had changed: {percent} % "
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
def test_the_findings_name_the_agency_that_came_to_fewest_conferences(
    report: Reports, edition: str
) -> None:
    shown = report[edition, LATEST]
    assert attendance.sentence(shown.tables[attendance.NAME]) in findings(
        page(shown, "child_protection_plans")
    )


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
