"""The sentences of training: right for none, one and many, and silent about the withheld."""

from __future__ import annotations

import re
from pathlib import Path

from lscb.chapters import training
from tests.chapters.made import opened
from tests.chapters.sentences import numbers, said

FOLLOWED_UP = """
    year    | asked   | answered   | response   | changed   | percent | lower | upper
    2014-15 | {asked} | {answered} | {response} | {changed} | {share} | 53.3  | 68.2
    """


def trained(folder: Path, agencies: str = "", **cells: str) -> list[str]:
    """The training chapter's findings, with the given cells in its tables.

    Of what was said three months later there is a table where a cell of it is given.
    """
    given = {
        **{"sessions": "20", "places": "393", "booked": "318", "cancelled": "29", "absent": "20"},
        **{"came": "269", "attended": "304", "fill": "77.4", "rate": "93.1"},
        **{"people": "250", "known": "240", "eligible": "2000", "uptake": "12.0"},
    } | cells
    tables = {
        "training_by_course": """
            course | sessions   | capacity | booked   | cancelled   | did_not_attend | {more}
            Total  | {sessions} | {places} | {booked} | {cancelled} | {absent}       | {ends}
            """.replace(
            "{more}", "attended_from_bookings | attended | fill | attendance_rate"
        ).replace("{ends}", "{came} | {attended} | {fill} | {rate}"),
        "uptake_by_agency": """
            headcount          | agency | trained  | eligible   | percent  | lower | upper
            Headcount supplied | Total  | {known}  | {eligible} | {uptake} | 10.6  | 13.5
            {agencies}
            Total              | Total  | {people} | [x]        | [x]      | [x]   | [x]
            """,
    }
    if "asked" in cells:
        tables["evaluation_at_three_months"] = FOLLOWED_UP
    drawn = {
        name: re.sub(r"\n\s*\n", "\n", text.format(**given, agencies=agencies))
        for name, text in tables.items()
    }
    return said(training.findings(opened(folder, "training", drawn)))


def test_where_no_agency_supplied_a_headcount_it_is_said_once_and_of_no_agency(tmp_path):
    table = """
        headcount              | agency | trained | eligible | percent | lower | upper
        Headcount not supplied | Police | 16      | [x]      | [x]     | [x]   | [x]
        Total                  | Total  | 16      | [x]      | [x]     | [x]   | [x]
        """
    courses = (
        "course | sessions | capacity | booked | cancelled | did_not_attend | attended | fill\n"
        "Total | 1 | 20 | 16 | 0 | 0 | 16 | 80.0"
    )
    tables = {"training_by_course": courses, "uptake_by_agency": table}
    found = said(training.findings(opened(tmp_path, "training", tables)))
    assert found[1] == "Uptake cannot be stated: no agency supplied a headcount."
    assert "headcount" not in " ".join([found[0], *found[2:]])


def test_training_is_said_by_attendances_people_places_and_what_was_missed(tmp_path):
    # Places and bookings: Leicester, Leicestershire and Rutland, quarter 1 of 2016-17
    assert trained(tmp_path) == [
        "In 2014-15, 304 attendances by 250 people at 20 sessions filled 77.4 % of 393 places. "
        "Of 318 bookings, 20 were missed and 29 were cancelled in time.",
        "In the agencies that supplied a headcount, 240 of 2,000 eligible people were trained: "
        "12.0 % (95 % interval 10.6 to 13.5).",
    ]


def test_one_session_booking_and_person_are_said_as_one(tmp_path):
    one = trained(
        tmp_path,
        **{"sessions": "1", "places": "1", "booked": "1", "cancelled": "1", "attended": "1"},
        **{"people": "1", "known": "1", "eligible": "1", "absent": "0"},
    )
    assert one[0] == (
        "In 2014-15, 1 attendance by 1 person at 1 session filled 77.4 % of 1 place. "
        "Of 1 booking, none were missed and 1 was cancelled in time."
    )
    assert "1 of 1 eligible person was trained" in one[1]


def test_no_training_is_said_as_none(tmp_path):
    assert trained(tmp_path, sessions="0", places="0", booked="0", attended="0", people="0")[0] == (
        "No sessions were held in 2014-15."
    )


