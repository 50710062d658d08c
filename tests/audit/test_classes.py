"""Where classes are printed: a printed middle is a range, and nothing narrower may follow."""

from __future__ import annotations

from dataclasses import replace

from lscb.audit import Count, Evidence, Sum, attacked, of_clearing, of_edition, of_tables
from lscb.audit.evidence import joined
from lscb.tables import WITHHELD, Cell, Table
from tests.audit.reports import by_category, cleared, clearing, edition, place
from tests.audit.test_publications import ledger_of, line, replaced

POLICY = "midpoint6"
SAFE = {"2014-15": (30, 3, 12, 9)}
TELLING = {"2014-15": (0, 2, 0, 3)}
"""5 in all of two that are some: each is 5 at most, and they are 2 at least."""


def in_memory(tables: list[Table], printed: list[Table] | None = None) -> Evidence:
    """Cleared tables with the true values, or others in their place."""
    found = cleared(tables, POLICY)
    shown = printed or found.tables
    return of_tables(found.registration, shown, "testshire 2014-15", POLICY, found.values)


def ranges(evidence: Evidence) -> dict[str, tuple[float, float] | None]:
    return {count.where: count.printed for count in evidence.counts}


def as_if_nothing_were_withheld(tables: list[Table]) -> list[Table]:
    """What OpenSAFELY's own rule would print: each count by itself."""
    shown = []
    for table in tables:
        cells = table.cells.copy()
        cells["count"] = [-(-n // 6) * 6 - 3 * (n != 0) for n in cells["count"]]
        shown.append(table.with_cells(cells))
    return shown


def test_a_printed_middle_is_known_as_its_class(tmp_path):
    held = clearing(place(tmp_path), [by_category(SAFE)], POLICY)
    found = ranges(of_clearing(held.folder))
    assert found["2014-15, Physical, count"] == (1, 6)
    assert found["2014-15, Sexual, count"] == (7, 12)
    assert found["2014-15, Neglect, count"] == (25, 30)
    assert not attacked([of_clearing(held.folder)], ["linear", "integer", "joint"]).exposed


def test_classes_that_tell_more_together_are_found_and_what_the_gate_lets_out_stands():
    tables = [by_category(TELLING)]
    bare = in_memory(tables, as_if_nothing_were_withheld(tables))
    for evidence in (
        bare,
        replace(bare, counts=tuple(replace(c, truth=None) for c in bare.counts)),
    ):
        assert {each.where for each in attacked([evidence]).exposed} == {
            f"2014-15, {category}, count" for category in ("Physical", "Emotional", "Total")
        }
    assert not attacked([in_memory(tables)], ["linear", "integer", "joint"]).exposed


def test_a_small_count_that_is_printed_as_it_is_is_found(tmp_path):
    here = place(tmp_path)
    folder = edition(here, [by_category(SAFE)], POLICY)
    replaced(folder / "chapter.by_category.csv", '"Physical",3', '"Physical",2')
    (found, *_) = attacked([of_edition(here)]).exposed
    assert (found.kind, found.where) == ("printed", "2014-15, Physical, count")


def test_an_exact_number_is_reckoned_with_as_it_is(tmp_path):
    """9 as a class is 7 to 12; 8 of 8 would leave none for anyone else."""
    here = place(tmp_path)
    folder = edition(here, [by_category({"2014-15": (0, 3, 0, 5)})], POLICY)
    table = folder / "chapter.by_category.csv"
    text = table.read_text(encoding="utf-8-sig")
    assert '"Total",9' in text
    replaced(table, '"Total",9', '"Total",8')
    # Each of two that are some is 7 at most, and each of 1 to 6 is 2 at least.
    assert attacked([of_edition(here)]).exposed


def test_what_others_have_published_is_printed_and_known_as_it_is(tmp_path):
    """27 is the middle of 25 to 30 as well: others say that it is 27."""
    table = by_category({"2014-15": (27, 3, 12, 9)})
    known = frozenset({Cell.of("children", year="2014-15", category="Neglect")})
    held = clearing(place(tmp_path), [replace(table, known=known)], POLICY)
    assert ranges(of_clearing(held.folder))["2014-15, Neglect, count"] == (27, 27)


def test_a_publication_in_the_ledger_is_read_by_its_classes(tmp_path):
    (evidence,) = ledger_of(tmp_path, line([by_category(TELLING)], policy=POLICY))
    assert WITHHELD in cleared([by_category(TELLING)], POLICY).tables[0].cells["count"].tolist()
    assert not attacked([evidence], ["linear", "integer", "joint"]).exposed
    assert (1, 6) in ranges(evidence).values()


def test_a_count_that_changes_its_class_is_a_correction_and_one_that_does_not_is_none(tmp_path):
    other = {"2014-15": (29, 5, 13, 9)}
    first, later = ledger_of(
        tmp_path,
        line([by_category(SAFE)], policy=POLICY),
        line([by_category(other)], policy=POLICY, published="2016-09-01"),
    )
    revised = {str(spot) for spot in joined([first, later]).revised}
    assert revised == {"Sexual, 2014-15, count", "2014-15, count"}


def flow(period: str, notified: float, residents: float, truth: float) -> list[Count]:
    """Deaths, of which the middle of a class of six is printed, and those left over."""
    printed = [("notified", notified), ("residents", residents)]
    return [
        *(
            Count(Cell.of(n, period=period), least=m - 2, most=m + 3, rounded=True)
            for n, m in printed
        ),
        Count(Cell.of("others", period=period), largest=6, class_told=True, truth=truth),
    ]


def test_of_a_sum_that_earlier_years_tell_to_be_two_at_least_nothing_is_claimed():
    """13 or more of whom 12 or fewer are residents, twice: two others at least, as all knew."""
    years = [*flow("one", 15, 9, 2), *flow("other", 15, 9, 2)]
    rest = tuple(Sum(((n, 1.0), (n + 1, -1.0), (n + 2, -1.0))) for n in (0, 3, 6))
    over_both = tuple(Sum(((n, 1.0), (n + 3, 1.0), (n + 6, -1.0))) for n in range(3))
    first = Evidence("first", tuple(years), rest[:2])
    both = Evidence("both", (*years, *flow("both", 27, 21, 4)), rest + over_both)
    together = attacked([first, both])
    assert not together.exposed
    assert [each.where for each in together.told_by_others] == [
        "others (both), found by subtraction"
    ]
    assert [each.where for each in attacked([both]).exposed] == [
        "others (both), found by subtraction"
    ]
