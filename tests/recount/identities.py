"""What must add up, and what can be worked out from it.

Each identity is a sum of cells that is nought, so one list serves twice: every identity must
hold in the recount, and none may give away a withheld cell of the public edition. Differences
that no table shows, such as deaths of children who did not live in the area, are cells too:
they are withheld everywhere and must not be deducible where they are 1 to 5.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import pairwise

from . import attendance
from .plans import BANDS, LATER, NO_DISCUSSION, ONE_YEAR, PARTS, TRANSFERRED, WITHIN
from .rows import NOT_APPLICABLE, NOT_AVAILABLE, WINDOW, WINDOW_NAME, WITHHELD, Table

Cell = tuple[str, tuple[str, ...], str]
"""A table's name, the dimensions of a row, and a column."""

Identity = dict[Cell, int]
Tables = dict[str, Table]

PLANS, DEATHS, TRAINING = "child_protection_plans", "child_deaths", "training"
FLOW = f"{PLANS}.plan_flow"

OUTCOMES = (
    "booked",
    "cancelled",
    "did_not_attend",
    "attended_from_bookings",
    "attended_unbooked",
    "attended",
)

PARTS_OF_WHOLES = {
    f"{DEATHS}.deaths_by_year": (("residents", "notified"),),
    f"{DEATHS}.reviews_by_modifiable_factors": (("numerator", "denominator"),),
    f"{DEATHS}.reviews_by_category": (("numerator", "denominator"),),
    f"{PLANS}.plans_by_duration_ended": (("count", "denominator"),),
    f"{PLANS}.plans_by_duration_open": (("count", "denominator"),),
    f"{PLANS}.plans_by_category": (("count", "denominator"),),
    f"{PLANS}.second_or_subsequent_plans": (("numerator", "denominator"),),
    f"{PLANS}.repeat_plans_within_24_months": (
        ("numerator", "repeats"),
        ("repeats", "denominator"),
    ),
    f"{PLANS}.reviews_in_time": (("numerator", "denominator"),),
    f"{PLANS}.icpc_timeliness": (("count", "denominator"),),
    attendance.NAME: attendance.PARTS,
    f"{TRAINING}.evaluation_before_and_after": (("pairs", "attended"),),
    f"{TRAINING}.evaluation_at_three_months": (("answered", "asked"), ("changed", "answered")),
    f"{TRAINING}.uptake_by_agency": (
        ("trained", "eligible"),
        ("in_date", "eligible"),
        ("trained", "in_date"),
    ),
}
"""Every 'so many of so many': the part and the whole, by table."""


def identities(tables: Tables) -> list[Identity]:
    found = [
        *_parts_of_wholes(tables),
        *_deaths(tables),
        *_flow(tables),
        *_months(tables),
        *_durations(tables),
        *_categories(tables),
        *_groups_on_plans(tables),
        *_second(tables),
        *_second_plans(tables),
        *_reviews(tables),
        *_conferences(tables),
        *attendance.sums(tables),
        *_outcomes(tables),
        *_who_came_to_what(tables),
        *_evaluated(tables),
        *_beside_courses(tables),
        *_uptake(tables),
    ]
    return [identity for identity in found if _is_all_shown(tables, identity)]


def complement(part: str, whole: str) -> str:
    return f"{whole} less {part}"


def is_complement(cell: Cell) -> bool:
    return " less " in cell[2]


def text_of(tables: Tables, cell: Cell) -> str:
    return tables.get(cell[0], {}).get(cell[1], {}).get(cell[2], "")


def value(tables: Tables, cell: Cell) -> int:
    """The cell's number; of a difference that no table shows, the difference."""
    if is_complement(cell):
        whole, part = cell[2].split(" less ")
        return _side(tables, cell, whole) - _side(tables, cell, part)
    return int(text_of(tables, cell))


def _side(tables: Tables, cell: Cell, side: str) -> int:
    """One side of a difference: a column of its row; second plans by then, in the row so named;
    or all plans that ended in the years of its period."""
    name, key, _ = cell
    if side == "all ended":
        return sum(value(tables, (FLOW, (year,), "ended")) for year in _years(tables, key[0]))
    if (*key[:1], side) in tables[name]:
        return value(tables, (name, (*key[:1], side), "second"))
    return value(tables, (name, key, side))


def _years(tables: Tables, period: str) -> list[str]:
    """The single years of a period such as 2010-11 to 2014-15."""
    first, _, last = period.partition(" to ")
    return [year for (year,) in _rows(tables, FLOW) if first <= year <= (last or first)]


