"""The census as flat tables: CSV files that COLLECT gave back, some of them saved in Excel."""

from __future__ import annotations

from pathlib import Path

import pytest

from lscb.records import declared
from lscb.records.formats.collect_tables import FORMAT
from lscb.records.reading import RecordFile, record_file
from lscb.records.sheets import Sheet, Unreadable, csv_sheet

RECORDS = declared()
FOLDER = "data/x/2014-15"

IDENTIFIERS = """\
LAchildID,UPN,FormerUPN,UPNunknown,PersonBirthDate,ExpectedPersonBirthDate,GenderCurrent,PersonDeathDate
c-1,made-up-upn,,,2008-06-02,,1,
c-2,,,UN1,,2015-06-01,0,
"""
CHARACTERISTICS = "LAchildID,Ethnicity\nc-1,WBRI\nc-2,NOBT\n"
DISABILITIES = "LAchildID,Disability\nc-1,MOB\nc-1,HAND\n"
DETAILS = """\
,LAchildID,CINdetailsID,CINreferralDate,ReferralSource,PrimaryNeedCode,CINclosureDate,ReasonForClosure,DateOfInitialCPC,ReferralNFA
0,c-1,1,01/05/2014,6,N1,,,,FALSE
1,c-2,1,02/06/2014,6,N1,,,16/06/2014,FALSE
"""
ENQUIRIES = """\
LAchildID,CINdetailsID,S47ActualStartDate,InitialCPCtarget,DateOfInitialCPC,ICPCnotRequired
c-1,1,06/05/2014,28/05/2014,27/05/2014,FALSE
c-1,1,13/10/2014,,,TRUE
"""
PLANS = """\
LAchildID,CINdetailsID,CPPID,CPPstartDate,CPPendDate,InitialCategoryOfAbuse,LatestCategoryOfAbuse,NumberOfPreviousCPP
c-1,1,1,2014-05-27,2014-09-01,NEG,MUL,0
c-1,1,2,2014-11-03,,EMO,EMO,1
c-2,1,1,2014-06-16,,PHY,PHY,0
"""
REVIEWS = """\
LAchildID,CINdetailsID,CPPID,CPPreviewDate
c-1,1,1,22/08/2014
c-1,1,2,30/01/2015
c-2,1,1,12/09/2014
"""
WHOLE = {
    "ChildIdentifiers": IDENTIFIERS,
    "ChildCharacteristics": CHARACTERISTICS,
    "Disabilities": DISABILITIES,
    "CINdetails": DETAILS,
    "Section47": ENQUIRIES,
    "ChildProtectionPlans": PLANS,
    "Reviews": REVIEWS,
}


def sheet(folder: Path, name: str, content: str) -> Sheet:
    path = folder / f"{name}.csv"
    path.write_text(content, encoding="utf-8")
    return csv_sheet(path, f"{FOLDER}/{name}.csv")


def read(folder: Path, **tables: str) -> dict[str, list[RecordFile]]:
    """Each record's files, from tables that are told by their headings alone."""
    sheets = [sheet(folder, f"export {n}", text) for n, text in enumerate(tables.values())]
    found: dict[str, list[RecordFile]] = {}
    for extract in FORMAT.extracts({str(FORMAT.table(each)): each for each in sheets}):
        file = record_file(RECORDS[extract.record], extract)
        found.setdefault(file.extract.record, []).append(file)
    return found


def whole(folder: Path, **instead: str) -> dict[str, list[RecordFile]]:
    return read(folder, **WHOLE | instead)


def without(folder: Path, *names: str) -> dict[str, list[RecordFile]]:
    return read(folder, **{name: text for name, text in WHOLE.items() if name not in names})


def problems(files: list[RecordFile]) -> list[str]:
    return [str(problem) for file in files for problem in file.problems]


def queries(files: list[RecordFile]) -> list[str]:
    return [str(query) for file in files for query in file.queries]


def days(column) -> list[str]:
    return column.dt.strftime("%Y-%m-%d").fillna("").tolist()


