"""Children's birth dates, sex and so on, of children who do not exist.

All children of a family have one ethnicity and are born some time apart. A child's birth date is
chosen last, so that nobody is on a plan at 18.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from lscb.records.children import DISABILITIES
from lscb.synthetic.draws import Chance, Row, Rows, days_between, one, pick

# A child's age in days when its first plan starts, or else when it is first heard of.
AGES = {(1, 364): 12, (365, 1825): 28, (1826, 3651): 30, (3652, 5842): 27, (5843, 6572): 3}
NEARLY_OF_AGE = 6572  # days: eighteen years are two more, or three
APART = timedelta(days=330)
NOT_BORN = 0.02  # of plans start before the child is born
LONGEST_WAIT = 110  # days from such a plan's start to the birth
LONG_ENOUGH = 20  # days of a plan that a child may be born on
# Every child who is born is one or the other, since some formats cannot say anything else.
SEXES = {"male": 51, "female": 49}
ETHNICITIES = {
    "WBRI": 560,
    "WIRI": 8,
    "WIRT": 6,
    "WOTH": 75,
    "WROM": 12,
    "MWBC": 45,
    "MWBA": 22,
    "MWAS": 16,
    "MOTH": 26,
    "AIND": 18,
    "APKN": 20,
    "ABAN": 12,
    "AOTH": 26,
    "BCRB": 24,
    "BAFR": 72,
    "BOTH": 18,
    "CHNE": 4,
    "OOTH": 16,
    "REFU": 5,
    "NOBT": 15,
}
DISABLED = 0.09
IMPAIRMENTS = dict(zip(DISABILITIES[1:], (6, 3, 4, 4, 12, 30, 4, 4, 14, 3, 14, 8), strict=True))
SEVERAL = {1: 70, 2: 22, 3: 8}


@dataclass(frozen=True)
class _Heard:
    """When a child was first and last heard of, and how many days after that it can be born.

    A child with a plan is heard of first when that starts; one without must have been born.
    """

    first: date
    last: date
    longest_wait: int


def details(
    chance: Chance, plans: Rows, held: Rows, enquiries: Rows, died: dict[str, date]
) -> Rows:
    """A row of the record `children` for each child of the other records, as it turned out.

    `held` and `enquiries` are rows that also have a `family`, and every child of `plans` is in
    `held`; `died` is the day of each child's death. Both the day each birth was expected and that
    of the birth are there: what a file of a certain day says of a child is `known`.
    """
    families: dict[str, dict[str, None]] = defaultdict(dict)
    for row in [*held, *enquiries]:
        families[row["family"]][row["child_id"]] = None
    heard = _heard(plans, held, enquiries)
    rows: Rows = []
    owed = 0.0
    for name, children in families.items():
        ethnicity = pick(chance, ETHNICITIES)
        family = [heard[child] for child in children]
        can_wait = [number for number, child in enumerate(family) if child.longest_wait]
        # Owed as plans start, and paid by the next family that can, so that all years have some.
        owed += NOT_BORN * len(can_wait)
        not_born = one(chance, can_wait) if owed >= 1 and can_wait else None
        owed -= not_born is not None
        births = _births(chance, family, not_born)
        for child, birth in zip(children, births, strict=True):
            row = {"child_id": child, "birth_date": birth, "ethnicity": ethnicity}
            row["expected_birth_date"] = birth + days_between(chance, -7, 14)
            row["sex"] = pick(chance, SEXES)
            row["disabilities"] = _disabilities(chance)
            row["family_id"] = name.replace("child", "family")
            rows.append({**row, "death_date": died.get(child)})
    return sorted(rows, key=lambda row: row["child_id"])


def known(child: Row, as_at: date) -> Row:
    """What a file of that day says of a child, who may not be born yet."""
    if child["birth_date"] <= as_at:
        return child | {"expected_birth_date": None}
    return {
        "child_id": child["child_id"],
        "birth_date": None,
        # Text, because it is the one date that a file knows before it comes.
        "expected_birth_date": str(child["expected_birth_date"]),
        "sex": "not recorded",
        "ethnicity": "NOBT",
        "disabilities": None,
        "death_date": None,
        "family_id": child["family_id"],
    }


def _heard(plans: Rows, held: Rows, enquiries: Rows) -> dict[str, _Heard]:
    days: dict[str, list[date]] = defaultdict(list)
    for rows, columns in (
        (plans, ("plan_start", "plan_end")),
        (held, ("strategy_discussion", "conference_date")),
        (enquiries, ("strategy_discussion", "conference_date")),
    ):
        for row in rows:
            days[row["child_id"]] += [row[column] for column in columns if row[column]]
    first_plans: dict[str, Row] = {}
    for plan in sorted(plans, key=lambda plan: plan["plan_start"]):
        first_plans.setdefault(plan["child_id"], plan)
    heard = {}
    for child, theirs in days.items():
        plan = first_plans.get(child)
        first = plan["plan_start"] if plan else min(theirs)
        lasted = (plan["plan_end"] - first).days if plan else 0
        wait = min(LONGEST_WAIT, lasted - 1) if lasted >= LONG_ENOUGH else 0
        heard[child] = _Heard(first, max(theirs), wait)
    return heard


def _births(chance: Chance, family: list[_Heard], not_born: int | None) -> list[date]:
    """A birth date for each of a family's children, of whom one may be yet to be born."""
    births: dict[int, date] = {}
    # The one to be born is first: the others have more room to keep apart.
    for number in sorted(range(len(family)), key=lambda number: number != not_born):
        birth = _birth(chance, family[number], number == not_born)
        while any(abs(birth - other) < APART for other in births.values()):
            birth = _birth(chance, family[number], False)
        births[number] = birth
    return [births[number] for number in range(len(family))]


def _birth(chance: Chance, child: _Heard, not_born: bool) -> date:
    if not_born:
        return child.first + days_between(chance, 1, child.longest_wait)
    while True:
        least, most = pick(chance, AGES)
        most = min(most, NEARLY_OF_AGE - (child.last - child.first).days)
        if least <= most:
            return child.first - days_between(chance, least, most)


def _disabilities(chance: Chance) -> str:
    """The census's codes, in its order, or NONE."""
    if chance.random() >= DISABLED:
        return "NONE"
    found = {pick(chance, IMPAIRMENTS) for _ in range(pick(chance, SEVERAL))}
    return " ".join(code for code in DISABILITIES if code in found)
