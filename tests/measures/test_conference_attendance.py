"""Agencies at conferences: of what they were invited to, and whether chance explains it."""

from __future__ import annotations

import pytest

from lscb.disclosure.gate import cleared_tables
from lscb.measures.child_protection_plans import conference_attendance
from lscb.tables import WITHHELD, is_number
from tests.drawn import assert_shows, drawn, scope

NAME = "conference_attendance"


def test_attended_and_reports_are_of_what_an_agency_was_invited_to_and_asked_for():
    invited = drawn(
        NAME,
        """
        times | conference_date | conference_type | agency  | attended | report_sent
        5     | 2014-04-01      | initial         | Police  | yes      | yes
        1     | 2015-03-31      | initial         | Police  | no       | no
        2     | 2014-05-02      | initial         | Police  | yes      |
        6     | 2014-05-02      | initial         | housing | no       | no
        3     | 2014-05-02      | review          | Police  | yes      | no
        9     | 2014-03-31      | initial         | Police  | yes      | yes
        9     | 2015-04-01      | initial         | Others  | yes      | yes
        """,
    )
    # Wilson: 7 of 8 is 52.9 to 97.8, none of 6 is 0 to 39.0 (R: prop.test(x, n, correct = FALSE)).
    assert_shows(
        conference_attendance(scope(), invited),
        """
        conference_type | agency  | invited | attended | percent | lower | upper | asked | sent
        Initial         | housing | 6       | 0        | 0.0     | 0.0   | 39.0  | 6     | 0
        Initial         | Police  | 8       | 7        | 87.5    | 52.9  | 97.8  | 6     | 5
        Initial         | Total   | 14      | 7        | 50.0    | 26.8  | 73.2  | 12    | 5
        Review          | housing | 0       | 0        | [z]     | [z]   | [z]   | 0     | 0
        Review          | Police  | 3       | 3        | [z]     | [z]   | [z]   | 3     | 0
        Review          | Total   | 3       | 3        | [z]     | [z]   | [z]   | 3     | 0
        """,
    )
    assert_shows(
        conference_attendance(scope(), invited),
        """
        agency  | verdict            | sent_percent
        housing | too few to compare | 0.0
        Police  | too few to compare | 83.3
        Total   | [z]                | 41.7
        """,
        conference_type="Initial",
    )


@pytest.mark.parametrize(
    ("came", "verdict"),
    [(5, "too few to judge"), (6, "too few to compare"), (10, "no clear difference from")],
)
def test_shares_are_given_from_six_invitations_and_compared_from_ten(came, verdict):
    invited = drawn(
        NAME,
        f"""
        times  | conference_date | conference_type | agency | attended
        {came} | 2014-05-02      | review          | Police | yes
        """,
    )
    cells = conference_attendance(scope(), invited).cells.set_index(["conference_type", "agency"])
    police = cells.loc["Review", "Police"]
    assert police.verdict == verdict
    assert is_number(police.percent) == (came >= 6)


def attendance_of(one: int, of: int) -> str:
    """The verdict on an agency with `one` of `of`, beside one that came to 50 of 100."""
    invited = drawn(
        NAME,
        f"""
        times      | conference_date | conference_type | agency | attended
        {one}      | 2014-05-02      | initial         | One    | yes
        {of - one} | 2014-05-02      | initial         | One    | no
        50         | 2014-05-02      | initial         | Two    | yes
        50         | 2014-05-02      | initial         | Two    | no
        """,
    )
    cells = conference_attendance(scope(), invited).cells.set_index(["conference_type", "agency"])
    return cells.verdict["Initial", "One"]


def test_an_agency_lies_apart_where_it_is_outside_the_limits_of_three_standard_errors():
    # All together: 80 of 200 is 40 %. Limits for 100 are 40 ± 3.09 x 4.90 = 24.9 to 55.1: 30 is in.
    assert attendance_of(30, 100) == "no clear difference from"
    # 65 of 200 is 32.5 %, ± 3.09 x 4.68 = 18.0 to 47.0: 15 is out; and 85 of 100 on the other side.
    assert attendance_of(15, 100) == "lower than"
    assert attendance_of(85, 100) == "higher than"


FEW = """
    times | conference_date | conference_type | agency  | attended | report_sent
    70    | 2014-05-02      | initial         | Police  | yes      | yes
    30    | 2014-05-02      | initial         | Police  | no       | no
    20    | 2014-05-02      | initial         | Housing | yes      | yes
    20    | 2014-05-02      | initial         | Housing | no       | no
    2     | 2014-05-02      | initial         | Youth   | yes      | yes
    1     | 2014-05-02      | initial         | Youth   | no       | no
    """


def test_the_public_is_told_nothing_of_an_agency_at_few_conferences_nor_what_gives_it_away():
    table = conference_attendance(scope(), drawn(NAME, FEW))
    (shown,) = cleared_tables([table], "public", "a test").tables
    cells = shown.cells[shown.cells.conference_type == "Initial"].set_index("agency")
    assert set(cells.loc["Youth"].drop(["year", "conference_type"])) == {WITHHELD}
    # The totals less the Police's would be Youth's and Housing's: Youth's, were Housing's shown.
    assert cells.loc["Total", "invited"] == 143
    assert WITHHELD in set(cells.loc[["Police", "Housing"], "invited"])
    (whole,) = cleared_tables([table], "panel", "a test").tables
    initial = whole.cells[whole.cells.conference_type == "Initial"].set_index("agency")
    assert initial.verdict["Youth"] == "too few to judge"


def test_how_many_comparisons_were_made_is_told_from_what_everybody_sees():
    # From the rows, whoever they are of: how many are too few to compare is not told.
    table = conference_attendance(scope(), drawn(NAME, FEW))
    assert "Up to 6 comparisons were made" in table.notes[-1]


def test_children_at_initial_conferences_bound_invitations():
    (police,) = (
        identity
        for identity in conference_attendance(scope(), drawn(NAME, FEW)).identities
        if ("agency", "Police") in identity.right[0].at and identity.nobody
    )
    assert police.left[0].quantity == "conferences"
