"""Which children are on plans: by age and by sex."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lscb.measures.child_protection_plans.plans import SOURCE, YEAR, open_on
from lscb.records.record import looked_up
from lscb.scope import Scope
from lscb.tables import TOTAL, Absent, Cell, Column, Identity, Table

UNBORN, NOT_RECORDED = "Unborn", "Not recorded"

UP_TO = {"Under 1": 1, "1 to 4": 5, "5 to 9": 10, "10 to 15": 16}
"""The birthday that ends each age group; who has had the last of them is 16 or over."""

AGES = (UNBORN, *UP_TO, "16 and over", NOT_RECORDED)

SEXES = ("Male", "Female", NOT_RECORDED)

NEITHER = (
    "Children not born yet, and those whose sex is indeterminate, are among those whose sex is not "
    "recorded."
)


def plans_by_age(
    scope: Scope, child_protection_plans: pd.DataFrame, children: pd.DataFrame
) -> Table | Absent:
    """Children on a plan at 31 March, this year and last, by age then; for the panel by sex too.

    Age is in completed years on 31 March. A child is unborn on a day before the birth, or where
    only an expected day of birth is recorded. Age groups are those of DfE's published tables, but
    that unborn children are told from those under one.
    """
    if _is_blank(children, "birth_date", "expected_birth_date"):
        return Absent("Not counted: the record of children does not give birth_date.")
    sexes = (*SEXES, TOTAL) if scope.edition == "panel" else (TOTAL,)
    found = (child_protection_plans, children)
    return _children_on_plans(scope, found, "plans_by_age", "age", (*AGES, TOTAL), sexes)


def plans_by_sex(
    scope: Scope, child_protection_plans: pd.DataFrame, children: pd.DataFrame
) -> Table | Absent:
    """Children on a plan at 31 March, this year and last, by sex.

    The sex of a child not born yet is not recorded.
    """
    if _is_blank(children, "sex"):
        return Absent("Not counted: the record of children does not give sex.")
    found = (child_protection_plans, children)
    return _children_on_plans(scope, found, "plans_by_sex", "sex", (TOTAL,), (*SEXES, TOTAL))


def _is_blank(children: pd.DataFrame, *columns: str) -> bool:
    """Whether there are children and none of the columns says anything of any of them."""
    return bool(len(children) and children[list(columns)].isna().all(axis=None))


def _children_on_plans(
    scope: Scope,
    found: tuple[pd.DataFrame, pd.DataFrame],
    name: str,
    by: str,
    ages: Sequence[str],
    sexes: Sequence[str],
) -> Table:
    plans, children = found
    rows = [
        {"year": str(year), "age_group": age, "sex": sex, "count": _how_many(described, age, sex)}
        for year in scope.this_and_last
        for described in [_described(open_on(plans, year.last_day), children, year.last_day)]
        for age in ages
        for sex in sexes
    ]
    return Table(
        name=name,
        title=f"Children on a plan at 31 March by {by}",
        population="Children on a child protection plan at 31 March",
        source=f"{SOURCE} and children",
        dimensions=YEAR | {"age_group": "Age at 31 March", "sex": "Sex"},
        columns=(
            Column(
                "count",
                "Children on a plan at 31 March",
                "children",
                "plans open",
                finer=("age_group", "sex"),
            ),
        ),
        cells=pd.DataFrame(rows),
        identities=tuple(_born_without_a_sex(str(year)) for year in scope.this_and_last),
        notes=(NEITHER,) if len(sexes) > 1 else (),
    )


def _born_without_a_sex(year: str) -> Identity:
    """Children who are born and whose sex is not recorded: the others that have none are unborn."""
    return Identity(
        (Cell.of("plans open", year=year, sex=NOT_RECORDED),),
        (Cell.of("plans open", year=year, age_group=UNBORN),),
        Cell.of("children born without a sex recorded", year=year),
    )


def _how_many(described: pd.DataFrame, age: str, sex: str) -> int:
    of_age = (described.age_group == age) | (age == TOTAL)
    return int((of_age & ((described.sex == sex) | (sex == TOTAL))).sum())


def _described(on_plans: pd.DataFrame, children: pd.DataFrame, day: object) -> pd.DataFrame:
    """The age group and the sex of each child on a plan; same index as `on_plans`."""
    by_child = children.set_index("child_id")
    sex = looked_up(on_plans.child_id, by_child.sex).str.capitalize()
    born, expected = (
        looked_up(on_plans.child_id, by_child[column])
        for column in ("birth_date", "expected_birth_date")
    )
    groups = age_groups(born, expected, pd.Timestamp(day))
    # The sex of a child who was born since was not known on the day.
    known = sex.isin(SEXES) & (groups != UNBORN)
    return pd.DataFrame({"age_group": groups, "sex": sex.where(known, NOT_RECORDED)})


def age_groups(born: pd.Series, expected: pd.Series, day: pd.Timestamp) -> pd.Series:
    """The age group of each child on a day. Same index; one of `AGES`."""
    group = pd.Series(NOT_RECORDED, index=born.index, dtype=object)
    group = group.mask(born.notna(), AGES[-2])
    for name, birthday in reversed(UP_TO.items()):
        group = group.mask(born > day - pd.DateOffset(years=birthday), name)
    return group.mask((born > day) | (born.isna() & expected.notna()), UNBORN)