def test_sessions_to_which_nobody_came_are_said_so(tmp_path):
    nobody = {"attended": "0", "people": "0", "fill": "0.0", "absent": "1", "cancelled": "0"}
    assert trained(tmp_path, **nobody, booked="1")[0] == (
        "In 2014-15 nobody came to 20 sessions, with 393 places. "
        "Of 1 booking, 1 was missed and none were cancelled in time."
    )
    assert trained(tmp_path / "2", **nobody | {"absent": "0"}, booked="0")[0] == (
        "In 2014-15 nobody came to 20 sessions, with 393 places."
    )


def test_withheld_training_is_said_alike_and_with_no_number(tmp_path):
    hidden = trained(tmp_path, attended="[c]", cancelled="[c]", people="[c]", known="[c]")
    withheld = "is withheld to protect confidentiality."
    assert hidden == [
        f"The share that was filled of 393 places at 20 sessions in 2014-15 {withheld} "
        f"What became of the bookings of 2014-15 {withheld} "
        f"The number of people trained in 2014-15 {withheld}",
        f"Uptake in the agencies that supplied a headcount {withheld}",
    ]
    assert [numbers(sentence) for sentence in hidden] == [["393", "20"], []]


def test_attendances_are_said_without_the_people_they_were_by_where_those_are_withheld(tmp_path):
    (said, *_) = trained(tmp_path, people="[c]")
    assert said.startswith(
        "In 2014-15, 304 attendances at 20 sessions filled 77.4 % of 393 places."
    )
    assert said.endswith(
        "The number of people trained in 2014-15 is withheld to protect confidentiality."
    )


LATER = {"asked": "674", "answered": "159", "response": "23.6", "changed": "97", "share": "61.0"}


def test_what_was_said_three_months_later_is_said_with_a_caution_where_few_answered(tmp_path):
    said = (
        "674 attendances were followed up about three months later; 159 were answered ({} %); 97 "
        "answers said that practice had changed: 61.0 % (95 % interval 53.3 to 68.2)."
    )
    caution = (
        " Caution: at a response rate of 23.6 % the answers may not speak for those who gave none."
    )
    assert trained(tmp_path, **LATER)[-1] == said.format("23.6") + caution
    for enough in ("30.0", "81.2"):
        more = trained(tmp_path / enough, **LATER | {"response": enough})
        assert more[-1] == said.format(enough)


def test_one_and_no_answer_three_months_later_are_said_as_such(tmp_path):
    one = LATER | {"asked": "1", "answered": "1", "response": "100.0", "changed": "0"}
    assert trained(tmp_path, **one | {"share": "0.0"})[-1].startswith(
        "1 attendance was followed up about three months later; 1 was answered (100.0 %); no "
        "answers said that practice had changed: 0.0 % ("
    )
    none = LATER | {"answered": "0", "response": "0.0", "changed": "0", "share": "[z]"}
    assert trained(tmp_path / "2", **none)[-1] == (
        "674 attendances were followed up about three months later; none were answered."
    )
    assert trained(tmp_path / "3", **none | {"asked": "0", "response": "[z]"})[-1] == (
        "Nobody was asked in 2014-15 what had come of their training."
    )


def test_withheld_answers_three_months_later_are_said_with_no_number_and_no_caution(tmp_path):
    hidden = LATER | dict.fromkeys(("answered", "response", "changed", "share"), "[c]")
    assert trained(tmp_path, **hidden)[-1] == (
        "What was said in 2014-15 of practice since training is withheld to protect "
        "confidentiality."
    )


def test_agencies_without_a_headcount_are_named(tmp_path):
    agencies = (
        "Headcount not supplied | GP practices | 7 | [x] | [x] | [x] | [x]\n"
        "Headcount not supplied | Nurseries | [c] | [x] | [x] | [x] | [x]"
    )
    assert trained(tmp_path, agencies)[-1] == (
        "Uptake cannot be stated for GP practices and Nurseries because they did not supply a "
        "headcount."
    )
    one = agencies.splitlines()[0]
    assert trained(tmp_path / "2", one)[-1] == (
        "Uptake cannot be stated for GP practices because no headcount was supplied."
    )


def test_where_nobody_supplied_a_headcount_it_is_said_so(tmp_path):
    chapter = opened(
        tmp_path,
        "training",
        {
            "training_by_course": "course | sessions | capacity | attended | fill | booked | "
            "cancelled | did_not_attend | attended_from_bookings | attendance_rate",
            "uptake_by_agency": "headcount | agency | trained | eligible | percent | lower | upper"
            "\nTotal | Total | 9 | [x] | [x] | [x] | [x]",
        },
    )
    assert said(training.findings(chapter))[1] == (
        "Uptake cannot be stated: no agency supplied a headcount."
    )
