"""Censuses of several years, in one folder or in several: each thing once, the latest as it is."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lscb.records import declared
from lscb.records.history import Held, held
from lscb.records.record import FILE, SINCE
from lscb.records.stated import Stated
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear
from tests.records.formats.written_census import (
    census,
    child,
    dated_review,
    details,
    enquiry,
    group,
    items,
    plan,
)

FIRST, LAST = "2017-18", "2018-19"
RECORDS = declared()
CHILDREN, ENQUIRIES, CONFERENCES = "children", "section_47_enquiries", "conferences"
PLANS, REVIEWS = "child_protection_plans", "reviews"
EVERY = (CHILDREN, ENQUIRIES, CONFERENCES, PLANS, REVIEWS)

Files = dict[str, str]
"""What each file holds, by its folder and name."""


def held_in(files: Files, first: str = FIRST, **stated: object) -> Held:
    """What the report of 2018-19 finds in files of its own and earlier years' folders."""
    with TemporaryDirectory() as root:
        place = ReportPlace(Workbench(Path(root)), "newshire", ReportingYear(LAST))
        for name, text in files.items():
            path = Path(root, "data", "newshire", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        years = place.year.since(ReportingYear(first))
        return held(place, years, RECORDS, EVERY, Stated(**stated))


def said(found: Held, record: str = PLANS) -> list[str]:
    """What is asked of a record's files, the change from year to year aside."""
    return [
        f"{query.file.rpartition('/')[2]}: {query}" for query in found.histories[record].queries
    ]


BEFORE = census(
    child(
        "a",
        details(plan("2017-05-02", "2017-07-03"), referred="2017-04-03"),
        details(plan("2018-02-05", "", "2018-03-12"), referred="2018-01-02"),
    ),
    day="2018-03-31",
)
"""The plan that matters here is the child's second, in its second episode."""
NOW = census(
    child(
        "a",
        details(
            plan("2018-02-05", "2018-09-03", "2018-03-12", "2018-08-06", latest="MUL"),
            plan("2018-11-05"),
            referred="2018-01-02",
        ),
    )
)
"""Now it is the first, and the counters of 2017-18 mean another."""


@pytest.mark.parametrize(
    "names",
    [
        (f"{FIRST}/cin.xml", f"{LAST}/cin.xml"),
        (f"{LAST}/a.xml", f"{LAST}/b.xml"),
        (f"{LAST}/z, the old one.xml", f"{LAST}/a, the new one.xml"),
        (f"{LAST}/cin_2019.xml", f"{FIRST}/cin_2018.xml"),
    ],
    ids=["folders", "one folder", "names the other way round", "folders the other way round"],
)
def test_a_plan_in_two_years_censuses_is_one_plan_and_the_later_day_wins(names):
    found = held_in(dict(zip(names, (BEFORE, NOW), strict=True)))
    # Where the new census lies in an earlier folder it is of the report's year all the same.
    plans = found.histories[PLANS]
    assert not found.problems
    assert not plans.problems
    assert (plans.read, len(plans.rows), plans.superseded) == (4, 3, 1)
    again = plans.rows[plans.rows.plan_start == "2018-02-05"].iloc[0]
    assert (f"{again.plan_end:%Y-%m-%d}", again.latest_category) == ("2018-09-03", "multiple")
    assert again[FILE].endswith(names[1])
    assert again[SINCE] == FIRST


def test_a_review_that_both_years_hold_is_one_and_is_of_the_same_plan():
    """CINdetailsID and CPPID are 2 and 1 in one census and 1 and 1 in the other."""
    reviews = held_in({f"{FIRST}/cin.xml": BEFORE, f"{LAST}/cin.xml": NOW}).histories[REVIEWS]
    days = [
        tuple(f"{day:%Y-%m-%d}" for day in row)
        for row in reviews.rows[["plan_start", "review_date"]].itertuples(index=False)
    ]
    assert sorted(days) == [("2018-02-05", "2018-03-12"), ("2018-02-05", "2018-08-06")]
    assert reviews.superseded == 1


def test_a_child_in_two_years_censuses_is_as_the_later_has_it():
    earlier = census(child("a", born="", expected="2018-05-01", gender="0"), day="2018-03-31")
    later = census(child("a", born="2018-05-03", gender="2"))
    (row,) = (
        held_in({f"{LAST}/b.xml": earlier, f"{LAST}/a.xml": later})
        .histories[CHILDREN]
        .rows.to_dict("records")
    )
    assert (row["sex"], f"{row['birth_date']:%Y-%m-%d}") == ("female", "2018-05-03")
    assert pd.isna(row["expected_birth_date"])


def test_three_years_side_by_side_may_stand_in_any_order():
    texts = [
        census(child("a", details(plan("2016-06-06", end))), day=f"{year}-03-31")
        for year, end in ((2017, ""), (2018, ""), (2019, "2018-06-04"))
    ]
    for order in permutations("abc"):
        names = [f"{LAST}/{letter}.xml" for letter in order]
        plans = held_in(dict(zip(names, texts, strict=True)), "2016-17").histories[PLANS]
        assert [f"{end:%Y-%m-%d}" for end in plans.rows.plan_end] == ["2018-06-04"]
        assert plans.superseded == 2


def test_a_later_years_census_is_not_used_and_said_to_be_none():
    later = census(child("z", details(plan("2019-05-06"))), day="2020-03-31")
    found = held_in({f"{LAST}/cin.xml": NOW, f"{LAST}/next.xml": later, f"{FIRST}/a.xml": BEFORE})
    plans = found.histories[PLANS]
    assert set(plans.rows.child_id) == {"a"}
    assert "next.xml: this file is of 2019-20, after the report's year: it is not used" in said(
        found
    )


def test_where_there_is_only_a_later_years_census_the_letter_names_it():
    later = census(child("z", details(plan("2019-05-06"))), day="2020-03-31")
    found = held_in({f"{LAST}/next.xml": later}, LAST)
    assert found.histories == {}
    (problem,) = found.not_there(PLANS, "child_protection_plans.csv")
    assert problem.file.endswith("next.xml")
    assert "later" in problem.expected


@pytest.mark.parametrize(
    ("councils", "words"),
    [
        (("301", "302"), ["found '302'; expected the council of the other files, 301"]),
        (("301", "301"), []),
        (("301", ""), []),
        (("made-up-1", "2010-02-03"), ["expected the council of the other files"]),
        (("301", "Ann Other"), ["expected the council of the other files, 301"]),
    ],
)
def test_censuses_of_two_councils_are_a_problem(councils, words):
    days = ("2018-03-31", "2019-03-31")
    files = {
        f"{day}.xml": census(child("a"), day=day, council=council)
        for day, council in zip(days, councils, strict=True)
    }
    found = held_in({f"{LAST}/{name}": text for name, text in files.items()})
    assert [problem.what for problem in found.problems] == words
    assert all(p.file.endswith("2019-03-31.xml") and p.column == "LEA" for p in found.problems)


BEXLEY, UNKNOWN = "E09000004", "E99999999"


@pytest.mark.parametrize(
    ("council_code", "council", "words"),
    [
        (BEXLEY, "303", []),
        (BEXLEY, "", []),
        (BEXLEY, "304", ["found '304'; expected the council of this report, 303 (Bexley)"]),
        (BEXLEY, "Ann Other", ["expected the council of this report, 303 (Bexley)"]),
        (UNKNOWN, "303", [f"found '303'; expected the council of this report, {UNKNOWN}"]),
        (UNKNOWN, "999", []),
    ],
)
def test_a_census_of_another_council_than_the_reports_is_a_problem(council_code, council, words):
    files = {f"{LAST}/cin.xml": census(child("a"), day="2019-03-31", council=council)}
    found = held_in(files, LAST, council_code=council_code)
    assert [problem.what for problem in found.problems] == words


@pytest.mark.parametrize("council_code", ["E10000023", "E06000065"])
def test_a_council_may_have_had_two_codes_of_onss(council_code):
    """North Yorkshire, which is a single tier since 2023: 815 to DfE before and after."""
    files = {f"{LAST}/cin.xml": census(child("a"), day="2019-03-31", council="815")}
    assert not held_in(files, LAST, council_code=council_code).problems


@pytest.mark.parametrize(
    ("header", "asked"),
    [
        ({"day": "2019-03-31"}, False),
        ({"day": "2019-03-31", "year": "2019"}, False),
        ({"day": "2019-03-31", "year": "2018"}, True),
        ({"day": "2019-03-30"}, True),
        ({"day": "2019-04-01"}, True),
        ({"day": "31/03/2019"}, True),
        ({"day": "", "year": "2019"}, True),
    ],
)
def test_a_reference_date_is_the_last_day_of_the_year(header, asked):
    """DfE 100, which is an error there; here the file is read and the date asked about."""
    day = header["day"]
    files = {f"{LAST}/cin.xml": census(child("a", details(plan("2018-05-14"))), **header)}
    found = held_in(files, "2018-19")
    if day == "2019-04-01":
        # That day is in the next reporting year.
        assert found.histories == {}
        return
    rules = [(query.rule, query.column) for query in found.histories[PLANS].queries]
    assert rules == ([("100", "ReferenceDate")] if asked else [])
    assert not any(day and day in line for line in said(found))


@pytest.mark.parametrize("day", ["", "soon"])
def test_a_census_that_does_not_say_its_day_is_of_its_folders_year(day):
    nothing_said = census(child("a", details(plan("2017-05-02"))), day=day, council="")
    later = census(child("a", details(plan("2017-05-02", "2018-06-04"))))
    found = held_in({f"{FIRST}/z.xml": nothing_said, f"{LAST}/a.xml": later})
    plans = found.histories[PLANS]
    assert not plans.problems
    assert [f"{end:%Y-%m-%d}" for end in plans.rows.plan_end] == ["2018-06-04"]
    assert plans.rows[SINCE].tolist() == [FIRST]
    assert any("z.xml" in line and "its folder's year" in line for line in said(found))


@pytest.mark.parametrize(("year", "verified"), [(2016, False), (2017, True)])
def test_a_census_before_2016_17_is_read_and_said_not_to_be_verified(year, verified):
    text = census(child("a", details(plan("2015-05-05"))), day=f"{year}-03-31")
    found = held_in({f"{FIRST}/old.xml": text, f"{LAST}/a.xml": NOW}, f"{year - 1}-{year % 100}")
    lines = [line for line in said(found) if "old.xml" in line]
    assert any("not verified" in line for line in lines) is not verified
    assert "2015-05-05" in found.histories[PLANS].rows.plan_start.astype(str).tolist()


def test_two_censuses_of_one_year_are_a_problem_in_one_folder():
    files = {f"{LAST}/first.xml": NOW, f"{LAST}/second.xml": NOW, f"{FIRST}/a.xml": BEFORE}
    problems = held_in(files).problems
    assert {problem.file.rpartition("/")[2] for problem in problems} == {"second.xml"}
    assert all("first.xml" in problem.expected for problem in problems)


def test_a_census_that_was_corrected_lies_in_a_later_years_folder_and_wins():
    corrected = BEFORE.replace("2017-07-03", "2017-08-07")
    files = {f"{FIRST}/a.xml": BEFORE, f"{LAST}/corrected.xml": corrected, f"{LAST}/b.xml": NOW}
    found = held_in(files)
    assert not found.problems
    ends = found.histories[PLANS].rows.plan_end.dropna().astype(str)
    assert "2017-08-07" in ends.tolist()
    assert "2017-07-03" not in ends.tolist()


def test_a_list_of_some_months_is_not_a_year_beside_a_census():
    """Its plans that ended earlier in the year are in no file: the year is not covered."""
    headings = (
        "Child Unique ID,Gender,Child Protection Plan Start Date,Child Protection Plan End Date,"
        "Initial Category of Abuse,Latest Category of Abuse,"
        "Number of Previous Child Protection Plans"
    )
    listed = f"{headings}\nq,a) Male,2017-05-02,2018-02-05,a) Neglect,a) Neglect,0\n"
    found = held_in({f"{FIRST}/list 7.csv": listed, f"{LAST}/cin.xml": NOW})
    plans = found.histories[PLANS]
    assert "q" not in set(plans.rows.child_id)
    assert any(line.startswith("list 7.csv: this is not used") for line in said(found))
    assert [p.file.rpartition("newshire/")[2] for p in plans.problems] == [
        f"{FIRST}/child_protection_plans.csv"
    ]


CLOSED_EARLY = details(
    enquiry("2018-05-01", "2018-05-14"), plan("2018-05-14", "2018-11-05"), closed="2018-09-03"
)


def test_what_breaks_an_accepted_rule_is_used_and_asked_about():
    files = {f"{LAST}/cin.xml": census(child("a", CLOSED_EARLY))}
    refused, let = (
        held_in(files, LAST, accepted=each).histories[PLANS] for each in ((), ("8565",))
    )
    assert (len(refused.rows), refused.rejected) == (0, 1)
    assert (len(let.rows), let.rejected) == (1, 0)
    assert [problem.rule for problem in refused.problems] == ["8565"]
    assert let.problems == ()
    assert refused.problems[0] in let.queries


def test_to_accept_a_rule_lets_no_other_be_broken():
    text = census(child("a", CLOSED_EARLY.replace("2018-11-05", "2018-05-13")))
    plans = held_in({f"{LAST}/cin.xml": text}, LAST, accepted=("8565", "8840")).histories[PLANS]
    assert [problem.rule for problem in plans.problems] == ["8840, 8925"]
    assert len(plans.rows) == 0


DAYS = st.dates(date(2018, 4, 2), date(2019, 3, 29)).map(str)


@st.composite
def a_plan(draw: st.DrawFn) -> str:
    start, end = draw(DAYS), draw(st.one_of(st.just(""), DAYS))
    reviews = draw(st.lists(st.one_of(DAYS, st.just("")), max_size=3))
    name = draw(st.sampled_from(["Reviews", "CPPreviews"]))
    held = group(name, *map(dated_review, reviews)) if reviews else ""
    code = draw(st.sampled_from(["NEG", "PHY", "MUL", "XXX"]) if end else st.just("EMO"))
    return plan(start, end, first=code, reviews=held)


@st.composite
def an_enquiry(draw: st.DrawFn) -> str:
    begun = draw(DAYS)
    later = (date.fromisoformat(begun) + timedelta(days=draw(st.integers(-1, 30)))).isoformat()
    return enquiry(begun, draw(st.sampled_from(["", later])))


@st.composite
def a_child(draw: st.DrawFn) -> str:
    inside = st.lists(st.one_of(a_plan(), an_enquiry()), max_size=3)
    transfer = st.one_of(st.just(""), DAYS)
    groups = draw(st.lists(st.tuples(inside, transfer), max_size=2))
    return child(
        draw(st.sampled_from("abcdef")),
        *(details(*each, referred="2018-04-01", transfer=moved) for each, moved in groups),
    )


@settings(max_examples=60, deadline=None)
@given(children=st.lists(a_child(), min_size=1, max_size=5))
def test_every_row_of_a_census_is_used_superseded_set_aside_or_rejected(children):
    text = census(*children)
    found = held_in({f"{LAST}/cin.xml": text}, LAST)
    rows = Counter(line.strip("</>") for line in text.splitlines() if not line.startswith("</"))
    conferences = sum(line.startswith("<DateOfInitialCPC>") for line in text.splitlines())
    reviews = sum(line.startswith("<CPPreviewDate>") for line in text.splitlines())
    assert {name: found.histories[name].read for name in EVERY} == {
        CHILDREN: rows["Child"],
        ENQUIRIES: rows["Section47"],
        CONFERENCES: conferences,
        PLANS: rows["ChildProtectionPlans"],
        REVIEWS: reviews,
    }
    for name, history in found.histories.items():
        assert not history.rows.duplicated(list(RECORDS[name].key)).any()
        assert bool(history.rejected) <= bool(history.problems)
        aside = sum(history.set_aside.values())
        rest = (len(history.rows), history.superseded, aside, history.rejected)
        assert min(rest) >= 0
        assert sum(rest) == history.read


@settings(max_examples=30, deadline=None)
@given(ends=st.lists(st.one_of(st.just(""), DAYS), min_size=1, max_size=4), order=st.randoms())
def test_whatever_the_order_of_the_files_the_last_year_says_when_a_plan_ended(ends, order):
    texts = [
        census(child("a", details(plan("2012-05-01", end))), day=f"{2020 - len(ends) + n}-03-31")
        for n, end in enumerate(ends)
    ]
    names = [f"{LAST}/{letter}.xml" for letter in "abcd"[: len(ends)]]
    order.shuffle(names)
    first = ReportingYear.starting(2019 - len(ends))
    plans = held_in(dict(zip(names, texts, strict=True)), str(first)).histories[PLANS]
    (end,) = plans.rows.plan_end
    assert ("" if pd.isna(end) else f"{end:%Y-%m-%d}") == ends[-1]
    assert plans.superseded == len(ends) - 1


def test_items_of_no_interest_are_in_no_row():
    text = NOW.replace("<GenderCurrent>", items(UPN="X123456789012") + "<GenderCurrent>")
    for history in held_in({f"{LAST}/cin.xml": text}, LAST).histories.values():
        assert not history.rows.astype(str).isin(["X123456789012"]).any(axis=None)


def test_a_return_that_was_sent_again_takes_the_place_of_the_first_whole():
    """In the second the plan that had ended is gone: what is in both returns is not added up."""
    again = census(child("a", details(plan("2018-02-05"), referred="2018-01-02")), day="2018-03-31")
    files = {f"{FIRST}/cin.xml": BEFORE, f"{LAST}/sent again.xml": again, f"{LAST}/cin.xml": NOW}
    plans = held_in(files).histories[PLANS]
    assert (plans.rows.plan_start == pd.Timestamp("2017-05-02")).sum() == 0
    assert plans.read == 3
    assert any("in a later folder, is of the same day" in words for words in said(held_in(files)))
