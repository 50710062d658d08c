"""`lscb audit`, as an analyst types it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lscb.cli import main
from lscb.tables import WITHHELD
from tests.audit.reports import by_category, edition, place
from tests.audit.test_publications import line, replaced
from tests.conftest import lscb

THIS_YEAR = {"2014-15": (30, 3, 12, 9)}


def typed(root: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    monkeypatch.chdir(root)
    return CliRunner().invoke(main, ["audit", *words])


def test_a_safe_edition(tmp_path, monkeypatch):
    edition(place(tmp_path), [by_category(THIS_YEAR)])
    done = typed(tmp_path, monkeypatch, "testshire")
    assert done.exit_code == 0
    (row,) = [row for row in done.output.splitlines() if "chapter.by_category" in row]
    assert re.fullmatch(r"testshire 2014-15 chapter.by_category +5 +2 +40 % +10 +0\.\d\d", row)
    assert "5 counts, 2 withheld (40 %)" in done.output
    assert "none exposed" in done.output
    assert "attackers: linear, integer, joint, insider" in done.output


def test_an_edition_that_gives_a_count_away_stops_with_the_place_and_not_the_value(
    tmp_path, monkeypatch
):
    folder = edition(place(tmp_path), [by_category({"2014-15": (30, 3, 12, 8)})])
    replaced(folder / "chapter.by_category.csv", '"Emotional","[c]"', '"Emotional",8')
    done = typed(tmp_path, monkeypatch)
    assert done.exit_code == 13
    assert "2014-15, Physical, count" in done.stderr
    assert "lscb audit testshire" in done.stderr
    assert not re.search(r"\b(3|8)\b", done.stderr)


def test_two_years_together(tmp_path, monkeypatch):
    """Each report alone is safe; what one withholds of 2013-14 the other shows."""
    years = {"2013-14": (30, 3, 12, 9), "2014-15": (31, 10, 12, 9)}
    edition(place(tmp_path, "2013-14"), [by_category({"2013-14": years["2013-14"]})])
    folder = edition(place(tmp_path), [by_category(years)])
    assert typed(tmp_path, monkeypatch).exit_code == 0
    path = folder / "chapter.by_category.csv"
    replaced(path, '"Sexual",12', f'"Sexual","{WITHHELD}"')
    replaced(path, f'"Emotional","{WITHHELD}"', '"Emotional",9')
    done = typed(tmp_path, monkeypatch)
    assert done.exit_code == 13
    assert "2013-14, Physical, count" in done.stderr


def test_an_edition_and_what_the_ledger_has(tmp_path, monkeypatch):
    """The ledger shows the count that hides the other in the edition."""
    edition(place(tmp_path), [by_category(THIS_YEAR)])
    path = tmp_path / "data" / "testshire" / "ledger.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text(line([by_category({"2014-15": (30, 26, 12, 9)})]), encoding="utf-8")
    assert typed(tmp_path, monkeypatch).exit_code == 0, "another release: 23 more of one category"
    both = line([by_category(THIS_YEAR)]).replace("null, 30", "9, 30")
    path.write_text(both, encoding="utf-8")
    done = typed(tmp_path, monkeypatch)
    assert done.exit_code == 13
    assert "2014-15, Physical" in done.stderr


def test_nothing_to_attack(tmp_path, monkeypatch):
    place(tmp_path)
    done = typed(tmp_path, monkeypatch)
    assert done.exit_code == 0
    assert "testshire: nothing is published and no public edition is built" in done.output


def test_an_edition_whose_clearing_is_gone(tmp_path, monkeypatch):
    here = place(tmp_path)
    edition(here, [by_category(THIS_YEAR)])
    for registration in here.cleared.rglob("registration.json"):
        registration.unlink()
    done = typed(tmp_path, monkeypatch)
    assert done.exit_code == 11
    assert "lscb build" in done.stderr


@pytest.mark.parametrize("words", [("testshire", "another"), ("elsewhere",), ("--tables",)])
def test_a_command_that_names_what_is_not_there(tmp_path, monkeypatch, words):
    place(tmp_path)
    assert typed(tmp_path, monkeypatch, *words).exit_code == 2


def test_files_are_attacked_outside_a_workbench(tmp_path, monkeypatch):
    path = tmp_path / "deaths.csv"
    path.write_text("category,deaths\nNeglect,20\nPhysical,c\nTotal,24\n", encoding="utf-8")
    done = typed(tmp_path, monkeypatch, "--tables", "deaths.csv")
    assert done.exit_code == 13
    (row,) = [row for row in done.stdout.splitlines() if "Physical" in row]
    assert row.split() == ["deaths.csv", "Physical,", "deaths", "0", "or", "more", "4"]
    small = typed(tmp_path, monkeypatch, "--tables", "deaths.csv", "--largest", "3")
    assert small.exit_code == 0


def test_a_real_report_as_it_is_cleared(workbench_of_bexley):
    """A board's report as the gate clears it stands; one complement shown again gives one away."""
    root, tables = workbench_of_bexley
    done = lscb("audit", "bexley", cwd=root)
    assert done.returncode == 0, done.stderr
    path = tables / "child_protection_plans.plans_by_duration_ended.csv"
    text = path.read_text(encoding="utf-8-sig")
    rows = [row.split(",") for row in text.splitlines() if '"2013-14"' in row]
    parts = [row for row in rows if row[2] == '"Total"' and row[1] != '"Total"']
    (total,) = [int(row[3]) for row in rows if row[1] == '"Total"']
    shown = sum(int(row[3]) for row in parts if row[3] != '"[c]"')
    hidden = [row[1] for row in parts if row[3] == '"[c]"']
    assert len(hidden) == 2
    replaced(path, f'{hidden[0]},"Total","[c]"', f'{hidden[0]},"Total",{total - shown - 4}')
    done = lscb("audit", "bexley", cwd=root)
    assert done.returncode == 13
    assert f"2013-14, {hidden[1].strip(chr(34))}, Total, count" in done.stderr


@pytest.fixture
def workbench_of_bexley(tmp_path: Path) -> tuple[Path, Path]:
    """Bexley's report of 2014-15, cleared and bound as far as an audit looks, and its tables."""
    import json
    import shutil

    from lscb.workbench import Workbench
    from tests.conftest import ROOT

    for folder in ("notebooks", "parameters/bexley", "data/bexley", "data/comparators"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    assert lscb("clear", "bexley", "2014-15", cwd=tmp_path).returncode == 0
    (here,) = Workbench(tmp_path).reports("bexley", "2014-15")
    (held,) = here.cleared.glob("public-*/")
    tables = here.edition("public") / "tables"
    tables.mkdir(parents=True)
    for path in held.glob("*.csv*"):
        shutil.copy(path, tables)
    manifest = json.loads((held / "manifest.json").read_text(encoding="utf-8"))
    stated = json.dumps(manifest | {"cleared": held.name.split("-", 1)[1]})
    (here.edition("public") / "report.json").write_text(stated, encoding="utf-8")
    return tmp_path, tables
