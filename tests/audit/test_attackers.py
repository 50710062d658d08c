"""The attackers against enumeration: every report that would have been printed just the same."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from lscb.audit import Count, Evidence, Spot, Sum, attacked
from lscb.audit.integer import integer_ranges
from lscb.audit.joint import with_joint_tables
from lscb.audit.linear import linear_ranges
from lscb.audit.unknowns import unknowns
from lscb.tables import TOTAL, Cell
from tests.audit.made import publication, where

Point = dict[str, str]


def points(sizes: dict[str, int]) -> list[Point]:
    """The places of a table with its totals: by dimension a value, or Total."""
    levels = [[*(f"{d}{n}" for n in range(size)), TOTAL] for d, size in sizes.items()]
    return [dict(zip(sizes, each, strict=True)) for each in product(*levels)]


def count_at(point: Point, microdata: dict[tuple[str, ...], int]) -> int:
    return sum(
        n
        for place, n in microdata.items()
        if all(v in (TOTAL, at) for v, at in zip(point.values(), place, strict=True))
    )


def evidence_of(printed: dict[int, int], places: list[Point], zeros_told: bool = False) -> Evidence:
    """Tables of one quantity by their places, those printed with their value; totals add up."""
    numbers = {tuple(sorted(p.items())): n for n, p in enumerate(places)}
    counts = tuple(
        Count(
            Cell.of("children", **point),
            float(printed[n]) if n in printed else None,
            least=1.0 if zeros_told else 0.0,
            zeros_told=zeros_told,
            spots=(Spot("table", ", ".join(point.values()), "count"),),
        )
        for n, point in enumerate(places)
    )
    sums = []
    for total in places:
        for dimension in (d for d, v in total.items() if v == TOTAL):
            parts = [
                numbers[tuple(sorted(p.items()))]
                for p in places
                if {**p, dimension: TOTAL} == total and p[dimension] != TOTAL
            ]
            if parts:
                whole = numbers[tuple(sorted(total.items()))]
                sums.append(Sum(((whole, 1.0), *((n, -1.0) for n in parts))))
    return Evidence("test", counts, tuple(sums), tables=("table",))


def enumerated(
    sizes: dict[str, int], total: int, printed: dict[int, int], places: list[Point], least: int = 0
) -> dict[int, tuple[int, int]]:
    """The least and the most of each withheld count, over all microdata that print the same."""
    inner = list(product(*([f"{d}{n}" for n in range(size)] for d, size in sizes.items())))
    found: dict[int, set[int]] = {n: set() for n in range(len(places)) if n not in printed}
    for counts in compositions(total, len(inner)):
        microdata = dict(zip(inner, counts, strict=True))
        values = [count_at(point, microdata) for point in places]
        as_printed = all(values[n] == v for n, v in printed.items())
        if as_printed and all(values[n] >= least for n in found):
            for n, seen in found.items():
                seen.add(values[n])
    return {n: (min(seen), max(seen)) for n, seen in found.items()}


def compositions(total: int, parts: int):
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in compositions(total - first, parts - 1):
            yield (first, *rest)


def ranges_by(attacker, evidence: Evidence) -> dict[int, tuple[float, float]]:
    wanted = [n for n, c in enumerate(evidence.counts) if c.value is None and c.target]
    found = {}
    for _, part in attacker(unknowns(evidence), wanted):
        found |= {n: (round(low, 6), round(high, 6)) for n, (low, high) in part.items()}
    return found


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_possible_report_lies_within_what_the_linear_attacker_finds(data):
    """And the integer attacker finds the ends of what is possible exactly."""
    sizes = {"a": 2, "b": 3}
    total = data.draw(st.integers(0, 7))
    inner = data.draw(st.sampled_from(list(compositions(total, 6))))
    zeros_told = data.draw(st.booleans())
    places = points(sizes)
    microdata = dict(zip(product(("a0", "a1"), ("b0", "b1", "b2")), inner, strict=True))
    truth = [count_at(point, microdata) for point in places]
    may_hide = [n for n, v in enumerate(truth[:-1]) if v >= zeros_told]
    hidden = data.draw(st.sets(st.sampled_from(may_hide)) if may_hide else st.just(set()))
    printed = {n: v for n, v in enumerate(truth) if n not in hidden}
    evidence = evidence_of(printed, places, zeros_told)
    possible = enumerated(sizes, total, printed, places, least=int(zeros_told))
    linear, integer = (ranges_by(each, evidence) for each in (linear_ranges, integer_ranges))
    assert integer == possible
    for n, (low, high) in possible.items():
        assert linear[n][0] <= low <= truth[n] <= high <= linear[n][1]


RING = [{"a", "b"}, {"b", "c"}, {"a", "c"}]
TREE = [{"a", "b"}, {"b", "c"}]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_joint_attacker_finds_what_microdata_allow(data):
    """Two-way tables of three dimensions: by enumeration of all the tables behind them."""
    sizes = {"a": 2, "b": 2, "c": 2}
    places = two_way_places(data.draw(st.sampled_from([RING, TREE])))
    total = data.draw(st.integers(0, 5))
    inner = data.draw(st.sampled_from(list(compositions(total, 8))))
    microdata = dict(zip(product(*([f"{d}0", f"{d}1"] for d in sizes)), inner, strict=True))
    truth = [count_at(point, microdata) for point in places]
    hidden = data.draw(st.sets(st.sampled_from(range(len(places) - 1)), min_size=1))
    printed = {n: v for n, v in enumerate(truth) if n not in hidden}
    evidence, limits = with_joint_tables(evidence_of(printed, places))
    assert not limits
    assert ranges_by(integer_ranges, evidence) == enumerated(sizes, total, printed, places)
    linear = ranges_by(linear_ranges, evidence)
    assert all(linear[n][0] <= truth[n] <= linear[n][1] for n in hidden)


def two_way_places(tables: list[set[str]]) -> list[Point]:
    """The places of two-way tables of three dimensions of two values each, with their totals."""
    return [
        p
        for p in points({"a": 2, "b": 2, "c": 2})
        if any({d for d, v in p.items() if v != TOTAL} <= table for table in tables)
    ]


def test_the_joint_attacker_is_ahead_of_the_linear_one_in_a_ring():
    """Of ten children one is a1, and is b1; one is c1, and is b0: so no child is a1 and c1."""
    places = two_way_places(RING)
    ways = {("a0", "b0", "c0"): 8, ("a1", "b1", "c0"): 1, ("a0", "b0", "c1"): 1}
    printed = {n: count_at(p, ways) for n, p in enumerate(places) if TOTAL in (p["a"], p["c"])}
    evidence = evidence_of(printed, places)
    name = {tuple(p.values()): n for n, p in enumerate(places)}
    assert ranges_by(linear_ranges, evidence)[name["a0", TOTAL, "c0"]] == (8, 9)
    joint, _ = with_joint_tables(evidence)
    assert ranges_by(linear_ranges, joint)[name["a0", TOTAL, "c0"]] == (8, 8)


def test_a_table_behind_others_that_is_too_large_is_said_to_be_left_out(monkeypatch):
    monkeypatch.setattr("lscb.audit.joint.MOST_CELLS", 26)
    places = two_way_places(RING)
    found = attacked([evidence_of({len(places) - 1: 40}, places)], ["joint"])
    assert found.limits == ("joint: a table behind children would have 27 counts; left out",)


def test_whole_numbers_tell_more_than_fractions():
    """Twice x and three times y come to seven: two and one are all there is."""
    evidence = publication("x=c y=c all=7", "x + x + y + y + y = all")
    assert ranges_by(linear_ranges, evidence)[0] == (1, 2)
    assert ranges_by(integer_ranges, evidence) == {0: (2, 2), 1: (1, 1)}


def test_every_attacker_of_a_safe_pattern_finds_nothing():
    evidence = publication("total=40 a=11 b=c c=c", "total = a + b + c")
    found = attacked([evidence], ["linear", "integer", "joint", "insider"])
    assert not found.exposed
    assert found.attackers == ("linear", "integer", "joint", "insider")


FLOW = ("start=100 started=c ended=c end=103", "start + started = ended + end")
"""Three more started than ended: how many is not to be told, though four or more started."""


def test_one_who_knows_that_a_count_is_his_own_case_tells_the_other():
    """If one ended, four started."""
    found = attacked([publication(*FLOW)], ["linear", "insider"])
    assert not found.exposed
    assert where(found.to_insiders) == {"started"}


def test_where_the_truth_is_known_insiders_are_those_there_are():
    for truths, told in (("started=4 ended=1", {"started"}), ("started=9 ended=6", set())):
        found = attacked([publication(*FLOW, truths=truths)], ["insider"])
        assert where(found.to_insiders) == told


def test_what_insiders_tell_is_exposed_where_that_is_promised_and_the_case_is_there():
    truths = "started=4 ended=1"
    found = attacked([publication(*FLOW, truths=truths, insider=True)], ["linear", "insider"])
    assert where(found.exposed) == {"started"} and not found.to_insiders
    assert "a single case" in found.letter("Stop.").text()
    unsure = attacked([publication(*FLOW, insider=True)], ["insider"])
    assert where(unsure.to_insiders) == {"started"} and not unsure.exposed


def test_of_two_publications_of_a_count_the_stricter_promise_holds():
    truths = "started=4 ended=1"
    loose, strict = (publication(*FLOW, truths=truths, insider=each) for each in (False, True))
    for both in ([loose, strict], [strict, loose]):
        assert where(attacked(both, ["insider"]).exposed) == {"started"}
    later = publication("more=30 other=c", truths="other=9", insider=True, name="testshire 2015-16")
    found = attacked([loose, later], ["insider"])
    assert where(found.to_insiders) == {"started"} and not found.exposed


def test_what_a_family_knows_of_its_own_child_is_not_told_to_it():
    """One of all is its own: all are one at least, and boys and girls among the one one at most."""
    counts, truths = "all=c one=c rest=c whole=60 others=c", "all=3 one=1 rest=2 others=57"
    sums = ("all = one + rest", "whole = all + others", "one = boys + girls")
    evidence = publication(
        counts, *sums, truths=truths, unprinted="boys girls", zeros_told=False, insider=True
    )
    found = attacked([evidence], ["linear", "insider"])
    assert not found.exposed and not found.to_insiders


def test_what_others_tell_a_family_is_not_told_by_this_report():
    """One and five are six, others say: with them alone he knows that the other is five."""
    counts, truths = "six=6 one=c five=c", "one=1 five=5"
    told = publication(
        counts, "six = one + five", truths=truths, known="six", zeros_told=False, insider=True
    )
    assert not attacked([told], ["insider"]).exposed
    own = publication(counts, "six = one + five", truths=truths, zeros_told=False, insider=True)
    assert where(attacked([own], ["insider"]).exposed) == {"five"}


def test_insiders_beyond_the_limit_are_said_not_to_be_tried(monkeypatch):
    monkeypatch.setattr("lscb.audit.insider.MOST_WORK", 1)
    evidence = publication("total=40 a=11 b=c c=c", "total = a + b + c")
    found = attacked([evidence], ["insider"])
    assert found.limits == ("insider: counts that may be one and were not tried: 1",)
    assert found.as_certificate()["attackers"] == []
