"""The child deaths chapter's tables, counted from the register."""

from __future__ import annotations

from .rows import (
    NOT_AVAILABLE,
    WINDOW,
    WINDOW_NAME,
    Row,
    Table,
    day,
    how_many,
    in_year,
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
    return {
        "child_deaths.deaths_by_year": _by_year(deaths, year),
        "child_deaths.deaths_by_category": _by_category(deaths, periods),
        "child_deaths.deaths_expected": _by_expected(deaths, periods),
        "child_deaths.reviews_by_modifiable_factors": _reviews(
            # Whether factors are modifiable is asked since April 2010.
            deaths,
            {name: years for name, years in periods.items() if years[0] >= WINDOW[0]},
        ),
    }


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


def _reviews(deaths: list[Row], periods: dict) -> Table:
    table: Table = {}
    for name, years in periods.items():
        answers = [
            death["modifiable_factors"]
            for death in deaths
            if _within(death["review_completed"], years)
        ]
        found, known = answers.count("yes"), answers.count("yes") + answers.count("no")
        table[(name,)] = {
            "reviews": str(len(answers)),
            "insufficient_information": str(answers.count("insufficient information")),
            "denominator": str(known),
            "numerator": str(found),
            **share(found, known),
        }
    return table
