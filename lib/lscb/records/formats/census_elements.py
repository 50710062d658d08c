"""What a children in need census is made of: which element holds which, in order and by year.

From DfE's schemas of the censuses of 2016-17 to 2024-25, and PreProceedingsandFGDM of 2025-26.
It is told twice over: as a schema, by which most children are found to be in order without a look
at each element, and, for those that are not, as what departs from it and where.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree


@dataclass(frozen=True)
class Part:
    """An element that another holds: how often, and from and to the census of which year.

    A census's year is that of its reference date: 2023-24 is 2024.
    """

    name: str
    many: bool = False
    first: int | None = None
    last: int | None = None

    def belongs_to(self, year: int | None) -> bool:
        """Whether the census of a year has it; any may, where the year is not known."""
        return year is None or (self.first or year) <= year <= (self.last or year)


def _parts(names: str) -> tuple[Part, ...]:
    """Parts that every census has; a star stands behind those that may be many."""
    return tuple(Part(name.rstrip("*"), name.endswith("*")) for name in names.split())


# Two departures are so common that they are known here: systems that write a Reviews for every
# review, and those that call it CPPreviews.
CONTENTS: dict[str, tuple[Part, ...]] = {
    "Message": _parts("Header Children"),
    "Children": _parts("Child*"),
    "Header": (*_parts("CollectionDetails Source*"), Part("Content", last=2021)),
    "CollectionDetails": _parts("Collection Year ReferenceDate"),
    "Source": _parts("SourceLevel LEA SoftwareCode Release SerialNo DateTime"),
    "Content": _parts("CBDSLevels"),
    "CBDSLevels": _parts("CBDSLevel*"),
    "Child": _parts("ChildIdentifiers ChildCharacteristics CINdetails*"),
    "ChildIdentifiers": (
        *_parts("LAchildID UPN FormerUPN UPNunknown PersonBirthDate ExpectedPersonBirthDate"),
        Part("GenderCurrent", last=2024),
        Part("Sex", first=2025),
        Part("PersonDeathDate"),
    ),
    "ChildCharacteristics": _parts("Ethnicity Disabilities"),
    "Disabilities": _parts("Disability*"),
    "CINdetails": (
        *_parts("CINreferralDate ReferralSource PrimaryNeedCode CINclosureDate ReasonForClosure"),
        *_parts("DateOfInitialCPC Assessments*"),
        Part("CINPlanDates", many=True, first=2022),
        *_parts("Section47* ReferralNFA ChildProtectionPlans*"),
        Part("PreProceedingsandFGDM", many=True, first=2026),
    ),
    "Assessments": _parts(
        "AssessmentActualStartDate AssessmentInternalReviewDate AssessmentAuthorisationDate "
        "FactorsIdentifiedAtAssessment"
    ),
    "FactorsIdentifiedAtAssessment": _parts("AssessmentFactors*"),
    "CINPlanDates": _parts("CINPlanStartDate CINPlanEndDate"),
    "Section47": _parts("S47ActualStartDate InitialCPCtarget DateOfInitialCPC ICPCnotRequired"),
    "ChildProtectionPlans": _parts(
        "CPPstartDate CPPendDate InitialCategoryOfAbuse LatestCategoryOfAbuse "
        "NumberOfPreviousCPP Reviews* CPPreviews*"
    ),
    "Reviews": _parts("CPPreviewDate*"),
    "CPPreviews": _parts("CPPreviewDate*"),
    "PreProceedingsandFGDM": _parts(
        "PPStartDate LBPSentDate FGDMMeetingOffer FGDMMeetingFac InitialPPMeetingDate "
        "ReviewMeetingsCount StepDecisionDate PPOutcome CourtAppDate LetterInitCPDate"
    ),
}
"""What each element holds, in order. One that is not here holds text alone."""

ITEMS: dict[str, tuple[str, ...]] = {
    "ChildIdentifiers": (
        "LAchildID",
        "PersonBirthDate",
        "ExpectedPersonBirthDate",
        "GenderCurrent",
        "Sex",
        "PersonDeathDate",
        "Ethnicity",
        "Disability",
    ),
    "CINdetails": (
        "CINreferralDate",
        "CINclosureDate",
        "ReasonForClosure",
        "DateOfInitialCPC",
        "ReferralNFA",
    ),
    "Section47": ("S47ActualStartDate", "InitialCPCtarget", "DateOfInitialCPC", "ICPCnotRequired"),
    "ChildProtectionPlans": (
        "CPPstartDate",
        "CPPendDate",
        "InitialCategoryOfAbuse",
        "LatestCategoryOfAbuse",
        "NumberOfPreviousCPP",
    ),
    "Reviews": ("CPPreviewDate",),
}
"""The elements whose text is read, by the table they go to. Of the others only names are seen."""

HEADINGS = ("ReferenceDate", "Year", "LEA")
"""The elements of the header whose text is read."""

READ = frozenset(
    {"Child", *ITEMS, "CPPreviews", *(name for items in ITEMS.values() for name in items)}
)

KNOWN = frozenset(CONTENTS) | {part.name for parts in CONTENTS.values() for part in parts}


def schema(year: int | None) -> etree.RelaxNG:
    """The structure of a Child in the census of some year: elements in their places and order.

    What may be missing is not said: no element has to be there. An attribute fits nowhere.
    """
    defined = "".join(
        f'<define name="{name}"><element name="{name}">{_held(name, year)}</element></define>'
        for name in sorted(KNOWN)
    )
    grammar = f'<grammar xmlns="http://relaxng.org/ns/structure/1.0">{_START}{defined}</grammar>'
    return etree.RelaxNG(etree.fromstring(grammar))


_START = '<start><ref name="Child"/></start>'


def _held(name: str, year: int | None) -> str:
    """What an element holds, as RELAX NG says it."""
    parts = [part for part in CONTENTS.get(name, ()) if part.belongs_to(year)]
    often = ["zeroOrMore" if part.many else "optional" for part in parts]
    held = [f'<{n}><ref name="{part.name}"/></{n}>' for n, part in zip(often, parts, strict=True)]
    return "".join(held) or "<text/>"


NO_TEXT = "expected no text between the elements it holds"


@dataclass(frozen=True)
class Departure:
    """Where an element is not as the census has it.

    `lost` is true where that keeps something that is read elsewhere from being read.
    """

    element: etree._Element
    expected: str
    lost: bool = False


def departures(element: etree._Element, year: int | None) -> Iterator[Departure]:
    """Every departure within an element whose name is the census's."""
    holder = element.tag
    parts = CONTENTS.get(holder, ())
    places = {part.name: place for place, part in enumerate(parts)}
    if parts and holds_text(element):
        yield Departure(element, NO_TEXT)
    furthest = -1
    for inner in element:
        place = places.get(inner.tag)
        if place is None:
            yield stranger(inner, holder)
            continue
        part = parts[place]
        if not part.belongs_to(year):
            yield Departure(inner, f"expected {_span(part)}; this is the census of {year}")
        if place < furthest:
            yield Departure(inner, f"expected earlier in its {holder}: the order is not DfE's")
        elif place == furthest and not part.many:
            yield Departure(inner, f"expected once in a {holder}")
        furthest = max(place, furthest)
        yield from departures(inner, year)


def holds_text(element: etree._Element) -> bool:
    """Whether text stands between the elements that an element holds."""
    between = (element.text, *(inner.tail for inner in element))
    return any(text and not text.isspace() for text in between)


def stranger(element: etree._Element, holder: str) -> Departure:
    """The departure that an element is which its holder should not hold. It is not read."""
    if holder not in CONTENTS:
        lost = holder in READ or holder in HEADINGS
        return Departure(element, f"expected text alone in a {holder}", lost)
    if element.tag in READ or (len(element) and any(True for _ in element.iter(*READ))):
        why = f"expected elsewhere than in a {holder}: what is here cannot be read"
        return Departure(element, why, lost=True)
    return Departure(element, f"expected no such element in a {holder}: it is not read")


def _span(part: Part) -> str:
    """From or to which census there is a part that not every census has."""
    return (
        f"from the census of {part.first} on" if part.first else f"up to the census of {part.last}"
    )
