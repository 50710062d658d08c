"""What the project shows: its downloads and its pages, read as a member of the public would."""

from __future__ import annotations

import csv
import json
import re
from calendar import month_name
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from . import (
    attendance,
    compared,
    deaths,
    groups,
    lasting,
    months,
    others,
    plans,
    second_plans,
    training,
)
from .rows import Table

CHAPTERS = {"child_deaths": deaths, "child_protection_plans": plans, "training": training}
SENSITIVE = "OFFICIAL-SENSITIVE_"

DIMENSIONS = {
    "child_deaths.deaths_by_year": ("period",),
    "child_deaths.deaths_and_chance": ("period",),
    "child_deaths.deaths_by_category": ("period", "category"),
    "child_deaths.deaths_expected": ("period", "expected"),
    "child_deaths.deaths_by_age": ("period", "age_group", "sex"),
    "child_deaths.deaths_by_sex": ("period", "age_group", "sex"),
    "child_deaths.deaths_by_ethnicity": ("period", "ethnic_group"),
    "child_deaths.deaths_by_deprivation": ("period", "quintile"),
    "child_deaths.groups_compared": ("period", "test"),
    "child_deaths.infant_deaths": ("period",),
    "child_deaths.reviews_by_year_of_death": ("period",),
    "child_deaths.reviews_by_modifiable_factors": ("period",),
    "child_deaths.reviews_by_category": ("period", "category"),
    "child_deaths.time_to_review": ("period",),
    "child_deaths.deaths_awaiting_review": ("year",),
    "child_deaths.days_between_unexpected_deaths": ("period", "death"),
    "child_deaths.how_long_reviews_take": ("period", "months"),
    "child_protection_plans.plan_flow": ("year",),
    "child_protection_plans.plans_at_31_march": ("year",),
    "child_protection_plans.plans_by_month": ("year", "month"),
    "child_protection_plans.plans_started_by_month": ("year", "month"),
    "child_protection_plans.plans_by_duration_ended": ("year", "duration", "part"),
    "child_protection_plans.plans_by_duration_open": ("year", "duration", "part"),
    lasting.NAME: ("measure",),
    lasting.CURVE: ("days",),
    lasting.BESIDE: ("beside",),
    "child_protection_plans.plans_by_category": ("year", "basis", "category"),
    "child_protection_plans.plans_by_age": ("year", "age_group", "sex"),
    "child_protection_plans.plans_by_sex": ("year", "age_group", "sex"),
    "child_protection_plans.plans_by_ethnicity": ("year", "ethnic_group"),
    "child_protection_plans.second_or_subsequent_plans": ("year",),
    "child_protection_plans.repeat_plans_within_24_months": ("year",),
    "child_protection_plans.time_to_second_plan": ("period", "within"),
    "child_protection_plans.reviews_in_time": ("year",),
    "child_protection_plans.icpc_timeliness": ("year", "group", "working_days"),
    attendance.NAME: ("year", "conference_type", "agency"),
    "child_protection_plans.rates_beside_others": ("year",),
    "child_protection_plans.neighbours_rates": ("area",),
    "child_protection_plans.plans_beside_others": ("measure",),
    "child_protection_plans.plans_compared": ("measure", "beside"),
    "training.training_by_course": ("year", "course"),
    "training.training_by_agency": ("year", "agency"),
    "training.training_by_agency_and_course": ("year", "course", "agency"),
    "training.uptake_by_agency": ("year", "headcount", "agency"),
    "training.uptake_beside_all": ("year", "agency"),
    "training.evaluation_before_and_after": ("year", "course"),
    "training.evaluation_at_three_months": ("year",),
    "training.cost_per_attendance": ("year",),
    "training.e_learning_by_module": ("year", "module"),
    "training.schools_trained": ("year", "phase"),
}


@dataclass(frozen=True)
class Shown:
    """An edition of a year's report: where it is, and the tables it lets be downloaded."""

    year: str
    edition: str
    folder: Path
    tables: dict[str, Table]
    markings: dict[str, set[str]]


@cache
def recount(year: str, edition: str) -> dict[str, Table]:
    chapters = (
        part.tables(year, edition)
        for part in (
            *CHAPTERS.values(),
            attendance,
            lasting,
            groups,
            months,
            second_plans,
            others,
            compared,
        )
    )
    return {name: table for tables in chapters for name, table in tables.items()}


