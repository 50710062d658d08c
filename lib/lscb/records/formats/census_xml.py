"""Read DfE's children in need census, an XML file, into flat tables of text.

A census is read however it was written: elements out of order, unknown, of another year or with
text between them are said and passed over. Two values where there can be one are a problem: which
is right cannot be known. What values mean is not looked at here.

It is read a child at a time and each child is let go of, so that no file is held whole. What a
file may be made to do to its reader (swell, nest, fetch, never end) ends in a letter.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pandas as pd
from lxml import etree

from lscb.errors import Problem
from lscb.records.formats import xml_text
from lscb.records.formats.census_children import Children, local
from lscb.records.formats.census_elements import NO_TEXT, stranger
from lscb.records.formats.census_rows import NOWHERE
from lscb.records.sheets import LARGEST_FILE, Unreadable

LARGEST_CHILD = 4 * 1024 * 1024
MOST_ROWS = 2_000_000

LINED = ("Child", "CINdetails", "Section47", "ChildProtectionPlans", "CPPreviewDate")
"""The elements that rows are made of."""


@dataclass(frozen=True)
class CensusFile:
    """One census as its file has it.

    Parameters
    ----------
    file: what a letter calls it.
    reference_date, year, council: the texts of ReferenceDate, Year and LEA; blank where none.
    unit: what a `number` counts: the "line" on which the row's element starts or, where many
        children share a line, the "child" it is of.
    tables: ChildIdentifiers (a row a Child), CINdetails, Section47, ChildProtectionPlans and
        Reviews: stripped text, with whole numbers `child`, `CINdetailsID` and `CPPID`, which
        count from 1 within the file, the child and the CINdetails, and `number`.
    problems, queries: where the file is not as DfE has it. No value is repeated.
    """

    file: str
    reference_date: str
    year: str
    council: str
    unit: str
    tables: dict[str, pd.DataFrame]
    problems: tuple[Problem, ...]
    queries: tuple[Problem, ...]


def is_census(start: bytes) -> bool:
    """Whether a file that starts like this (64 KB will do) seems to be a census in XML."""
    try:
        encoding = xml_text.encodings(start)[0]
    except Unreadable:
        encoding = "utf-8"
    text = xml_text.undeclared(start.decode(encoding, "replace"))
    first = xml_text.first_element(text)
    return first is not None and local(first[0]) == "Message"


def census_file(path: Path, file: str) -> CensusFile:
    """A census file, read whole; `file` is what a letter calls it.

    Raises Unreadable, whose rows are lines, for what is not well-formed, complete and a census.
    """
    try:
        if not path.is_file():
            raise Unreadable((None, "expected a file; this is a folder or something else"))
        with path.open("rb") as source:
            # A file that grows while it is read is read as it was.
            size = os.fstat(source.fileno()).st_size
            if size > LARGEST_FILE:
                raise Unreadable((None, "expected a file of 512 MB or less"))
            for encoding in xml_text.encodings(source.read(xml_text.DECLARED_WITHIN)):
                try:
                    return _read(xml_text.pieces(source, size, encoding), file)
                except UnicodeDecodeError:
                    continue
    except OSError:
        why = "expected a file that can be opened; is it open in another program?"
        raise Unreadable((None, why)) from None
    raise Unreadable((None, "expected text in UTF-8; some of this is in no encoding read here"))


def _read(texts: Iterator[str], file: str) -> CensusFile:
    first = xml_text.undeclared(next(texts))
    starts = xml_text.Starts(LINED, _prefix(first))
    message = _Message(starts)
    parser = etree.XMLPullParser(
        events=("end",),
        tag="{*}Child",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=True,
        collect_ids=False,
    )
    held = 0
    for piece in starts.whole(chain([first], texts)):
        _feed(parser, piece)
        held += len(piece)
        for _, element in parser.read_events():
            if message.take(element):
                held = 0
        if held > LARGEST_CHILD:
            why = "expected no child of more than 4 MB; is a closing tag missing?"
            raise Unreadable((starts.found[0][1] if starts.found else None, why))
        if message.rows() > MOST_ROWS:
            raise Unreadable((None, f"expected one council's census: {MOST_ROWS:,} rows or fewer"))
    message.end(_root(parser, starts.line))
    return message.census(file)


def _prefix(text: str) -> str:
    """The prefix, with its colon, of the first element, which has to be a Message."""
    if not text:
        raise Unreadable((None, "expected a census; the file is empty"))
    name, has_document_type = xml_text.first_element(text) or ("", False)
    if has_document_type:
        why = "expected no DOCTYPE, which no census has: save the census again from its system"
        raise Unreadable((None, why))
    if local(name) != "Message":
        raise Unreadable((None, "expected a census: XML whose first element is Message"))
    return name.removesuffix("Message")


def _feed(parser: etree.XMLPullParser, piece: bytes) -> None:
    try:
        parser.feed(piece)
    except etree.XMLSyntaxError as fault:
        why = "expected well-formed XML; this line, or one before it, breaks its rules"
        raise Unreadable((fault.lineno or None, why)) from None


def _root(parser: etree.XMLPullParser, last_line: int) -> etree._Element:
    """The whole of what is left, where the file was complete."""
    try:
        return parser.close()
    except etree.XMLSyntaxError as fault:
        if fault.code in _NAMESPACE_FAULTS:
            why = "expected every prefix of a name to be declared"
            raise Unreadable((fault.lineno or None, why)) from None
        why = "expected the file to go on to </Message>; it stops here: was it cut short?"
        raise Unreadable((fault.lineno or last_line, why)) from None


_NAMESPACE_FAULTS = range(200, 206)


class _Message:
    """The elements of a file as they come: each Child is read and let go of with all before it."""

    def __init__(self, starts: xml_text.Starts) -> None:
        self._starts = starts
        self._children = Children()
        self._lines_known = True
        self._first_line = 0
        self._holder: etree._Element | None = None
        self._last: etree._Element | None = None
        self._holders = 0

    def rows(self) -> int:
        return sum(len(rows) for rows in self._children.rows.values())

    def take(self, child: etree._Element) -> bool:
        """Read a Child that has ended and let go of it, if it stands where one should."""
        holder = child.getparent()
        if holder is not self._holder:
            root = None if holder is None else holder.getparent()
            if root is None or root.getparent() is not None or local(holder.tag) != "Children":
                return False
            self._open(holder, root)
        if self._children.is_orderly(child):
            self._skip_to_child()
            self._children.add(child, self._line)
        else:
            self._children.tidy(child)
            self._skip_to_child()
            lines = {element: self._line(element) for element in child.iter(*LINED)}
            self._children.add(child, lambda element: lines.get(element, 0))
            self._children.depart(child, lines)
        self._let_go(child, holder)
        return True

    def end(self, root: etree._Element) -> None:
        """Look at what is left at the end. Raises Unreadable where there was no Children."""
        self._between(root.text, "Message")
        for element in root:
            self._outside(element)
        if not self._holders:
            raise Unreadable((None, "expected Children, which hold every Child; there are none"))
        if not self._children.many:
            self._children.queries.add(NOWHERE, "expected at least one Child", "Children")

    def census(self, file: str) -> CensusFile:
        """All that was read. Lines are no use as numbers where many children share one."""
        children = self._children
        spread = self._starts.line - self._first_line + 1 > children.many
        unit = "line" if self._lines_known and spread else "child"
        names = children.rows["ChildIdentifiers"].column("LAchildID")
        tables = {table: rows.table(names, unit) for table, rows in children.rows.items()}
        reference_date, year, council = children.headings
        problems, queries = (
            notes.listed(file, unit) for notes in (children.problems, children.queries)
        )
        return CensusFile(file, reference_date, year, council, unit, tables, problems, queries)

    def _skip_to_child(self) -> None:
        """Pass over elements of rows' names that are outside of any Child."""
        found = self._starts.found
        while found and found[0][0] != "Child":
            found.popleft()
        if found and not self._first_line:
            self._first_line = found[0][1]

    def _line(self, element: etree._Element) -> int:
        """The line on which the next element starts of those that rows are made of.

        Where the names do not fit, because some have a prefix and others not, no line is known.
        """
        found = self._starts.found
        name, line = found.popleft() if found else ("", 0)
        if name != element.tag:
            self._lines_known = False
        return line

    def _let_go(self, child: etree._Element, holder: etree._Element) -> None:
        # The child itself stays until the next: the parser may still add text behind it.
        child.clear(keep_tail=True)
        while (before := child.getprevious()) is not None:
            self._within(before)
            holder.remove(before)
        self._last = child

    def _open(self, holder: etree._Element, root: etree._Element) -> None:
        """Begin on a Children, and let go of the Header or whatever stands before it."""
        for before in reversed(list(holder.itersiblings(preceding=True))):
            self._outside(before)
            root.remove(before)
        self._holder = holder

    def _outside(self, element: etree._Element) -> None:
        """What the Message holds, when it is let go of: a Children has been read by then."""
        self._between(element.tail, "Message")
        self._children.tidy(element)
        queries, name = self._children.queries, element.tag
        if name == "Children":
            self._holders += 1
            self._between(element.text, "Children")
            for inner in element:
                self._within(inner)
            if self._holders == 2:
                queries.add(NOWHERE, "expected once in a Message", "Children")
        elif name == "Header":
            self._children.add_header(element)
            if self._holders:
                queries.add(NOWHERE, "expected before the children", "Header")
        else:
            self._children.note(stranger(element, "Message"), NOWHERE)

    def _within(self, element: etree._Element) -> None:
        """What a Children holds, when it is let go of: a Child has been read by then."""
        self._between(element.tail, "Children")
        if element is not self._last:
            self._children.tidy(element)
            self._children.note(stranger(element, "Children"), NOWHERE)

    def _between(self, text: str | None, holder: str) -> None:
        if text and not text.isspace():
            self._children.queries.add(NOWHERE, NO_TEXT, holder)
