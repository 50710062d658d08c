"""The sentences of each chapter: right for none, one and many, and silent about the withheld."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lscb.chapters import Chapter, child_deaths, child_protection_plans, training
from lscb.figures.wording import FINDINGS
from tests.chapters.made import opened

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


def deaths(folder: Path, **cells: str) -> list[str]:
    """The deaths chapter's findings, with the given cells in its tables."""
    given = {
        **{"year": "14", "window": "65", "rate": "24.3", "lower": "18.8", "upper": "31.0"},
        **{"reviews": "57", "enough": "50", "found": "9"},
    } | cells
    tables = {
        "deaths_by_year": """
            period             | residents | rate_per_100000 | lower   | upper
            2014-15            | {year}    | 25.1            | 13.7    | 42.2
            2010-11 to 2014-15 | {window}  | {rate}          | {lower} | {upper}
            """,
        "reviews_by_modifiable_factors": """
            period             | reviews   | denominator | numerator
            2010-11 to 2014-15 | {reviews} | {enough}    | {found}
            """,
    }
    drawn = {name: text.format(**given) for name, text in tables.items()}
    return said(child_deaths.findings(opened(folder, "child_deaths", drawn)))


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


def said(shown) -> list[str]:
    return shown.more[FINDINGS]["sentences"]


def numbers(sentence: str) -> list[str]:
    """The numbers of a sentence that are no dates, years or the words of a definition."""
    fixed = r"31 March \d{4}|\d{4}-\d{2}|10,000|100,000|15 working days|95 %"
    return re.findall(r"\d[\d,.]*", re.sub(fixed, "", sentence))


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
    assert one[5].startswith("Of 1 child on a plan for more than three months at 31 March 2015, 0 ")


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


@pytest.mark.parametrize(
    ("module", "table", "record"),
    [
        (child_deaths, "deaths_by_year", "child_deaths"),
        (child_protection_plans, "plan_flow", "child_protection_plans"),
        (training, "uptake_by_agency", "training"),
    ],
)
def test_a_chapter_without_its_record_says_who_did_not_supply_it(tmp_path, module, table, record):
    gap = {"record": record, "by": "the council"}
    name = module.__name__.rsplit(".", 1)[1]
    chapter = opened(tmp_path, name, {}, not_supplied={table: gap})
    assert said(module.findings(chapter)) == [
        f"Not supplied by the council: {record.replace('_', ' ')}."
    ]


def test_deaths_are_said_of_the_year_and_then_of_the_latest_window(tmp_path):
    assert deaths(tmp_path) == [
        "14 children who normally lived in Testshire died in 2014-15. From 2010-11 "
        "to 2014-15 there were 65 deaths of resident children, 24.3 for each 100,000 children a "
        "year (95 % interval 18.8 to 31.0). A single year's number moves by chance: this is the "
        "figure to compare.",
        "In 2010-11 to 2014-15 the panel completed 57 reviews. Modifiable factors were found in "
        "9 of the 50 reviews with enough information to say.",
    ]


@pytest.mark.parametrize(("cell", "words"), [("0", "No children"), ("1", "1 child")])
def test_no_and_one_death_are_said_in_words_that_agree(tmp_path, cell, words):
    assert deaths(tmp_path, year=cell)[0].startswith(
        f"{words} who normally lived in Testshire died in 2014-15. "
    )


@pytest.mark.parametrize(("cell", "words"), [("0", "no reviews"), ("1", "1 review")])
def test_no_and_one_review_are_said_in_words_that_agree(tmp_path, cell, words):
    sentence = deaths(tmp_path, reviews=cell)[-1]
    assert sentence.startswith(f"In 2010-11 to 2014-15 the panel completed {words}.")


def test_reviews_of_which_none_had_enough_information_are_said_in_words_that_agree(tmp_path):
    assert "the no reviews" not in deaths(tmp_path, enough="0", found="0")[-1]


def test_no_deaths_in_a_window_are_said_as_none(tmp_path):
    sentence = deaths(tmp_path, window="0", rate="0.0", lower="0.0", upper="1.4")[0]
    assert " From 2010-11 to 2014-15 there were no deaths of resident children" in sentence


def test_withheld_deaths_are_said_alike_and_with_no_number(tmp_path):
    hidden = deaths(
        tmp_path,
        **{"year": "[c]", "window": "[c]", "rate": "[c]", "lower": "[c]", "upper": "[c]"},
        **{"reviews": "[c]", "found": "[c]"},
    )
    assert hidden == [
        "The number of children of Testshire who died in 2014-15 is withheld to protect "
        "confidentiality. The rate of deaths from 2010-11 to 2014-15 is withheld to protect "
        "confidentiality.",
        "The number of reviews the panel completed in 2010-11 to 2014-15 is withheld to protect "
        "confidentiality. The number of reviews that found modifiable factors in 2010-11 to "
        "2014-15 is withheld to protect confidentiality.",
    ]
    assert [numbers(sentence) for sentence in hidden] == [[], []]


def test_before_a_window_is_complete_reviews_are_said_not_to_be_shown_yet(tmp_path):
    chapter = opened(
        tmp_path,
        "child_deaths",
        {
            "deaths_by_year": "period | residents\n2014-15 | 14",
            "reviews_by_modifiable_factors": "period | reviews | denominator | numerator",
        },
    )
    assert said(child_deaths.findings(chapter)) == [
        "14 children who normally lived in Testshire died in 2014-15.",
        "Reviews are shown over fixed periods of years, and no period is complete yet.",
    ]


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
        "674 attendances were followed up about three months later; 159 were answered ({} %), of "
        "which 97 said that practice had changed: 61.0 % (95 % interval 53.3 to 68.2)."
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
        "1 attendance was followed up about three months later; 1 was answered (100.0 %), of "
        "which none said that practice had changed: 0.0 % ("
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
        "Uptake cannot be stated for GP practices because GP practices did not supply a headcount."
    )


def test_where_nobody_supplied_a_headcount_uptake_is_not_available(tmp_path):
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
        "Uptake in the agencies that supplied a headcount is not available."
    )
