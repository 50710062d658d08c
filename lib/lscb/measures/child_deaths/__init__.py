"""Child deaths: how many, in what categories, and what the panel's reviews found.

Three counts that are never mixed: deaths *notified* to the panel, deaths of *residents*, and
*reviews* completed. A death belongs to the year in which the child died; a review to the year
in which the panel completed it, whatever the year of the death (Working Together 2013, chapter
5; DfE child death review statistics).
"""

from __future__ import annotations

from lscb.measures.child_deaths.chance import deaths_and_chance
from lscb.measures.child_deaths.compared import groups_compared
from lscb.measures.child_deaths.deaths import (
    deaths_as_published,
    deaths_by_category,
    deaths_by_year,
    deaths_expected,
)
from lscb.measures.child_deaths.groups import deaths_by_age, deaths_by_sex
from lscb.measures.child_deaths.infants import infant_deaths
from lscb.measures.child_deaths.populations import deaths_by_deprivation, deaths_by_ethnicity
from lscb.measures.child_deaths.restricted import (
    days_between_unexpected_deaths,
    how_long_reviews_take,
)
from lscb.measures.child_deaths.reviews import (
    deaths_awaiting_review,
    reviews_by_category,
    reviews_by_modifiable_factors,
    reviews_by_year_of_death,
    time_to_review,
)
from lscb.records.child_deaths import QUINTILES
from lscb.scope import POPULATION, POPULATION_BY_ETHNIC_GROUP, Wanted

FIGURES = {
    "population_0_17": POPULATION,
    "population_by_ethnic_group": POPULATION_BY_ETHNIC_GROUP,
    "population_by_deprivation_quintile": Wanted(
        "Children aged 0 to 17 by fifth of England's small areas, 1 the most deprived",
        by="deprivation quintile",
        names=QUINTILES,
        whole="population_0_17",
    ),
    "live_births": Wanted("Live births to residents in each calendar year", by="calendar year"),
}

TABLES = (
    deaths_by_year,
    deaths_and_chance,
    deaths_by_category,
    deaths_expected,
    deaths_by_age,
    deaths_by_sex,
    deaths_by_ethnicity,
    deaths_by_deprivation,
    groups_compared,
    infant_deaths,
    reviews_by_year_of_death,
    reviews_by_modifiable_factors,
    reviews_by_category,
    time_to_review,
    deaths_awaiting_review,
    days_between_unexpected_deaths,
    how_long_reviews_take,
    deaths_as_published,
)
