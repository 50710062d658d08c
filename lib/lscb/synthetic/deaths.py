"""Deaths of a board that does not exist: when, of what, and what the panel's reviews found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import sha256

from lscb.records import child_deaths
from lscb.records.conferences import RECORD as CONFERENCES
from lscb.synthetic.details import ETHNICITIES, SEXES
from lscb.synthetic.draws import Chance, Row, Rows, Years, days_between, identifier, pick

CAUSES = child_deaths.CATEGORIES
YES, NO = CONFERENCES.column("transfer_in").codes

# A whole number beside a choice is its weight; a fraction is a chance.
DEATHS = dict(zip(CAUSES, (2, 4, 7, 8, 6, 5, 24, 32, 5, 7), strict=True))
EXPECTED = dict(zip(CAUSES, (0, 0, 0, 0.95, 0.5, 0.8, 0.95, 0.92, 0.5, 0), strict=True))
AROUND_BIRTH = CAUSES[7]

AGES = dict(zip(child_deaths.AGE_GROUPS, (4, 22, 26, 16, 15, 17), strict=True))
AGES_AROUND_BIRTH = dict(zip(child_deaths.AGE_GROUPS, (88, 12, 0, 0, 0, 0), strict=True))
FIRST_DAYS = {"0 to 27 days": 27, "28 to 364 days": 364}
FIRST_YEARS = {"1 to 4 years": 4, "5 to 9 years": 9, "10 to 14 years": 14}
# More children die where deprivation is deepest.
QUINTILES = dict(zip(child_deaths.QUINTILES, (32, 24, 18, 14, 12), strict=True))
NOT_KNOWN = 0.04


def deaths_of(chance: Chance, lived: Years) -> Rows:
    """Every death of the years, in the order they were notified, its review always complete."""
    rows = []
    for year in lived:
        elsewhere = int(chance.integers(0, 4))
        for number in range(int(chance.integers(11, 21))):
            day = year.first_day + days_between(chance, 0, (year.last_day - year.first_day).days)
            rows.append(_death(chance, day, resident=number >= elsewhere))
    rows.sort(key=lambda row: row["date_notified"])
    for number, row in enumerate(rows, start=1):
        row["case_id"] = identifier("death", number)
        row |= _as_asked_then(row)
        # One in fifteen is not known to begin with, and half of those never: a query on purpose.
        if number % 15 == 0:
            known = (row["review_completed"], row["expected"])
            row["expected"] = known if number % 30 else None
    return rows


def _death(chance: Chance, day: date, resident: bool) -> Row:
    category = pick(chance, DEATHS)
    expected = chance.random() < EXPECTED[category]
    notified = day + (
        days_between(chance, 4, 35) if chance.random() < 0.25 else days_between(chance, 0, 3)
    )
    review = notified + timedelta(days=int(chance.triangular(60, 150, 390)))
    if not expected and chance.random() < 0.2:
        # An inquest or a criminal trial comes first.
        review += days_between(chance, 90, 365)
    review = _panel_day(review)
    modifiable = (11, 82, 7) if EXPECTED[category] else (55, 35, 10)
    answers = dict(zip(child_deaths.MODIFIABLE_FACTORS, modifiable, strict=True))
    return {
        "child_id": None,
        "date_of_death": day,
        "date_notified": notified,
        "resident": YES if resident else NO,
        "expected": YES if expected else NO,
        "review_completed": review,
        "category": (review, category),
        "modifiable_factors": (review, pick(chance, answers)),
    }


def _as_asked_then(death: Row) -> Row:
    """What the panel said, as it was asked when it completed its review."""
    completed, factors = death["modifiable_factors"]
    if completed >= child_deaths.MODIFIABLE_FACTORS_SINCE.first_day:
        return {"preventable": None}
    fully, potentially, not_at_all, unknown = child_deaths.PREVENTABLE
    yes, no, _ = child_deaths.MODIFIABLE_FACTORS
    # Told from the case and not drawn, so that the draws of everything else stay as they are.
    odd = sha256(death["case_id"].encode()).digest()[0] % 2
    said = {yes: potentially if odd else fully, no: not_at_all}.get(factors, unknown)
    return {"modifiable_factors": None, "preventable": (completed, said)}


def _panel_day(day: date) -> date:
    """The panel's next meeting: the second Wednesday of each quarter's first month."""
    while not (day.month % 3 == 1 and day.weekday() == 2 and 8 <= day.day <= 14):
        day += timedelta(days=1)
    return day


def described(chance: Chance, deaths: Rows, children: Rows) -> None:
    """Give each death the child's age, sex, ethnicity and how deprived its home's area was.

    Where the child is one of `children`, as it is there; the rest is drawn.
    """
    known = {child["child_id"]: child for child in children}
    for death in deaths:
        child = known.get(death["child_id"])
        around_birth = AROUND_BIRTH in death["category"]
        # All are drawn for each, so that a child that is known moves no other's draws.
        drawn = {
            "age_group": pick(chance, AGES_AROUND_BIRTH if around_birth else AGES),
            "sex": pick(chance, SEXES),
            "ethnicity": pick(chance, ETHNICITIES),
            "deprivation_quintile": pick(chance, QUINTILES),
        }
        if chance.random() < NOT_KNOWN:
            drawn["deprivation_quintile"] = None
        if child:
            drawn |= {"sex": child["sex"], "ethnicity": child["ethnicity"]}
            drawn["age_group"] = _age_group(child, death["date_of_death"])
        death |= drawn


def _age_group(child: Mapping[str, date], died: date) -> str:
    """How old a child was, in the register's groups."""
    born = child["birth_date"]
    days = (died - born).days
    years = died.year - born.year - ((died.month, died.day) < (born.month, born.day))
    if years == 0:
        return next(group for group, last in FIRST_DAYS.items() if days <= last)
    groups = (group for group, last in FIRST_YEARS.items() if years <= last)
    return next(groups, child_deaths.AGE_GROUPS[-1])