@pytest.mark.parametrize("name", WHOLE)
def test_a_table_is_known_by_its_headings_whatever_its_file_is_called(tmp_path, name):
    assert FORMAT.table(sheet(tmp_path, "export", WHOLE[name])) == name


@pytest.mark.parametrize(
    "headings",
    [
        ",".join(RECORDS["child_protection_plans"].names()),
        ",".join(RECORDS["children"].names()),
        "cppl_cp_plan_id,cppl_person_id,cppl_cp_plan_start_date",
        "Child Unique ID,Ethnicity,Child Protection Plan Start Date",
    ],
    ids=["our plans", "our children", "the dataset's plans", "Annex A's list 7"],
)
def test_a_table_of_another_format_is_none_of_these(tmp_path, headings):
    assert FORMAT.table(sheet(tmp_path, "export", headings + "\n")) is None


def test_reviews_beside_which_somebody_looked_up_the_plan_are_still_reviews(tmp_path):
    headings = "LAchildID,CINdetailsID,CPPID,CPPstartDate,CPPreviewDate\n"
    assert FORMAT.table(sheet(tmp_path, "export", headings)) == "Reviews"


def test_a_whole_export_gives_every_record_and_nothing_is_wrong_with_it(tmp_path):
    found = whole(tmp_path)
    assert set(found) == set(FORMAT.records)
    assert [said for files in found.values() for said in problems(files) + queries(files)] == []
    assert len({file.extract.source for files in found.values() for file in files}) == 1


def test_dates_are_read_whether_or_not_their_table_has_been_through_excel(tmp_path):
    found = whole(tmp_path)
    (plans,) = found["child_protection_plans"]
    assert days(plans.rows.plan_start) == ["2014-05-27", "2014-11-03", "2014-06-16"]
    assert days(plans.rows.plan_end) == ["2014-09-01", "", ""]
    (enquiries,) = found["section_47_enquiries"]
    assert days(enquiries.rows.strategy_discussion) == ["2014-05-06", "2014-10-13"]


def test_excels_true_and_false_say_whether_a_conference_was_required(tmp_path):
    (enquiries,) = whole(tmp_path)["section_47_enquiries"]
    assert enquiries.rows.conference_required.tolist() == ["yes", "no"]


def test_a_review_is_of_the_plan_that_its_child_referral_and_plan_numbers_name(tmp_path):
    (reviews,) = whole(tmp_path)["reviews"]
    assert reviews.rows.child_id.tolist() == ["c-1", "c-1", "c-2"]
    assert days(reviews.rows.plan_start) == ["2014-05-27", "2014-11-03", "2014-06-16"]
    assert days(reviews.rows.review_date) == ["2014-08-22", "2015-01-30", "2014-09-12"]


def test_conferences_are_those_after_an_enquiry_and_those_after_a_transfer_in(tmp_path):
    after_enquiry, transferred = whole(tmp_path)["conferences"]
    assert days(after_enquiry.rows.conference_date) == ["2014-05-27"]
    assert after_enquiry.rows.transfer_in.tolist() == ["no"]
    assert transferred.rows.child_id.tolist() == ["c-2"]
    assert days(transferred.rows.conference_date) == ["2014-06-16"]
    assert transferred.rows.transfer_in.tolist() == ["yes"]


def test_a_child_is_described_by_what_stands_in_other_tables(tmp_path):
    (children,) = whole(tmp_path)["children"]
    assert children.rows.ethnicity.tolist() == ["WBRI", "NOBT"]
    assert children.rows.disabilities.fillna("").tolist() == ["MOB HAND", ""]
    assert children.rows.sex.tolist() == ["male", "not recorded"]


def test_sex_is_read_in_place_of_gender_from_the_census_that_first_asks_for_it(tmp_path):
    of_2025 = "LAchildID,PersonBirthDate,Sex\nc-1,2008-06-02,F\nc-2,2012-06-04,U\n"
    (children,) = whole(tmp_path, ChildIdentifiers=of_2025)["children"]
    assert children.rows.sex.tolist() == ["female", "not recorded"]


