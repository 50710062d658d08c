"""The sentences of plans: right for none, one and many, and silent about the withheld."""

from __future__ import annotations

from pathlib import Path

import pytest

from lscb.chapters import Chapter, child_protection_plans
from tests.chapters.made import opened
from tests.chapters.sentences import numbers, said

MISSING = {
    "reviews_in_time": {"record": "reviews", "by": "the conference unit"},
    "icpc_timeliness": {"record": "conferences", "by": "the council"},
}


def plans(folder: Path, **cells: str) -> list[str]:
    """All the plans chapter found, with the given cells in its tables."""
    return sentences_of(opened(folder, "child_protection_plans", drawn_plans(**cells)))


def drawn_plans(**cells: str) -> dict[str, str]:
    """The plans chapter's tables with the given cells."""
    given = {
        **{"count": "255", "rate": "46.5", "lower": "40.9", "upper": "52.5"},
        **{"started": "299", "ended": "262", "again": "24", "again_percent": "8.0"},
        **{"long_ended": "14", "all_ended": "262", "long_open": "7", "all_open": "255"},
        **{"reviewed": "182", "reviewable": "182", "reviewed_percent": "100.0"},
        **{"within": "272", "measured": "332", "within_percent": "81.9"},
    } | cells
    tables = {
        "plans_at_31_march": """
            year    | count   | rate_per_10000 | lower   | upper
            2014-15 | {count} | {rate}         | {lower} | {upper}
            """,
        "plan_flow": """
            year    | started   | ended
            2014-15 | {started} | {ended}
            """,
        "second_or_subsequent_plans": """
            year    | numerator | denominator | percent
            2014-15 | {again}   | {started}   | {again_percent}
            """,
        "plans_by_duration_ended": """
            year    | duration        | part  | count        | denominator
            2014-15 | 2 years or more | Total | {long_ended} | {all_ended}
            """,
        "plans_by_duration_open": """
            year    | duration        | part  | count       | denominator
            2014-15 | 2 years or more | Total | {long_open} | {all_open}
            """,
        "reviews_in_time": """
            year    | numerator  | denominator  | percent            | lower | upper
            2014-15 | {reviewed} | {reviewable} | {reviewed_percent} | 97.9  | 100.0
            """,
        "icpc_timeliness": """
            year    | group   | working_days | count    | denominator | percent  | lower | upper
            2014-15 | WITHIN  | Total        | {within} | {measured}  | {share}  | 77.4  | 85.7
            """.replace("WITHIN", "Within 15 working days").replace("share", "within_percent"),
    }
    return {name: text.format(**given) for name, text in tables.items()}


def sentences_of(chapter: Chapter) -> list[str]:
    """All that the plans chapter found: what it opens with, and then the rest."""
    rest = child_protection_plans.also_found(chapter).text.splitlines()
    return [*said(child_protection_plans.findings(chapter)), *rest]


def test_plans_are_said_with_their_rate_and_what_became_of_them(tmp_path):
    assert plans(tmp_path) == [
        "At 31 March 2015, 255 children in Testshire were on a child protection plan. "
        "That is 46.5 for each 10,000 children (95 % interval 40.9 to 52.5).",
        "299 plans started in 2014-15 and 262 ended.",
        "Of 332 children whose initial conference can be measured, 272 had it within 15 working "
        "days of the strategy discussion: 81.9 % (95 % interval 77.4 to 85.7).",
        "Of 299 plans started in 2014-15, 24 (8.0 %) were for a child who had been on a plan "
        "before.",
        "Of 262 plans that ended in the year, 14 plans had lasted two years or more. "
        "Of 255 plans still open at 31 March, 7 plans had already lasted two years or more.",
        "Of 182 children on a plan for more than three months at 31 March 2015, 182 had every "
        "review of the year in time: 100.0 % (95 % interval 97.9 to 100.0).",
    ]


def test_one_plan_is_said_as_one(tmp_path):
    one = plans(
        tmp_path,
        **{"count": "1", "started": "1", "ended": "1", "again": "1", "long_ended": "1"},
        **{"reviewable": "1", "reviewed": "0", "measured": "1"},
    )
    assert one[0].startswith("At 31 March 2015, 1 child in Testshire was on a child protection")
    assert one[1] == "1 plan started in 2014-15 and 1 ended."
    assert one[2].startswith("Of 1 child whose initial conference can be measured")
    assert one[3].startswith("Of 1 plan started in 2014-15, 1 (8.0 %) was for a child")
    assert "1 plan had lasted two years or more." in one[4]
    assert one[5].startswith(
        "Of 1 child on a plan for more than three months at 31 March 2015, none "
    )


