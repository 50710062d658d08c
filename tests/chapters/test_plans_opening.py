"""What the plans chapter opens with, and what it leaves for later."""

from __future__ import annotations

from pathlib import Path

import pytest

from lscb.chapters import child_protection_plans
from lscb.chapters.child_protection_plans.findings import _again
from tests.chapters.made import opened
from tests.chapters.sentences import said
from tests.chapters.test_findings_of_plans import drawn_plans


def opening(folder: Path, **cells: str) -> list[str]:
    """The sentences the plans chapter opens with, with the given cells in its tables."""
    chapter = opened(folder, "child_protection_plans", drawn_plans(**cells))
    return said(child_protection_plans.findings(chapter))


def test_the_plans_chapter_opens_with_five_sentences_that_have_a_number_to_tell(tmp_path):
    every = {"reviewed_percent": "[c]", "reviewed": "[c]", "within": "[c]", "within_percent": "[c]"}
    all_told, some_told = (opening(tmp_path / n, **cells) for n, cells in (("a", {}), ("b", every)))
    assert len(all_told) == 5
    assert not any("reviewed" in sentence for sentence in all_told)
    assert len(some_told) == 4
    assert not any("withheld" in sentence for sentence in some_told)


def test_where_nearly_nothing_can_be_told_it_opens_with_three_sentences_that_say_why(tmp_path):
    hidden = dict.fromkeys(("started", "again", "long_ended", "reviewed", "within"), "[c]")
    found = opening(tmp_path, **hidden)
    assert len(found) == 3
    assert found[0].startswith("At 31 March 2015, 255 children")
    assert ["withheld" in sentence for sentence in found] == [False, True, True]


def test_a_count_of_children_that_is_withheld_leads_all_the_same(tmp_path):
    found = opening(tmp_path, **dict.fromkeys(("count", "rate", "lower", "upper"), "[c]"))
    assert found[0].startswith("The number of children on a child protection plan in Testshire")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            "932 | 14 | 2.2 | 1.3 | 3.8",
            "Of 932 children whose first plan ended in 2010-11 to 2014-15, 14 were seen on a "
            "second within 24 months. An estimated 2.2 % are, if those followed for less time are "
            "allowed for (95 % interval 1.3 to 3.8).",
        ),
        (
            "41 | 1 | 2.9 | 0.4 | 19.1",
            "Of 41 children whose first plan ended in 2010-11 to 2014-15, 1 was seen on a second "
            "within 24 months. An estimated 2.9 % are, if those followed for less time are allowed "
            "for (95 % interval 0.4 to 19.1).",
        ),
        ("41 | 0 | 0.0 | [x] | [x]", None),
        ("41 | [c] | [c] | [c] | [c]", None),
    ],
)
def test_second_plans_are_said_with_their_counts_where_all_of_it_is_known(tmp_path, row, words):
    head = "period | within | first | second | percent | lower | upper"
    tables = {"time_to_second_plan": f"{head}\n2010-11 to 2014-15 | 24 months | {row}"}
    chapter = opened(tmp_path, "child_protection_plans", tables)
    assert _again(chapter) == ([words] if words else [])


def test_what_does_not_open_the_chapter_stands_in_it_later_and_nothing_twice(tmp_path):
    chapter = opened(tmp_path, "child_protection_plans", drawn_plans())
    first = said(child_protection_plans.findings(chapter))
    rest = child_protection_plans.also_found(chapter).text.splitlines()
    assert len({*first, *rest}) == len(first) + len(rest) == 6
    assert "reviewed" in rest[0] or "review of the year" in rest[0]


def test_where_nothing_is_left_it_is_said(tmp_path):
    plans = {"plans_at_31_march": "year | count | rate_per_10000 | lower | upper"}
    missing = {"plan_flow": {"why": "Not counted: a list."}}
    chapter = opened(tmp_path, "child_protection_plans", plans, not_supplied=missing)
    assert child_protection_plans.also_found(chapter).text.startswith("All that was found")


def test_a_count_that_is_not_the_published_one_is_said_second_and_once(tmp_path):
    head = "measure | counted | published"
    for counted, place in (("254", 1), ("255", -1)):
        tables = drawn_plans() | {"as_published": f"{head}\nchildren on a plan | {counted} | 255"}
        chapter = opened(tmp_path / counted, "child_protection_plans", tables)
        first = said(child_protection_plans.findings(chapter))
        rest = child_protection_plans.also_found(chapter).text.splitlines()
        found = [*first, *rest]
        assert found[place].startswith("Of the 1 count that DfE gives of Testshire")
        assert sum("that DfE gives" in sentence for sentence in found) == 1
        assert len(first) == 5


def test_of_a_list_a_count_that_is_not_the_published_one_is_said_before_what_is_lacking(tmp_path):
    tables = {
        "plans_at_31_march": drawn_plans()["plans_at_31_march"],
        "as_published": "measure | counted | published\nchildren on a plan | 255 | 254",
    }
    missing = {"plan_flow": {"why": "Not counted: a list."}}
    chapter = opened(tmp_path, "child_protection_plans", tables, not_supplied=missing)
    found = said(child_protection_plans.findings(chapter))
    assert found[1].startswith("Of the 1 count that DfE gives of Testshire")
    assert found[2] == "Not counted: a list."
