"""A made-up board's records in the formats that councils hold: a module a format.

Each writes the same children, enquiries, conferences, plans and reviews as the CSV files hold,
in so far as the format can say them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from lscb.synthetic.formats.annex_a import annex_a_files
from lscb.synthetic.formats.census_xml import census_files
from lscb.synthetic.formats.collect_tables import collect_files
from lscb.synthetic.formats.ssd import HELD, ssd_files
from lscb.years import ReportingYear

__all__ = ["FORMATS", "HELD", "Files", "Records"]

Records = Mapping[tuple[str, str], pd.DataFrame]
"""Rows by reporting year and record name, every cell as text: a made-up board's."""

Files = dict[tuple[str, str], bytes]
"""What a format's files hold, by the reporting year whose folder they are for and their name."""

FORMATS: dict[str, Callable[[Records, list[ReportingYear], str], Files]] = {
    "census-xml": census_files,
    "collect": collect_files,
    "annex-a": annex_a_files,
    "ssd": ssd_files,
}
"""The files of a format: of records, of the years they are of, and of a council's three figures."""
