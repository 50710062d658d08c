"""A census is read whole however it was written, and what departs from DfE's schema is said."""

from __future__ import annotations

import pytest

from lscb.records.sheets import Unreadable
from tests.records.formats.censuses import (
    CHARACTERISTICS,
    DETAILS,
    HEADER,
    IDENTIFIERS,
    NAME,
    PLAN,
    census,
    child,
    dates,
    details,
    line_of,
    plan,
    read,
    said,
)

FIRST, SECOND = "2021-07-20", "2022-01-11"


def test_a_census_is_read_into_five_tables():
    inside = (
        "<DateOfInitialCPC>2021-04-20</DateOfInitialCPC>\n"
        "<Section47>\n<S47ActualStartDate>2021-04-06</S47ActualStartDate>\n"
        "<InitialCPCtarget>2021-04-27</InitialCPCtarget>\n"
        "<DateOfInitialCPC>2021-04-26</DateOfInitialCPC>\n"
        "<ICPCnotRequired>false</ICPCnotRequired>\n</Section47>\n"
        "<ReferralNFA>0</ReferralNFA>\n" + PLAN.format(f"<Reviews>\n{dates(FIRST)}</Reviews>\n")
    )
    text = census(child(IDENTIFIERS, CHARACTERISTICS, details(inside)))
    file = read(text)
    assert (file.reference_date, file.year, file.council) == ("2022-03-31", "2022", "999")
    assert (file.file, file.unit, file.problems, file.queries) == (NAME, "line", (), ())
    rows = {table: rows.to_dict("records") for table, rows in file.tables.items()}
    assert rows == {
        "ChildIdentifiers": [
            {
                "child": 1,
                "LAchildID": "made-up-1",
                "PersonBirthDate": "2015-02-03",
                "ExpectedPersonBirthDate": "",
                "GenderCurrent": "1",
                "Sex": "",
                "PersonDeathDate": "",
                "Ethnicity": "WBRI",
                "Disability": "LD HEAR",
                "number": line_of(text, "<Child>"),
            }
        ],
        "CINdetails": [
            {
                "child": 1,
                "LAchildID": "made-up-1",
                "CINdetailsID": 1,
                "CINreferralDate": "2021-04-01",
                "CINclosureDate": "",
                "ReasonForClosure": "",
                "DateOfInitialCPC": "2021-04-20",
                "ReferralNFA": "0",
                "number": line_of(text, "<CINdetails>"),
            }
        ],
        "Section47": [
            {
                "child": 1,
                "LAchildID": "made-up-1",
                "CINdetailsID": 1,
                "S47ActualStartDate": "2021-04-06",
                "InitialCPCtarget": "2021-04-27",
                "DateOfInitialCPC": "2021-04-26",
                "ICPCnotRequired": "false",
                "number": line_of(text, "<Section47>"),
            }
        ],
        "ChildProtectionPlans": [
            {
                "child": 1,
                "LAchildID": "made-up-1",
                "CINdetailsID": 1,
                "CPPID": 1,
                "CPPstartDate": "2021-05-04",
                "CPPendDate": "",
                "InitialCategoryOfAbuse": "NEG",
                "LatestCategoryOfAbuse": "EMO",
                "NumberOfPreviousCPP": "0",
                "number": line_of(text, "<ChildProtectionPlans>"),
            }
        ],
        "Reviews": [
            {
                "child": 1,
                "LAchildID": "made-up-1",
                "CINdetailsID": 1,
                "CPPID": 1,
                "CPPreviewDate": FIRST,
                "number": line_of(text, "<CPPreviewDate>"),
            }
        ],
    }


@pytest.mark.parametrize(
    "reviews",
    [
        f"<Reviews>\n{dates(FIRST, SECOND)}</Reviews>\n",
        f"<Reviews>\n{dates(FIRST)}</Reviews>\n<Reviews>\n{dates(SECOND)}</Reviews>\n",
        f"<CPPreviews>\n{dates(FIRST, SECOND)}</CPPreviews>\n",
        f"<CPPreviews>\n{dates(FIRST)}</CPPreviews>\n<CPPreviews>\n{dates(SECOND)}</CPPreviews>\n",
    ],
)
def test_every_review_of_a_plan_is_read(reviews):
    file = read(census(child(IDENTIFIERS, CHARACTERISTICS, plan(reviews))))
    assert file.tables["Reviews"].CPPreviewDate.tolist() == [FIRST, SECOND]
    assert (file.problems, file.queries) == ((), ())


def test_an_identifier_after_the_plans_is_still_theirs():
    file = read(census(child(plan(), CHARACTERISTICS, IDENTIFIERS)))
    assert file.tables["ChildProtectionPlans"].LAchildID.tolist() == ["made-up-1"]
    assert file.tables["ChildIdentifiers"].Ethnicity.tolist() == ["WBRI"]
    assert [problem.column for problem in file.queries] == [
        "ChildCharacteristics",
        "ChildIdentifiers",
    ]


