"""A year's records arranged as the children in need census arranges them.

Each child has a CINdetails for each referral and what followed from it: a plan with the enquiry
and conference that led to it, or an enquiry that led to none. What the records do not say and a
census asks for (referrals, assessments, closures) is made to fit round what they do. Items are
named and ordered as in DfE's census guide 2023-24 and the schemas from 2016-17.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from lscb.synthetic.draws import Days, working_days_between
from lscb.synthetic.formats.codes import ABUSE, GENDERS, NOT_REQUIRED, SEXES
from lscb.years import ReportingYear

Cells = dict[str, str]
Discussed = dict[tuple[str, str], str]
"""The strategy discussion before each conference, by child and the day of the conference."""

SEX_SINCE = ReportingYear("2024-25")
"""The first census with Sex in place of GenderCurrent."""

REFERRED = timedelta(days=5)  # before the first thing that followed
CLOSED = timedelta(days=28)  # after the last
TARGET = 15  # working days from strategy discussion to conference
NOT_NFA = "0"  # no referral of a child with a plan, an enquiry or a conference came to nothing
PLAN_DATES = ("CPPstartDate", "CPPendDate")
SOURCES = ("6", "2A", "3A", "1A", "3E", "5A")


@dataclass(frozen=True)
class Plan:
    """A ChildProtectionPlans group: its own items, and the days it was reviewed."""

    items: Cells
    reviews: list[str]


@dataclass(frozen=True)
class Details:
    """A CINdetails: a referral's own items, all but ReferralNFA, and the groups within it."""

    items: Cells
    assessment: Cells
    enquiries: list[Cells]
    plans: list[Plan]


@dataclass(frozen=True)
class Child:
    """A child's identifiers, characteristics and referrals."""

    identifiers: Cells
    ethnicity: str
    disabilities: list[str]
    details: list[Details]


@dataclass
class _Referral:
    """What followed from one referral, as it is gathered."""

    plans: list[Plan] = field(default_factory=list)
    enquiries: list[Cells] = field(default_factory=list)
    transfer: str = ""

    def days(self) -> list[str]:
        """The days on which things happened."""
        of_enquiry, of_plan = ("S47ActualStartDate", "DateOfInitialCPC"), PLAN_DATES
        enquiries = [row[item] for row in self.enquiries for item in of_enquiry]
        plans = [plan.items[item] for plan in self.plans for item in of_plan]
        return [day for day in (self.transfer, *enquiries, *plans) if day]

    def first(self, child: str, discussed: Discussed) -> date:
        """The first of those days, or the strategy discussion of an earlier year."""
        starts = (plan.items["CPPstartDate"] for plan in self.plans)
        earlier = (discussed.get((child, start)) for start in starts)
        return date.fromisoformat(min([*self.days(), *(day for day in earlier if day)]))

    def is_open(self) -> bool:
        """Whether a plan, or a conference that has yet to be held, keeps it open."""
        awaited = any(
            row["ICPCnotRequired"] == NOT_REQUIRED["yes"] and not row["DateOfInitialCPC"]
            for row in self.enquiries
        )
        return awaited or any(not plan.items["CPPendDate"] for plan in self.plans)


def census(records: Mapping[tuple[str, str], pd.DataFrame], year: ReportingYear) -> list[Child]:
    """The children of one year's census.

    `records` are by year and record name, every cell as text, of all years to the year's own:
    earlier ones say when the referrals were that led to plans still open.
    """
    rows = {
        name: frame.to_dict("records") for (of, name), frame in records.items() if of == str(year)
    }
    discussed = {
        (row["child_id"], row["conference_date"]): row["strategy_discussion"]
        for (of, name), frame in records.items()
        if name == "conferences" and of <= str(year)
        for row in frame.to_dict("records")
    }
    calendar = working_days_between(year.start - 1, year.start + 1)
    referrals = _referrals(rows, calendar)
    return [
        Child(
            _identifiers(child, year),
            child["ethnicity"],
            child["disabilities"].split(),
            [_details(each, child, discussed, year) for each in referrals[child["child_id"]]],
        )
        for child in rows["children"]
    ]


def _identifiers(child: Cells, year: ReportingYear) -> Cells:
    item, codes = ("Sex", SEXES) if year >= SEX_SINCE else ("GenderCurrent", GENDERS)
    return {
        # At most 10 characters to 2023-24 and 20 since: these are 19, and say they are made up.
        "LAchildID": child["child_id"],
        "UPNunknown": "UN6",
        "PersonBirthDate": child["birth_date"],
        "ExpectedPersonBirthDate": child["expected_birth_date"],
        item: codes[child["sex"]],
        "PersonDeathDate": child["death_date"],
    }


