"""How long it takes to read and check a census, and how much memory, beside what else reads XML.

    python tests/benchmarks/census_reading.py [CHILDREN]

A made-up census of so many children (20,000 if not said, about the largest council's) is written
to a folder that is thrown away, and read by each of:

    read            every row of five tables, and all that departs from DfE's schema
    read, checked   the same, and the five records made of them, with every rule of a row
    tree            its elements, held whole by lxml.etree.parse; no row is made of them
    one table       the rows of one of the five tables, by pandas.read_xml
    five tables     those of all five, by pandas.read_xml

and six years' censuses, a sixth of the children each, by

    six, checked    six years' history of plans, conferences, enquiries, children and reviews, with
                    every rule across rows, years and records
    six trees       lxml.etree.parse, one after the other

Each reads in a process of its own, turn and turn about, as often as TURNS says. A time is the
least of those, from the file's path to the result; memory is the most of those, at its peak,
less what the process had when everything was imported. Peak memory is not measured on Windows.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from processes import in_a_process, peak_memory

TURNS = 5
YEARS = range(2017, 2023)
BOARD = "anywhere"

HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<Message>
  <Header>
    <CollectionDetails>
      <Collection>CIN</Collection>
      <Year>{year}</Year>
      <ReferenceDate>{year}-03-31</ReferenceDate>
    </CollectionDetails>
    <Source>
      <SourceLevel>L</SourceLevel>
      <LEA>999</LEA>
    </Source>
  </Header>
  <Children>
"""
TAIL = "  </Children>\n</Message>\n"


def _item(depth: int, name: str, text: object) -> str:
    return f"{'  ' * depth}<{name}>{text}</{name}>\n"


def _group(depth: int, name: str, *inside: str) -> str:
    return f"{'  ' * depth}<{name}>\n{''.join(inside)}{'  ' * depth}</{name}>\n"


def _weekday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _later(draw: random.Random, day: date, least: int, most: int) -> date:
    return _weekday(day + timedelta(days=draw.randint(least, most)))


def _assessment(draw: random.Random, referral: date) -> str:
    factors = [_item(6, "AssessmentFactors", f"{n}A") for n in range(draw.randint(4, 12))]
    day = _later(draw, referral, 5, 40)
    return _group(
        4,
        "Assessments",
        _item(5, "AssessmentActualStartDate", day),
        _item(5, "AssessmentInternalReviewDate", day),
        _item(5, "AssessmentAuthorisationDate", day),
        _group(5, "FactorsIdentifiedAtAssessment", *factors),
    )


def _section_47(draw: random.Random, conference: date) -> str:
    discussed = conference - timedelta(days=draw.randint(5, 20))
    return _group(
        4,
        "Section47",
        _item(5, "S47ActualStartDate", discussed),
        _item(5, "InitialCPCtarget", _weekday(discussed + timedelta(days=21))),
        _item(5, "DateOfInitialCPC", conference),
        _item(5, "ICPCnotRequired", "false"),
    )


def _plan(draw: random.Random, start: date, end: date) -> str:
    due = [start + timedelta(days=80 + 150 * n) for n in range(6)]
    reviews = [_item(6, "CPPreviewDate", day) for day in due if day < end]
    return _group(
        4,
        "ChildProtectionPlans",
        _item(5, "CPPstartDate", start),
        _item(5, "CPPendDate", end) if draw.random() < 0.5 else "",
        _item(5, "InitialCategoryOfAbuse", draw.choice(["NEG", "EMO"])),
        _item(5, "LatestCategoryOfAbuse", draw.choice(["NEG", "EMO"])),
        _item(5, "NumberOfPreviousCPP", draw.choice("0012")),
        _group(5, "Reviews", *reviews),
    )


def _child(draw: random.Random, year: int, number: int) -> str:
    """A child of some 65 elements: a third have a Section47, a quarter a plan that follows it."""
    referral = date(year - 1, 4, 1) + timedelta(days=draw.randint(0, 60))
    conference = _later(draw, referral, 30, 120)
    fate = draw.random()
    return _group(
        2,
        "Child",
        _group(
            3,
            "ChildIdentifiers",
            _item(4, "LAchildID", f"made-up-{year}-{number}"),
            _item(4, "UPNunknown", "UN1"),
            _item(4, "PersonBirthDate", referral - timedelta(days=draw.randint(0, 5000))),
            _item(4, "GenderCurrent", draw.choice("12")),
        ),
        _group(
            3,
            "ChildCharacteristics",
            _item(4, "Ethnicity", draw.choice(["WBRI", "MOTH", "BAFR"])),
            _group(4, "Disabilities", _item(5, "Disability", "NONE")),
        ),
        _group(
            3,
            "CINdetails",
            _item(4, "CINreferralDate", referral),
            _item(4, "ReferralSource", "1A"),
            _item(4, "PrimaryNeedCode", "N1"),
            *(_assessment(draw, referral) for _ in range(draw.randint(2, 4))),
            _section_47(draw, conference) if fate < 1 / 3 else "",
            _item(4, "ReferralNFA", "false"),
            _plan(draw, conference, date(year, 3, 20)) if fate < 1 / 4 else "",
        ),
    )