def deducible(tables: Tables) -> set[Cell]:
    """The withheld cells, and differences, that the identities fix at one value.

    Gaussian elimination, in exact fractions: a cell is fixed where it stands alone in a row of
    the reduced system.
    """
    pivots: dict[Cell, dict[Cell, Fraction]] = {}
    for identity in identities(tables):
        row = {
            cell: Fraction(times)
            for cell, times in identity.items()
            if is_complement(cell) or text_of(tables, cell) == WITHHELD
        }
        for cell in [cell for cell in row if cell in pivots]:
            _subtract(row, pivots[cell], row[cell])
        if row:
            pivot = next(iter(row))
            row = {cell: times / row[pivot] for cell, times in row.items()}
            for other in pivots.values():
                if pivot in other:
                    _subtract(other, row, other[pivot])
            pivots[pivot] = row
    return {pivot for pivot, row in pivots.items() if len(row) == 1}


def _subtract(row: dict[Cell, Fraction], other: dict[Cell, Fraction], times: Fraction) -> None:
    for cell, each in other.items():
        row[cell] = row.get(cell, Fraction(0)) - times * each
        if not row[cell]:
            del row[cell]


def _is_all_shown(tables: Tables, identity: Identity) -> bool:
    """Whether every cell is a number or a withheld one: what is not there adds to nothing."""
    blank = (NOT_APPLICABLE, NOT_AVAILABLE, "")
    return not any(text_of(tables, cell) in blank for cell in identity if not is_complement(cell))


def _equal(one: Cell, other: Cell) -> Identity:
    return {one: 1, other: -1} if one != other else {}


def _sum(total: Cell, parts: list[Cell]) -> Identity:
    return {total: -1} | dict.fromkeys(parts, 1)


def _rows(tables: Tables, name: str) -> list[tuple[str, ...]]:
    return list(tables.get(name, {}))


def _parts_of_wholes(tables: Tables) -> list[Identity]:
    return [
        {
            (name, key, whole): 1,
            (name, key, part): -1,
            (name, key, complement(part, whole)): -1,
        }
        for name, pairs in PARTS_OF_WHOLES.items()
        for key in _rows(tables, name)
        for part, whole in pairs
    ]


def _deaths(tables: Tables) -> list[Identity]:
    by_year = f"{DEATHS}.deaths_by_year"
    found = [
        _sum((by_year, (WINDOW_NAME,), column), [(by_year, (year,), column) for year in WINDOW])
        for column in ("notified", "residents", "population")
    ]
    for name in map(
        f"{DEATHS}.{{}}".format,
        ("deaths_by_category", "deaths_expected", "deaths_by_ethnicity", "deaths_by_deprivation"),
    ):
        for group in _groups(_rows(tables, name)):
            total = (name, (*group, "Total"), "count")
            parts = [key for key in _rows(tables, name) if key[:1] == group and key[1] != "Total"]
            found.append(_sum(total, [(name, key, "count") for key in parts]))
            found.append(_equal(total, (by_year, group, "residents")))
    infants = f"{DEATHS}.infant_deaths"
    for (period,) in _rows(tables, infants):
        ages = [(period, age, "Total") for age in ("0 to 27 days", "28 to 364 days")]
        parts = [(f"{DEATHS}.deaths_by_age", key, "count") for key in ages]
        found.append(_sum((infants, (period,), "count"), parts))
    return [
        *found,
        *_ages_and_sexes(tables),
        *_reviews_of_deaths(tables),
        *_years_of_reviews(tables),
        *_waits(tables),
    ]


def _ages_and_sexes(
    tables: Tables,
    names: tuple[str, ...] = (f"{DEATHS}.deaths_by_age", f"{DEATHS}.deaths_by_sex"),
    whole: tuple[str, str] = (f"{DEATHS}.deaths_by_year", "residents"),
) -> list[Identity]:
    """Along each of age and sex the parts are the total, which is that of all deaths."""
    found = []
    for name in names:
        keys = _rows(tables, name)
        for place in (1, 2):
            for total in [key for key in keys if key[place] == "Total"]:
                parts = [
                    key
                    for key in keys
                    if key[place] != "Total" and key[:place] == total[:place]
                    if key[place + 1 :] == total[place + 1 :]
                ]
                if parts:
                    found.append(
                        _sum((name, total, "count"), [(name, key, "count") for key in parts])
                    )
        found += [
            _equal((name, key, "count"), (whole[0], key[:1], whole[1]))
            for key in keys
            if key[1:] == ("Total", "Total")
        ]
    return found


