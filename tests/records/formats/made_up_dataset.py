"""A made-up extract of the Standard Safeguarding Dataset, as a database renders it.

The first child is on a second plan, and the second moved here while on another council's; the
third is not born yet, and the ninth person is a mother.
"""

from __future__ import annotations

from pathlib import Path

from lscb.records import declared
from lscb.records.formats.ssd import FORMAT
from lscb.records.reading import RecordFile, record_file
from lscb.records.sheets import Sheet, csv_sheet

RECORDS = declared()
FOLDER = "data/x/2023-24"

PERSONS = """\
pers_person_id,pers_forename,pers_surname,pers_sex,pers_gender,pers_ethnicity,pers_dob,pers_upn_unknown,pers_expected_dob,pers_death_date,pers_is_mother
p-1,Ann,Other,F,02,WBRI,2012-05-14 00:00:00.000,,,,N
p-2,Bob,Other,,M,CNHE,2015-09-01 00:00:00.000,UN1,,,N
p-3,,,U,00,NOBT,NULL,UN1,2024-06-03 00:00:00.000,NULL,N
p-9,Cat,Other,F,02,WBRI,1990-01-15 00:00:00.000,,,,Y
"""
ENQUIRIES = """\
s47e_s47_enquiry_id,s47e_referral_id,s47e_person_id,s47e_s47_start_date,s47e_s47_end_date,s47e_s47_nfa,s47e_s47_outcome_json,s47e_s47_completed_by_worker_id,s47e_s47_completed_by_team
e-1,r-1,p-1,2023-05-02 00:00:00.000,2023-05-12 00:00:00.000,N,,w-1,t-1
e-2,r-2,p-2,2023-06-05 00:00:00.000,2023-06-14 00:00:00.000,Y,,w-1,t-1
e-3,r-3,p-3,2024-03-25 00:00:00.000,,N,,w-1,t-1
e-4,r-2,p-2,2023-09-04 00:00:00.000,2023-09-13 00:00:00.000,N,,w-1,t-1
"""
CONFERENCES = """\
icpc_icpc_id,icpc_icpc_meeting_id,icpc_s47_enquiry_id,icpc_person_id,icpc_cp_plan_id,icpc_referral_id,icpc_icpc_transfer_in,icpc_icpc_target_date,icpc_icpc_date,icpc_icpc_outcome_cp_flag,icpc_icpc_outcome_json,icpc_icpc_team,icpc_icpc_worker_id
i-1,m-1,e-1,p-1,l-2,r-1,N,2023-05-24 00:00:00.000,2023-05-23 00:00:00.000,Y,,t-1,w-1
i-2,m-2,-1,p-2,-1,r-4,Y,,2023-10-16 00:00:00.000,N,,t-1,w-1
"""
PLANS = """\
cppl_cp_plan_id,cppl_referral_id,cppl_icpc_id,cppl_person_id,cppl_cp_plan_start_date,cppl_cp_plan_end_date,cppl_cp_plan_ola,cppl_cp_plan_initial_category,cppl_cp_plan_latest_category
l-2,r-1,i-1,p-1,2023-05-23 00:00:00.000,,N,Neglect,"Multiple: Neglect, Physical abuse"
l-1,r-0,,p-1,2018-03-05 00:00:00.000,2018-11-05 00:00:00.000,N,EMO,Emotional abuse
l-3,r-4,i-2,p-2,2023-10-16 00:00:00.000,NULL,N,Sexual abuse,Sexual abuse
l-8,-1,,p-2,2016-10-10 00:00:00.000,2023-10-16 00:00:00.000,Y,NEG,NEG
"""
REVIEWS = """\
cppr_cp_review_id,cppr_person_id,cppr_cp_plan_id,cppr_cp_review_due,cppr_cp_review_date,cppr_cp_review_meeting_id,cppr_cp_review_outcome_continue_cp,cppr_cp_review_quorate,cppr_cp_review_participation
v-1,p-1,l-2,2023-08-23 00:00:00.000,2023-08-18 00:00:00.000,m-3,Y,Y,PLACEHOLDER_DATA
v-2,p-2,l-3,2024-01-16 00:00:00.000,2024-01-12 00:00:00.000,m-4,Y,Y,PLACEHOLDER_DATA
v-3,p-1,l-2,2024-02-16 00:00:00.000,,m-5,,,PLACEHOLDER_DATA
v-8,p-2,l-8,2023-01-16 00:00:00.000,2023-01-12 00:00:00.000,m-9,Y,Y,PLACEHOLDER_DATA
"""
WHOLE = {
    "ssd_person": PERSONS,
    "ssd_s47_enquiry": ENQUIRIES,
    "ssd_initial_cp_conference": CONFERENCES,
    "ssd_cp_plans": PLANS,
    "ssd_cp_reviews": REVIEWS,
}


def sheet(folder: Path, name: str, content: str) -> Sheet:
    path = folder / f"{name}.csv"
    path.write_text(content, encoding="utf-8")
    return csv_sheet(path, f"{FOLDER}/{name}.csv")


def read(folder: Path, **tables: str) -> dict[str, RecordFile]:
    """Each record's file, from tables that are told by their headings alone."""
    sheets = [sheet(folder, f"export {n}", text) for n, text in enumerate(tables.values())]
    extracts = FORMAT.extracts({str(FORMAT.table(each)): each for each in sheets})
    return {each.record: record_file(RECORDS[each.record], each) for each in extracts}


def whole(folder: Path, **instead: str) -> dict[str, RecordFile]:
    return read(folder, **WHOLE | instead)


def without(folder: Path, *names: str) -> dict[str, RecordFile]:
    return read(folder, **{name: text for name, text in WHOLE.items() if name not in names})


def plans(folder: Path, content: str) -> RecordFile:
    return whole(folder, ssd_cp_plans=content)["child_protection_plans"]


def days(column) -> list[str]:
    return column.dt.strftime("%Y-%m-%d").fillna("").tolist()
