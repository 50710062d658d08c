"""The child deaths chapter's tables, counted from the register."""

from __future__ import annotations

from datetime import date

from .chance import chance
from .populations import by_deprivation, by_ethnicity, compared
from .restricted import between, waits
from .rows import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    WINDOW,
    WINDOW_NAME,
    Row,
    Table,
    day,
    figures,
    first_day,
    how_many,
    in_year,
    last_day,
    months_later,
    population,
    rate,
    records,
    share,
    window_complete,
    years_to,
)

# The analysis form's list, in its order (child death review forms, in use from April 2008).
CATEGORIES = (
    "Deliberately inflicted injury, abuse or neglect",
    "Suicide or deliberate self-inflicted harm",
    "Trauma and other external factors",
    "Malignancy",
    "Acute medical or surgical condition",
    "Chronic medical condition",
    "Chromosomal, genetic and congenital anomalies",
    "Perinatal or neonatal event",
    "Infection",
    "Sudden unexpected, unexplained death",
)
NOT_REVIEWED = "Review not complete"
EXPECTED = {"yes": "Expected", "no": "Unexpected", "": "Not yet known"}


def tables(year: str, edition: str) -> dict[str, Table]:
    deaths = records("child_deaths", ("case_id",), year)
    periods = _periods(year, edition)
    pooled = {
        name: (years, _residents(deaths, years)) for name, years in _pooled(year, edition).items()
    }
    return {
        "child_deaths.deaths_by_year": _by_year(deaths, year),
        **_and_chance(deaths, year),
        **_restricted(deaths, year, edition),
        "child_deaths.deaths_by_category": _by_category(deaths, periods),
        "child_deaths.deaths_expected": _by_expected(deaths, periods),
        "child_deaths.deaths_by_age": _by_age_and_sex(deaths, _pooled(year, edition), edition),
        "child_deaths.deaths_by_sex": _by_sex(deaths, _pooled(year, edition)),
        "child_deaths.deaths_by_ethnicity": by_ethnicity(pooled, year),
        "child_deaths.deaths_by_deprivation": by_deprivation(pooled, year),
        "child_deaths.groups_compared": compared(
            _residents(deaths, WINDOW) if window_complete(year) else None, year
        ),
        "child_deaths.infant_deaths": _infants(pooled, year),
        "child_deaths.reviews_by_year_of_death": _by_year_of_death(deaths, year),
        "child_deaths.reviews_by_modifiable_factors": _reviews(deaths, _asked_since_2010(periods)),
        "child_deaths.reviews_by_category": _reviews_by_category(
            deaths, _asked_since_2010(_pooled(year, edition))
        ),
        "child_deaths.time_to_review": _time_to_review(deaths, periods),
        "child_deaths.deaths_awaiting_review": {
            (single,): _awaiting(deaths, last_day(single)) for single in years_to(year)
        },
    }


def _restricted(deaths: list[Row], year: str, edition: str) -> dict[str, Table]:
    """What the panel alone is shown, of deaths in all years of the report."""
    if edition == "public":
        return {}
    years = years_to(year)
    period = year if len(years) == 1 else f"{years[0]} to {year}"
    died = _residents(deaths, years)
    found = between(died, period)
    gaps = {"child_deaths.days_between_unexpected_deaths": found} if found else {}
    return gaps | {"child_deaths.how_long_reviews_take": waits(died, period, last_day(year))}


def _and_chance(deaths: list[Row], year: str) -> dict[str, Table]:
    """Nothing of fewer than three years."""
    found = chance(lambda single: len(_residents(deaths, (single,))), year)
    return {"child_deaths.deaths_and_chance": found} if found else {}


def _pooled(year: str, edition: str) -> dict[str, tuple[str, ...]]:
    """A complete window for everybody, and for the panel the reporting year as well."""
    window = {WINDOW_NAME: WINDOW} if window_complete(year) else {}
    return window | ({year: (year,)} if edition == "panel" else {})


def _asked_since_2010(periods: dict) -> dict:
    """Whether factors are modifiable is asked since April 2010."""
    return {name: years for name, years in periods.items() if years[0] >= WINDOW[0]}


def _periods(year: str, edition: str) -> dict[str, tuple[str, ...]]:
    """The panel sees single years; the public a window, once all its years are over."""
    if edition == "panel":
        return {single: (single,) for single in years_to(year)}
    return {WINDOW_NAME: WINDOW} if window_complete(year) else {}


def _within(text: str, years: tuple[str, ...]) -> bool:
    return any(in_year(day(text), year) for year in years)


def _residents(deaths: list[Row], years: tuple[str, ...]) -> list[Row]:
    return [
        death
        for death in deaths
        if death["resident"] == "yes" and _within(death["date_of_death"], years)
    ]


def _by_year(deaths: list[Row], year: str) -> Table:
    periods = {single: (single,) for single in years_to(year)}
    if window_complete(year):
        periods[WINDOW_NAME] = WINDOW
    table: Table = {}
    for name, years in periods.items():
        notified = how_many(deaths, lambda death, y=years: _within(death["date_of_death"], y))
        residents = len(_residents(deaths, years))
        people = sum(population(year, single) for single in years)
        # A rate on one or two deaths is chance, and is not given.
        of_rate = (NOT_AVAILABLE,) * 3 if residents in (1, 2) else rate(residents, people, 100_000)
        table[(name,)] = {
            "notified": str(notified),
            "residents": str(residents),
            "population": str(people),
            **dict(zip(("rate_per_100000", "lower", "upper"), of_rate, strict=True)),
        }
    return table


def _counted(periods: dict, deaths: list[Row], labels: tuple[str, ...], label_of) -> Table:
    table: Table = {}
    for name, years in periods.items():
        died = [label_of(death) for death in _residents(deaths, years)]
        assert set(died) <= set(labels)
        table |= {(name, label): {"count": str(died.count(label))} for label in labels}
        table[(name, "Total")] = {"count": str(len(died))}
    return table