def test_one_plan_that_ended_is_said_as_one(tmp_path):
    one = plans(tmp_path, long_ended="0", all_ended="1", long_open="1", all_open="1")
    assert one[4] == (
        "Of 1 plan that ended in the year, no plans had lasted two years or more. "
        "Of 1 plan still open at 31 March, 1 plan had already lasted two years or more."
    )


def test_no_plans_are_said_as_none(tmp_path):
    none = plans(
        tmp_path,
        **{"count": "0", "rate": "0.0", "started": "0", "ended": "0", "long_ended": "0"},
        **{"again": "0", "again_percent": "[z]", "measured": "0", "within_percent": "[z]"},
        **{"reviewed": "0", "reviewable": "0", "reviewed_percent": "[z]"},
    )
    assert none[0].startswith("At 31 March 2015, no children in Testshire were on a child")
    assert none[1] == "No plans started in 2014-15 and none ended."
    assert "no plans had lasted two years or more." in none[2]
    # Those without a number to tell come after the rest.
    assert none[3].endswith("within 15 working days in 2014-15 is not applicable.")
    assert none[4].endswith("had been on a plan before is not applicable.")
    assert none[5].endswith("whose plan was reviewed in time in 2014-15 is not applicable.")


def test_a_rate_that_is_not_available_is_said_to_be_so_beside_its_number(tmp_path):
    without = plans(tmp_path, rate="[x]", lower="[x]", upper="[x]")
    assert without[0].endswith(
        "255 children in Testshire were on a child protection plan. "
        "The rate for each 10,000 children is not available."
    )


def test_withheld_plans_are_said_alike_and_with_no_number_of_their_own(tmp_path):
    hidden = plans(
        tmp_path,
        **{"count": "[c]", "rate": "[c]", "lower": "[c]", "upper": "[c]", "started": "[c]"},
        **{"long_ended": "[c]", "long_open": "[c]", "within": "[c]", "within_percent": "[c]"},
        **{"reviewed": "[c]", "reviewed_percent": "[c]"},
    )
    assert hidden == [
        "The number of children on a child protection plan in Testshire at 31 March 2015 is "
        "withheld to protect confidentiality. The rate for each 10,000 children is withheld to "
        "protect confidentiality.",
        "The number of plans that started and ended in 2014-15 is withheld to protect "
        "confidentiality.",
        "The share of initial conferences held within 15 working days in 2014-15 is withheld to "
        "protect confidentiality.",
        "The share of plans started in 2014-15 for a child who had been on a plan before is "
        "withheld to protect confidentiality.",
        "The number of plans that ended in the year that had lasted two years or more is withheld "
        "to protect confidentiality. The number of plans still open at 31 March that had already "
        "lasted two years or more is withheld to protect confidentiality.",
        "The share of children whose plan was reviewed in time in 2014-15 is withheld to protect "
        "confidentiality.",
    ]
    assert [numbers(sentence) for sentence in hidden] == [[]] * 4 + [["31"], []]


def test_a_number_of_plans_is_told_where_only_all_of_them_is_withheld(tmp_path):
    assert plans(tmp_path, all_ended="[c]", all_open="[c]")[4] == (
        "14 plans that ended in the year had lasted two years or more. "
        "7 plans still open at 31 March had already lasted two years or more."
    )


@pytest.mark.parametrize("cell", ["again", "again_percent", "started"])
def test_whichever_of_its_figures_is_withheld_a_sentence_is_the_same(tmp_path, cell):
    hidden = (
        "The share of plans started in 2014-15 for a child who had been on a plan before is "
        "withheld to protect confidentiality."
    )
    assert hidden in plans(tmp_path, **{cell: "[c]"})


def test_reviews_and_conferences_that_were_not_supplied_are_said_by_whom(tmp_path):
    chapter = opened(
        tmp_path,
        "child_protection_plans",
        {
            "plans_at_31_march": "year | count | rate_per_10000 | lower | upper",
            "plan_flow": "year | started | ended",
            "second_or_subsequent_plans": "year | numerator | denominator | percent",
            "plans_by_duration_ended": "year | duration | part | count | denominator",
            "plans_by_duration_open": "year | duration | part | count | denominator",
        },
        not_supplied=MISSING,
    )
    sentences = sentences_of(chapter)
    missing = {
        "Not supplied by the conference unit: reviews.": child_protection_plans.reviews_in_time,
        "Not supplied by the council: conferences.": child_protection_plans.icpc_timeliness,
    }
    assert {s for s in sentences if "is not available." not in s} == set(missing)
    for sentence, shown in missing.items():
        assert shown(chapter).text == sentence
