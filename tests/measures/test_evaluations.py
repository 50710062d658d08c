"""What people said of training, counted from small drawn evaluations."""

from __future__ import annotations

import pandas as pd

from lscb.disclosure.gate import cleared_tables
from lscb.measures.training import evaluation_at_three_months, evaluation_before_and_after
from lscb.tables import NOT_APPLICABLE, WITHHELD, is_number
from tests.drawn import assert_shows, drawn, scope

SESSIONS = """
    session_id | course     | session_date | capacity
    s1         | Neglect    | 2014-05-05   | 50
    s2         | Recruiting | 2014-06-06   | 50
"""

# The change of ten patients' hours of sleep with hyoscyamine (Student, "The probable error of a
# mean", Biometrika 1908), in tenths and moved to scores: mean 0.75, standard error 0.5657.
STUDENT = (7, -16, -2, -12, -1, 34, 37, 8, 0, 20)


def bookings(text: str) -> pd.DataFrame:
    return drawn("training", text)


def evaluated(points: list[tuple[int | str, int | str]], course: str = "s1") -> tuple:
    """Bookings of one session, one attended for each pair of scores, and their evaluations."""
    day = {"s1": "2014-05-05", "s2": "2014-06-06"}[course]
    came = [f"b{n} | {course} | {day} | Police | attended" for n in range(len(points))]
    said = [f"b{n} | {day} | {a} | {b}" for n, (a, b) in enumerate(points)]
    return (
        bookings("\n".join(["booking_id | session_id | session_date | agency | status", *came])),
        drawn("training_sessions", SESSIONS),
        drawn(
            "training_evaluations",
            "\n".join(["booking_id | session_date | score_before | score_after", *said]),
        ),
    )


def test_the_change_and_its_limits_are_those_of_students_own_example():
    # 0.75 ± 2.262 × 0.5657 hours, ten times over: 7.5 ± 12.8 points, were there such scores.
    table = evaluation_before_and_after(
        scope("2014-15"), *evaluated([(20, 20 + change) for change in STUDENT])
    )
    assert_shows(
        table,
        """
        course     | attended | pairs | response | change | lower | upper
        Neglect    | 10       | 10    | 100.0    | 7.5    | -5.3  | 20.3
        Recruiting | 0        | 0     | [z]      | [z]    | [z]   | [z]
        Total      | 10       | 10    | 100.0    | 7.5    | -5.3  | 20.3
        """,
    )


def test_only_both_scores_make_a_pair_and_those_who_gave_none_are_in_the_response_rate():
    pairs: list[tuple[int | str, int | str]] = [(4, 6)] * 12
    table = evaluation_before_and_after(
        scope("2014-15"), *evaluated([*pairs, (4, ""), ("", 9), ("", "")])
    )
    assert_shows(
        table,
        """
        attended | pairs | response | change | lower | upper
        15       | 12    | 80.0     | 2.0    | 2.0   | 2.0
        """,
        course="Neglect",
    )


def test_under_ten_pairs_have_no_change_in_either_edition():
    for edition in ("public", "panel"):
        table = evaluation_before_and_after(scope("2014-15", edition), *evaluated([(4, 6)] * 9))
        assert set(table.cells[["change", "lower", "upper"]].to_numpy().ravel()) == {NOT_APPLICABLE}
        assert table.cells.pairs.tolist() == [9, 0, 9]


def test_evaluations_of_other_years_and_of_what_was_not_attended_are_not_counted():
    booked = bookings(
        """
        booking_id | session_id | session_date | agency | status
        b1         | s1         | 2014-05-05   | Police | did not attend
        b2         | s9         | 2013-05-05   | Police | attended
        b3         | s1         | 2014-05-05   | Police | attended unbooked
        """
    )
    said = drawn(
        "training_evaluations",
        """
        booking_id | session_date | score_before | score_after
        b1         | 2014-05-05   | 2            | 9
        b2         | 2013-05-05   | 2            | 9
        b3         | 2014-05-05   | 2            | 3
        b4         | 2014-05-05   | 2            | 9
        """,
    )
    table = evaluation_before_and_after(
        scope("2014-15"), booked, drawn("training_sessions", SESSIONS), said
    )
    assert_shows(table, "attended | pairs\n1 | 1", course="Total")


def test_where_pairs_are_withheld_so_is_every_figure_of_them_even_one_that_was_not_given():
    booked, sessions, said = evaluated([(4, 6)] * 4 + [(5, "")] * 20)
    table = evaluation_before_and_after(scope("2014-15"), booked, sessions, said)
    (cleared,) = cleared_tables([table], "public", "a test").tables
    row = cleared.cells.set_index("course").loc["Neglect"]
    assert [row[c] for c in ("pairs", "response", "change", "lower", "upper")] == [WITHHELD] * 5
    assert is_number(row.attended)


def test_a_follow_up_counts_in_the_year_in_which_it_was_asked_for():
    booked = bookings(
        """
        booking_id | session_id | session_date | agency | status
        b1         | s1         | 2014-05-05   | Police | attended
        b2         | s1         | 2014-05-05   | Police | attended
        b3         | s1         | 2014-05-05   | Police | attended
        b4         | s0         | 2014-01-10   | Police | attended
        b5         | s0         | 2014-01-10   | Police | cancelled
        b6         | s1         | 2014-05-05   | Police | attended
        """
    )
    said = drawn(
        "training_evaluations",
        """
        booking_id | session_date | followed_up | follow_up_answer
        b1         | 2014-05-05   | 2014-08-05  | yes
        b2         | 2014-05-05   | 2014-08-05  | no
        b3         | 2014-05-05   | 2014-08-05  |
        b4         | 2014-01-10   | 2014-04-10  | yes
        b5         | 2014-01-10   | 2014-04-10  | yes
        b6         | 2014-05-05   |             |
        """,
    )
    # Wilson: of 3 answers 2 said so, limits 20.8 and 93.9 (centre (2 × 2 + 3.8415) ÷ (2 × 6.8415),
    # 0.5731, ± 1.96 × √(3.8415 + 4 × 2 ÷ 3) ÷ 13.683, 0.3655).
    assert_shows(
        evaluation_at_three_months(scope("2014-15"), said, booked),
        """
        year    | asked | answered | response | changed | percent | lower | upper
        2013-14 | 0     | 0        | [z]      | 0       | [z]     | [z]   | [z]
        2014-15 | 4     | 3        | 75.0     | 2       | 66.7    | 20.8  | 93.9
        """,
    )


def test_without_bookings_all_who_were_asked_are_counted_and_that_is_said():
    said = drawn(
        "training_evaluations",
        """
        booking_id | session_date | followed_up | follow_up_answer
        b1         | 2014-05-05   | 2014-08-05  | yes
        b2         | 2014-05-05   | 2014-08-05  |
        b3         | 2014-05-05   |             |
        """,
    )
    table = evaluation_at_three_months(scope("2014-15"), said)
    assert_shows(table, "asked | answered | changed\n2 | 1 | 1", year="2014-15")
    assert any("Bookings were not supplied" in note for note in table.notes)
    nobody = bookings(
        """
        booking_id | session_id | session_date | agency | status
        b1         | s1         | 2014-05-05   | Police | cancelled
        """
    )
    checked = evaluation_at_three_months(scope("2014-15"), said, nobody)
    assert_shows(checked, "asked | answered | changed\n0 | 0 | 0", year="2014-15")
    assert not any("Bookings were not supplied" in note for note in checked.notes)
