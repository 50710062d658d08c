"""What the items of a children in need census are in our records."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.records.formats.censuses import line_of
from tests.records.formats.written_census import (
    FILE,
    census,
    child,
    dated_review,
    details,
    enquiry,
    extracts_of,
    files_of,
    group,
    items,
    plan,
    problems_of,
    queries_of,
    rows_of,
)

CHILDREN, ENQUIRIES, CONFERENCES = "children", "section_47_enquiries", "conferences"
PLANS, REVIEWS = "child_protection_plans", "reviews"
EVERY = (CHILDREN, ENQUIRIES, CONFERENCES, PLANS, REVIEWS)

WHOLE = census(
    child(
        "a",
        details(
            enquiry("2018-05-01", "2018-05-14", target="2018-05-23"),
            plan("2018-05-14", "2018-11-05", "2018-08-06", first="NEG", latest="MUL"),
        ),
    ),
    child("b", details(plan("2018-06-04", previous="2", first="SAB", latest="EMO"))),
)


def test_a_census_gives_five_records():
    assert rows_of(WHOLE, CHILDREN) == [
        ("a", "2010-02-03", None, "male", "WBRI", "NONE", None, None),
        ("b", "2010-02-03", None, "male", "WBRI", "NONE", None, None),
    ]
    assert rows_of(WHOLE, ENQUIRIES) == [("a", "2018-05-01", "yes", "2018-05-14")]
    assert rows_of(WHOLE, CONFERENCES) == [("a", "2018-05-14", "2018-05-01", "no")]
    assert rows_of(WHOLE, PLANS) == [
        ("a", "2018-05-14", "2018-11-05", "neglect", "multiple", 0),
        ("b", "2018-06-04", None, "sexual abuse", "emotional abuse", 2),
    ]
    assert rows_of(WHOLE, REVIEWS) == [("a", "2018-05-14", "2018-08-06")]


def test_a_census_that_is_in_order_raises_no_question():
    assert [query for record in EVERY for query in queries_of(WHOLE, record)] == []


def test_every_extract_says_of_which_day_and_council_it_is_and_that_it_is_of_one_census():
    for extract in extracts_of(WHOLE):
        assert (f"{extract.as_at}", extract.council, extract.source) == ("2019-03-31", "999", FILE)


def test_a_census_of_children_who_need_nothing_gives_records_without_rows():
    text = census(child("a", details(nfa="1")))
    assert [rows_of(text, record) for record in EVERY[1:]] == [[], [], [], []]


@pytest.mark.parametrize(
    ("code", "ours"),
    [
        ("NEG", "neglect"),
        ("PHY", "physical abuse"),
        ("SAB", "sexual abuse"),
        ("EMO", "emotional abuse"),
        ("MUL", "multiple"),
        ("neg", "neglect"),
    ],
)
def test_each_category_of_abuse_is_one_of_ours(code, ours):
    text = census(child("a", details(plan("2018-05-14", first=code, latest=code))))
    assert [row[3:5] for row in rows_of(text, PLANS)] == [(ours, ours)]


@pytest.mark.parametrize(("written", "number"), [("0", 0), ("1", 1), ("10", 10)])
def test_a_first_plan_follows_none_and_others_follow_as_many_as_are_said(written, number):
    text = census(child("a", details(plan("2018-05-14", previous=written))))
    assert [row[5] for row in rows_of(text, PLANS)] == [number]


@pytest.mark.parametrize(
    ("not_required", "required"),
    [
        ("true", "no"),
        ("1", "no"),
        ("TRUE", "no"),
        ("false", "yes"),
        ("0", "yes"),
        ("False", "yes"),
        ("Yes", "no"),
        ("No", "yes"),
        ("", None),
    ],
)
def test_a_conference_is_required_unless_the_census_says_not(not_required, required):
    text = census(child("a", details(enquiry("2018-05-01", not_required=not_required))))
    assert rows_of(text, ENQUIRIES) == [("a", "2018-05-01", required, None)]


def test_a_conference_directly_in_the_details_is_of_a_child_who_moved_here_on_a_plan():
    after_enquiry = details(enquiry("2018-05-01", "2018-05-14"))
    text = census(child("a", after_enquiry), child("b", details(transfer="2018-06-04")))
    assert rows_of(text, CONFERENCES) == [
        ("a", "2018-05-14", "2018-05-01", "no"),
        ("b", "2018-06-04", None, "yes"),
    ]
    assert rows_of(text, ENQUIRIES) == [("a", "2018-05-01", "yes", "2018-05-14")]
    assert queries_of(text, CONFERENCES) == []


def test_a_child_who_moved_here_may_have_a_conference_after_an_enquiry_here_too():
    """Guide 2023-24, 4.1.1: no Section47 is returned, unless there is a later enquiry here."""
    both = details(enquiry("2018-10-01", "2018-10-15"), transfer="2018-06-04")
    conferences = rows_of(census(child("a", both)), CONFERENCES)
    assert conferences == [
        ("a", "2018-10-15", "2018-10-01", "no"),
        ("a", "2018-06-04", None, "yes"),
    ]


REVIEW_DAYS = ["2018-08-06", "2018-11-05", "2019-02-04"]
DATED = [dated_review(day) for day in REVIEW_DAYS]


@pytest.mark.parametrize(
    "reviews",
    [
        group("Reviews", *DATED),
        "".join(group("Reviews", each) for each in DATED),
        group("CPPreviews", *DATED),
        group("Reviews", *DATED[:2]) + group("CPPreviews", DATED[2]),
    ],
    ids=["one group", "a group each", "CPPreviews", "both"],
)
def test_every_review_of_a_plan_is_a_row(reviews):
    text = census(child("a", details(plan("2018-05-14", reviews=reviews))))
    assert rows_of(text, REVIEWS) == [("a", "2018-05-14", day) for day in REVIEW_DAYS]


def test_a_review_is_of_the_plan_that_it_stands_in():
    inside = (plan("2018-05-14", "2018-09-03", "2018-08-06"), plan("2018-10-01", "", "2018-12-03"))
    other = details(plan("2018-06-04", "", "2018-08-06"))
    text = census(child("a", details(*inside)), child("b", other))
    assert rows_of(text, REVIEWS) == [
        ("a", "2018-05-14", "2018-08-06"),
        ("a", "2018-10-01", "2018-12-03"),
        ("b", "2018-06-04", "2018-08-06"),
    ]


def test_a_review_without_a_date_is_set_aside_and_asked_about():
    """DfE 8842Q: a review record has a missing date."""
    text = census(child("a", details(plan("2018-05-14", "", "2018-08-06", ""))))
    (file,) = files_of(text, REVIEWS)
    assert (file.read, file.set_aside, len(file.rows)) == (2, 1, 1)
    assert +Counter(file.extract.set_aside) == {"a review without a date": 1}
    (query,) = file.queries
    assert (query.rule, query.column) == ("8842Q", "CPPreviewDate")
    assert query.row == line_of(text, "<CPPreviewDate></CPPreviewDate>")


def test_a_review_that_stands_twice_in_its_plan_is_one():
    text = census(child("a", details(plan("2018-05-14", "", "2018-08-06", "2018-08-06"))))
    (file,) = files_of(text, REVIEWS)
    assert +Counter(file.extract.set_aside) == {"the same review of the same plan again": 1}
    assert rows_of(text, REVIEWS) == [("a", "2018-05-14", "2018-08-06")]


def test_why_rows_are_set_aside_is_said_whether_or_not_any_is():
    once, twice = (
        files_of(census(child("a", details(plan("2018-05-14", "", *days)))), REVIEWS)[0]
        for days in (["2018-08-06"], ["2018-08-06", "2018-08-06"])
    )
    assert list(once.extract.set_aside) == list(twice.extract.set_aside) != []


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_enquiries_of_a_child_and_day_the_one_that_led_on_is_used(order):
    both = [enquiry("2018-05-01", not_required="true"), enquiry("2018-05-01", "2018-05-14")]
    text = census(child("a", details(*both[::order])))
    (file,) = files_of(text, ENQUIRIES)
    assert +Counter(file.extract.set_aside) == {
        "a second section 47 enquiry of the same child and day": 1
    }
    assert rows_of(text, ENQUIRIES) == [("a", "2018-05-01", "yes", "2018-05-14")]


def test_enquiries_of_two_children_on_one_day_are_two():
    text = census(*(child(name, details(enquiry("2018-05-01"))) for name in "ab"))
    assert [row[0] for row in rows_of(text, ENQUIRIES)] == ["a", "b"]


def test_a_conference_that_stands_in_two_enquiries_of_a_day_is_one():
    both = [enquiry("2018-05-01", "2018-05-14")] * 2
    text = census(child("a", details(*both)))
    assert rows_of(text, CONFERENCES) == [("a", "2018-05-14", "2018-05-01", "no")]
    first = files_of(text, CONFERENCES)[0]
    assert +Counter(first.extract.set_aside) == {"the same conference of the same child again": 1}


def test_a_conference_that_followed_from_two_days_enquiries_is_named():
    """From which of them its fifteen working days count cannot be told."""
    both = [enquiry("2018-05-01", "2018-05-14"), enquiry("2018-05-03", "2018-05-14")]
    text = census(child("a", details(*both)))
    (problem,) = problems_of(text, CONFERENCES)
    assert problem.row == line_of(text, "<Section47>", 2)
    assert f"line {line_of(text, '<Section47>')}" in problem.expected


@pytest.mark.parametrize(
    ("items_of_child", "ours"),
    [
        ({"gender": "1"}, "male"),
        ({"gender": "2"}, "female"),
        ({"gender": "0"}, "not recorded"),
        ({"gender": "9"}, "indeterminate"),
        ({"sex": "M"}, "male"),
        ({"sex": "F"}, "female"),
        ({"sex": "U"}, "not recorded"),
    ],
)
def test_gender_and_since_2024_25_sex_are_our_sex(items_of_child, ours):
    day = "2025-03-31" if "sex" in items_of_child else "2024-03-31"
    text = census(child("a", **items_of_child), day=day)
    assert [row[3] for row in rows_of(text, CHILDREN)] == [ours]


@pytest.mark.parametrize(
    ("items_of_child", "words"),
    [({"sex": "1"}, ("Sex", "M, F, U")), ({"gender": "3"}, ("GenderCurrent", "1, 2, 9, 0"))],
)
def test_a_letter_about_sex_shows_the_codes_of_the_item_that_is_there(items_of_child, words):
    (problem,) = problems_of(census(child("a", **items_of_child)), CHILDREN)
    assert (problem.column, problem.rule) == (words[0], "4180")
    assert words[1] in problem.expected


def test_a_child_who_is_not_born_has_the_day_expected_and_no_disability():
    unborn = {"born": "", "expected": "2019-05-06", "gender": "0", "ethnicity": "NOBT"}
    text = census(child("a", **unborn, disabilities=()))
    assert rows_of(text, CHILDREN) == [
        ("a", None, "2019-05-06", "not recorded", "NOBT", None, None, None)
    ]
    assert queries_of(text, CHILDREN) == []


def test_a_child_who_died_has_the_day():
    assert rows_of(census(child("a", died="2018-07-02")), CHILDREN)[0][6] == "2018-07-02"


@pytest.mark.parametrize("codes", [("MOB", "HAND"), ("NONE",), ("LD", "AUT", "DDA")])
def test_every_disability_of_a_child_is_kept(codes):
    text = census(child("a", disabilities=codes))
    assert rows_of(text, CHILDREN)[0][5] == " ".join(codes)


def test_an_adopted_child_with_two_identifiers_stays_two_children():
    """Guide 2023-24, 2.1: they cannot be linked, and nobody should."""
    adopted = details(plan("2018-05-14", "2018-09-03"), closed="2018-10-01")
    text = census(child("a", adopted), child("b", details(plan("2018-11-05"))))
    assert [row[0] for row in rows_of(text, CHILDREN)] == ["a", "b"]
    assert [(row[0], row[5]) for row in rows_of(text, PLANS)] == [("a", 0), ("b", 0)]


def test_the_plan_of_another_council_that_moved_here_is_a_plan_of_ours():
    moved = details(plan("2018-06-04", previous="0"), transfer="2018-06-04")
    text = census(child("a", moved))
    assert rows_of(text, PLANS) == [("a", "2018-06-04", None, "neglect", "neglect", 0)]


@pytest.mark.parametrize(
    ("record", "inside", "column", "words", "rule"),
    [
        (PLANS, plan(""), "CPPstartDate", "expected a value", None),
        (PLANS, plan("2018-13-14"), "CPPstartDate", "expected a date", None),
        (PLANS, plan("2018-05-14", "2018-05-14"), "CPPendDate", "after CPPstartDate", "8840, 8925"),
        (PLANS, plan("2018-05-14", first="SAD"), "InitialCategoryOfAbuse", "'SAB'?", "8905"),
        (PLANS, plan("2018-05-14", latest=""), "LatestCategoryOfAbuse", "a value", "8910"),
        (PLANS, plan("2018-05-14", previous="-1"), "NumberOfPreviousCPP", "0 or more", "8730"),
        (PLANS, plan("2018-05-14", previous=""), "NumberOfPreviousCPP", "a value", "8730"),
        (REVIEWS, plan("2018-05-14", "", "2018-05-14"), "CPPreviewDate", "CPPstartDate", "8841"),
        (REVIEWS, plan("2018-05-14", "", "soon"), "CPPreviewDate", "expected a date", None),
        (
            ENQUIRIES,
            enquiry("2018-05-01", not_required="perhaps"),
            "ICPCnotRequired",
            "true, 1, false, 0",
            None,
        ),
        (
            CONFERENCES,
            enquiry("2018-05-15", "2018-05-14"),
            "DateOfInitialCPC",
            "S47ActualStartDate",
            "8615",
        ),
        (CONFERENCES, enquiry("2018-05-01", "2018-05-12"), "DateOfInitialCPC", "Monday", "8875"),
    ],
)
def test_a_letter_speaks_in_the_censuss_words_and_gives_the_line(
    record, inside, column, words, rule
):
    before, text = (census(child("a", details(each))) for each in ("", inside))
    assert not any(problems_of(before, each) for each in EVERY)
    (problem,) = problems_of(text, record)
    starts = {PLANS: "<ChildProtectionPlans>", REVIEWS: "<CPPreviewDate>"}
    assert problem.row == line_of(text, starts.get(record, "<Section47>"))
    assert (problem.file, problem.unit) == (FILE, "line")
    assert (problem.column, problem.rule) == (column, rule)
    assert words in problem.expected
    assert not re.search("plan_|review_|strategy_|conference_", str(problem))


def test_the_letter_about_a_category_names_the_censuss_codes():
    text = census(child("a", details(plan("2018-05-14", first="XXX"))))
    (problem,) = problems_of(text, PLANS)
    assert "NEG, PHY, SAB, EMO, MUL" in problem.expected
    assert problem.found is None


def test_where_many_children_share_a_line_a_letter_counts_children():
    good, bad = (
        child(name, details(plan("2018-05-14", first=code)))
        for name, code in (("a", "NEG"), ("b", "XXX"))
    )
    text = census(good, bad).replace("\n", "")
    (problem,) = problems_of(text, PLANS)
    assert (problem.unit, problem.row) == ("child", 2)
    assert problem.where == "child 2, InitialCategoryOfAbuse"


def test_the_same_plan_twice_in_a_census_is_named():
    text = census(child("a", details(plan("2018-05-14")), details(plan("2018-05-14"))))
    (problem,) = problems_of(text, PLANS)
    assert problem.row == line_of(text, "<ChildProtectionPlans>", 2)
    assert problem.column == "LAchildID"
    assert "CPPstartDate once" in problem.expected


PRIVATE = re.compile(r"SECRET|\d{4}-\d{2}-\d{2}|\d{2}/\d{2}/\d{4}")
WRONG = (
    census(
        child(
            "SECRET-1",
            details(
                enquiry("2018-05-15", "2018-05-14", target="2018-05-12"),
                enquiry("2018-05-01", "2018-05-12", not_required="perhaps"),
                plan("2018-03-01", "2018-02-28", "2018-02-01", "", "SECRET-3", first="SECRET-4"),
                plan("SECRET-5", "01/02/2018", latest="2018-05-14", previous="SECRET-6"),
                closed="2018-01-01",
                transfer="2018-05-14",
                nfa="1",
            ),
            born="SECRET-7",
            expected="2018-05-14",
            gender="SECRET-8",
            died="2001-01-01",
            ethnicity="SECRET-9",
            disabilities=("SECRET-0", "NONE"),
        ),
        child("SECRET-1", details(plan("2018-05-14"), transfer="2018-05-13")),
        day="2019-04-01",
        council="SECRET-10",
    )
    + ""
)


def test_no_letter_repeats_an_identifier_or_a_date():
    letters = [
        str(each)
        for record in EVERY
        for found in (problems_of, queries_of)
        for each in found(WRONG, record)
    ]
    assert len(letters) > 20
    assert [letter for letter in letters if PRIVATE.search(letter)] == []


def test_two_values_where_there_can_be_one_keep_every_record_from_being_used():
    text = WHOLE.replace(
        "</ChildIdentifiers>",
        items(PersonDeathDate="2018-07-02")
        + items(PersonDeathDate="2018-07-03")
        + "</ChildIdentifiers>",
        1,
    )
    for record in EVERY:
        files = files_of(text, record)
        assert all(file.problems and file.rows.empty for file in files), record
