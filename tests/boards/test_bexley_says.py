"""What the chapter says of Bexley in 2013-14: what the real report of that year should have said.

Every number here was published: by DfE (Characteristics of children in need, release of 2024,
tables C4, D1, D3, D5 and D7) or by the board (Annual Report 2013/14, section 10).
"""

from __future__ import annotations

import pytest

from lscb.chapters import Chapter, child_protection_plans
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        patch.setenv("LSCB_OUTPUTS", str(tmp_path_factory.mktemp("bexley")))
        chapter = Chapter.opened("child_protection_plans", "bexley", "2013-14", "public")
        opening = child_protection_plans.findings(chapter).text
        return f"{opening}\n{child_protection_plans.also_found(chapter).text}"


def sentence(said: str, words: str) -> str:
    """The one finding that has these words."""
    (found,) = [line for line in said.splitlines() if words in line]
    return found


def test_englands_rate_lies_inside_bexleys_interval(said):
    rate = sentence(said, "for each 10,000 children (95 %")
    assert "255 children in Bexley" in rate
    # Byar's limits of 255, by hand: 255 (1 - 1/2295 - 1.96/47.906)³ = 224.7 and
    # 256 (1 - 1/2304 + 1.96/48)³ = 288.3, of 54,891 children.
    assert "46.5 for each 10,000 children (95 % interval 40.9 to 52.5)" in rate
    assert "42.1, lies inside this interval: no clear difference from England" in rate


def test_two_years_of_repeat_plans_are_no_clear_change(said):
    again = sentence(said, "had been on a plan before")
    assert "Of 299 plans started in 2013-14, 24 (8.0 %)" in again
    assert "17 of 270: no clear difference from 2012-13" in again


def test_conferences_in_time_are_above_englands_share_and_the_boards_number_is_not_dfes(said):
    held = sentence(said, "15 working days")
    assert "81.7 %" in held
    assert "69.3, lies outside this interval: this is higher than England" in held
    assert "332, where DfE published 338" in said


def test_plans_that_ended_and_plans_still_open_are_told_apart(said):
    lasted = sentence(said, "two years or more")
    assert "plans that ended" in lasted
    assert "Of 255 plans still open at 31 March, 7 plans had already lasted two years" in lasted
