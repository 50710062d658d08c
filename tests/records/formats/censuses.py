"""Small censuses for tests, every element on a line of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from lscb.errors import Problem
from lscb.records.formats.census_xml import CensusFile, census_file

NAME = "data/x/2021-22/cin.xml"

HEADER = (
    "<Header>\n<CollectionDetails>\n<Collection>CIN</Collection>\n<Year>2022</Year>\n"
    "<ReferenceDate>2022-03-31</ReferenceDate>\n</CollectionDetails>\n"
    "<Source>\n<LEA>999</LEA>\n</Source>\n</Header>\n"
)
IDENTIFIERS = (
    "<ChildIdentifiers>\n<LAchildID>made-up-1</LAchildID>\n"
    "<PersonBirthDate>2015-02-03</PersonBirthDate>\n<GenderCurrent>1</GenderCurrent>\n"
    "</ChildIdentifiers>\n"
)
CHARACTERISTICS = (
    "<ChildCharacteristics>\n<Ethnicity>WBRI</Ethnicity>\n<Disabilities>\n"
    "<Disability>LD</Disability>\n<Disability>HEAR</Disability>\n</Disabilities>\n"
    "</ChildCharacteristics>\n"
)
PLAN = (
    "<ChildProtectionPlans>\n<CPPstartDate>2021-05-04</CPPstartDate>\n"
    "<InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>\n"
    "<LatestCategoryOfAbuse>EMO</LatestCategoryOfAbuse>\n"
    "<NumberOfPreviousCPP>0</NumberOfPreviousCPP>\n{}</ChildProtectionPlans>\n"
)


def read(content: str | bytes) -> CensusFile:
    """What is read of a file that holds this."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "cin.xml")
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return census_file(path, NAME)


def details(inside: str) -> str:
    """A CINdetails that holds these elements after its first two."""
    return (
        "<CINdetails>\n<CINreferralDate>2021-04-01</CINreferralDate>\n"
        f"<ReferralSource>1A</ReferralSource>\n{inside}</CINdetails>\n"
    )


DETAILS = details("")


def child(*groups: str) -> str:
    return f"<Child>\n{''.join(groups)}</Child>\n"


def census(*children: str) -> str:
    return f"<Message>\n{HEADER}<Children>\n{''.join(children)}</Children>\n</Message>\n"


def plan(inside: str = "") -> str:
    """A CINdetails with one plan, which holds these elements after its own."""
    return details(PLAN.format(inside))


def dates(*given: str) -> str:
    return "".join(f"<CPPreviewDate>{each}</CPPreviewDate>\n" for each in given)


def said(problems: Iterable[Problem]) -> list[str]:
    return [str(problem) for problem in problems]


def line_of(text: str, start: str, time: int = 1) -> int:
    """The line on which something stands for the first, second or later time."""
    return text.count("\n", 0, len(start.join(text.split(start)[:time]))) + 1