def _referrals(rows: Mapping[str, list[Cells]], calendar: Days) -> dict[str, list[_Referral]]:
    """Each child's referrals: one for each plan, and one for each enquiry outside any."""
    found: dict[str, list[_Referral]] = defaultdict(list)
    reviews: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows["reviews"]:
        reviews[row["child_id"], row["plan_start"]].append(row["review_date"])
    for row in rows["child_protection_plans"]:
        plan = _plan(row, reviews[row["child_id"], row["plan_start"]])
        found[row["child_id"]].append(_Referral(plans=[plan]))
    for row in _enquiries(rows):
        enquiry = _enquiry(row, calendar)
        led_to = row["conference_date"] or row["strategy_discussion"]
        _where(found[row["child_id"]], led_to).enquiries.append(enquiry)
    for row in rows["conferences"]:
        if row["transfer_in"] == "yes":
            _where(found[row["child_id"]], row["conference_date"]).transfer = row["conference_date"]
    return found


def _enquiries(rows: Mapping[str, list[Cells]]) -> list[Cells]:
    """Enquiries, and the conferences whose strategy discussion was not recorded.

    The census can say the second only as a Section47 without its S47ActualStartDate.
    """
    unrecorded = [
        {**row, "conference_required": "yes"}
        for row in rows["conferences"]
        if row["transfer_in"] == "no" and not row["strategy_discussion"]
    ]
    return [*rows["section_47_enquiries"], *unrecorded]


def _where(referrals: list[_Referral], day: str) -> _Referral:
    """The referral whose plan was open on a day or started on it; another where there is none."""
    for referral in referrals:
        for plan in referral.plans:
            if plan.items["CPPstartDate"] <= day <= (plan.items["CPPendDate"] or day):
                return referral
    referrals.append(_Referral())
    return referrals[-1]


def _plan(row: Cells, reviews: list[str]) -> Plan:
    return Plan(
        {
            "CPPstartDate": row["plan_start"],
            "CPPendDate": row["plan_end"],
            "InitialCategoryOfAbuse": ABUSE[row["initial_category"]],
            "LatestCategoryOfAbuse": ABUSE[row["latest_category"]],
            "NumberOfPreviousCPP": row["previous_plans"],
        },
        reviews,
    )


def _enquiry(row: Cells, calendar: Days) -> Cells:
    discussed, required = row["strategy_discussion"], row["conference_required"]
    target = ""
    if discussed and required == "yes":
        after = bisect_right(calendar, date.fromisoformat(discussed))
        target = str(calendar[after + TARGET - 1])
    return {
        "S47ActualStartDate": discussed,
        "InitialCPCtarget": target,
        "DateOfInitialCPC": row["conference_date"],
        "ICPCnotRequired": NOT_REQUIRED[required],
    }


def _details(
    referral: _Referral, child: Cells, discussed: Discussed, year: ReportingYear
) -> Details:
    """A referral with its own dates: it comes before all that followed, and is closed after."""
    first = referral.first(child["child_id"], discussed)
    closed, reason = _closure(referral, child, year)
    items = {
        "CINreferralDate": str(first - REFERRED),
        "ReferralSource": SOURCES[sum(child["child_id"].encode()) % len(SOURCES)],
        "PrimaryNeedCode": "N1",
        "CINclosureDate": closed,
        "ReasonForClosure": reason,
        "DateOfInitialCPC": referral.transfer,
    }
    assessment = {
        "AssessmentActualStartDate": str(first - REFERRED),
        "AssessmentAuthorisationDate": str(first),
    }
    in_year = first >= year.first_day
    return Details(items, assessment if in_year else {}, referral.enquiries, referral.plans)


def _closure(referral: _Referral, child: Cells, year: ReportingYear) -> tuple[str, str]:
    """The day a referral was closed and the code of why, blank where it was not by 31 March."""
    last = date.fromisoformat(max(referral.days()))
    closed = date.max if referral.is_open() else last + CLOSED
    died = date.fromisoformat(child["death_date"]) if child["death_date"] else date.max
    if min(closed, died) > year.last_day:
        return "", ""
    return (str(died), "RC2") if died <= closed else (str(closed), "RC7")
