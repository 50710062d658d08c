"""Child deaths: figures and sentences from cleared tables."""

from __future__ import annotations

from lscb.chapters.child_deaths.findings import findings
from lscb.chapters.child_deaths.populations import (
    deaths_by_deprivation,
    deaths_by_ethnicity,
    groups_compared,
    infant_deaths,
)
from lscb.chapters.child_deaths.tables import (
    chance_chart,
    deaths_and_chance,
    deaths_as_published,
    deaths_awaiting_review,
    deaths_by_age,
    deaths_by_category,
    deaths_by_sex,
    deaths_by_year,
    deaths_chart,
    deaths_expected,
    reviews_by_category,
    reviews_by_modifiable_factors,
    reviews_by_year_of_death,
    time_to_review,
)

__all__ = [
    "chance_chart",
    "deaths_and_chance",
    "deaths_as_published",
    "deaths_awaiting_review",
    "deaths_by_age",
    "deaths_by_category",
    "deaths_by_deprivation",
    "deaths_by_ethnicity",
    "deaths_by_sex",
    "deaths_by_year",
    "deaths_chart",
    "deaths_expected",
    "findings",
    "groups_compared",
    "infant_deaths",
    "reviews_by_category",
    "reviews_by_modifiable_factors",
    "reviews_by_year_of_death",
    "time_to_review",
]
