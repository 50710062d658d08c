"""A policy whose attacker is an insider: who knows that a count of one is his own tells no other.

What he can think possible is found here by trying every table there could be.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lscb.audit import attacked, of_tables
from lscb.cleared import CERTIFICATE
from lscb.clearing import cleared_report
from lscb.disclosure.gate import cleared_tables
from lscb.disclosure.system import System
from lscb.errors import DisclosureError
from lscb.tables import TOTAL, WITHHELD, Balance, Cell, Column, Table
from lscb.workbench import ReportPlace, Workbench
from tests.benchmarks.years_in_order import whole_tables
from tests.conftest import ROOT
from tests.disclosure.test_policies import PLACES, cleared, figures, is_printed, tried
from tests.disclosure.test_published_elsewhere import printed, summed, two_way, zeros_told

INSIDER = "dfe_insider"
SMALL = 5


def row(*counts: int, known: bool = False) -> Table:
    """A row of counts, a finer breakdown of a total that others may have published."""
    names = [*"abcdefgh"[: len(counts)], TOTAL]
    return Table(
        name="row",
        title="Counts",
        population="Children",
        source="a test",
        dimensions={"category": "Category"},
        columns=(Column("count", "Count", "children", "children", breakdown=True),),
        cells=pd.DataFrame({"category": names, "count": [*counts, sum(counts)]}),
        known=frozenset({Cell.of("children")} if known else ()),
    )


def withheld(table: Table) -> set[str]:
    return {at for (at,), figure in figures(table).items() if figure == WITHHELD}


def test_the_other_half_of_a_pair_is_told_to_one_who_knows_the_one():
    """56 less 20 and 30 is 6: who knows the one of it knows the five. With 20 withheld as well, 26
    are left, of which his own tells nothing."""
    (outside,) = cleared([row(1, 5, 20, 30)], "dfe")
    assert withheld(outside) == {"a", "b"}
    (inside,) = cleared([row(1, 5, 20, 30)], INSIDER)
    assert withheld(inside) == {"a", "b", "c"}


def test_nothing_more_is_withheld_where_no_count_is_one():
    """Of six that are two and four nobody knows a count of one."""
    for under in ("dfe", INSIDER):
        (table,) = cleared([row(2, 4, 20, 30)], under)
        assert withheld(table) == {"a", "b"}


def test_two_ones_and_five_tell_nothing_to_either_of_two():
    """1, 1 and 5 of 57: less his own there are six, which may be all in one of the two."""
    (table,) = cleared([row(1, 1, 5, 20, 30)], INSIDER)
    assert withheld(table) == {"a", "b", "c"}


def test_what_others_tell_a_family_is_not_told_by_this_report():
    """That one and five are six others have published: nothing here can hide it."""
    clearance = cleared_tables([row(1, 5, known=True)], "public", "testshire", INSIDER)
    assert withheld(clearance.tables[0]) == {"a", "b"}
    told = of_tables(
        clearance.registration, clearance.exact, "testshire 2014-15", INSIDER, clearance.values
    )
    assert not attacked([told], ["linear", "insider"]).exposed


def some_of_all(some: list[int], rest: list[int]) -> Table:
    """Some of all by category; what is left of all in each is a count too."""
    names = [*"abcdefgh"[: len(some)], TOTAL]
    k, n = [*some, sum(some)], [a + b for a, b in zip(some, rest, strict=True)]
    return Table(
        name="some_of_all",
        title="Some of all",
        population="Children",
        source="a test",
        dimensions={"category": "Category"},
        columns=(
            Column("k", "Of these", "children", "some"),
            Column("n", "All", "children", "all"),
        ),
        cells=pd.DataFrame({"category": names, "k": k, "n": [*n, sum(n)]}),
        balances=(Balance(("n",), ("k",), "others"),),
    )


def test_that_a_child_is_among_more_is_no_news_to_its_family():
    """The one of a is among its three, who are then not none: that refuses no report."""
    (table,) = cleared_tables(
        [some_of_all([1, 8, 9], [2, 20, 30])], "public", "testshire", INSIDER
    ).tables
    assert figures(table, "k")["a",] == figures(table, "n")["a",] == WITHHELD


four = st.lists(
    st.one_of(st.just(1), st.integers(0, 6), st.integers(0, 20)), min_size=4, max_size=4
)


@settings(max_examples=80, deadline=None)
@given(four, st.booleans())
def test_each_small_count_keeps_its_range_for_everyone_who_knows_a_one(counts, breakdown):
    """Six is possible, and none where zeros are hidden, if it is to him before he sees the table:
    his own child is one of its row's, and a part of his one is at most that."""
    (table,) = cleared([two_way(counts, breakdown=breakdown)], INSIDER)
    shown, true, told = printed(table), summed(counts), zeros_told(table)
    agrees = np.ones(len(tried()[PLACES[0]]), dtype=bool)
    for place, figure in shown.items():
        if is_printed(figure):
            agrees &= tried()[place] == true[place]
        elif told:
            agrees &= tried()[place] >= 1
    secrets = [p for p in PLACES if true[p] <= SMALL and not is_printed(shown[p])]
    for case in (place for place in secrets if true[place] == 1):
        his = tried()[case] == 1
        for place in secrets:
            before, after = tried()[place][his], tried()[place][his & agrees]
            assert after.max() > SMALL or before.max() <= SMALL
            assert told or after.min() == before.min()


@pytest.mark.slow
def test_what_a_family_could_tell_under_dfe_it_cannot_now():
    """An audit that shares no code with the gate, of the committed report with most deaths."""
    (place,) = Workbench(ROOT).reports("northshire", "2014-15")
    tables = whole_tables(place)
    told = {}
    for under in ("dfe", INSIDER):
        clearance = cleared_tables(tables, "public", str(place), under)
        evidence = of_tables(
            clearance.registration, clearance.exact, str(place), under, clearance.values
        )
        told[under] = attacked([evidence], ["linear", "insider"])
    assert not told["dfe"].exposed and told["dfe"].to_insiders
    assert not told[INSIDER].exposed and not told[INSIDER].to_insiders


@pytest.fixture
def bexley(tmp_path: Path) -> ReportPlace:
    """Bexley 2010-11 in a workbench of its own, under a policy that thinks of insiders."""
    for folder in ("notebooks", "data/comparators", "data/bexley/2010-11"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    file = tmp_path / "parameters" / "bexley" / "2010-11.yaml"
    file.parent.mkdir(parents=True)
    stated = (ROOT / "parameters" / "bexley" / file.name).read_text(encoding="utf-8")
    file.write_text(stated.replace("policy: dfe\n", f"policy: {INSIDER}\n"), encoding="utf-8")
    (place,) = Workbench(tmp_path).reports("bexley")
    return place


def test_clearing_tries_as_an_insider_what_it_lets_out(bexley):
    held = cleared_report(bexley, "public")
    certificate = json.loads((held.folder / CERTIFICATE).read_text(encoding="utf-8"))
    assert certificate["attackers"] == ["linear", "insider"]


def test_clearing_lets_nothing_out_where_the_gate_forgot_the_insider(bexley, monkeypatch):
    monkeypatch.setattr(System, "cases", lambda system: ())
    with pytest.raises(DisclosureError) as refused:
        cleared_report(bexley, "public")
    assert refused.value.exit_code == 13
    assert "one who knows of a single case" in refused.value.text()
    assert not bexley.cleared.exists()
