"""The same made-up board in every format: read back here in plain lxml, openpyxl and csv.

Nothing here knows the package's own readers: a code is looked up in the lists below, and what a
file holds must be what the CSV files of the same board hold, no more and no less.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from io import BytesIO, StringIO
from zipfile import ZipFile

import openpyxl
import pytest
from lxml import etree

from lscb.cli.new import FORMATS as OFFERED
from lscb.synthetic.board import MadeUpBoard, made_up_board
from lscb.synthetic.formats import FORMATS, Files
from lscb.years import ReportingYear

LAST = ReportingYear("2014-15")
YEARS = LAST.since(ReportingYear("2009-10"))
MADE = "made-up-"

CATEGORIES = {
    "NEG": "neglect",
    "PHY": "physical abuse",
    "SAB": "sexual abuse",
    "EMO": "emotional abuse",
    "MUL": "multiple",
}
SEXES = {"1": "male", "2": "female", "0": "not recorded"}
SEXES |= {"M": "male", "F": "female", "U": "not recorded"}
REQUIRED = {"1": "no", "0": "yes"}

Tables = dict[str, list[dict[str, str]]]
Rows = dict[str, list[tuple[str, ...]]]


@pytest.fixture(scope="module")
def board() -> MadeUpBoard:
    return made_up_board("newshire", LAST)


@pytest.fixture(scope="module")
def files(board: MadeUpBoard) -> dict[str, Files]:
    return {name: made(board.records, YEARS, "999") for name, made in FORMATS.items()}


def in_csv(board: MadeUpBoard, year: str) -> Rows:
    """What the year's CSV files hold of the records that the formats hold; none has families."""
    names = ("children", "section_47_enquiries", "conferences", "child_protection_plans")
    held = {name: board.records[year, name] for name in (*names, "reviews")}
    held["children"] = held["children"].drop(columns="family_id")
    return {name: sorted(rows.itertuples(index=False, name=None)) for name, rows in held.items()}


def iso(text: str) -> str:
    """A day as a CSV file of ours has it, from either way a flat table does."""
    found = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", text)
    return f"{found[3]}-{found[2]}-{found[1]}" if found else text


def flat(content: bytes) -> Tables:
    """A census file as flat tables, keyed as COLLECT's are."""
    tables: Tables = defaultdict(list)
    for child in etree.fromstring(content).iter("Child"):
        key = {"LAchildID": child.findtext("ChildIdentifiers/LAchildID")}
        tables["ChildIdentifiers"].append(items(child.find("ChildIdentifiers")))
        ethnicity = child.findtext("ChildCharacteristics/Ethnicity")
        tables["ChildCharacteristics"].append(key | {"Ethnicity": ethnicity})
        codes = child.findall("ChildCharacteristics/Disabilities/Disability")
        tables["Disabilities"] += [key | {"Disability": code.text} for code in codes]
        for number, details in enumerate(child.findall("CINdetails"), start=1):
            of = key | {"CINdetailsID": str(number)}
            tables["CINdetails"].append(of | items(details))
            tables["Section47"] += [of | items(group) for group in details.findall("Section47")]
            for place, plan in enumerate(details.findall("ChildProtectionPlans"), start=1):
                of_plan = of | {"CPPID": str(place)}
                tables["ChildProtectionPlans"].append(of_plan | items(plan))
                days = plan.findall("Reviews/CPPreviewDate")
                tables["Reviews"] += [of_plan | {"CPPreviewDate": day.text} for day in days]
    return tables


def items(group: etree._Element) -> dict[str, str]:
    return {item.tag: item.text for item in group if len(item) == 0}


def exported(files: Files, year: str) -> Tables:
    """A year's COLLECT tables, with the dates and truths of the census file."""
    tables = {}
    for (of, name), content in files.items():
        if of == year:
            found = csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""))
            tables[name.removesuffix(".csv")] = [
                {
                    column: {"TRUE": "1", "FALSE": "0"}.get(cell, iso(cell))
                    for column, cell in row.items()
                    if column and cell
                }
                for row in found
            ]
    return tables