def _reviews_of_deaths(tables: Tables) -> list[Identity]:
    everybody = f"{DEATHS}.reviews_by_modifiable_factors"
    by_category = f"{DEATHS}.reviews_by_category"
    found = []
    for name in (everybody, by_category):
        for key in _rows(tables, name):
            parts = ("insufficient_information", "denominator")
            found.append(_sum((name, key, "reviews"), [(name, key, part) for part in parts]))
    for total in [key for key in _rows(tables, by_category) if key[1] == "Total"]:
        parts = [k for k in _rows(tables, by_category) if k[0] == total[0] and k != total]
        for column in ("reviews", "insufficient_information", "denominator", "numerator"):
            cells = [(by_category, key, column) for key in parts]
            found.append(_sum((by_category, total, column), cells))
            found.append(_equal((by_category, total, column), (everybody, total[:1], column)))
    return found


def _years_of_reviews(tables: Tables) -> list[Identity]:
    """Reviews of a year are of its own deaths and of earlier ones; a window's are its years'."""
    name = f"{DEATHS}.reviews_by_year_of_death"
    keys = _rows(tables, name)
    found = [
        _sum((name, key, "reviews"), [(name, key, part) for part in ("of_the_year", "of_earlier")])
        for key in keys
    ]
    whole = (f"{DEATHS}.time_to_review", (WINDOW_NAME,), "reviews")
    found.append(_sum(whole, [(name, (year,), "reviews") for year in WINDOW]))
    return found + [
        _equal((name, key, "reviews"), (f"{DEATHS}.time_to_review", key, "reviews")) for key in keys
    ]


def _waits(tables: Tables) -> list[Identity]:
    timed, waiting = f"{DEATHS}.time_to_review", f"{DEATHS}.deaths_awaiting_review"
    reviewed = f"{DEATHS}.reviews_by_modifiable_factors"
    found = [
        _sum(
            (timed, key, "reviews"),
            [
                (timed, key, part)
                for part in ("within_6_months", "within_12_months", "over_12_months")
            ],
        )
        for key in _rows(tables, timed)
    ]
    found += [
        _equal((timed, key, "reviews"), (reviewed, key, "reviews"))
        for key in _rows(tables, reviewed)
    ]
    return found + [
        _sum(
            (waiting, key, "awaiting"),
            [
                (waiting, key, part)
                for part in ("under_6_months", "under_12_months", "over_12_months")
            ],
        )
        for key in _rows(tables, waiting)
    ]


def _groups(keys: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(key[:-1] for key in keys))


def _flow(tables: Tables) -> list[Identity]:
    years = _rows(tables, FLOW)
    at_31 = f"{PLANS}.plans_at_31_march"
    found = [
        {
            (FLOW, year, "at_start"): 1,
            (FLOW, year, "started"): 1,
            (FLOW, year, "ended"): -1,
            (FLOW, year, "at_end"): -1,
        }
        for year in years
    ]
    found += [_equal((at_31, year, "count"), (FLOW, year, "at_end")) for year in years]
    return found + [
        _equal((FLOW, before, "at_end"), (FLOW, after, "at_start"))
        for before, after in pairwise(years)
    ]


def _months(tables: Tables) -> list[Identity]:
    name = f"{PLANS}.plans_by_month"
    *months, total = _rows(tables, name)
    year = total[:1]
    found: list[Identity] = []
    before = (FLOW, year, "at_start")
    for month in months:
        after = (name, month, "at_end")
        started, ended = (name, month, "started"), (name, month, "ended")
        found.append({before: 1, started: 1, ended: -1, after: -1})
        before = after
    found.append(_equal(before, (FLOW, year, "at_end")))
    for column in ("started", "ended"):
        found.append(_sum((name, total, column), [(name, month, column) for month in months]))
        found.append(_equal((name, total, column), (FLOW, year, column)))
    of_all_years = f"{PLANS}.plans_started_by_month"
    by_year: dict[str, list[Cell]] = defaultdict(list)
    for key in _rows(tables, of_all_years):
        cell = (of_all_years, key, "started")
        by_year[key[0]].append(cell)
        if key in months:
            found.append(_equal(cell, (name, key, "started")))
    return found + [_sum((FLOW, (each,), "started"), cells) for each, cells in by_year.items()]