def test_identifiers_without_sex_or_gender_are_refused_once(tmp_path):
    neither = "LAchildID,PersonBirthDate\nc-1,2008-06-02\nc-2,2012-06-04\n"
    with pytest.raises(Unreadable) as refused:
        whole(tmp_path, ChildIdentifiers=neither)
    (problem,) = refused.value.problems("another file")
    assert problem.file == f"{FOLDER}/export 0.csv"
    assert "GenderCurrent" in problem.what
    assert "Sex" in problem.what


def test_no_column_of_unique_pupil_numbers_is_ever_asked_for(tmp_path, monkeypatch):
    asked: set[str] = set()
    columns = Sheet.columns
    monkeypatch.setattr(
        Sheet, "columns", lambda self, wanted: asked.update(wanted) or columns(self, wanted)
    )
    whole(tmp_path)
    assert "PersonBirthDate" in asked
    assert [name for name in asked if "UPN" in name] == []


def test_a_letter_gives_the_spreadsheets_row_and_the_censuss_own_heading(tmp_path):
    wrong = PLANS.replace("EMO,EMO", "EMO,XYZ")
    (plans,) = whole(tmp_path, ChildProtectionPlans=wrong)["child_protection_plans"]
    (problem,) = plans.problems
    assert problem.where == "row 3, LatestCategoryOfAbuse"
    assert "NEG" in problem.what


def test_a_table_that_lacks_a_column_it_must_have_names_the_column(tmp_path):
    with pytest.raises(Unreadable) as refused:
        whole(tmp_path, ChildProtectionPlans=PLANS.replace("CPPendDate", "Ended"))
    (problem,) = refused.value.problems("another file")
    assert problem.file == f"{FOLDER}/export 5.csv"
    assert "CPPendDate" in problem.what


def test_plans_without_a_table_of_reviews_are_read_and_no_reviews_are_given(tmp_path):
    found = without(tmp_path, "Reviews")
    assert "reviews" not in found
    assert len(found["child_protection_plans"][0].rows) == 3


def test_a_table_of_reviews_without_the_plans_is_a_problem(tmp_path):
    (reviews,) = without(tmp_path, "ChildProtectionPlans")["reviews"]
    (said,) = problems([reviews])
    assert "ChildProtectionPlans" in said
    assert len(reviews.rows) == 0


@pytest.mark.parametrize("missing", ["Section47", "CINdetails"])
def test_conferences_that_one_of_their_two_tables_would_undercount_are_a_problem(tmp_path, missing):
    (said,) = problems(without(tmp_path, missing)["conferences"])
    assert missing in said


def test_neither_table_of_conferences_is_no_problem_to_the_plans(tmp_path):
    found = without(tmp_path, "Section47", "CINdetails")
    assert "conferences" not in found
    assert problems(found["child_protection_plans"]) == []


@pytest.mark.parametrize(
    ("missing", "column"),
    [("ChildCharacteristics", "ethnicity"), ("Disabilities", "disabilities")],
)
def test_a_missing_description_of_the_children_is_blank_and_worth_a_look(tmp_path, missing, column):
    (children,) = without(tmp_path, missing)["children"]
    assert problems([children]) == []
    assert missing in queries([children])[0]
    assert children.rows[column].isna().all()


def test_a_table_of_disabilities_without_any_row_is_a_year_without_any(tmp_path):
    for none in ("LAchildID,Disability\n", "LAchildID,Disability\nc-1,\n"):
        (children,) = whole(tmp_path, Disabilities=none)["children"]
        assert children.rows.disabilities.isna().all()
        assert queries([children]) == []


def test_a_blank_disability_beside_another_says_nothing(tmp_path):
    (children,) = whole(tmp_path, Disabilities=DISABILITIES + "c-1,\n")["children"]
    assert children.rows.disabilities.tolist()[0] == "MOB HAND"


def test_descriptions_without_the_children_are_a_problem(tmp_path):
    (children,) = without(tmp_path, "ChildIdentifiers")["children"]
    assert all("ChildIdentifiers" in said for said in problems([children]))
    assert len(problems([children])) == 2


