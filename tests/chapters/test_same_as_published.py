"""The sentence that says how many counts are the published ones."""

from __future__ import annotations

import pytest

from lscb.chapters.child_protection_plans.findings import _same_as_published
from tests.chapters.made import cleared_table, opened


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            "a | 1 | 1",
            "Of the 1 count that DfE gives of Testshire for 2014-15, 1 is the same here.",
        ),
        (
            "a | 7 | 8\nb | 9 | 9\nc | 6 | 6",
            "Of the 3 counts that DfE gives of Testshire for 2014-15, 2 are the same here; "
            "1 is not: a.",
        ),
        (
            "a | 7 | 8\nb | [c] | 9\nc | 6 | [c]",
            "Of the 3 counts that DfE gives of Testshire for 2014-15, none are the same here; "
            "1 is not: a; 2 cannot be compared, as one or both are withheld.",
        ),
    ],
)
def test_how_many_counts_are_those_that_were_published(tmp_path, rows, said):
    table = cleared_table("as_published", f"measure | counted | published\n{rows}")
    chapter = opened(tmp_path, "child_protection_plans", [table])
    assert _same_as_published(chapter) == [said]


def test_what_the_boards_own_report_printed_otherwise_is_said(tmp_path):
    # Bexley's annual report of 2013-14, section 10, and DfE's release of 2024, tables C4 and D3.
    rows = "conferences | 338 | 338 | 332\nsecond plans | 24 | 24 | 24\nplans | 255 | 255 | [z]"
    table = cleared_table("as_published", f"measure | counted | published | printed\n{rows}")
    chapter = opened(tmp_path, "child_protection_plans", [table])
    (said,) = _same_as_published(chapter)
    assert said.endswith(
        "The board’s own report printed conferences: 332, where DfE published 338."
    )
