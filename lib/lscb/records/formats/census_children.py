"""The children of a census, one at a time: what is read of each, and where each departs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from lscb.records.formats.census_elements import (
    HEADINGS,
    ITEMS,
    KNOWN,
    Departure,
    departures,
    schema,
)
from lscb.records.formats.census_rows import NOWHERE, Notes, Place, Rows
from lscb.records.said import may_be_said
from lscb.records.sheets import Unreadable

LONGEST_VALUE = 200
MOST_NAMES = 1_000
"""Names that are not the census's. libxml2 keeps every name it has met."""

MOST_ELEMENTS = 20_000
MOST_CHECKED = 2_000
"""The elements of a child that is held against the schema. For each that does not fit libxml2
counts the elements before it; a child in order has hundreds at most."""

_elements = etree.XPath("count(descendant::*)")

LineOf = Callable[[etree._Element], int]
"""The line on which an element starts; nought where it is not known."""

_PLACES = {table: {item: place for place, item in enumerate(ITEMS[table])} for table in ITEMS}
_ETHNICITY = {"Ethnicity": _PLACES["ChildIdentifiers"]["Ethnicity"]}
_HEADING_PLACES = {heading: place for place, heading in enumerate(HEADINGS)}
_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z_.-]{0,37}[0-9]{0,2}")


def local(name: str) -> str:
    """An element's name without its namespace or prefix."""
    return name.rpartition("}")[2].rpartition(":")[2]


def _new_rows() -> dict[str, Rows]:
    return {table: Rows(table) for table in ITEMS}


