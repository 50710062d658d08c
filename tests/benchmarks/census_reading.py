"""How long it takes to read a census, and how much memory, beside what else reads XML.

    python tests/benchmarks/census_reading.py [CHILDREN]

A made-up census of so many children (20,000 if not said, twice a large council's) is written to a
folder that is thrown away, and read by each of:

    census_file             every row of five tables, and all that departs from DfE's schema
    lxml.etree.parse        its elements, held whole; no row is made of them
    pandas.read_xml         the rows of one of the five tables

Each reads it in a process of its own, turn and turn about, as often as TURNS says. A time is the
least of those, from the file's path to the result; memory is the most of those, at its peak,
less what the process had when everything was imported. Peak memory is not measured on Windows.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

TURNS = 5

HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<Message>
  <Header>
    <CollectionDetails>
      <Collection>CIN</Collection>
      <Year>2022</Year>
      <ReferenceDate>2022-03-31</ReferenceDate>
    </CollectionDetails>
    <Source>
      <SourceLevel>L</SourceLevel>
      <LEA>999</LEA>
    </Source>
  </Header>
  <Children>
"""
TAIL = "  </Children>\n</Message>\n"


def _item(depth: int, name: str, text: str) -> str:
    return f"{'  ' * depth}<{name}>{text}</{name}>\n"


def _group(depth: int, name: str, *inside: str) -> str:
    return f"{'  ' * depth}<{name}>\n{''.join(inside)}{'  ' * depth}</{name}>\n"


def _day(draw: random.Random) -> str:
    year = draw.choice(["2020", "2021"])
    return f"{year}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"


def _assessment(draw: random.Random) -> str:
    factors = [_item(6, "AssessmentFactors", f"{n}A") for n in range(draw.randint(4, 12))]
    return _group(
        4,
        "Assessments",
        _item(5, "AssessmentActualStartDate", _day(draw)),
        _item(5, "AssessmentInternalReviewDate", _day(draw)),
        _item(5, "AssessmentAuthorisationDate", _day(draw)),
        _group(5, "FactorsIdentifiedAtAssessment", *factors),
    )


def _section_47(draw: random.Random) -> str:
    return _group(
        4,
        "Section47",
        _item(5, "S47ActualStartDate", _day(draw)),
        _item(5, "InitialCPCtarget", _day(draw)),
        _item(5, "DateOfInitialCPC", _day(draw)),
        _item(5, "ICPCnotRequired", "false"),
    )


def _plan(draw: random.Random) -> str:
    reviews = [_item(6, "CPPreviewDate", _day(draw)) for _ in range(draw.randint(3, 6))]
    return _group(
        4,
        "ChildProtectionPlans",
        _item(5, "CPPstartDate", _day(draw)),
        _item(5, "InitialCategoryOfAbuse", draw.choice(["NEG", "EMO"])),
        _item(5, "LatestCategoryOfAbuse", draw.choice(["NEG", "EMO"])),
        _item(5, "NumberOfPreviousCPP", draw.choice("0012")),
        _group(5, "Reviews", *reviews),
    )


def _child(draw: random.Random, number: int) -> str:
    """A child of some 65 elements: a third have a Section47, a quarter a plan."""
    return _group(
        2,
        "Child",
        _group(
            3,
            "ChildIdentifiers",
            _item(4, "LAchildID", f"made-up-{number}"),
            _item(4, "UPNunknown", "UN1"),
            _item(4, "PersonBirthDate", _day(draw)),
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
            _item(4, "CINreferralDate", _day(draw)),
            _item(4, "ReferralSource", "1A"),
            _item(4, "PrimaryNeedCode", "N1"),
            *(_assessment(draw) for _ in range(draw.randint(2, 4))),
            _group(4, "CINPlanDates", _item(5, "CINPlanStartDate", _day(draw))),
            _section_47(draw) if draw.random() < 1 / 3 else "",
            _item(4, "ReferralNFA", "false"),
            _plan(draw) if draw.random() < 1 / 4 else "",
        ),
    )


def _census(children: int) -> Iterator[str]:
    draw = random.Random(47)
    yield HEAD
    for number in range(children):
        yield _child(draw, number)
    yield TAIL


def _census_file() -> Callable[[Path], object]:
    from lscb.records.formats.census_xml import census_file

    return lambda path: census_file(path, path.name)


def _parse() -> Callable[[Path], object]:
    import pandas  # noqa: F401 - so that all three start from as much
    from lxml import etree

    return lambda path: etree.parse(path)


def _read_xml() -> Callable[[Path], object]:
    import lxml.etree  # noqa: F401 - pandas imports it only as it reads
    import pandas as pd

    return lambda path: pd.read_xml(path, xpath=".//ChildProtectionPlans")


CONTENDERS = {
    "census_file": _census_file,
    "lxml.etree.parse": _parse,
    "pandas.read_xml": _read_xml,
}


def _peak_memory() -> float | None:
    """The most memory this process has had, in MB; None where the system does not say."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _measured(name: str, path: Path) -> tuple[float, float | None]:
    """The seconds and MB that one contender takes in this process."""
    reading = CONTENDERS[name]()
    before = _peak_memory()
    began = time.perf_counter()
    kept = reading(path)
    seconds = time.perf_counter() - began
    after = _peak_memory()
    del kept
    return seconds, None if before is None or after is None else after - before


def _in_a_process(name: str, path: Path) -> tuple[float, float | None]:
    words = [sys.executable, __file__, "--one", name, str(path)]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(done.stderr)
    seconds, memory = json.loads(done.stdout)
    return seconds, memory


def _in_turn(path: Path) -> dict[str, tuple[float, float | None]]:
    """The least seconds and the most MB of each contender, in turns that alternate."""
    turns = [{name: _in_a_process(name, path) for name in CONTENDERS} for _ in range(TURNS)]
    taken = {}
    for name in CONTENDERS:
        seconds, memory = zip(*(turn[name] for turn in turns), strict=True)
        measured = [peak for peak in memory if peak is not None]
        taken[name] = min(seconds), max(measured) if measured else None
    return taken


def main(children: int) -> None:
    """Write a census, have each contender read it in turn, and print how they compare."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "cin.xml")
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(_census(children))
        print(f"{children:,} children, {path.stat().st_size / 1e6:.0f} MB, {TURNS} turns\n")
        taken = _in_turn(path)
    for name, (seconds, memory) in taken.items():
        print(f"{name:20}{seconds:7.2f} s" + ("" if memory is None else f"{memory:7.0f} MB"))
    own = "census_file"
    print()
    for name in [name for name in CONTENDERS if name != own]:
        times, sizes = zip(taken[own], taken[name], strict=True)
        line = f"{own} takes {times[0] / times[1]:.2f} times as long as {name}"
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