def records_of(tables: Tables) -> Rows:
    """Our records, as a census's tables have them."""
    ethnicity = {row["LAchildID"]: row["Ethnicity"] for row in tables["ChildCharacteristics"]}
    codes: dict[str, list[str]] = defaultdict(list)
    for row in tables["Disabilities"]:
        codes[row["LAchildID"]].append(row["Disability"])
    children = [
        (
            child := row["LAchildID"],
            row.get("PersonBirthDate", ""),
            row.get("ExpectedPersonBirthDate", ""),
            SEXES[row.get("GenderCurrent") or row["Sex"]],
            ethnicity[child],
            " ".join(codes[child]),
            row.get("PersonDeathDate", ""),
        )
        for row in tables["ChildIdentifiers"]
    ]
    asked, held, plans, starts = [], [], [], {}
    for row in tables["Section47"]:
        child, day = row["LAchildID"], row.get("DateOfInitialCPC", "")
        discussed = row.get("S47ActualStartDate", "")
        if discussed:
            asked.append((child, discussed, REQUIRED[row["ICPCnotRequired"]], day))
        if day:
            held.append((child, day, discussed, "no"))
    for row in tables["CINdetails"]:
        if "DateOfInitialCPC" in row:
            held.append((row["LAchildID"], row["DateOfInitialCPC"], "", "yes"))
    for row in tables["ChildProtectionPlans"]:
        child, start, end = row["LAchildID"], row["CPPstartDate"], row.get("CPPendDate", "")
        categories = (row[f"{which}CategoryOfAbuse"] for which in ("Initial", "Latest"))
        abuse = (CATEGORIES[code] for code in categories)
        plans.append((child, start, end, *abuse, row["NumberOfPreviousCPP"]))
        starts[child, row["CINdetailsID"], row["CPPID"]] = start
    reviews = [
        (
            row["LAchildID"],
            starts[row["LAchildID"], row["CINdetailsID"], row["CPPID"]],
            row["CPPreviewDate"],
        )
        for row in tables["Reviews"]
    ]
    return {
        "children": sorted(children),
        "section_47_enquiries": sorted(asked),
        "conferences": sorted(held),
        "child_protection_plans": sorted(plans),
        "reviews": sorted(reviews),
    }


def census(files: dict[str, Files]) -> dict[str, bytes]:
    return {year: content for (year, _), content in files["census-xml"].items()}


def test_every_format_that_the_command_offers_is_there():
    assert list(OFFERED) == ["csv", *FORMATS]


def test_a_years_census_holds_what_its_csv_files_hold(board, files):
    assert list(files["census-xml"]) == [(str(year), f"cin_{year}.xml") for year in YEARS]
    for year, content in census(files).items():
        assert records_of(flat(content)) == in_csv(board, year)


def test_a_years_flat_tables_hold_what_its_csv_files_hold(board, files):
    for year in map(str, YEARS):
        tables = exported(files["collect"], year)
        assert records_of(tables) == in_csv(board, year)
        for name, rows in flat(census(files)[year]).items():
            assert tables[name] == rows


def test_a_census_says_whose_it_is_and_of_which_year(files):
    for year, content in census(files).items():
        header = etree.fromstring(content).find("Header")
        said = {item.tag: item.text for item in header.iter() if len(item) == 0}
        day = ReportingYear(year).last_day
        assert (said["Collection"], said["LEA"]) == ("CIN", "999")
        assert (said["Year"], said["ReferenceDate"]) == (str(day.year), day.isoformat())
        assert said["SoftwareCode"] == "made-up records"


