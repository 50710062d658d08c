"""DfE's three-figure codes of councils, which a census is sent under.

`councils.csv` holds them beside ONS's nine-character ones, of which a council may have had several:
as in DfE's children in need releases of 2013 to 2025, and two that ONS replaced in 2013.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


def another_council(dfe_code: str, council_code: str) -> str:
    """What was expected of a census's code, such as "303 (Bexley)", where it is another council's.

    Blank where it is that of the nine-character code, or where neither is known.
    """
    own = [(code, name) for code, ons, name in _councils() if ons == council_code]
    if own and own[0][0] != dfe_code:
        return f"{own[0][0]} ({own[0][1]})"
    another = not own and any(code == dfe_code for code, _, _ in _councils())
    return council_code if another and council_code else ""


@cache
def _councils() -> list[tuple[str, str, str]]:
    """Each council's code of DfE's, code of ONS's, and name."""
    text = files("lscb.records").joinpath("councils.csv").read_text(encoding="utf-8")
    return [(row[0], row[1], row[2]) for row in list(csv.reader(text.splitlines()))[1:]]
