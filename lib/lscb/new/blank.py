"""A report that has no records yet: its parameters, blank templates and commentary files."""

from __future__ import annotations

from pathlib import Path

from lscb import records
from lscb.clearing.needs import records_of
from lscb.new.files import chapters, commentaries, compared_with, parameter_text, written
from lscb.new.places import council_of
from lscb.workbench import ReportPlace


def blank_report(place: ReportPlace) -> list[Path]:
    """Write the files of a report that has no records yet, and return them.

    The templates lie in a folder that nobody reads, so that one left blank is no count of nought.
    Where figures of the board's council are held, its code, population and comparators are
    filled in. Raises UsageError, writing nothing, when the report is there already.
    """
    found = council_of(place)
    name = found.place if found else place.board.replace("_", " ").title()
    known = compared_with(place, found, [str(place.year)]) if found else {}
    code = found.code if found else ""
    files = {place.parameters: parameter_text(place, name, code, place.year, **known)}
    declared = records.declared()
    counted = {record for chapter in chapters(place) for record in records_of(chapter)}
    files |= {place.blank / f"{each}.csv": declared[each].template() for each in sorted(counted)}
    return written(place, files | commentaries(place))
