"""Every measure of the four real boards, counted from made-up records, is the one DfE printed.

The published figures are in `published.csv` beside this file, each with the release and column it
was read from; nothing in it was made here. A figure DfE withheld is compared with nothing.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

from lscb.clearing import cleared_report
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear
from tests.conftest import ROOT

BOARDS = ("bexley", "bracknell_forest", "portsmouth", "sutton")
YEARS = ("2010-11", "2011-12", "2012-13", "2013-14", "2014-15")

BANDS = {
    "0_3m": "3 months or less",
    "3_6m": "More than 3 months to 6 months",
    "6_12m": "More than 6 months to less than 1 year",
    "1_2y": "1 year to less than 2 years",
    "2y_plus": "2 years or more",
}
CATEGORIES = {
    "neglect": "Neglect",
    "physical": "Physical abuse",
    "sexual": "Sexual abuse",
    "emotional": "Emotional abuse",
    "multiple": "Multiple",
}
BASES = {
    "start_cat_initial": "Started in the year, first category",
    "at31_cat_initial": "At 31 March, first category",
    "at31_cat_latest": "At 31 March, latest category",
}
WAITS = {
    "icpc_0_10d": ("Within 15 working days", "10 or fewer"),
    "icpc_11_15d": ("Within 15 working days", "11 to 15"),
    "icpc_16_20d": ("Later", "16 to 20"),
    "icpc_21d_plus": ("Later", "21 or more"),
}
WITHIN = {"group": "Within 15 working days", "working_days": "Total"}

WHERE: dict[str, tuple[str, str, dict[str, str]]] = {
    "cpp_at31": ("plans_at_31_march", "count", {}),
    "cpp_at31_rate": ("plans_at_31_march", "rate_per_10000", {}),
    "pop_0_17": ("plans_at_31_march", "population", {}),
    "cpp_start": ("plan_flow", "started", {}),
    "cpp_end": ("plan_flow", "ended", {}),
    "cpp_subsequent": ("second_or_subsequent_plans", "numerator", {}),
    "cpp_subsequent_pct": ("second_or_subsequent_plans", "percent", {}),
    "review_due": ("reviews_in_time", "denominator", {}),
    "reviewed_in_time": ("reviews_in_time", "numerator", {}),
    "reviewed_in_time_pct": ("reviews_in_time", "percent", {}),
    "icpc": ("icpc_timeliness", "count", {"group": "Total", "working_days": "Total"}),
    "icpc_within_15d": ("icpc_timeliness", "count", WITHIN),
    "icpc_within_15d_pct": ("icpc_timeliness", "percent", WITHIN),
}
for short, band in BANDS.items():
    at = {"duration": band, "part": "Total"}
    WHERE[f"end_dur_{short}"] = ("plans_by_duration_ended", "count", at)
    WHERE[f"end_dur_{short}_pct"] = ("plans_by_duration_ended", "percent", at)
    WHERE[f"at31_dur_{short}"] = ("plans_by_duration_open", "count", at)
for short, basis in BASES.items():
    for name, label in CATEGORIES.items():
        at = {"basis": basis, "category": label}
        WHERE[f"{short}_{name}"] = ("plans_by_category", "count", at)
for name, (group, days) in WAITS.items():
    WHERE[name] = ("icpc_timeliness", "count", {"group": group, "working_days": days})
"""Where each of DfE's measures stands in our tables, by the short name `published.csv` gives it."""

FLOW_IS_OUT_BY = {
    ("bexley", "2014-15"): 3,
    ("portsmouth", "2014-15"): 4,
    ("sutton", "2012-13"): 1,
    ("sutton", "2014-15"): 8,
}
"""Where what DfE printed contradicts itself: stock, plus started, less ended, is so many more than
the next stock, and no set of records can be all four. The records have so many more plans ended,
all of them in one band of duration, and the shares of plans ended follow."""


def published(board: str, year: str) -> dict[str, str]:
    path = Path(__file__).with_name("published.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["board"], row["year"]) == (board, year)]
    assert all(row["source"] for row in rows)
    return {row["measure"]: row["published"] for row in rows}


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("board", BOARDS)
def test_every_measure_is_the_published_one(board, year, tmp_path):
    place = ReportPlace(Workbench(ROOT, tmp_path), board, ReportingYear(year))
    held = cleared_report(place, "panel")
    tables = {
        stated["name"]: held.table("child_protection_plans", stated["name"]).cells
        for stated in held.chapter("child_protection_plans")["tables"]
    }
    stated = published(board, year)
    assert len(stated) >= 38
    differ = {
        measure: round(float(counted(tables, measure, year)) - float(figure), 1)
        for measure, figure in stated.items()
        if figure != "withheld" and float(counted(tables, measure, year)) != float(figure)
    }
    shares = {measure for measure in differ if re.fullmatch(r"end_dur_\w+_pct", measure)}
    counts = {measure: more for measure, more in differ.items() if measure not in shares}
    if (board, year) in FLOW_IS_OUT_BY:
        more = FLOW_IS_OUT_BY[board, year]
        assert counts == {"cpp_end": more, "end_dur_6_12m": more}
        assert shares
    else:
        assert differ == {}


@pytest.mark.parametrize(("board", "year"), [(b, y) for b in BOARDS for y in YEARS[1:]])
def test_what_was_printed_contradicts_itself_just_where_it_is_said_to(board, year):
    before = published(board, YEARS[YEARS.index(year) - 1])
    now = published(board, year)
    flow = int(before["cpp_at31"]) + int(now["cpp_start"]) - int(now["cpp_end"])
    assert flow - int(now["cpp_at31"]) == FLOW_IS_OUT_BY.get((board, year), 0)


def counted(tables: dict[str, pd.DataFrame], measure: str, year: str) -> str:
    table, column, at = WHERE[measure]
    cells = tables[table]
    for dimension, value in ({"year": year} | at).items():
        cells = cells[cells[dimension] == value]
    assert len(cells) == 1, (measure, at)
    return str(cells[column].iloc[0])


def test_what_bexley_printed_in_its_own_report_of_2013_14_is_met(tmp_path):
    """Bexley Safeguarding Children Board, Annual Report 2013/14: 11 % and 1 % of plans ended."""
    place = ReportPlace(Workbench(ROOT, tmp_path), "bexley", ReportingYear("2013-14"))
    held = cleared_report(place, "panel")
    tables = {
        "plans_by_duration_ended": held.table(
            "child_protection_plans", "plans_by_duration_ended"
        ).cells
    }
    some, few = (int(counted(tables, f"end_dur_{band}", "2013-14")) for band in ("3_6m", "2y_plus"))
    assert some + few == 262 - 42 - 125 - 64
    assert (round(100 * some / 262), round(100 * few / 262)) == (11, 1)
