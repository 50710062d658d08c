"""What must add up of bookings, attendances, evaluations and uptake of training."""

from __future__ import annotations

from collections import defaultdict

from .cells import Cell, Identity, Tables, equal, groups_of, keys_of, sum_of

TRAINING = "training"

OUTCOMES = (
    "booked",
    "cancelled",
    "did_not_attend",
    "attended_from_bookings",
    "attended_unbooked",
    "attended",
)

PARTS_OF_WHOLES = {
    f"{TRAINING}.evaluation_before_and_after": (("pairs", "attended"),),
    f"{TRAINING}.evaluation_at_three_months": (("answered", "asked"), ("changed", "answered")),
    f"{TRAINING}.e_learning_by_module": (("people", "completions"),),
    f"{TRAINING}.uptake_by_agency": (
        ("trained", "eligible"),
        ("in_date", "eligible"),
        ("trained", "in_date"),
    ),
}


def sums(tables: Tables) -> list[Identity]:
    return [
        *_outcomes(tables),
        *_who_came_to_what(tables),
        *_evaluated(tables),
        *_beside_courses(tables),
        *_uptake(tables),
    ]


def _outcomes(tables: Tables) -> list[Identity]:
    courses, agencies = f"{TRAINING}.training_by_course", f"{TRAINING}.training_by_agency"
    found: list[Identity] = []
    for name in (courses, agencies):
        *rows, total = keys_of(tables, name)
        for key in (*rows, total):
            cell = {column: (name, key, column) for column in OUTCOMES}
            booked, cancelled, absent, came, unbooked, attended = cell.values()
            found.append(sum_of(booked, [cancelled, absent, came]))
            found.append(sum_of(attended, [came, unbooked]))
        for column in ("sessions", "capacity", *OUTCOMES):
            found.append(sum_of((name, total, column), [(name, key, column) for key in rows]))
    return found + [equal((courses, total, c), (agencies, total, c)) for c in OUTCOMES]


def _who_came_to_what(tables: Tables) -> list[Identity]:
    """Each row's and column's total, which stands in a table of its own or is a sum of such."""
    name = f"{TRAINING}.training_by_agency_and_course"
    keys = keys_of(tables, name)
    found: list[Identity] = []
    for place, single in ((1, "training_by_course"), (2, "training_by_agency")):
        for total in [key for key in keys if key[place] == "Total"]:
            others = [k for k in keys if k != total and k[3 - place] == total[3 - place]]
            found.append(sum_of((name, total, "attended"), [(name, k, "attended") for k in others]))
        of_single = f"{TRAINING}.{single}"
        alone = {key[1]: (of_single, key, "attended") for key in keys_of(tables, of_single)}
        margin = {k[place]: (name, k, "attended") for k in keys if k[3 - place] == "Total"}
        found += [equal(cell, alone[each]) for each, cell in margin.items() if each in alone]
        found += [
            sum_of(cell, [alone[each] for each in alone if each not in margin])
            for each, cell in margin.items()
            if each not in alone
        ]
    return found


def _evaluated(tables: Tables) -> list[Identity]:
    name, courses = f"{TRAINING}.evaluation_before_and_after", f"{TRAINING}.training_by_course"
    *rows, total = keys_of(tables, name)
    found = [equal((name, k, "attended"), (courses, k, "attended")) for k in (*rows, total)]
    return [*found, sum_of((name, total, "pairs"), [(name, key, "pairs") for key in rows])]


def _beside_courses(tables: Tables) -> list[Identity]:
    """Cost, e-learning and schools. People of modules do not add up."""
    cost, courses = f"{TRAINING}.cost_per_attendance", f"{TRAINING}.training_by_course"
    modules, schools = f"{TRAINING}.e_learning_by_module", f"{TRAINING}.schools_trained"
    found = [
        equal((cost, year, "attended"), (courses, (*year, "Total"), "attended"))
        for year in keys_of(tables, cost)
    ]
    columns = {
        modules: ("completions",),
        schools: ("schools", "returned", "lead_trained", "staff_trained", "policy_checked"),
    }
    for name, summed in columns.items():
        for (year,) in groups_of(keys_of(tables, name)):
            parts = [k for k in keys_of(tables, name) if k[0] == year and k[1] != "Total"]
            for column in summed:
                cells = [(name, key, column) for key in parts]
                found.append(sum_of((name, (year, "Total"), column), cells))
    return found


def _uptake(tables: Tables) -> list[Identity]:
    name = f"{TRAINING}.uptake_by_agency"
    keys = keys_of(tables, name)
    found: list[Identity] = []
    for column in ("trained", "in_date", "eligible"):
        groups: dict[str, list[Cell]] = defaultdict(list)
        for key in keys:
            if key[2] != "Total":
                groups[key[1]].append((name, key, column))
        totals = [(name, key, column) for key in keys if key[2] == "Total" and key[1] != "Total"]
        found += [sum_of(total, groups[total[1][1]]) for total in totals]
        found += [sum_of((name, keys[-1], column), totals)]
    return found
