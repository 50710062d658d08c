"""The children in need census as a case system writes it: one XML file a year.

A conference whose strategy discussion was not recorded is a Section47 without its
S47ActualStartDate, which no schema allows and case systems write.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from lxml import etree

from lscb.synthetic.formats.census import NOT_NFA, Cells, Child, Details, census
from lscb.years import ReportingYear

FACTORS = ("3B", "4B")  # domestic violence and mental health of a parent or carer


def census_files(
    records: Mapping[tuple[str, str], pd.DataFrame], years: list[ReportingYear], council: str
) -> dict[tuple[str, str], bytes]:
    """Each year's census, by the year's folder and the file's name.

    `records` are by year and record name, every cell as text; `council` is the three-figure
    code that DfE knows a council by.
    """
    return {
        (str(year), f"cin_{year}.xml"): _file(census(records, year), year, council)
        for year in years
    }


def _file(children: list[Child], year: ReportingYear, council: str) -> bytes:
    message = etree.Element("Message")
    header = _group(message, "Header", {})
    collection = {
        "Collection": "CIN",
        "Year": str(year.last_day.year),
        "ReferenceDate": str(year.last_day),
    }
    _group(header, "CollectionDetails", collection)
    source = {
        "SourceLevel": "L",
        "LEA": council,
        "SoftwareCode": "made-up records",
        "Release": "1",
        "SerialNo": "001",
        "DateTime": f"{year.last_day.year}-05-29T09:30:00",
    }
    _group(header, "Source", source)
    held = _group(message, "Children", {})
    for child in children:
        _add_child(held, child)
    etree.indent(message, space="  ")
    return etree.tostring(message, encoding="UTF-8", xml_declaration=True)


def _add_child(held: etree._Element, child: Child) -> None:
    element = _group(held, "Child", {})
    _group(element, "ChildIdentifiers", child.identifiers)
    characteristics = _group(element, "ChildCharacteristics", {"Ethnicity": child.ethnicity})
    if child.disabilities:
        disabilities = _group(characteristics, "Disabilities", {})
        for code in child.disabilities:
            _item(disabilities, "Disability", code)
    for details in child.details:
        _add_details(element, details)


def _add_details(child: etree._Element, details: Details) -> None:
    element = _group(child, "CINdetails", details.items)
    if details.assessment:
        assessment = _group(element, "Assessments", details.assessment)
        factors = _group(assessment, "FactorsIdentifiedAtAssessment", {})
        for code in FACTORS:
            _item(factors, "AssessmentFactors", code)
    for enquiry in details.enquiries:
        _group(element, "Section47", enquiry)
    _item(element, "ReferralNFA", NOT_NFA)
    for plan in details.plans:
        group = _group(element, "ChildProtectionPlans", plan.items)
        if plan.reviews:
            reviews = _group(group, "Reviews", {})
            for day in plan.reviews:
                _item(reviews, "CPPreviewDate", day)


def _group(parent: etree._Element, name: str, items: Cells) -> etree._Element:
    """A group with those of its items that are not blank."""
    element = etree.SubElement(parent, name)
    for item, text in items.items():
        if text:
            _item(element, item, text)
    return element


def _item(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text
