"""Evidence is read from what was published, wherever it was published."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from lscb.audit import Evidence, attacked, of_clearing, of_edition, of_ledger, of_tables
from lscb.cleared import pressed_from
from lscb.errors import DataError
from lscb.registration import registered
from lscb.tables import WITHHELD, Table
from tests.audit.made import publication, where
from tests.audit.reports import by_category, cleared, clearing, edition, place

TABLE = "testshire 2014-15 chapter.by_category"
THIS_YEAR = {"2014-15": (30, 3, 12, 9)}


def replaced(path: Path, old: str, new: str) -> None:
    """A file changed by hand, as a careless editor might."""
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8-sig", newline="\n")


def in_memory(tables: list[Table], *, truths: bool = False) -> Evidence:
    clearance = cleared(tables)
    _, values = registered(tables, ["statutory", "training"])
    stated = values if truths else None
    return of_tables(clearance.registration, clearance.tables, "testshire 2014-15", values=stated)


def test_a_cleared_report_stands(tmp_path):
    held = clearing(place(tmp_path), [by_category(THIS_YEAR)])
    found = attacked([of_clearing(held.folder)], whole=True)
    assert not found.exposed
    (table,) = found.tables
    assert (table.name, table.cells, table.withheld) == (TABLE, 5, 2)
    assert table.narrowest == 10, "3 and 9 withheld: each is 1 to 11"


def test_the_same_from_tables_in_memory_with_their_true_values():
    assert not attacked([in_memory([by_category(THIS_YEAR)], truths=True)]).exposed


@pytest.mark.parametrize(
    ("row", "number", "kind"), [("Physical", 3, "printed"), ("Emotional", 9, "told")]
)
def test_a_symbol_that_became_its_number_again_is_found(tmp_path, row, number, kind):
    here = place(tmp_path)
    folder = edition(here, [by_category(THIS_YEAR)])
    replaced(folder / "chapter.by_category.csv", f'"{row}","[c]"', f'"{row}",{number}')
    (found, *_) = attacked([of_edition(here)]).exposed
    assert (found.kind, found.table) == (kind, TABLE)
    assert found.where == "2014-15, Physical, count"


def test_an_untouched_edition_stands(tmp_path):
    here = place(tmp_path)
    edition(here, [by_category(THIS_YEAR)])
    assert not attacked([of_edition(here)]).exposed


def test_an_edition_is_read_from_its_own_tables_and_not_from_a_later_clearing(tmp_path):
    here = place(tmp_path)
    edition(here, [by_category(THIS_YEAR)])
    own = here.cleared / f"public-{pressed_from(here.standing('public'))}"
    before = of_edition(here)
    clearing(here, [by_category({"2014-15": (30, 8, 12, 9)})])
    assert attacked([of_edition(here)]).exposed == attacked([before]).exposed
    shutil.rmtree(own)
    with pytest.raises(DataError) as raised:
        of_edition(here)
    assert "lscb build" in raised.value.text()


def test_a_count_that_two_tables_show_is_told_by_either(tmp_path):
    folder = edition(
        place(tmp_path), [by_category(THIS_YEAR), by_category(THIS_YEAR, "the_same_again")]
    )
    replaced(folder / "chapter.the_same_again.csv", '"Emotional","[c]"', '"Emotional",9')
    found = attacked([of_edition(place(tmp_path))]).exposed
    assert {each.where for each in found} == {"2014-15, Physical, count"}


def test_two_tables_that_print_two_values_of_one_count_are_refused(tmp_path):
    folder = edition(
        place(tmp_path), [by_category(THIS_YEAR), by_category(THIS_YEAR, "the_same_again")]
    )
    replaced(folder / "chapter.the_same_again.csv", '"Neglect",30', '"Neglect",31')
    with pytest.raises(DataError) as raised:
        of_edition(place(tmp_path))
    assert "2014-15, Neglect, count" in raised.value.text()
    assert "31" not in raised.value.text().replace("31 March", "")


def test_rounded_counts_are_known_as_near_as_they_are_rounded(tmp_path):
    """31, 19 and 9 of 62 with 3: the 3 and the 9 are withheld under 8, the others within four."""
    table = by_category({"2014-15": (31, 3, 19, 9)})
    held = clearing(place(tmp_path), [table], "opensafely")
    evidence = of_clearing(held.folder)
    assert not attacked([evidence], ["linear", "integer", "joint"]).exposed
    shown = {count.where: (count.least, count.most) for count in evidence.counts if count.rounded}
    assert shown["2014-15, Neglect, count"] == (26, 34)
    assert sum(table.withheld for table in attacked([evidence]).tables) == 5 - len(shown)


def line(tables: list[Table], **more: object) -> str:
    """A publication as the ledger keeps it."""
    clearance = cleared(tables, str(more.get("policy", "dfe")))
    rows = [table.cells.to_dict("records") for table in clearance.tables]
    shown = [
        [rows[place.table][place.row][place.column] for place in each.places]
        for each in clearance.registration.counts
    ]
    stated = {
        "published": "2015-09-01",
        "year": "2014-15",
        "digest": "0123456789abcdef",
        "policy": "dfe",
        "registration": clearance.registration.as_json(),
        "values": [each[0] if each and each[0] != WITHHELD else None for each in shown],
    }
    return json.dumps(stated | more) + "\n"


def test_a_publication_promises_what_its_policy_says_of_insiders(tmp_path):
    published = line([by_category(THIS_YEAR)])
    for under, promised in (("dfe", False), ("dfe_insider", True), ("gone", False)):
        (evidence,) = ledger_of(tmp_path, published.replace('"dfe"', f'"{under}"'))
        assert {count.insider for count in evidence.counts} == {promised}


def ledger_of(tmp_path: Path, *lines: str) -> list[Evidence]:
    here = place(tmp_path)
    path = tmp_path / "data" / "testshire" / "ledger.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8")
    return of_ledger(here.workbench, "testshire")


def test_no_ledger_is_no_publication(tmp_path):
    assert of_ledger(place(tmp_path).workbench, "testshire") == []


def test_a_publication_in_the_ledger_is_read_and_attacked(tmp_path):
    (evidence,) = ledger_of(tmp_path, line([by_category(THIS_YEAR)]))
    found = attacked([evidence], whole=True)
    assert not found.exposed
    assert [(t.cells, t.withheld, t.narrowest) for t in found.tables] == [(5, 2, 10)]


def test_what_was_withdrawn_is_still_known(tmp_path):
    withdrawn = json.dumps({"withdrawn": "0123456789abcdef", "on": "2015-10-01"}) + "\n"
    assert len(ledger_of(tmp_path, line([by_category(THIS_YEAR)]), withdrawn)) == 1


def test_a_line_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(DataError) as raised:
        ledger_of(tmp_path, line([by_category(THIS_YEAR)]), '{"published": "2015", "regist\n')
    assert "data/testshire/ledger.jsonl" in raised.value.text()
    assert "line 2" in raised.value.text()


def test_two_reports_that_withhold_different_counts_of_one_year_give_both_away(tmp_path):
    """The first withholds 3 and 9; the next shows 9, since another small count hides the 3."""
    first = in_memory([by_category({"2013-14": (30, 3, 12, 9)})])
    second = json.loads(line([by_category({"2013-14": (30, 3, 12, 9)})]))
    categories = [each["at"].get("category") for each in second["registration"]["counts"]]
    values = dict(zip(categories, second["values"], strict=True))
    assert values == {"Neglect": 30, "Physical": None, "Sexual": 12, "Emotional": None, None: 54}
    other = {**values, "Sexual": None, "Emotional": 9}
    second["values"] = [other[category] for category in categories]
    (evidence,) = ledger_of(tmp_path, json.dumps(second))
    assert not attacked([first]).exposed
    assert not attacked([evidence]).exposed
    found = attacked([first, evidence])
    assert where(found.exposed) == {"Physical"}


def test_a_correction_is_not_taken_for_a_contradiction(tmp_path):
    """Two more in a printed category and in the total: what is withheld may have changed too."""
    first = in_memory([by_category(THIS_YEAR)])
    corrected = in_memory([by_category({"2014-15": (32, 3, 12, 9)})])
    found = attacked([first, corrected])
    assert not found.exposed
    assert {str(spot) for spot in found.evidence.revised} == {
        "2014-15, Neglect, count",
        "2014-15, Total, count",
    }


def test_a_count_that_a_correction_changed_unsaid_is_attacked_as_each_publication_tells_it():
    """First b is printed as 9; later it is withheld, and what is around it leaves 1 to 5."""
    first = publication("total=20 a=11 b=9", "total = a + b")
    words = ("total=20 a=c b=c most=5", "total = a + b", "most = b + over")
    corrected = publication(*words, unprinted="over", things="most over")
    found = attacked([first, corrected], whole=True)
    assert where(found.exposed) == {"b"}
    assert not found.evidence.revised


def test_a_count_that_was_printed_is_known_where_a_correction_beside_it_withholds_it():
    """Five more in c and in the total; d was printed as 9, so that b is 33 less 12, 9 and 9."""
    adds_up = "total = a + b + c + d"
    first = publication("total=28 a=12 b=c c=c d=9", adds_up)
    corrected = publication("total=33 a=12 b=c c=9 d=c", adds_up)
    assert not attacked([first]).exposed
    assert not attacked([corrected]).exposed
    assert where(attacked([first, corrected], whole=True).exposed) == {"b"}


def test_totals_of_two_reports_that_do_not_say_when_are_two_counts():
    table = by_category({"2013-14": (30, 9, 12, 8), "2014-15": (20, 9, 12, 8)})
    without = Table(
        **{**table.__dict__, "dimensions": {"category": "Category"}, "cells": table.cells[:5]}
    )
    clearance = cleared([without])
    years = [
        of_tables(clearance.registration, clearance.tables, f"testshire {year}")
        for year in ("2013-14", "2014-15")
    ]
    assert len(attacked(years).evidence.counts) == 10