def _durations(tables: Tables) -> list[Identity]:
    found: list[Identity] = []
    for name, whole in (
        (f"{PLANS}.plans_by_duration_ended", "ended"),
        (f"{PLANS}.plans_by_duration_open", "at_end"),
    ):
        for year in dict.fromkeys(key[0] for key in _rows(tables, name)):
            total = (name, (year, "Total", "Total"), "count")
            bands = [(name, (year, band, "Total"), "count") for band in BANDS]
            parts = [(name, (year, ONE_YEAR, part), "count") for part in PARTS]
            found.append(_sum(total, bands))
            found.append(_sum((name, (year, ONE_YEAR, "Total"), "count"), parts))
            found.append(_equal(total, (FLOW, (year,), whole)))
        found += _denominators(tables, name, lambda key: (key[0], "Total", "Total"))
    return found


def _denominators(tables: Tables, name: str, total_of) -> list[Identity]:
    return [
        _equal((name, key, "denominator"), (name, total_of(key), "count"))
        for key in _rows(tables, name)
    ]


def _categories(tables: Tables) -> list[Identity]:
    name = f"{PLANS}.plans_by_category"
    found = _denominators(tables, name, lambda key: (*key[:2], "Total"))
    for year, basis in _groups(_rows(tables, name)):
        total = (name, (year, basis, "Total"), "count")
        keys = [key for key in _rows(tables, name) if key[:2] == (year, basis)]
        found.append(_sum(total, [(name, key, "count") for key in keys if key[2] != "Total"]))
        whole = "started" if basis.startswith("Started") else "at_end"
        found.append(_equal(total, (FLOW, (year,), whole)))
    return found


def _groups_on_plans(tables: Tables) -> list[Identity]:
    """Children on a plan by age and by sex, and by ethnic group: each comes to the year's."""
    by_age_and_sex = (f"{PLANS}.plans_by_age", f"{PLANS}.plans_by_sex")
    found = _ages_and_sexes(tables, by_age_and_sex, (FLOW, "at_end"))
    name = f"{PLANS}.plans_by_ethnicity"
    *groups, total = _rows(tables, name) or [()]
    if total:
        found.append(_sum((name, total, "count"), [(name, key, "count") for key in groups]))
        found.append(_equal((name, total, "count"), (FLOW, total[:1], "at_end")))
    return found


def _second(tables: Tables) -> list[Identity]:
    name = f"{PLANS}.second_or_subsequent_plans"
    soon = f"{PLANS}.repeat_plans_within_24_months"
    return [
        *(
            _equal((of, year, "denominator"), (FLOW, year, "started"))
            for of in (name, soon)
            for year in _rows(tables, of)
        ),
        *(
            _equal((soon, year, "repeats"), (name, year, "numerator"))
            for year in _rows(tables, soon)
        ),
    ]


def _second_plans(tables: Tables) -> list[Identity]:
    """Second plans by then are among those by later, those among first plans that ended, and
    those among all plans that ended in the period."""
    name, steps = f"{PLANS}.time_to_second_plan", ("24 months", "12 months", "6 months")
    found: list[Identity] = []
    for period in dict.fromkeys(key[0] for key in _rows(tables, name)):
        first = (name, (period, steps[0]), "first")
        found += [_equal((name, (period, step), "first"), first) for step in steps[1:]]
        by_then = [(name, (period, step), "second") for step in steps]
        ended = [(FLOW, (year,), "ended") for year in _years(tables, period)]
        for whole, part, rest in (
            (ended, first, "all ended less first"),
            ([first], by_then[0], "first less 24 months"),
            (by_then[:1], by_then[1], "24 months less 12 months"),
            (by_then[1:2], by_then[2], "12 months less 6 months"),
        ):
            left_over = (name, (period, steps[0]), rest)
            found.append({**dict.fromkeys(whole, 1), part: -1, left_over: -1})
    return found


def _reviews(tables: Tables) -> list[Identity]:
    """Plans open at 31 March are those of the first band and those over three months old."""
    name, open_plans = f"{PLANS}.reviews_in_time", f"{PLANS}.plans_by_duration_open"
    return [
        _sum(
            (FLOW, (year,), "at_end"),
            [(open_plans, (year, BANDS[0], "Total"), "count"), (name, (year,), "denominator")],
        )
        for (year,) in _rows(tables, name)
    ]


