"""An extract of the Standard Safeguarding Dataset: our records, and what is wrong with them."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd
import pytest

from lscb.records.formats.ssd import FORMAT
from lscb.records.sheets import Sheet, Unreadable
from tests.records.formats.made_up_dataset import (
    CONFERENCES,
    ENQUIRIES,
    FOLDER,
    PERSONS,
    PLANS,
    REVIEWS,
    WHOLE,
    days,
    plans,
    read,
    sheet,
    whole,
    without,
)


@pytest.mark.parametrize("name", WHOLE)
def test_a_table_is_known_by_its_headings_whatever_its_file_is_called(tmp_path, name):
    assert FORMAT.table(sheet(tmp_path, "export", WHOLE[name])) == name


def test_a_whole_extract_gives_every_record_and_nothing_is_wrong_with_it(tmp_path):
    found = whole(tmp_path)
    assert set(found) == set(FORMAT.records)
    assert [p for file in found.values() for p in (*file.problems, *file.queries)] == []
    assert len({file.extract.source for file in found.values()}) == 1


def test_names_workers_and_teams_are_never_asked_for(tmp_path, monkeypatch):
    asked: set[str] = set()
    columns = Sheet.columns
    monkeypatch.setattr(
        Sheet, "columns", lambda self, wanted: asked.update(wanted) or columns(self, wanted)
    )
    whole(tmp_path)
    assert "pers_dob" in asked
    told = ("forename", "surname", "worker", "team", "upn", "json")
    assert [heading for heading in asked if any(word in heading for word in told)] == []


def test_another_councils_plan_is_set_aside(tmp_path):
    file = whole(tmp_path)["child_protection_plans"]
    assert days(file.rows.plan_start) == ["2023-05-23", "2018-03-05", "2023-10-16"]
    assert days(file.rows.plan_end) == ["", "2018-11-05", ""]
    assert +Counter(file.extract.set_aside) == {"another council's plan": 1}
    assert file.read == 4


def test_previous_plans_are_those_of_this_council_that_started_before(tmp_path):
    file = whole(tmp_path)["child_protection_plans"]
    # The third plan's child had one before it, but of another council.
    assert file.rows.previous_plans.tolist() == [1, 0, 0]


def test_previous_plans_are_counted_by_date_and_not_by_how_dates_are_written(tmp_path):
    british = """\
cppl_cp_plan_id,cppl_person_id,cppl_cp_plan_start_date,cppl_cp_plan_end_date,cppl_cp_plan_ola,cppl_cp_plan_initial_category,cppl_cp_plan_latest_category
l-1,p-1,30/01/2019,29/03/2019,N,NEG,NEG
l-2,p-1,02/12/2019,20/12/2019,N,NEG,NEG
l-3,p-1,13/01/2020,,N,NEG,NEG
"""
    assert plans(tmp_path, british).rows.previous_plans.tolist() == [0, 1, 2]


def test_how_another_councils_dates_are_written_does_not_change_the_count(tmp_path):
    british = """\