def built(report: Path, year: str, edition: str) -> Shown:
    folder = report / edition
    return _shown(folder, folder / "tables", year, edition)


def cleared(outputs: Path, year: str, edition: str) -> Shown:
    folder = outputs / "northshire" / year / "cleared"
    latest = json.loads((folder / f"{edition}.json").read_text(encoding="utf-8"))["set"]
    return _shown(folder, folder / latest, year, edition)


def _shown(folder: Path, tables: Path, year: str, edition: str) -> Shown:
    prefix = SENSITIVE if edition == "panel" else ""
    paths = {path.name.removesuffix(".csv"): path for path in sorted(tables.glob("*.csv"))}
    assert all(name.startswith(SENSITIVE) == bool(prefix) for name in paths)
    read = {name.removeprefix(prefix): _read(path) for name, path in paths.items()}
    return Shown(
        year,
        edition,
        folder,
        {name: _table(name, rows) for name, rows in read.items()},
        {name: {row["marking"] for row in rows} for name, rows in read.items()},
    )


def _read(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "without a mark Excel misreads UTF-8"
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        assert rows.fieldnames is not None
        assert rows.fieldnames[-1] == "marking"
        return list(rows)


def _table(name: str, rows: list[dict[str, str]]) -> Table:
    table: Table = {}
    for row in rows:
        key = tuple(row[dimension] for dimension in DIMENSIONS[name])
        assert key not in table, "a row is shown twice"
        assert tuple(row)[: len(key)] == DIMENSIONS[name], "dimensions come first"
        table[key] = {
            column: text
            for column, text in row.items()
            if column not in (*DIMENSIONS[name], "marking")
        }
    return table


def page(shown: Shown, name: str) -> BeautifulSoup:
    text = (shown.folder / f"{name}.html").read_text(encoding="utf-8")
    return BeautifulSoup(text, "html.parser")


def downloaded(element: Tag) -> str:
    """The table whose download is linked next after a page's table or figure."""
    link = element.find_next("a", href=re.compile(r"\.csv$"))
    return Path(link["href"]).name.removesuffix(".csv").removeprefix(SENSITIVE)


def words(element: Tag) -> str:
    """An element's text, with every run of spaces, unbreakable or not, as one plain space."""
    return " ".join(element.get_text().split())


def grid(table: Tag) -> tuple[list[str], list[list[str]]]:
    """A page's table: its column headings, and its rows with their headings first.

    Rows that head a group have no figures, and are left out.
    """
    head, *body = table.select("tr:not(.group)")
    texts = [[words(cell) for cell in row.find_all(["th", "td"])] for row in (head, *body)]
    return texts[0], texts[1:]


def groups_of(table: Tag) -> list[str]:
    """The group that each row of a page's table stands in: "Total" for what stands in none."""
    bodies = table.find_all("tbody")
    heads = [body.select_one("tr.group") for body in bodies]
    return [
        words(head) if head else "Total"
        for body, head in zip(bodies, heads, strict=True)
        for _ in body.select("tr:not(.group)")
    ]


def withheld_whole(parsed: BeautifulSoup) -> list[str]:
    """The tables in whose place a page says that all their figures are withheld."""
    said = "All figures of this table are withheld to protect confidentiality."
    return [downloaded(each) for each in parsed.select(".withheld") if said in words(each)]


def findings(parsed: BeautifulSoup) -> list[str]:
    """All sentences of a page: those it opens with, and what else was found."""
    return [words(item) for item in parsed.select("ul.findings li, ul.also-found li")]


def in_words(part: str) -> str:
    """A month as pages write it. 2014-04 can be no reporting year: 2009-10 can, and is one."""
    year, _, month = part.partition("-")
    is_month = year.isdigit() and month.isdigit() and int(month) != (int(year) + 1) % 100
    return month_in_words(part) if is_month else part


OF_A_MONTH = re.compile(f"({'|'.join(month_name[1:])}) [0-9]{{4}}")


def month_in_words(part: str) -> str:
    year, _, month = part.partition("-")
    return f"{month_name[int(month)]} {year}"
