"""Child deaths: figures and sentences from cleared tables."""

from __future__ import annotations

from lscb.chapters.child_deaths.findings import findings
from lscb.chapters.child_deaths.pictures import (
    ages_chart,
    deaths_and_reviews_chart,
    deprivation_chart,
)
from lscb.chapters.child_deaths.populations import (
    deaths_by_deprivation,
    deaths_by_ethnicity,
    groups_compared,
    infant_deaths,
)
from lscb.chapters.child_deaths.restricted import (
    days_between_unexpected_deaths,
    how_long_reviews_take,
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
    "ages_chart",
    "chance_chart",
    "days_between_unexpected_deaths",
    "deaths_and_chance",
    "deaths_and_reviews_chart",
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
    "deprivation_chart",
    "findings",
    "groups_compared",
    "how_long_reviews_take",
    "infant_deaths",
    "reviews_by_category",
    "reviews_by_modifiable_factors",
    "reviews_by_year_of_death",
    "time_to_review",
]
