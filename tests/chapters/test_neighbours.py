"""The dot plot of neighbours: whose own rate stands among the published ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from lscb.chapters.child_protection_plans import neighbours_chart
from tests.chapters.made import opened

COUNTED = """
    year    | count | rate_per_10000 | lower | upper
    2014-15 | 255   | 46.5           | 40.9  | 52.5
    """
PUBLISHED = """
    area    | kind    | rate | release
    England | country | 42.9 | one
    Wessex  | region  | 41.0 | one
    """
OF_ITSELF = "Testshire | this area | 45.5 | one\n"


def alternative(folder: Path, published: str) -> str:
    tables = {"plans_at_31_march": COUNTED, "neighbours_rates": published}
    return neighbours_chart(opened(folder, "child_protection_plans", tables)).text


def test_an_area_of_which_nothing_is_published_stands_as_it_was_counted(tmp_path):
    said = alternative(tmp_path, PUBLISHED)
    assert "highest first: Testshire, counted here 46.5; England 42.9; Wessex (region) 41.0" in said
    assert "own 95 % interval" in said


def test_an_area_of_which_a_rate_is_published_stands_as_it_was_published(tmp_path):
    said = alternative(tmp_path, PUBLISHED + OF_ITSELF)
    assert "highest first: Testshire 45.5; England 42.9; Wessex (region) 41.0." in said
    assert "counted here" not in said


@pytest.mark.parametrize("cell", ["[c]", "[x]"])
def test_a_rate_that_is_not_shown_is_said_not_to_be(tmp_path, cell):
    said = alternative(tmp_path, PUBLISHED + OF_ITSELF.replace("45.5", cell))
    assert said.endswith("; Testshire withheld to protect confidentiality.") == (cell == "[c]")
    assert "45.5" not in said