def test_episodes_plans_and_children_are_counted_from_one():
    two_plans = details(PLAN.format("") * 2)
    one = child(IDENTIFIERS, CHARACTERISTICS, plan(), two_plans)
    plans = read(census(one, child(DETAILS), one)).tables["ChildProtectionPlans"]
    keys = plans[["child", "CINdetailsID", "CPPID"]].to_numpy().tolist()
    assert keys == [[1, 1, 1], [1, 2, 1], [1, 2, 2], [3, 1, 1], [3, 2, 1], [3, 2, 2]]


def test_a_child_without_anything_is_a_row_of_blanks():
    file = read(census(child()))
    (row,) = file.tables["ChildIdentifiers"].drop(columns=["child", "number"]).to_numpy().tolist()
    assert set(row) == {""}


def test_no_identifier_of_schools_is_in_any_table():
    with_pupil = IDENTIFIERS.replace("</LAchildID>", "</LAchildID>\n<UPN>A123456789012</UPN>")
    file = read(census(child(with_pupil, DETAILS)))
    assert not any("A123456789012" in rows.to_csv() for rows in file.tables.values())
    assert file.queries == ()


def test_text_between_elements_is_said_and_not_repeated():
    text = census(
        child(IDENTIFIERS.replace("<GenderCurrent>", "PersonBirthDate\n<GenderCurrent>"), DETAILS)
    )
    file = read(text)
    (query,) = file.queries
    assert (query.row, query.unit) == (line_of(text, "<Child>"), "line")
    assert str(query).endswith("ChildIdentifiers: expected no text between the elements it holds")
    assert file.tables["ChildIdentifiers"].PersonBirthDate.tolist() == ["2015-02-03"]


@pytest.mark.parametrize(
    ("was", "written", "column"),
    [
        (
            "<ReferralSource>1A</ReferralSource>\n",
            "<ReviewOutcome>x</ReviewOutcome>\n",
            "ReviewOutcome",
        ),
        ("<ReferralSource>1A</ReferralSource>\n", "<JaneSmith>x</JaneSmith>\n", None),
        ("<ReferralSource>1A</ReferralSource>\n", f"<{'U' * 41}/>\n", None),
        ("<ReferralSource>1A</ReferralSource>\n", "<Übel/>\n", None),
        ("<ReferralSource>", "<ReferralNFA>0</ReferralNFA>\n<ReferralSource>", "ReferralSource"),
        ("<ReferralSource>", "<ReferralSource>2B</ReferralSource>\n<ReferralSource>", None),
    ],
)
def test_an_element_that_is_unknown_misplaced_or_repeated_is_a_query(was, written, column):
    text = census(child(IDENTIFIERS, CHARACTERISTICS, plan()))
    file = read(text.replace(was, written))
    (query,) = file.queries
    assert query.row == line_of(text, "<CINdetails>")
    assert query.column == (column or ("ReferralSource" if "2B" in written else None))
    assert file.problems == ()
    assert file.tables["ChildProtectionPlans"].CPPstartDate.tolist() == ["2021-05-04"]


@pytest.mark.parametrize(
    ("year", "element", "expected"),
    [
        (2024, "Sex", ["expected from the census of 2025 on; this is the census of 2024"]),
        (2025, "Sex", []),
        (2024, "GenderCurrent", []),
        (2025, "GenderCurrent", ["expected up to the census of 2024; this is the census of 2025"]),
    ],
)
def test_an_element_of_another_years_census_is_read_and_said(year, element, expected):
    text = census(child(IDENTIFIERS, DETAILS)).replace("GenderCurrent", element)
    file = read(text.replace("2022-03-31", f"{year}-03-31"))
    assert [query.expected for query in file.queries] == expected
    assert file.tables["ChildIdentifiers"][element].tolist() == ["1"]


def test_plans_of_children_in_need_are_of_the_census_of_2022_and_later():
    dated = "<CINPlanDates>\n<CINPlanStartDate>2021-05-04</CINPlanStartDate>\n</CINPlanDates>\n"
    text = census(child(IDENTIFIERS, CHARACTERISTICS, details(dated)))
    assert read(text).queries == ()
    earlier = read(text.replace("2022-03-31", "2021-03-31"))
    assert [query.column for query in earlier.queries] == ["CINPlanDates"]


def test_a_year_that_disagrees_with_the_reference_date_is_the_readers_to_judge():
    file = read(census(child(IDENTIFIERS, DETAILS)).replace("<Year>2022<", "<Year>2021<"))
    assert (file.year, file.reference_date, file.queries) == ("2021", "2022-03-31", ())


def test_two_values_that_differ_are_a_problem_and_the_same_twice_a_query():
    one = "<CPPstartDate>2021-05-04</CPPstartDate>\n"
    text = census(child(IDENTIFIERS, CHARACTERISTICS, plan()))
    assert read(text.replace(one, one * 2)).problems == ()
    assert len(read(text.replace(one, one * 2)).queries) == 1
    (problem,) = read(text.replace(one, one + one.replace("05", "06"))).problems
    assert (problem.row, problem.column) == (
        line_of(text, "<ChildProtectionPlans>"),
        "CPPstartDate",
    )
    assert "2021" not in str(problem)