def test_two_ethnicities_of_one_child_are_refused_and_the_same_one_twice_is_not(tmp_path):
    twice = CHARACTERISTICS + "c-1,WBRI\n"
    (children,) = whole(tmp_path, ChildCharacteristics=twice)["children"]
    assert children.rows.ethnicity.tolist() == ["WBRI", "NOBT"]
    differing = CHARACTERISTICS + "c-1,WIRI\n"
    (children,) = whole(tmp_path, ChildCharacteristics=differing)["children"]
    (problem,) = children.problems
    assert problem.where == "row 2, Ethnicity"


def test_tables_of_headings_alone_give_records_without_rows(tmp_path):
    found = read(tmp_path, **{name: text.splitlines()[0] + "\n" for name, text in WHOLE.items()})
    assert set(found) == set(FORMAT.records)
    for file in (file for files in found.values() for file in files):
        assert file.problems == ()
        assert len(file.rows) == 0


def test_counters_that_a_program_took_for_measures_still_tie_the_tables(tmp_path):
    (reviews,) = whole(tmp_path, Reviews=REVIEWS.replace(",1,1,", ",1.0,1.0,"))["reviews"]
    assert days(reviews.rows.plan_start)[0] == "2014-05-27"


def test_a_review_of_a_plan_that_is_not_there_is_a_problem(tmp_path):
    astray = REVIEWS + "c-2,1,7,12/12/2014\n"
    (reviews,) = whole(tmp_path, Reviews=astray)["reviews"]
    (problem,) = reviews.problems
    assert problem.row == 5
    assert "CPPstartDate" in problem.where


def test_one_number_of_two_plans_is_a_problem_because_reviews_may_be_of_either(tmp_path):
    stacked = PLANS + "c-1,1,1,2014-09-08,2014-10-13,NEG,NEG,0\n"
    (plans,) = whole(tmp_path, ChildProtectionPlans=stacked)["child_protection_plans"]
    (problem,) = plans.problems
    assert problem.where == "row 5, CPPID"
    assert "row 2 has it" in problem.what


def test_plans_without_numbers_are_no_two_plans_of_one_number(tmp_path):
    unnumbered = PLANS.replace("c-1,1,1,", "c-1,1,,").replace("c-1,1,2,", "c-1,1,,")
    found = read(tmp_path, ChildProtectionPlans=unnumbered)
    assert problems(found["child_protection_plans"]) == []


def test_one_number_of_two_referrals_is_a_problem_because_rules_may_be_of_either(tmp_path):
    stacked = DETAILS + "2,c-1,1,03/11/2014,6,N1,,,,FALSE\n"
    (said,) = problems(whole(tmp_path, CINdetails=stacked)["conferences"])
    assert said.startswith("row 4, CINdetailsID: ")


def test_a_plan_of_a_referral_that_is_not_there_is_worth_a_look(tmp_path):
    astray = PLANS.replace("c-2,1,1,", "c-2,9,1,")
    found = whole(tmp_path, ChildProtectionPlans=astray, Reviews=REVIEWS[: REVIEWS.index("c-2")])
    (query,) = found["child_protection_plans"][0].queries
    assert query.where == "row 4, CINdetailsID"


def test_rules_about_the_referral_are_applied_to_the_tables(tmp_path):
    late = DETAILS.replace("01/05/2014", "10/11/2014")
    found = whole(tmp_path, CINdetails=late)
    plans = {p.rule for p in found["child_protection_plans"][0].problems}
    assert plans == {"1105"}
    assert {p.rule for p in found["section_47_enquiries"][0].problems} == {"2889"}
    no_action = DETAILS.replace("6,N1,,,,FALSE", "6,N1,,,,TRUE")
    found = whole(tmp_path, CINdetails=no_action)
    assert {p.rule for p in found["child_protection_plans"][0].problems} == {"8832"}


def test_no_letter_repeats_an_identifier_or_a_date(tmp_path):
    found = whole(
        tmp_path,
        CINdetails=DETAILS.replace("01/05/2014", "10/11/2014"),
        ChildProtectionPlans=PLANS + "c-1,1,1,2012-05-28,someday,NEG,NEG,0\n",
    )
    said = " ".join(said for files in found.values() for said in problems(files))
    assert said
    assert not [private for private in ("c-1", "2012", "someday", "2014") if private in said]
