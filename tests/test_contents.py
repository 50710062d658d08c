"""What each chapter ought to hold: an item has its tables or a reason, and a table its item."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from lscb.clearing.needs import contents_of, is_counted, measures_of
from lscb.cli import main
from lscb.workbench import Workbench
from tests.conftest import ROOT

CHAPTERS = [name for name in Workbench(ROOT).chapters() if is_counted(name)]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_item_is_in_a_table_or_says_why_it_is_in_none(chapter):
    items = contents_of(chapter)
    assert items
    for item in items:
        assert bool(item.tables) != bool(item.why), item.item


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_table_is_some_items_and_no_item_names_another(chapter):
    named = {table for item in contents_of(chapter) for table in item.tables}
    assert named == {measure.__name__ for measure in measures_of(chapter).TABLES}


def test_the_list_of_tables_says_them_all(monkeypatch):
    monkeypatch.chdir(ROOT)
    said = CliRunner().invoke(main, ["list", "--tables"])
    assert said.exit_code == 0
    for chapter in CHAPTERS:
        assert f"\n{chapter}\n" in f"\n{said.output}"
        assert all(f"  {item.item}: " in said.output for item in contents_of(chapter))
    assert "absent, no record of it is declared" in said.output