@pytest.mark.parametrize(
    "reviews",
    [dates(FIRST), f"<Meetings>\n{dates(FIRST)}</Meetings>\n", f"<x><Section47/>{FIRST}</x>\n"],
)
def test_what_stands_where_it_cannot_be_read_is_a_problem(reviews):
    text = census(child(IDENTIFIERS, CHARACTERISTICS, plan(reviews)))
    file = read(text)
    (problem,) = file.problems
    assert FIRST not in str(problem)
    assert "cannot be read" in problem.expected


def test_an_element_within_a_date_is_a_problem():
    text = census(child(IDENTIFIERS, CHARACTERISTICS, plan()))
    file = read(text.replace("2021-05-04", "2021<b/>-05-04"))
    assert [problem.expected for problem in file.problems] == [
        "expected text alone in a CPPstartDate"
    ]


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("<Message>", '<Message xmlns="urn:census">'),
        ("<Message>", '<Message xmlns="urn:census" xmlns:xsi="urn:x" xsi:schemaLocation="a b">'),
        ("<CINdetails>", '<CINdetails xmlns="urn:census">'),
        ("<Child>", '<Child xmlns="urn:census">'),
    ],
)
def test_a_namespace_is_said_once_and_passed_over(was, becomes, times):
    one = child(IDENTIFIERS, CHARACTERISTICS, plan(f"<Reviews>{dates(FIRST)}</Reviews>"))
    text = census(*[one] * times)
    plain, spaced = read(text), read(text.replace(was, becomes))
    assert said(spaced.queries) == [
        "expected elements without a namespace; theirs is not looked at"
    ]
    assert spaced.problems == ()
    for table, rows in plain.tables.items():
        assert rows.equals(spaced.tables[table])


def test_a_prefix_is_passed_over():
    text = census(child(IDENTIFIERS, CHARACTERISTICS, plan()))
    prefixed = text.replace("</", "<\0").replace("<", "<c:").replace("<c:\0", "</c:")
    prefixed = prefixed.replace("<c:Message>", '<c:Message xmlns:c="urn:census">')
    file = read(prefixed)
    assert file.unit == "line"
    for table, rows in read(text).tables.items():
        assert rows.equals(file.tables[table])


def test_attributes_are_passed_over():
    text = census(child(IDENTIFIERS, DETAILS)).replace("<Message>", '<Message xmlns:xsi="urn:x">')
    file = read(text.replace("<PersonBirthDate>", '<PersonBirthDate xsi:nil="true">'))
    assert (file.problems, file.queries) == ((), ())


def test_two_councils_are_a_problem_and_two_sources_are_not():
    source = "<Source>\n<LEA>999</LEA>\n</Source>\n"
    text = census(child(IDENTIFIERS, DETAILS))
    assert read(text.replace(source, source * 2)).problems == ()
    problems = read(text.replace(source, source + source.replace("9", "8"))).problems
    assert [problem.column for problem in problems] == ["LEA"]


def test_a_header_may_be_missing_or_come_last():
    text = census(child(IDENTIFIERS, DETAILS))
    without = read(text.replace(HEADER, ""))
    assert (without.reference_date, without.year, without.council) == ("", "", "")
    last = read(text.replace(HEADER, "").replace("</Message>", f"{HEADER}</Message>"))
    assert last.council == "999"
    assert said(last.queries) == ["Header: expected before the children"]


def test_text_and_elements_around_the_children_are_said():
    text = census(child(IDENTIFIERS, DETAILS), child(IDENTIFIERS, DETAILS))
    file = read(
        text.replace("<Child>", "one<PlanTheme/>\n<Child>").replace(
            "<Header>", "two<Term/><Header>"
        )
    )
    assert [query.column for query in file.queries].count("PlanTheme") == 2
    assert {query.column for query in file.queries} == {
        "PlanTheme",
        "Term",
        "Message",
        "Children",
    }
    assert file.tables["ChildIdentifiers"].child.tolist() == [1, 2]


def test_a_child_outside_the_children_is_a_problem():
    file = read(census(child(IDENTIFIERS, DETAILS)).replace("</Message>", "<Child/></Message>"))
    assert [problem.column for problem in file.problems] == ["Child"]
    assert len(file.tables["ChildIdentifiers"]) == 1


def test_children_without_a_child_are_empty_tables():
    file = read(census())
    assert [len(rows) for rows in file.tables.values()] == [0] * 5
    assert said(file.queries) == ["Children: expected at least one Child"]


def test_a_message_without_children_is_none():
    with pytest.raises(Unreadable) as refused:
        read(f"<Message>{HEADER}</Message>")
    assert "expected Children" in refused.value.faults[0][1]


def test_ten_thousand_queries_are_listed_and_no_more():
    odd = child(
        IDENTIFIERS, DETAILS.replace("<ReferralSource>", "<Odd/>\n" * 60 + "<ReferralSource>")
    )
    file = read(census(*[odd] * 200))
    assert len(file.queries) == 10_001
    assert file.queries[-1].expected == "there are more: only the first 10,000 are listed"
    assert len(file.tables["ChildIdentifiers"]) == 200