def _written(path: Path, year: int, children: int) -> Path:
    """A census of a year, by the year in which its reference date is."""
    draw = random.Random(year)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(HEAD.format(year=year))
        file.writelines(_child(draw, year, number) for number in range(children))
        file.write(TAIL)
    return path


Reading = Callable[[Path], object]
"""What reads the workbench at a path: the one census of its last year, or all of them."""


def _read() -> Reading:
    from lscb.records.formats.census_xml import census_file

    return lambda root: census_file(_one(root), "cin.xml")


def _read_and_checked() -> Reading:
    from lscb.records import declared
    from lscb.records.formats.census import extracts
    from lscb.records.formats.census_xml import census_file
    from lscb.records.reading import record_file

    def checked(root: Path) -> object:
        given = extracts(census_file(_one(root), "cin.xml"))
        files = [record_file(declared()[each.record], each) for each in given]
        assert not any(file.problems for file in files)
        return files

    return checked


def _six_checked() -> Reading:
    from lscb import records
    from lscb.records.across import broken_across
    from lscb.records.formats import census
    from lscb.records.history import held
    from lscb.records.stated import Stated
    from lscb.workbench import ReportPlace, Workbench
    from lscb.years import ReportingYear

    def checked(root: Path) -> object:
        years = [ReportingYear.starting(year - 1) for year in YEARS]
        place = ReportPlace(Workbench(root), BOARD, years[-1])
        declared = records.declared()
        found = held(place, years, declared, census.RECORDS, Stated())
        broken = list(broken_across(records.rules(), found.histories))
        assert not any(history.problems for history in found.histories.values())
        return found, broken

    return checked


def _tree() -> Reading:
    import pandas  # noqa: F401 - so that all start from as much
    from lxml import etree

    return lambda root: etree.parse(_one(root))


def _six_trees() -> Reading:
    import pandas  # noqa: F401 - so that all start from as much
    from lxml import etree

    return lambda root: [etree.parse(path) and None for path in _six(root)]


def _tables(*names: str) -> Callable[[], Reading]:
    def reading() -> Reading:
        import lxml.etree  # noqa: F401 - pandas imports it only as it reads
        import pandas as pd

        return lambda root: [pd.read_xml(_one(root), xpath=f".//{name}") for name in names]

    return reading


CONTENDERS = {
    "read": _read,
    "read, checked": _read_and_checked,
    "tree": _tree,
    "one table": _tables("ChildProtectionPlans"),
    "five tables": _tables(
        "ChildIdentifiers", "CINdetails", "Section47", "ChildProtectionPlans", "Reviews"
    ),
    "six, checked": _six_checked,
    "six trees": _six_trees,
}

COMPARED = (
    ("read", "tree"),
    ("read, checked", "tree"),
    ("read, checked", "one table"),
    ("read, checked", "five tables"),
    ("six, checked", "six trees"),
)


def _one(root: Path) -> Path:
    return root / "cin.xml"


def _six(root: Path) -> list[Path]:
    return [root / "data" / BOARD / f"{year - 1}-{year % 100}" / "cin.xml" for year in YEARS]


def _measured(name: str, path: Path) -> tuple[float, float | None]:
    """The seconds and MB that one contender takes in this process."""
    reading = CONTENDERS[name]()
    before = peak_memory()
    began = time.perf_counter()
    kept = reading(path)
    seconds = time.perf_counter() - began
    after = peak_memory()
    del kept
    return seconds, None if before is None or after is None else after - before


def _in_turn(path: Path) -> dict[str, tuple[float, float | None]]:
    """The least seconds and the most MB of each contender, in turns that alternate."""
    turns = [
        {name: in_a_process(__file__, "--one", name, path) for name in CONTENDERS}
        for _ in range(TURNS)
    ]
    taken = {}
    for name in CONTENDERS:
        seconds, memory = zip(*(turn[name] for turn in turns), strict=True)
        measured = [peak for peak in memory if peak is not None]
        taken[name] = min(seconds), max(measured) if measured else None
    return taken


def main(children: int) -> None:
    """Write the censuses, have each contender read them in turn, and print how they compare."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        size = _written(_one(root), YEARS[-1], children).stat().st_size
        for year, path in zip(YEARS, _six(root), strict=True):
            _written(path, year, children // len(YEARS))
        print(f"{children:,} children, {size / 1e6:.0f} MB, {TURNS} turns\n")
        taken = _in_turn(root)
    for name, (seconds, memory) in taken.items():
        print(f"{name:16}{seconds:7.2f} s" + ("" if memory is None else f"{memory:7.0f} MB"))
    print()
    for own, other in COMPARED:
        times, sizes = zip(taken[own], taken[other], strict=True)
        line = f"'{own}' takes {times[0] / times[1]:.2f} times as long as '{other}'"
        if None not in sizes:
            line += f", and {sizes[0] / sizes[1]:.2f} times the memory"
        print(line)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--one", name, path]:
            print(json.dumps(_measured(name, Path(path))))
        case []:
            main(20_000)
        case [children] if children.isdecimal() and int(children):
            main(int(children))
        case _:
            sys.exit(__doc__)