@dataclass
class Children:
    """What has been read of a census's header and of its children so far."""

    many: int = 0
    rows: dict[str, Rows] = field(default_factory=_new_rows)
    problems: Notes = field(default_factory=Notes)
    queries: Notes = field(default_factory=Notes)
    headings: list[str] = field(default_factory=lambda: [""] * len(HEADINGS))

    def __post_init__(self) -> None:
        self._year: int | None = None
        self._schema = schema(None)
        self._namespaced = False
        self._strange: set[str] = set()
        self._texts: dict[str | None, str] = {None: ""}

    def add_header(self, header: etree._Element) -> None:
        """Read a tidy Header. What comes after it is held against its year's census."""
        for group in header:
            self._fill(self.headings, group, _HEADING_PLACES, NOWHERE.line)
        reference_date, year, _ = self.headings
        stated = re.match(r"\d{4}", reference_date) or re.match(r"\d{4}", year)
        self._year = int(stated[0]) if stated else None
        self._schema = schema(self._year)
        for departure in departures(header, self._year):
            self.note(departure, NOWHERE)

    def is_orderly(self, child: etree._Element) -> bool:
        """Whether a Child is made as its census has it, from end to end.

        Raises Unreadable where it has more elements than any child's life can have.
        """
        elements = _elements(child)
        if elements > MOST_ELEMENTS:
            why = f"expected no child of more than {MOST_ELEMENTS:,} elements"
            raise Unreadable((None, why))
        return elements <= MOST_CHECKED and self._schema.validate(child)

    def tidy(self, element: etree._Element) -> None:
        """Take the namespace off an element and all it holds.

        Raises Unreadable where a file has more names than a census can have.
        """
        for inner in element.iter("*"):
            name = local(inner.tag)
            if name != inner.tag:
                inner.tag = name
                self._say_namespaced()
            self._strange.update(inner.keys())
            if name not in KNOWN:
                self._strange.add(name)
            if len(self._strange) > MOST_NAMES:
                why = "expected a census; more than 1,000 names in this file are not a census's"
                raise Unreadable((None, why))

    def _say_namespaced(self) -> None:
        if not self._namespaced:
            why = "expected elements without a namespace; theirs is not looked at"
            self.queries.add(NOWHERE, why, None)
        self._namespaced = True

    def add(self, child: etree._Element, line_of: LineOf) -> None:
        """Read a Child: a row of its own, and those of its CINdetails.

        The lines of rows' elements are asked for once each, in the order of the file.
        """
        self.many += 1
        line = line_of(child)
        cells = [""] * len(ITEMS["ChildIdentifiers"])
        details = 0
        for group in child:
            if group.tag == "CINdetails":
                details += 1
                self._add_details(group, line_of, details)
            elif group.tag == "ChildIdentifiers":
                self._fill(cells, group, _PLACES["ChildIdentifiers"], line)
            elif group.tag == "ChildCharacteristics":
                self._fill(cells, group, _ETHNICITY, line)
                self._fill_disabilities(cells, group, line)
        self.rows["ChildIdentifiers"].add(cells, self.many, line)

    def depart(self, child: etree._Element, lines: Mapping[etree._Element, int]) -> None:
        """Note where the Child read last is not as its census has it, by the nearest line."""
        for departure in departures(child, self._year):
            if self.problems.full:
                return
            nearest = departure.element
            while nearest not in lines and nearest is not child:
                nearest = nearest.getparent()
            self.note(departure, Place(self.many, lines.get(nearest, 0)))

    def note(self, departure: Departure, place: Place) -> None:
        """Note a departure: a problem where it loses something, or else a query."""
        name = departure.element.tag
        shown = name in KNOWN or (_PLAIN_NAME.fullmatch(name) and may_be_said(name))
        column = name if shown else None
        notes = self.problems if departure.lost else self.queries
        notes.add(place, departure.expected, column)

    def _add_details(self, details: etree._Element, line_of: LineOf, number: int) -> None:
        self._add_row("CINdetails", details, line_of, number)
        plans = 0
        for group in details.iterchildren("Section47", "ChildProtectionPlans"):
            if group.tag == "Section47":
                self._add_row("Section47", group, line_of, number)
                continue
            plans += 1
            self._add_row("ChildProtectionPlans", group, line_of, number, plans)
            for held in group.iterchildren("Reviews", "CPPreviews"):
                for review in held.iterchildren("CPPreviewDate"):
                    line = line_of(review)
                    cells = [self._text(review, line)]
                    self.rows["Reviews"].add(cells, self.many, line, number, plans)

    def _add_row(self, table: str, element: etree._Element, line_of: LineOf, *keys: int) -> None:
        cells = [""] * len(ITEMS[table])
        line = line_of(element)
        self._fill(cells, element, _PLACES[table], line)
        self.rows[table].add(cells, self.many, line, *keys)

    def _fill_disabilities(self, cells: list[str], group: etree._Element, line: int) -> None:
        """Put all codes, which may be many, in one cell."""
        place = _PLACES["ChildIdentifiers"]["Disability"]
        for held in group.iterchildren("Disabilities"):
            codes = [self._text(code, line) for code in held.iterchildren("Disability")]
            cells[place] = " ".join(" ".join([cells[place], *codes]).split())

    def _fill(
        self, cells: list[str], group: etree._Element, places: Mapping[str, int], line: int
    ) -> None:
        """Put the text of each item of a group in its cell."""
        known = self._texts
        for item in group:
            at = places.get(item.tag)
            if at is None:
                continue
            text = known.get(item.text) or self._text(item, line)
            if cells[at] and text and cells[at] != text:
                why = "expected one value; there are two that differ"
                self.problems.add(Place(self.many, line), why, item.tag)
            cells[at] = text or cells[at]

    def _text(self, item: etree._Element, line: int) -> str:
        """What an item says. Each text is kept once: most are dates and codes."""
        written = item.text
        text = self._texts.get(written)
        if text is None:
            text = written.strip()
            if len(text) > LONGEST_VALUE:
                why = f"expected {LONGEST_VALUE} characters or fewer"
                self.problems.add(Place(self.many, line), why, item.tag)
                return ""
            if len(written) <= LONGEST_VALUE:
                self._texts[written] = text
        return text