def _by_category(deaths: list[Row], periods: dict) -> Table:
    labels = (*CATEGORIES, NOT_REVIEWED)
    return _counted(
        periods, deaths, labels, lambda death: death["category"].capitalize() or NOT_REVIEWED
    )


def _by_expected(deaths: list[Row], periods: dict) -> Table:
    labels = tuple(EXPECTED.values())
    return _counted(periods, deaths, labels, lambda death: EXPECTED[death["expected"]])


AGES = (
    "0 to 27 days",
    "28 to 364 days",
    "1 to 4 years",
    "5 to 9 years",
    "10 to 14 years",
    "15 to 17 years",
    "Not recorded",
)


def _infants(pooled: dict[str, tuple[tuple[str, ...], list[Row]]], year: str) -> Table:
    """Deaths in the first year of life beside the births of the calendar years."""
    born = figures(year)["live_births"]["by"]
    table: Table = {}
    for name, (years, died) in pooled.items():
        count = how_many(died, lambda death: death["age_group"] in AGES[:2])
        births = sum(born[int(single[:4])] for single in years)
        # A rate on one or two deaths is chance, and is not given.
        of_rate = (NOT_AVAILABLE,) * 3 if count in (1, 2) else rate(count, births, 1_000)
        table[(name,)] = {
            "count": str(count),
            "live_births": str(births),
            **dict(zip(("rate_per_1000", "lower", "upper"), of_rate, strict=True)),
        }
    return table


SEXES = {"Male": "male", "Female": "female", "Not recorded": "not recorded"}


def _by_age_and_sex(deaths: list[Row], periods: dict, edition: str) -> Table:
    table: Table = {}
    for name, years in periods.items():
        died = _residents(deaths, years)
        for age in (*AGES, "Total"):
            of_age = [d for d in died if age in (d["age_group"] or "Not recorded", "Total")]
            if edition == "panel":
                for shown, sex in SEXES.items():
                    number = how_many(of_age, lambda d, s=sex: (d["sex"] or "not recorded") == s)
                    table[(name, age, shown)] = {"count": str(number)}
            table[(name, age, "Total")] = {"count": str(len(of_age))}
    return table


def _by_sex(deaths: list[Row], periods: dict) -> Table:
    table: Table = {}
    for name, years in periods.items():
        died = [death["sex"] or "not recorded" for death in _residents(deaths, years)]
        for shown, sex in SEXES.items():
            table[(name, "Total", shown)] = {"count": str(died.count(sex))}
        table[(name, "Total", "Total")] = {"count": str(len(died))}
    return table


def _reviewed(deaths: list[Row], years: tuple[str, ...]) -> list[Row]:
    return [death for death in deaths if _within(death["review_completed"], years)]


def _by_year_of_death(deaths: list[Row], year: str) -> Table:
    table: Table = {}
    for single in years_to(year):
        reviews = _reviewed(deaths, (single,))
        same = how_many(reviews, lambda d, y=single: in_year(day(d["date_of_death"]), y))
        earlier = how_many(reviews, lambda d, y=single: day(d["date_of_death"]) < first_day(y))
        table[(single,)] = {
            "reviews": str(len(reviews)),
            "of_the_year": str(same),
            "of_earlier": str(earlier),
        }
    return table


def _reviews(deaths: list[Row], periods: dict) -> Table:
    return {(name,): _found(_reviewed(deaths, years)) for name, years in periods.items()}


def _reviews_by_category(deaths: list[Row], periods: dict) -> Table:
    table: Table = {}
    for name, years in periods.items():
        reviews = _reviewed(deaths, years)
        for label in CATEGORIES:
            of_it = [death for death in reviews if death["category"].capitalize() == label]
            table[(name, label)] = _found(of_it)
        table[(name, "Total")] = _found(reviews)
    return table


def _found(reviews: list[Row]) -> Row:
    answers = [death["modifiable_factors"] for death in reviews]
    found, known = answers.count("yes"), answers.count("yes") + answers.count("no")
    # Of no review a share does not apply.
    none = dict.fromkeys(("percent", "lower", "upper"), NOT_APPLICABLE)
    return {
        "reviews": str(len(answers)),
        "insufficient_information": str(answers.count("insufficient information")),
        "denominator": str(known),
        "numerator": str(found),
        **(share(found, known) if known else none),
    }


def _time_to_review(deaths: list[Row], periods: dict) -> Table:
    table: Table = {}
    for name, years in periods.items():
        spans = [
            (day(death["date_of_death"]), day(death["review_completed"]))
            for death in _reviewed(deaths, years)
        ]
        half = how_many(spans, lambda span: span[1] <= months_later(span[0], 6))
        whole = how_many(spans, lambda span: span[1] <= months_later(span[0], 12))
        table[(name,)] = {
            "reviews": str(len(spans)),
            "within_6_months": str(half),
            "within_12_months": str(whole - half),
            "over_12_months": str(len(spans) - whole),
            **share(half, len(spans)),
        }
    return table


def _awaiting(deaths: list[Row], at: date) -> Row:
    told = [
        day(death["date_notified"])
        for death in deaths
        if death["resident"] == "yes"
        and day(death["date_notified"]) <= at
        and (day(death["review_completed"]) or date.max) > at
    ]
    half = how_many(told, lambda notified: at <= months_later(notified, 6))
    whole = how_many(told, lambda notified: at <= months_later(notified, 12))
    return {
        "awaiting": str(len(told)),
        "under_6_months": str(half),
        "under_12_months": str(whole - half),
        "over_12_months": str(len(told) - whole),
    }
