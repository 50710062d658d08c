"""What was said of training, counted from the evaluations and the bookings they are of."""

from __future__ import annotations

import math
from fractions import Fraction

from .rows import NOT_APPLICABLE, Row, Table, day, in_year, percent, records, share, year_and_before

CAME = ("attended", "attended unbooked")

FEWEST = 10


def tables(sessions: list[Row], bookings: list[Row], year: str) -> dict[str, Table]:
    """`sessions` are the year's, `bookings` those of every year."""
    evaluated = records("training_evaluations", ("booking_id",), year)
    came = {row["booking_id"]: row for row in bookings if row["status"] in CAME}
    evaluated = [row for row in evaluated if row["booking_id"] in came]
    return {
        "training.evaluation_before_and_after": _changes(sessions, came, evaluated, year),
        "training.evaluation_at_three_months": {
            (each,): _again([r for r in evaluated if in_year(day(r["followed_up"]), each)])
            for each in year_and_before(year)
        },
    }


def _changes(sessions: list[Row], came: dict[str, Row], evaluated: list[Row], year: str) -> Table:
    course_of = {row["session_id"]: row["course"] for row in sessions}
    attended = [course_of[r["session_id"]] for r in came.values() if r["session_id"] in course_of]
    changes = [
        (course_of[session], int(row["score_after"]) - int(row["score_before"]))
        for row in evaluated
        if row["score_before"] and row["score_after"]
        for session in [came[row["booking_id"]]["session_id"]]
        if session in course_of
    ]
    return {
        (year, course): _change(
            sum(course in (each, "Total") for each in attended),
            [points for each, points in changes if course in (each, "Total")],
        )
        for course in [*sorted(set(course_of.values())), "Total"]
    }


def _change(attended: int, points: list[int]) -> Row:
    n = len(points)
    row = {"attended": str(attended), "pairs": str(n)}
    row["response"] = percent(n, attended) if attended else NOT_APPLICABLE
    if n < FEWEST:
        return row | dict.fromkeys(("change", "lower", "upper"), NOT_APPLICABLE)
    mean = Fraction(sum(points), n)
    spread = math.sqrt(sum((each - mean) ** 2 for each in points) / (n - 1) / n)
    reach = students_t(n - 1) * spread
    numbers = {"change": mean, "lower": mean - reach, "upper": mean + reach}
    return row | {name: f"{round(float(number), 1) + 0.0:.1f}" for name, number in numbers.items()}


def students_t(freedom: int, tail: float = 0.025) -> float:
    """The point beyond which Student's t lies with a probability of `tail`, by bisection."""
    low, high = 0.0, 50.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if 0.5 - _within(middle, freedom) > tail else (low, middle)
    return (low + high) / 2


def _within(t: float, freedom: int, steps: int = 400) -> float:
    """The probability that Student's t lies between 0 and `t`, by Simpson's rule."""
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2))
    scale /= math.sqrt(freedom * math.pi)

    def density(x: float) -> float:
        return scale * (1 + x * x / freedom) ** (-(freedom + 1) / 2)

    width = t / steps
    inner = sum((4 if n % 2 else 2) * density(n * width) for n in range(1, steps))
    return (density(0) + density(t) + inner) * width / 3


def _again(asked: list[Row]) -> Row:
    answers = [row["follow_up_answer"] for row in asked if row["follow_up_answer"]]
    return {
        "asked": str(len(asked)),
        "answered": str(len(answers)),
        "response": percent(len(answers), len(asked)) if asked else NOT_APPLICABLE,
        "changed": str(answers.count("yes")),
        **share(answers.count("yes"), len(answers)),
    }