cppl_cp_plan_id,cppl_person_id,cppl_cp_plan_start_date,cppl_cp_plan_end_date,cppl_cp_plan_ola,cppl_cp_plan_initial_category,cppl_cp_plan_latest_category
l-1,p-1,05/03/2018,05/11/2018,N,NEG,NEG
l-2,p-1,08/05/2023,,N,NEG,NEG
l-8,p-2,12/25/2016,,Y,NEG,NEG
"""
    assert plans(tmp_path, british).rows.previous_plans.tolist() == [0, 1]


def test_the_reader_is_told_that_second_or_subsequent_plans_are_a_minimum(tmp_path):
    (caveat,) = whole(tmp_path)["child_protection_plans"].extract.caveats
    assert "minimum" in caveat
    # One child's plan is the first: not even its year is said.
    assert not re.search(r"\d", caveat)


def test_the_reader_is_told_from_which_year_on_there_are_several_plans(tmp_path):
    head, *_ = PLANS.splitlines()
    columns = head.split(",")
    rows = []
    for n, start in enumerate(["1998-05-06", *["2014-05-06"] * 10]):
        cells = {"cppl_cp_plan_id": f"l-{n}", "cppl_person_id": f"p-{n}", "cppl_cp_plan_ola": "N"}
        cells["cppl_cp_plan_start_date"] = start
        cells["cppl_cp_plan_initial_category"] = cells["cppl_cp_plan_latest_category"] = "NEG"
        rows.append(",".join(cells.get(column, "") for column in columns))
    (caveat,) = plans(tmp_path, "\n".join([head, *rows]) + "\n").extract.caveats
    assert "from 2014-15 on" in caveat
    assert "1998" not in caveat


def test_a_start_that_cannot_be_read_is_one_problem_of_its_own_cell(tmp_path):
    file = plans(tmp_path, PLANS.replace("2018-03-05 00:00:00.000", "some day"))
    (problem,) = file.problems
    assert problem.where == "row 3, cppl_cp_plan_start_date"
    assert "some day" not in str(problem)


def test_a_flag_that_is_neither_yes_nor_no_is_a_problem(tmp_path):
    (problem,) = plans(tmp_path, PLANS.replace(",,N,Neglect", ",,maybe,Neglect")).problems
    assert problem.where == "row 2, cppl_cp_plan_ola"
    odd = ENQUIRIES.replace(",Y,,", ",maybe,,")
    (problem,) = whole(tmp_path, ssd_s47_enquiry=odd)["section_47_enquiries"].problems
    assert problem.where == "row 3, s47e_s47_nfa"
    odd = CONFERENCES.replace("r-4,Y,", "r-4,maybe,")
    (problem,) = whole(tmp_path, ssd_initial_cp_conference=odd)["conferences"].problems
    assert problem.where == "row 3, icpc_icpc_transfer_in"


@pytest.mark.parametrize(
    ("said", "category"),
    [
        ("Neglect", "neglect"),
        ("physical ABUSE", "physical abuse"),
        ("SAB", "sexual abuse"),
        ("emo", "emotional abuse"),
        ("MUL", "multiple"),
        ("Multiple/not recommended", "multiple"),
        ("MULTIPLE: [neglect]", "multiple"),
        ("Neglect; Emotional abuse", "multiple"),
        ("Physical and Sexual abuse", "multiple"),
        ("Neglect, Neglect", "neglect"),
    ],
)
def test_a_category_is_read_as_text_or_code_and_several_together_are_multiple(
    tmp_path, said, category
):
    file = plans(tmp_path, PLANS.replace(",N,Neglect,", f',N,"{said}",'))
    assert file.problems == ()
    assert file.rows.initial_category.tolist()[0] == category


@pytest.mark.parametrize("said", ["Neglect, not sexual abuse", "Unknown", "Mulled over", ","])
def test_a_category_that_names_anything_else_is_a_problem(tmp_path, said):
    file = plans(tmp_path, PLANS.replace(",N,Neglect,", f',N,"{said}",'))
    (problem,) = file.problems
    assert problem.where == "row 2, cppl_cp_plan_initial_category"
    assert "Emotional abuse" in problem.what


def test_one_identifier_of_two_plans_is_a_problem_because_reviews_may_be_of_either(tmp_path):
    (problem,) = plans(tmp_path, PLANS.replace("\nl-3,", "\nl-2,")).problems
    assert problem.where == "row 4, cppl_cp_plan_id"
    assert "row 2 has it" in problem.what


def test_a_review_is_of_its_plans_child_and_start(tmp_path):
    file = whole(tmp_path)["reviews"]
    assert file.rows.child_id.tolist() == ["p-1", "p-2"]
    assert days(file.rows.plan_start) == ["2023-05-23", "2023-10-16"]
    assert days(file.rows.review_date) == ["2023-08-18", "2024-01-12"]


def test_reviews_not_held_yet_and_those_of_another_councils_plan_are_set_aside(tmp_path):
    assert +Counter(whole(tmp_path)["reviews"].extract.set_aside) == {
        "a review of another council's plan": 1,
        "a review not held yet, or not dated": 1,
    }


def test_the_same_review_twice_is_one_whatever_its_time_of_day(tmp_path):
    again = REVIEWS + "v-9,p-1,l-2,,2023-08-18 09:30:00.000,m-3,Y,Y,\n"
    file = whole(tmp_path, ssd_cp_reviews=again)["reviews"]
    assert days(file.rows.review_date) == ["2023-08-18", "2024-01-12"]
    assert file.extract.set_aside["the same review of the same plan again"] == 1


@pytest.mark.parametrize("key", ["l-7", "-1", "", "PLACEHOLDER_DATA"])
def test_a_review_of_a_plan_that_is_not_there_is_a_problem(tmp_path, key):
    astray = REVIEWS.replace("v-2,p-2,l-3,", f"v-2,p-2,{key},")
    file = whole(tmp_path, ssd_cp_reviews=astray)["reviews"]
    (problem,) = file.problems
    assert problem.row == 3
    assert "cppl_cp_plan_start_date" in problem.where
    assert "cppr_cp_plan_id" in problem.where
    assert file.queries == ()


def test_a_review_of_one_child_and_another_childs_plan_is_worth_a_look(tmp_path):
    astray = REVIEWS.replace("v-2,p-2,l-3,", "v-2,p-1,l-3,")
    file = whole(tmp_path, ssd_cp_reviews=astray)["reviews"]
    (query,) = file.queries
    assert query.where == "row 3, cppr_person_id"
    assert file.rows.child_id.tolist() == ["p-1", "p-2"]


def test_a_review_that_names_no_child_is_of_its_plans(tmp_path):
    unnamed = REVIEWS.replace("v-2,p-2,l-3,", "v-2,,l-3,")
    file = whole(tmp_path, ssd_cp_reviews=unnamed)["reviews"]
    assert (*file.problems, *file.queries) == ()
    assert file.rows.child_id.tolist() == ["p-1", "p-2"]


def test_reviews_without_a_table_of_plans_are_one_problem(tmp_path):
    file = without(tmp_path, "ssd_cp_plans")["reviews"]
    (problem,) = file.problems
    assert "ssd_cp_plans" in problem.what


def test_a_conference_has_the_strategy_discussion_of_its_enquiry(tmp_path):
    file = whole(tmp_path)["conferences"]
    assert days(file.rows.conference_date) == ["2023-05-23", "2023-10-16"]
    assert days(file.rows.strategy_discussion) == ["2023-05-02", ""]
    assert file.rows.transfer_in.tolist() == ["no", "yes"]


@pytest.mark.parametrize("key", ["e-77", "-1", "", "NULL"])
def test_a_key_of_no_enquiry_is_no_link(tmp_path, key):
    # An enquiry whose own key is missing is not the one that a missing key is a link to.
    keyless = ENQUIRIES.replace("e-4,", "-1,")
    unlinked = CONFERENCES.replace("m-1,e-1,", f"m-1,{key},")
    found = whole(tmp_path, ssd_s47_enquiry=keyless, ssd_initial_cp_conference=unlinked)
    assert found["conferences"].rows.strategy_discussion.isna().all()
    assert found["section_47_enquiries"].rows.conference_date.isna().all()


def conferences_of(*enquiries: str) -> str:
    """The table of conferences, one of the same child for each enquiry named."""
    header = CONFERENCES.splitlines()[0]
    weekdays = pd.bdate_range("2023-05-03", periods=len(enquiries)).strftime("%Y-%m-%d")
    rows = (
        f"i-{day},m-{day},{each},p-1,l-2,r-1,N,,{day} 00:00:00.000,Y,,t-1,w-1"
        for day, each in zip(weekdays, enquiries, strict=True)
    )
    return "\n".join([header, *rows]) + "\n"


def test_keys_that_are_written_otherwise_in_the_two_tables_are_one_problem(tmp_path):
    found = whole(tmp_path, ssd_initial_cp_conference=conferences_of(*["E-1"] * 20))
    for record in ("conferences", "section_47_enquiries"):
        (problem,) = found[record].problems
        assert problem.column == "icpc_s47_enquiry_id"
        assert "E-1" not in str(problem)


def test_enquiries_from_before_the_extract_are_no_problem(tmp_path):
    some = conferences_of(*["e-1"] * 11, *["e-0"] * 10)
    assert whole(tmp_path, ssd_initial_cp_conference=some)["conferences"].problems == ()


def test_a_transferred_childs_conference_has_no_strategy_discussion_of_this_council(tmp_path):
    linked = CONFERENCES.replace("m-2,-1,", "m-2,e-4,")
    file = whole(tmp_path, ssd_initial_cp_conference=linked)["conferences"]
    assert file.problems == ()
    assert days(file.rows.strategy_discussion) == ["2023-05-02", ""]


@pytest.mark.parametrize(
    ("flag", "transferred"),
    [("Y", "yes"), ("1", "yes"), ("TRUE", "yes"), ("N", "no"), ("0", "no"), ("", "no")],
)
def test_a_transfer_is_flagged_in_letters_figures_or_words_and_blank_is_none(
    tmp_path, flag, transferred
):
    flagged = CONFERENCES.replace("r-4,Y,", f"r-4,{flag},")
    file = whole(tmp_path, ssd_initial_cp_conference=flagged)["conferences"]
    assert file.rows.transfer_in.tolist() == ["no", transferred]


def test_the_same_conference_twice_is_one(tmp_path):
    again = CONFERENCES + "i-3" + CONFERENCES.splitlines()[1].removeprefix("i-1") + "\n"
    file = whole(tmp_path, ssd_initial_cp_conference=again)["conferences"]
    assert len(file.rows) == 2
    assert +Counter(file.extract.set_aside) == {"the same conference of the same child again": 1}


def test_why_rows_are_set_aside_is_said_whether_or_not_any_is(tmp_path):
    planned = CONFERENCES.replace("2023-05-23 00:00:00.000,Y", ",")
    one, other = (
        whole(tmp_path, ssd_initial_cp_conference=given)["conferences"].extract
        for given in (CONFERENCES, planned)
    )
    assert list(one.set_aside) == list(other.set_aside) != []


def test_a_conference_not_held_yet_is_set_aside_and_its_enquiry_required_it(tmp_path):
    planned = CONFERENCES.replace("2023-05-23 00:00:00.000,Y", ",")
    found = whole(tmp_path, ssd_initial_cp_conference=planned)
    assert +Counter(found["conferences"].extract.set_aside) == {
        "a conference not held yet, or not dated": 1
    }
    assert found["section_47_enquiries"].rows.conference_required.tolist()[0] == "yes"
    assert found["section_47_enquiries"].rows.conference_date.isna().all()


def test_whether_a_conference_led_to_a_plan_says_nothing_of_whether_it_was_required(tmp_path):
    without_plan = CONFERENCES.replace("2023-05-23 00:00:00.000,Y", "2023-05-23 00:00:00.000,N")
    found = whole(tmp_path, ssd_initial_cp_conference=without_plan)
    assert found["section_47_enquiries"].rows.conference_required.tolist()[0] == "yes"
    assert len(found["conferences"].rows) == 2


def test_a_conference_is_required_where_one_is_linked_or_an_enquiry_is_still_open(tmp_path):
    file = whole(tmp_path)["section_47_enquiries"]
    assert days(file.rows.strategy_discussion) == [
        "2023-05-02",
        "2023-06-05",
        "2024-03-25",
        "2023-09-04",
    ]
    # One with a conference; no further action; open still; ended without one.
    assert file.rows.conference_required.tolist() == ["yes", "no", "yes", "no"]
    assert days(file.rows.conference_date) == ["2023-05-23", "", "", ""]


def test_no_further_action_on_an_open_enquiry_requires_no_conference(tmp_path):
    open_still = ENQUIRIES.replace("2024-03-25 00:00:00.000,,N", "2024-03-25 00:00:00.000,,true")
    file = whole(tmp_path, ssd_s47_enquiry=open_still)["section_47_enquiries"]
    assert file.rows.conference_required.tolist()[2] == "no"


def test_of_several_conferences_of_one_enquiry_the_first_is_its_own(tmp_path):
    later = CONFERENCES + "i-3,m-3,e-1,p-1,,r-1,N,,2023-05-16 00:00:00.000,,,t-1,w-1\n"
    file = whole(tmp_path, ssd_initial_cp_conference=later)["section_47_enquiries"]
    assert days(file.rows.conference_date)[0] == "2023-05-16"


def test_of_two_enquiries_of_one_child_and_day_the_one_that_led_on_is_kept(tmp_path):
    twice = ENQUIRIES.replace("e-1,", "e-0,", 1) + ENQUIRIES.splitlines()[1] + "\n"
    file = whole(tmp_path, ssd_s47_enquiry=twice)["section_47_enquiries"]
    assert +Counter(file.extract.set_aside) == {
        "a second section 47 enquiry of the same child and day": 1
    }
    assert sorted(days(file.rows.conference_date)) == ["", "", "", "2023-05-23"]


def test_one_identifier_of_two_enquiries_is_a_problem(tmp_path):
    twice = ENQUIRIES.replace("\ne-4,", "\ne-2,")
    (problem,) = whole(tmp_path, ssd_s47_enquiry=twice)["section_47_enquiries"].problems
    assert problem.where == "row 5, s47e_s47_enquiry_id"


def test_enquiries_without_a_table_of_conferences_are_a_problem(tmp_path):
    (problem,) = without(tmp_path, "ssd_initial_cp_conference")["section_47_enquiries"].problems
    assert "ssd_initial_cp_conference" in problem.what


def test_conferences_without_a_table_of_enquiries_are_worth_a_look(tmp_path):
    file = without(tmp_path, "ssd_s47_enquiry")["conferences"]
    assert file.problems == ()
    assert "ssd_s47_enquiry" in file.queries[0].what
    assert len(file.rows) == 2


def test_children_are_those_of_a_plan_a_conference_or_an_enquiry(tmp_path):
    file = whole(tmp_path)["children"]
    assert file.rows.child_id.tolist() == ["p-1", "p-2", "p-3"]
    assert +Counter(file.extract.set_aside) == {
        "a person without a plan, a conference or an enquiry here": 1
    }


def test_a_child_of_nothing_but_another_councils_plan_is_set_aside(tmp_path):
    theirs = PLANS.replace(",N,Sexual", ",Y,Sexual")
    found = read(tmp_path, ssd_person=PERSONS, ssd_cp_plans=theirs)
    assert found["children"].rows.child_id.tolist() == ["p-1"]


def test_sex_is_read_and_where_it_is_blank_gender(tmp_path):
    file = whole(tmp_path)["children"]
    assert file.rows.sex.tolist() == ["female", "male", "not recorded"]


@pytest.mark.parametrize(
    ("gender", "sex"),
    [("01", "male"), ("2", "female"), ("I", "indeterminate"), ("00", "not recorded")],
)
def test_gender_is_read_as_specified_as_extracted_and_as_excel_shows_it(tmp_path, gender, sex):
    file = whole(tmp_path, ssd_person=PERSONS.replace(",,M,CNHE", f",,{gender},CNHE"))["children"]
    assert file.rows.sex.tolist()[1] == sex


def test_what_the_dataset_writes_for_want_of_data_is_blank(tmp_path):
    wanting = PERSONS.replace(",,M,CNHE", ",PLACEHOLDER_DATA,M,placeholder_data")
    file = whole(tmp_path, ssd_person=wanting)["children"]
    assert file.problems == ()
    assert file.rows.sex.tolist()[1] == "male"
    assert file.rows.ethnicity.isna().tolist() == [False, True, False]


def test_the_datasets_own_misspelling_of_a_code_of_ethnicity_is_read(tmp_path):
    file = whole(tmp_path)["children"]
    assert file.rows.ethnicity.tolist() == ["WBRI", "CHNE", "NOBT"]


def test_a_child_not_born_yet_has_an_expected_date_alone(tmp_path):
    file = whole(tmp_path)["children"]
    assert days(file.rows.birth_date) == ["2012-05-14", "2015-09-01", ""]
    assert days(file.rows.expected_birth_date) == ["", "", "2024-06-03"]
    assert file.rows.death_date.isna().all()


def test_a_letter_speaks_of_the_datasets_own_columns(tmp_path):
    file = plans(tmp_path, PLANS.replace("2018-11-05", "2018-01-05"))
    (problem,) = file.problems
    assert problem.where == "row 3, cppl_cp_plan_end_date"
    assert "cppl_cp_plan_start_date" in problem.what


def test_a_table_that_lacks_the_flag_of_other_councils_plans_is_refused(tmp_path):
    with pytest.raises(Unreadable) as refused:
        plans(tmp_path, PLANS.replace("cppl_cp_plan_ola", "unheard_of"))
    (problem,) = refused.value.problems("another file")
    assert problem.file == f"{FOLDER}/export 3.csv"
    assert "cppl_cp_plan_ola" in problem.what


def test_tables_of_headings_alone_give_records_without_rows(tmp_path):
    found = read(tmp_path, **{name: text.splitlines()[0] + "\n" for name, text in WHOLE.items()})
    assert set(found) == set(FORMAT.records)
    for file in found.values():
        assert file.problems == ()
        assert file.extract.caveats == ()
        assert len(file.rows) == 0
