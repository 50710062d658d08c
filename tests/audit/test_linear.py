"""The linear attacker: what follows by adding and subtracting, worked out by hand."""

from __future__ import annotations

import pytest

from lscb.audit import Evidence, attacked
from lscb.errors import DataError, DisclosureError
from tests.audit.made import publication, where


def ranges(evidence: Evidence) -> dict[str, tuple[float, float]]:
    """The range of each withheld count, by its name."""
    found = attacked([evidence], whole=True)
    return {evidence.counts[n].cell.quantity: each for n, each in found.ranges.items()}


def test_a_total_less_its_other_parts_is_the_withheld_part():
    evidence = publication("total=15 a=11 b=c", "total = a + b")
    assert ranges(evidence) == {"b": (4, 4)}
    assert where(attacked([evidence]).exposed) == {"b"}


def test_two_withheld_parts_share_what_is_left():
    evidence = publication("total=20 a=11 b=c c=c", "total = a + b + c")
    assert ranges(evidence) == {"b": (1, 8), "c": (1, 8)}
    assert not attacked([evidence]).exposed


def test_two_ones_where_zeros_are_told():
    """15 = 10 + 3 + x + x: both are one, though two are withheld (sdcTools/UserSupport#194)."""
    evidence = publication("total=15 a=10 b=3 c=c d=c", "total = a + b + c + d", largest=2)
    assert ranges(evidence) == {"c": (1, 1), "d": (1, 1)}
    assert where(attacked([evidence]).exposed) == {"c", "d"}


def test_the_same_with_the_next_withheld_is_safe_up_to_two():
    """With b withheld as well, sdcTable's bounds of c are 1 and 3 (the same issue)."""
    evidence = publication("total=15 a=10 b=c c=c d=c", "total = a + b + c + d", largest=2)
    assert ranges(evidence)["c"] == (1, 3)
    assert not attacked([evidence]).exposed


def test_where_zeros_are_hidden_five_shared_by_two_are_told_to_be_small():
    evidence = publication("total=12 a=7 b=c c=c", "total = a + b + c", zeros_told=False)
    assert ranges(evidence) == {"b": (0, 5), "c": (0, 5)}
    assert where(attacked([evidence]).exposed) == {"b", "c"}


def test_two_ways_through_a_table_give_a_count_that_one_way_does_not():
    """Rows a b and c d with two withheld in the first row, and their columns' totals told."""
    evidence = publication(
        "row=20 a=c b=c column=9 c=6",
        "row = a + b",
        "column = a + c",
    )
    assert ranges(evidence) == {"a": (3, 3), "b": (17, 17)}
    found = attacked([evidence], whole=True)
    assert where(found.exposed) == {"a"}
    assert where(found.recovered) == {"b"}, "worked out, but not small"


def test_two_withheld_in_each_line_are_not_enough():
    """The usual rule: a 2 b 3 over c 3 d 1, all withheld, two a line; each line leaves 4 or 5."""
    words = ("row=25 a=c b=c e=20 under=14 c=c d=c f=10 left=15 g=10 right=24 h=20",)
    lines = ("row = a + b + e", "under = c + d + f", "left = a + c + g", "right = b + d + h")
    evidence = publication(*words, *lines)
    assert ranges(evidence) == {"a": (2, 4), "b": (1, 3), "c": (1, 3), "d": (1, 3)}
    assert where(attacked([evidence]).exposed) == {"a", "b", "c", "d"}


def test_stock_and_flow_tell_a_withheld_flow():
    evidence = publication(
        "at_start=100 started=40 ended=c at_end=137", "at_start + started = ended + at_end"
    )
    assert where(attacked([evidence]).exposed) == {"ended"}


def test_one_years_end_is_the_next_years_start():
    evidence = publication(
        "start=80 started=30 ended=25 end=c started_after=20 ended_after=c end_after=100",
        "start + started = ended + end",
        "end + started_after = ended_after + end_after",
    )
    assert where(attacked([evidence]).exposed) == {"ended_after"}


