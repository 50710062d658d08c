"""What must add up of child deaths and of their reviews."""

from __future__ import annotations

from .cells import Identity, Tables, ages_and_sexes, equal, groups_of, keys_of, sum_of
from .rows import WINDOW, WINDOW_NAME

DEATHS = "child_deaths"

PARTS_OF_WHOLES = {
    f"{DEATHS}.deaths_by_year": (("residents", "notified"),),
    f"{DEATHS}.reviews_by_modifiable_factors": (("numerator", "denominator"),),
    f"{DEATHS}.reviews_by_category": (("numerator", "denominator"),),
}


def sums(tables: Tables) -> list[Identity]:
    by_year = f"{DEATHS}.deaths_by_year"
    found = [
        sum_of((by_year, (WINDOW_NAME,), column), [(by_year, (year,), column) for year in WINDOW])
        for column in ("notified", "residents", "population")
    ]
    for name in map(
        f"{DEATHS}.{{}}".format,
        ("deaths_by_category", "deaths_expected", "deaths_by_ethnicity", "deaths_by_deprivation"),
    ):
        for group in groups_of(keys_of(tables, name)):
            total = (name, (*group, "Total"), "count")
            parts = [key for key in keys_of(tables, name) if key[:1] == group and key[1] != "Total"]
            found.append(sum_of(total, [(name, key, "count") for key in parts]))
            found.append(equal(total, (by_year, group, "residents")))
    infants = f"{DEATHS}.infant_deaths"
    for (period,) in keys_of(tables, infants):
        ages = [(period, age, "Total") for age in ("0 to 27 days", "28 to 364 days")]
        parts = [(f"{DEATHS}.deaths_by_age", key, "count") for key in ages]
        found.append(sum_of((infants, (period,), "count"), parts))
    return [
        *found,
        *ages_and_sexes(
            tables, (f"{DEATHS}.deaths_by_age", f"{DEATHS}.deaths_by_sex"), (by_year, "residents")
        ),
        *_reviews_of_deaths(tables),
        *_years_of_reviews(tables),
        *_waits(tables),
    ]


def _reviews_of_deaths(tables: Tables) -> list[Identity]:
    everybody = f"{DEATHS}.reviews_by_modifiable_factors"
    by_category = f"{DEATHS}.reviews_by_category"
    found = []
    for name in (everybody, by_category):
        for key in keys_of(tables, name):
            parts = ("insufficient_information", "denominator")
            found.append(sum_of((name, key, "reviews"), [(name, key, part) for part in parts]))
    for total in [key for key in keys_of(tables, by_category) if key[1] == "Total"]:
        parts = [k for k in keys_of(tables, by_category) if k[0] == total[0] and k != total]
        for column in ("reviews", "insufficient_information", "denominator", "numerator"):
            cells = [(by_category, key, column) for key in parts]
            found.append(sum_of((by_category, total, column), cells))
            found.append(equal((by_category, total, column), (everybody, total[:1], column)))
    return found


def _years_of_reviews(tables: Tables) -> list[Identity]:
    """Reviews of a year are of its own deaths and of earlier ones; a window's are its years'."""
    name = f"{DEATHS}.reviews_by_year_of_death"
    keys = keys_of(tables, name)
    found = [
        sum_of(
            (name, key, "reviews"), [(name, key, part) for part in ("of_the_year", "of_earlier")]
        )
        for key in keys
    ]
    whole = (f"{DEATHS}.time_to_review", (WINDOW_NAME,), "reviews")
    found.append(sum_of(whole, [(name, (year,), "reviews") for year in WINDOW]))
    return found + [
        equal((name, key, "reviews"), (f"{DEATHS}.time_to_review", key, "reviews")) for key in keys
    ]


def _waits(tables: Tables) -> list[Identity]:
    timed, waiting = f"{DEATHS}.time_to_review", f"{DEATHS}.deaths_awaiting_review"
    reviewed = f"{DEATHS}.reviews_by_modifiable_factors"
    found = [
        sum_of(
            (timed, key, "reviews"),
            [
                (timed, key, part)
                for part in ("within_6_months", "within_12_months", "over_12_months")
            ],
        )
        for key in keys_of(tables, timed)
    ]
    found += [
        equal((timed, key, "reviews"), (reviewed, key, "reviews"))
        for key in keys_of(tables, reviewed)
    ]
    return found + [
        sum_of(
            (waiting, key, "awaiting"),
            [
                (waiting, key, part)
                for part in ("under_6_months", "under_12_months", "over_12_months")
            ],
        )
        for key in keys_of(tables, waiting)
    ]