def test_a_census_names_sex_from_2024_25_and_gender_before():
    last = ReportingYear("2024-25")
    made = made_up_board("newshire", last, years=2)
    years = last.since(last.previous)
    files = FORMATS["census-xml"](made.records, years, "999")
    tables = {year: flat(content) for (year, _), content in files.items()}
    for year, item in (("2023-24", "GenderCurrent"), ("2024-25", "Sex")):
        assert {"GenderCurrent", "Sex"} & set(tables[year]["ChildIdentifiers"][0]) == {item}
        assert records_of(tables[year]) == in_csv(made, year)
        assert records_of(exported(FORMATS["collect"](made.records, years, "999"), year)) == in_csv(
            made, year
        )


def test_a_census_has_no_empty_group_or_item(files):
    for content in census(files).values():
        for element in etree.fromstring(content).iter():
            assert len(element) or element.text.strip()


def test_a_referral_comes_before_all_that_followed_and_its_closure_after(files):
    for content in census(files).values():
        for details in etree.fromstring(content).iter("CINdetails"):
            referred, closed = (
                details.findtext(name, "9999") for name in ("CINreferralDate", "CINclosureDate")
            )
            days = [
                item.text
                for item in details.iter()
                if item.tag not in {"CINreferralDate", "CINclosureDate", "InitialCPCtarget"}
                and re.fullmatch(r"\d{4}-\d\d-\d\d", item.text or "")
            ]
            assert referred <= min(days)
            assert max(days) <= closed


def test_every_plan_starts_at_the_conference_of_its_own_referral(files):
    """DfE rules 2884 and 2885: a conference is in one place, and a plan starts on its day."""
    transfers = 0
    for year, content in census(files).items():
        first = ReportingYear(year).first_day.isoformat()
        for details in etree.fromstring(content).iter("CINdetails"):
            own = details.findtext("DateOfInitialCPC")
            after_enquiry = [day.text for day in details.findall("Section47/DateOfInitialCPC")]
            assert not (own and after_enquiry)
            transfers += own is not None
            starts = [day.text for day in details.findall("ChildProtectionPlans/CPPstartDate")]
            begun = {start for start in starts if start >= first}
            assert begun <= {own, *after_enquiry}
    assert transfers > 0


def test_reviews_of_a_plan_stand_together_as_many_as_there_are(files):
    counted = [len(group) for content in census(files).values() for group in reviewed(content)]
    assert {1, 2} <= set(counted)


def reviewed(content: bytes) -> list[etree._Element]:
    return list(etree.fromstring(content).iter("Reviews"))


def test_flat_tables_write_days_in_two_ways_as_happens(files):
    year = str(LAST)
    text = {name: c.decode("utf-8-sig") for (of, name), c in files["collect"].items() if of == year}
    assert re.search(r"\d\d/\d\d/\d{4}", text["CINdetails.csv"])
    assert text["CINdetails.csv"].startswith(",LAchildID,CINdetailsID,")
    assert "TRUE" in text["Section47.csv"] and "FALSE" in text["CINdetails.csv"]
    assert re.search(r"\d{4}-\d\d-\d\d", text["ChildProtectionPlans.csv"])
    assert not re.search(r"\d\d/\d\d/\d{4}", text["ChildIdentifiers.csv"])


def test_every_file_is_the_same_every_time(files):
    again = made_up_board("newshire", LAST)
    for name, made in FORMATS.items():
        assert made(again.records, YEARS, "999") == files[name]


def test_a_workbook_does_not_say_when_it_was_saved(files):
    ((_, content),) = files["annex-a"].items()
    with ZipFile(BytesIO(content)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(2000, 1, 1, 0, 0, 0)}
    properties = openpyxl.load_workbook(BytesIO(content)).properties
    assert {properties.created.year, properties.modified.year} == {2000}


def test_every_identifier_in_every_format_says_that_it_is_made_up(files):
    named = 0
    for tables in (
        [exported(files["collect"], str(year)) for year in YEARS]
        + [flat(content) for content in census(files).values()]
        + [exported(files["ssd"], str(LAST))]
    ):
        for row in (row for rows in tables.values() for row in rows):
            own = [row[name] for name in row if name == "LAchildID" or name.endswith("_id")]
            assert own and all(cell.startswith(MADE) for cell in own)
            named += len(own)
    assert named > 10_000
