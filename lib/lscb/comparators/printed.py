"""What a board printed in its own report, as a table."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lscb.comparators.compared import Comparators
from lscb.comparators.published import Published
from lscb.tables import Column, Table


def printed_table(
    compared: Comparators | None,
    year: str,
    measures: Mapping[str, Published],
    *,
    name: str,
    title: str,
    population: str,
) -> Table | None:
    """What the area's own board printed of some measures in its report of the year, as it stands.

    A row a measure. None where nobody is compared, or where no such report is held.
    """
    printed = compared.printed(measures, year) if compared is not None else {}
    if compared is None or not printed:
        return None
    cells = {
        "measure": [measures[each].label for each in printed],
        "published": list(printed.values()),
    }
    return Table(
        name=name,
        title=title,
        population=population,
        source=compared.printed_in(printed, year),
        dimensions={"measure": "What was published"},
        columns=(Column("published", "As published", unit="as published", stated=True),),
        cells=pd.DataFrame(cells),
        is_own=False,
        notes=("This is real, and as the board printed it. None of it is counted here.",),
    )