def _conferences(tables: Tables) -> list[Identity]:
    name = f"{PLANS}.icpc_timeliness"
    found: list[Identity] = []
    for year in dict.fromkeys(key[0] for key in _rows(tables, name)):

        def count(group: str, band: str = "Total", year: str = year) -> Cell:
            return name, (year, group, band), "count"

        found.append(_sum(count(WITHIN), [count(WITHIN, "10 or fewer"), count(WITHIN, "11 to 15")]))
        found.append(_sum(count(LATER), [count(LATER, "16 to 20"), count(LATER, "21 or more")]))
        groups = (WITHIN, LATER, NO_DISCUSSION, TRANSFERRED)
        found.append(_sum(count("Total"), [count(group) for group in groups]))
        found += [
            _sum((name, key, "denominator"), [count(WITHIN), count(LATER)])
            for key in _rows(tables, name)
            if key[0] == year
        ]
    return found


def _outcomes(tables: Tables) -> list[Identity]:
    courses, agencies = f"{TRAINING}.training_by_course", f"{TRAINING}.training_by_agency"
    found: list[Identity] = []
    for name in (courses, agencies):
        *rows, total = _rows(tables, name)
        for key in (*rows, total):
            cell = {column: (name, key, column) for column in OUTCOMES}
            booked, cancelled, absent, came, unbooked, attended = cell.values()
            found.append(_sum(booked, [cancelled, absent, came]))
            found.append(_sum(attended, [came, unbooked]))
        for column in ("sessions", "capacity", *OUTCOMES):
            found.append(_sum((name, total, column), [(name, key, column) for key in rows]))
    return found + [_equal((courses, total, c), (agencies, total, c)) for c in OUTCOMES]


def _who_came_to_what(tables: Tables) -> list[Identity]:
    """Each row's and column's total, which stands in a table of its own or is a sum of such."""
    name = f"{TRAINING}.training_by_agency_and_course"
    keys = _rows(tables, name)
    found: list[Identity] = []
    for place, single in ((1, "training_by_course"), (2, "training_by_agency")):
        for total in [key for key in keys if key[place] == "Total"]:
            others = [k for k in keys if k != total and k[3 - place] == total[3 - place]]
            found.append(_sum((name, total, "attended"), [(name, k, "attended") for k in others]))
        of_single = f"{TRAINING}.{single}"
        alone = {key[1]: (of_single, key, "attended") for key in _rows(tables, of_single)}
        margin = {k[place]: (name, k, "attended") for k in keys if k[3 - place] == "Total"}
        found += [_equal(cell, alone[each]) for each, cell in margin.items() if each in alone]
        found += [
            _sum(cell, [alone[each] for each in alone if each not in margin])
            for each, cell in margin.items()
            if each not in alone
        ]
    return found


def _evaluated(tables: Tables) -> list[Identity]:
    name, courses = f"{TRAINING}.evaluation_before_and_after", f"{TRAINING}.training_by_course"
    *rows, total = _rows(tables, name)
    found = [_equal((name, k, "attended"), (courses, k, "attended")) for k in (*rows, total)]
    return [*found, _sum((name, total, "pairs"), [(name, key, "pairs") for key in rows])]


def _beside_courses(tables: Tables) -> list[Identity]:
    """Cost, e-learning and schools. People of modules are no sum: each is some of all people."""
    cost, courses = f"{TRAINING}.cost_per_attendance", f"{TRAINING}.training_by_course"
    modules, schools = f"{TRAINING}.e_learning_by_module", f"{TRAINING}.schools_trained"
    found = [
        _equal((cost, year, "attended"), (courses, (*year, "Total"), "attended"))
        for year in _rows(tables, cost)
    ]
    columns = {
        modules: ("completions",),
        schools: ("schools", "returned", "lead_trained", "staff_trained", "policy_checked"),
    }
    for name, summed in columns.items():
        for (year,) in _groups(_rows(tables, name)):
            parts = [k for k in _rows(tables, name) if k[0] == year and k[1] != "Total"]
            for column in summed:
                cells = [(name, key, column) for key in parts]
                found.append(_sum((name, (year, "Total"), column), cells))
    return found


def _uptake(tables: Tables) -> list[Identity]:
    name = f"{TRAINING}.uptake_by_agency"
    keys = _rows(tables, name)
    found: list[Identity] = []
    for column in ("trained", "in_date", "eligible"):
        groups: dict[str, list[Cell]] = defaultdict(list)
        for key in keys:
            if key[2] != "Total":
                groups[key[1]].append((name, key, column))
        totals = [(name, key, column) for key in keys if key[2] == "Total" and key[1] != "Total"]
        found += [_sum(total, groups[total[1][1]]) for total in totals]
        found += [_sum((name, keys[-1], column), totals)]
    return found
