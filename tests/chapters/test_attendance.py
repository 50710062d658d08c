"""What is said of agencies at conferences: of the one that came least, or that none did less."""

from __future__ import annotations

from pathlib import Path

import pytest

from lscb.chapters.child_protection_plans import attendance_chart, conference_attendance
from lscb.chapters.child_protection_plans.attendance import attendance_findings
from tests.chapters.made import opened

HEADINGS = (
    "year | conference_type | agency | invited | attended | percent | lower | upper | verdict |"
    " asked | sent | sent_percent"
)
POLICE = "2014-15 | Initial | Police | 163 | 144 | 88.3 | 82.5 | 92.4 | higher than | 0 | 0 | [z]"
GPS = "2014-15 | Initial | GPs | 158 | 13 | 8.2 | 4.9 | 13.6 | lower than | 0 | 0 | [z]"
AT_REVIEWS = "2014-15 | Review | GPs | 195 | 11 | 5.6 | 3.2 | 9.8 | lower than | 0 | 0 | [z]"
SOME = "2014-15 | Review | GPs | 12 | 0 | 0.0 | 0.0 | 24.2 | no clear difference from | 0 | 0 | [z]"
NEVER = "2014-15 | Review | GPs | 0 | 0 | [z] | [z] | [z] | too few to judge | 0 | 0 | [z]"
HIDDEN = "2014-15 | Review | GPs | [c] | [c] | [c] | [c] | [c] | [c] | 0 | 0 | [c]"
FEW = "2014-15 | Initial | Youth | 2 | 1 | [z] | [z] | [z] | too few to judge | 2 | 1 | [z]"
TOTAL = "2014-15 | Initial | Total | 859 | 603 | 70.2 | 67.1 | 73.2 | [z] | 833 | 646 | 77.6"


def chapter(folder: Path, *rows: str):
    return opened(
        folder,
        "child_protection_plans",
        {"conference_attendance": "\n".join([HEADINGS, *rows])},
    )


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            [POLICE, GPS, TOTAL, AT_REVIEWS],
            "GPs attended 13 of 158 initial conferences and 11 of 195 reviews to which the agency "
            "was invited. That is lower than all agencies together at initial conferences and "
            "reviews, by more than chance allows: up to 3 comparisons were made, at 99.8 % limits.",
        ),
        (
            [POLICE, GPS, TOTAL, SOME],
            "GPs attended 13 of 158 initial conferences and none of 12 reviews to which the agency "
            "was invited. That is lower than all agencies together at initial conferences, by more "
            "than chance allows: up to 3 comparisons were made, at 99.8 % limits.",
        ),
        (
            [POLICE, GPS, TOTAL, NEVER],
            "GPs attended 13 of 158 initial conferences to which the agency was invited. That is "
            "lower than all agencies together at initial conferences, by more than chance allows: "
            "up to 3 comparisons were made, at 99.8 % limits.",
        ),
        (
            [POLICE, GPS, TOTAL, HIDDEN],
            "GPs attended 13 of 158 initial conferences to which the agency was invited; its "
            "attendance at reviews is withheld to protect confidentiality. That is lower than all "
            "agencies together at initial conferences, by more than chance allows: up to 3 "
            "comparisons were made, at 99.8 % limits.",
        ),
        (
            [POLICE, TOTAL],
            "No agency attended less than all agencies together by more than chance allows: "
            "up to 1 comparison was made, at 99.8 % limits.",
        ),
        (
            [POLICE, TOTAL, HIDDEN],
            "No agency of which figures are shown attended less than all agencies together by more "
            "than chance allows: up to 2 comparisons were made, at 99.8 % limits.",
        ),
        (
            [FEW, FEW.replace("too few to judge", "too few to compare"), TOTAL],
            "No agency was invited to enough conferences to be compared with the others.",
        ),
        ([TOTAL], "No agency was invited to a child protection conference in 2014-15."),
    ],
)
def test_the_agency_that_came_least_is_named_where_chance_does_not_explain_it(
    tmp_path, rows, sentence
):
    assert attendance_findings(chapter(tmp_path, *rows)) == [sentence]


def test_who_did_not_supply_it_is_said(tmp_path):
    gap = {"conference_attendance": {"record": "conference_attendance", "by": "the council"}}
    without = opened(tmp_path, "child_protection_plans", {}, not_supplied=gap)
    assert attendance_findings(without) == ["Not supplied by the council: conference attendance."]


def test_an_agency_with_too_few_invitations_is_grey_in_words_and_not_in_the_chart(tmp_path):
    shown = chapter(tmp_path, POLICE, FEW, GPS, TOTAL)
    html = conference_attendance(shown).html
    assert '<tr class="few"><th scope="row">Youth</th>' in html
    assert html.count('class="few"') == 1
    assert "too few to judge" in html
    assert "Police 88.3; GPs 8.2." in attendance_chart(shown).text
    assert "Youth" not in attendance_chart(shown).text


def test_the_chart_begins_with_the_highest_and_ends_with_what_is_withheld(tmp_path):
    hidden = HIDDEN.replace("Review | GPs", "Initial | Housing")
    told = attendance_chart(chapter(tmp_path, hidden, GPS, POLICE, TOTAL, AT_REVIEWS)).text
    assert told.endswith("Police 88.3; GPs 8.2; Housing withheld to protect confidentiality.")
