"""The ledger of what a board has published: only added to, and no withheld value in it."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from lscb.disclosure.gate import cleared_tables
from lscb.errors import DataError
from lscb.ledger import Publication, added, before_publication, publications, values_of
from lscb.tables import TOTAL, WITHHELD, Cell, Column, Table

NAME = "data/testshire/ledger.jsonl"
FEW, SOME, MANY = 3, 4017, 6023


def by_category(counts: dict[str, int], name: str = "by_category") -> Table:
    rows = [*counts.items(), (TOTAL, sum(counts.values()))]
    return Table(
        name=name,
        title="Children",
        population="Children",
        source="a test",
        dimensions={"category": "Category"},
        columns=(Column("count", "Count", "children", "children"),),
        cells=pd.DataFrame(rows, columns=["category", "count"]),
    )


def publication(day: str = "2015-09-01") -> Publication:
    """Of a few, some and many the few and the some are withheld."""
    table = by_category({"Few": FEW, "Some": SOME, "Many": MANY})
    cleared = cleared_tables([table], "public", "testshire", key=bytes([3]) * 32)
    values = values_of(cleared.registration, [each.cells for each in cleared.tables])
    return Publication(day, "2014-15", "0123456789abcdef", "dfe", cleared.registration, values)


@pytest.fixture
def ledger(tmp_path):
    return tmp_path / NAME


def test_a_publication_is_the_same_again_from_its_line(ledger):
    line = publication()
    added(ledger, line.as_json())
    (again,) = publications(ledger, NAME)
    assert again == line
    assert again.printed == line.printed


def test_what_was_printed_is_known_by_its_count_and_what_was_withheld_is_not():
    assert publication().printed == {
        Cell.of("children", category="Many"): MANY,
        Cell.of("children"): FEW + SOME + MANY,
    }


def test_no_withheld_value_is_written_down(ledger):
    added(ledger, publication().as_json())
    text = ledger.read_text(encoding="utf-8")
    assert str(MANY) in text
    assert str(SOME) not in text
    values = json.loads(text)["values"]
    assert sorted(value for value in values if value is not None) == [MANY, FEW + SOME + MANY]
    assert values.count(None) == 2


def test_the_value_of_a_count_is_that_of_any_table_that_prints_it():
    """As in a published file, where every figure is text."""
    tables = [by_category({"Few": 30, "Many": MANY}), by_category({"Few": 30, "Many": MANY}, "b")]
    cleared = cleared_tables(tables, "public", "testshire")
    first, second = (each.cells.astype(str) for each in cleared.tables)
    first["count"] = WITHHELD
    assert sorted(values_of(cleared.registration, [first, second])) == [30, MANY, MANY + 30]
    second["count"] = "[x]"
    assert values_of(cleared.registration, [first, second]) == (None,) * 3


def test_a_line_is_only_ever_added(ledger):
    added(ledger, publication().as_json())
    before = ledger.read_bytes()
    added(ledger, {"withdrawn": "0123456789abcdef", "year": "2014-15", "day": "2015-10-01"})
    added(ledger, publication("2015-11-01").as_json())
    assert ledger.read_bytes().startswith(before)
    assert ledger.read_bytes().count(b"\n") == 3
    assert [each.day for each in publications(ledger, NAME)] == ["2015-09-01", "2015-11-01"]


def test_a_line_break_within_a_label_ends_no_line(ledger):
    line = replace(publication(), digest="0123\u2028and more")
    added(ledger, line.as_json())
    assert publications(ledger, NAME) == [line]


def test_no_ledger_is_no_publication(ledger):
    assert publications(ledger, NAME) == []


@pytest.mark.parametrize(
    "line",
    [
        '{"published": "2015-09-01", "year": "20',
        "a line of words",
        '{"published": "2015-09-01", "year": "2014-15"}',
        '{"published": "2015-09-01", "registration": {"counts": []}, "values": [1]}',
        '["published"]',
        "7",
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_nothing_of_it_is_repeated(ledger, line):
    added(ledger, publication().as_json())
    with ledger.open("a", encoding="utf-8") as more:
        more.write(line + "\n")
    with pytest.raises(DataError) as raised:
        publications(ledger, NAME)
    assert NAME in raised.value.text()
    assert "line 2" in raised.value.text()
    assert "2015-09" not in raised.value.text()


def test_a_line_with_too_few_values_is_named(ledger):
    stated = publication().as_json()
    added(ledger, stated | {"values": stated["values"][1:]})
    with pytest.raises(DataError, match="line 1"):
        publications(ledger, NAME)


def with_tables() -> dict:
    """A line as `lscb publish` writes it: with the tables as they were printed."""
    printed = [["category", "count"], ["Few", "[c]"], ["Some", "[c]"], ["Many", str(MANY)]]
    tables = {"chapter.by_category": [*printed, [TOTAL, str(FEW + SOME + MANY)]]}
    line = replace(publication(), tables=tables).as_json()
    line["registration"]["tables"] = ["chapter.by_category.csv"]
    return line


@pytest.mark.parametrize(
    "row",
    [["Many", str(MANY - 2)], ["Many", "[c]"], ["Many"], ["Many", MANY], "Many", None],
)
def test_a_table_that_is_not_as_it_was_printed_is_named(ledger, row):
    """What the gate knows and protects is the values: a page that shows what was restated must
    show no other number beside the one of today."""
    line = with_tables()
    added(ledger, line)
    assert publications(ledger, NAME)[0].tables == line["tables"]
    line["tables"]["chapter.by_category"][3] = row
    added(ledger, line)
    with pytest.raises(DataError, match="line 2"):
        publications(ledger, NAME)


@pytest.mark.parametrize(
    "part", [{"policy": "../presets/dfe"}, {"published": "in autumn"}, {"tables": ["a"]}]
)
def test_a_line_with_a_path_or_no_day_is_named(ledger, part):
    added(ledger, with_tables() | part)
    with pytest.raises(DataError, match="line 1"):
        publications(ledger, NAME)


def test_an_empty_line_and_the_mark_of_an_editor_are_no_publication(ledger):
    """A ledger that somebody opened and saved is read as it was."""
    added(ledger, publication().as_json())
    text = ledger.read_text(encoding="utf-8")
    ledger.write_text(text.replace("\n", "\r\n") + "\r\n", encoding="utf-8-sig", newline="")
    assert publications(ledger, NAME) == [publication()]


def test_what_it_held_before_a_year_was_published_is_known_until_something_else_is_added(ledger):
    assert before_publication(ledger, "2014-15") is None
    added(ledger, publication().as_json())
    assert before_publication(ledger, "2014-15") == b""
    assert before_publication(ledger, "2013-14") is None
    stood = ledger.read_bytes()
    added(ledger, publication("2015-12-01").as_json())
    assert before_publication(ledger, "2014-15") == stood
    added(ledger, {"withdrawn": "0123456789abcdef", "year": "2014-15", "day": "2015-12-24"})
    assert before_publication(ledger, "2014-15") is None
    for damaged in ("no JSON\n", "3\n", '{"published": "2015-09-01"}\n'):
        ledger.write_text(damaged, encoding="utf-8")
        assert before_publication(ledger, "2014-15") is None