def test_a_remainder_that_no_table_prints_is_found_by_subtraction():
    evidence = publication("all=166 in_time=164", "all = in_time + late", unprinted="late")
    (found,) = attacked([evidence]).exposed
    assert found.where == "late (2014-15), found by subtraction"
    assert "164" not in str(found.problem())


def test_a_remainder_of_none_is_no_secret_where_zeros_are_told():
    evidence = publication("all=166 in_time=166", "all = in_time + late", unprinted="late")
    assert not attacked([evidence]).exposed


def test_a_small_count_that_is_printed_is_exposed_and_things_are_not():
    evidence = publication("children=3 places=3", things="places")
    (found,) = attacked([evidence]).exposed
    assert (found.kind, found.where) == ("printed", "children, count")


def test_nobody_elses_figures_are_exposed_again():
    evidence = publication(
        "all=166 in_time=164", "all = in_time + late", unprinted="late", known="all in_time"
    )
    found = attacked([evidence])
    assert not found.exposed
    assert where(found.told_by_others) == {"late (2014-15)"}


def test_more_than_others_tell_is_exposed():
    """Others' total of ten leaves 1 to 4 or more for each part; this report prints one part."""
    by_others = publication("all=5 a=c b=c", "all = a + b", known="all")
    assert where(attacked([by_others]).told_by_others) == {"a", "b"}
    narrower = publication("all=5 a=c b=c d=4 e=c", "all = a + b", "d = a + e", known="all")
    assert where(attacked([narrower]).exposed) >= {"a", "d"}


def test_what_things_alone_tell_is_not_laid_to_others():
    evidence = publication("places=12 booked=9 free=c", "places = booked + free", things="places")
    assert where(attacked([evidence]).exposed) == {"free"}


def test_a_symbol_that_says_small_gives_away_what_it_does_not_say():
    """Where "1 to 5" is printed: 9 = 3 + b + c leaves 1 to 5 for each, and 8 leaves 1 to 4."""
    nine = publication("all=9 a=3 b=c c=c", "all = a + b + c", things="a", most=5.0)
    assert not attacked([nine]).exposed
    eight = publication("all=8 a=3 b=c c=c", "all = a + b + c", things="a", most=5.0)
    assert where(attacked([eight]).exposed) == {"b", "c"}


def test_a_publication_that_contradicts_itself_is_named_without_a_value():
    evidence = publication("total=15 a=19 b=c", "total = a + b")
    with pytest.raises(DataError) as raised:
        attacked([evidence])
    assert "b, count" in raised.value.text()
    assert not {"15", "19"} & set(raised.value.text().split())


def test_the_letter_names_the_place_and_not_the_value():
    found = attacked([publication("total=15 a=11 b=c", "total = a + b")])
    letter = found.letter("Type:  lscb audit")
    assert isinstance(letter, DisclosureError)
    assert letter.exit_code == 13
    assert "1 problem in table" in letter.text()
    assert "b, count" in letter.text()
    assert "4" not in letter.text()


def test_a_certificate_holds_no_value():
    found = attacked([publication("total=20 a=11 b=c c=c", "total = a + b + c")])
    assert found.as_certificate() == {
        "publications": "testshire 2014-15",
        "attackers": ["linear"],
        "limits": [],
        "tables": [{"table": "table", "cells": 4, "withheld": 2, "told_by_others": 0}],
        "told_by_others": [],
        "told_before": [],
    }


def test_the_narrowest_range_of_a_table_is_a_width():
    found = attacked([publication("total=20 a=11 b=c c=c", "total = a + b + c")], whole=True)
    assert [table.narrowest for table in found.tables] == [7]


def test_where_the_truth_is_known_the_policy_itself_is_asked():
    """At most eight of nine are in the rest, so b is one or more: a small b may not be so bound."""
    words = ("all=9 b=c most=8", "all = b + rest", "most = rest + over")
    for truths, exposed in (("", set()), ("b=8", set()), ("b=3", {"b"})):
        evidence = publication(
            *words, truths=truths, unprinted="rest over", things="all most", zeros_told=False
        )
        assert where(attacked([evidence]).exposed) == exposed
