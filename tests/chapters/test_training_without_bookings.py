"""What is said of training where its bookings were not supplied and other records were."""

from __future__ import annotations

from pathlib import Path

import pytest

from lscb.chapters import training
from lscb.chapters.training.caution import caution
from tests.chapters.made import opened
from tests.chapters.sentences import said
from tests.chapters.test_findings_of_training import FOLLOWED_UP, LATER

GAP = {"record": "training", "by": "the sub-group"}
LACKING = dict.fromkeys(("training_by_course", "uptake_by_agency"), GAP)


def without_bookings(folder: Path, **tables: str) -> list[str]:
    """The chapter's findings where nobody supplied bookings, with the given tables."""
    first, *others = said(
        training.findings(opened(folder, "training", tables, not_supplied=LACKING))
    )
    assert first == "Not supplied by the sub-group: training."
    return others


def modules(completions: str, people: str) -> str:
    return f"year | module | completions | people\n2014-15 | Total | {completions} | {people}"


def schools(row: str) -> str:
    head = "year | phase | schools | returned | response | lead_trained | staff_trained"
    return f"{head} | policy_checked\n2014-15 | Total | {row}"


def test_without_bookings_and_anything_else_nothing_more_is_said(tmp_path):
    assert without_bookings(tmp_path) == []


def test_all_other_records_are_told_of_in_turn(tmp_path):
    found = without_bookings(
        tmp_path,
        evaluation_at_three_months=FOLLOWED_UP.format(**LATER),
        e_learning_by_module=modules("1688", "1572"),
        schools_trained=schools("97 | 85 | 87.6 | 71 | 60 | 0"),
    )
    assert found[0].startswith("674 attendances were followed up about three months later")
    assert found[1:] == [
        "E-learning modules were completed 1,688 times in 2014-15, by 1,572 people.",
        "Of 97 schools and colleges, 85 sent a return (87.6 %). Of those that did, 71 had a "
        "trained designated lead, 60 a whole staff trained in date and none a policy checked in "
        "the year.",
    ]


@pytest.mark.parametrize(
    ("completions", "people", "words"),
    [
        ("0", "0", "No e-learning module was completed in 2014-15."),
        ("1", "1", "E-learning modules were completed 1 time in 2014-15, by 1 person."),
        (
            "80",
            "[c]",
            "E-learning modules were completed 80 times in 2014-15. The number of people who "
            "completed one is withheld to protect confidentiality.",
        ),
        (
            "[c]",
            "[c]",
            "The number of e-learning modules completed in 2014-15 is withheld to protect "
            "confidentiality.",
        ),
    ],
)
def test_e_learning_is_said_for_none_one_and_what_is_withheld(tmp_path, completions, people, words):
    table = modules(completions, people)
    assert without_bookings(tmp_path, e_learning_by_module=table) == [words]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("97 | 0 | 0.0 | 0 | 0 | 0", "No school or college sent a return for 2014-15."),
        (
            "1 | 1 | 100.0 | 1 | [x] | 1",
            "Of 1 school or college, 1 sent a return (100.0 %). Of those that did, 1 had a trained "
            "designated lead and 1 a policy checked in the year.",
        ),
        (
            "90 | 9 | 10.0 | 7 | [x] | 8",
            "Of 90 schools and colleges, 9 sent a return (10.0 %). Of those that did, 7 had a "
            "trained designated lead and 8 a policy checked in the year. Caution: at a response "
            "rate of 10.0 % the answers may not speak for those who gave none.",
        ),
    ],
)
def test_schools_are_said_of_those_that_sent_a_return(tmp_path, row, words):
    assert without_bookings(tmp_path, schools_trained=schools(row)) == [words]


def test_no_caution_is_given_of_answers_that_nobody_gave():
    assert caution("0.0") == ""
    assert caution("0.4").startswith("Caution: at a response rate of 0.4 %")
