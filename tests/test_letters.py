"""The letters of a check as a page and a CSV, for whoever corrects the records."""

from __future__ import annotations

import csv
import io
import itertools
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from lscb.cleared import RESTRICTED
from lscb.errors import DataError, Problem
from lscb.letters import CSV, PAGE, Findings, findings_csv, findings_page, written
from tests.conftest import ROOT, contents

PLANS, CENSUS = "data/newshire/2014-15/plans.csv", "data/newshire/2014-15/cin.xml"
MARKINGS = (
    "OFFICIAL-SENSITIVE: for the analysts of Newshire Safeguarding Children Board only",
    "Demonstration: made-up records, not Newshire's",
)
FOUND = Findings(
    place="newshire 2014-15",
    board="Newshire Safeguarding Children Board",
    markings=MARKINGS,
    problems=(
        Problem(PLANS, "expected a code", found="'maybe'", row=10, column="category"),
        Problem(PLANS, "expected a date", row=9, column="plan_start"),
        Problem(
            CENSUS, "expected a later day", row=70, column="CPPendDate", unit="line", rule="8925"
        ),
        Problem(
            CENSUS, "expected a later day", row=90, column="CPPendDate", unit="line", rule="8925"
        ),
        Problem("data/newshire/2014-15/reviews.csv", "expected this file"),
    ),
    queries=(Problem(PLANS, "is this child older than 25?", row=4, column="born", rule="8775Q"),),
    read=(("plans", PLANS, "1,200", "0", "0", "0", "1,200"), ("plans", CENSUS, *"54100")),
)
NOTHING = replace(FOUND, problems=(), queries=(), read=())
HOSTILE = "<script>alert('x')</script>\"&amp;</title></style><img src=x onerror=y>"


def many(number: int, file: str = PLANS, expected: str = "expected a code") -> tuple[Problem, ...]:
    return tuple(Problem(file, expected, row=row, column="sex") for row in range(2, number + 2))


def page(found: Findings) -> BeautifulSoup:
    return BeautifulSoup(findings_page(found).decode("utf-8"), "html.parser")


def rows(found: Findings) -> list[dict[str, str]]:
    text = findings_csv(found).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def words(element: object) -> str:
    return " ".join(element.get_text().split())


def table(found: Findings, caption: str) -> list[list[str]]:
    """The cells of the body of the one table whose caption begins so."""
    (its,) = [t for t in page(found).find_all("table") if words(t.caption).startswith(caption)]
    return [
        [words(cell) for cell in row.find_all(["th", "td"])] for row in its.tbody.find_all("tr")
    ]


def test_the_csv_has_a_row_a_problem_and_then_a_row_a_query_by_file_and_place():
    places = [(row["kind"], row["file"], row["unit"], row["number"]) for row in rows(FOUND)]
    assert places == [
        ("problem", CENSUS, "line", "70"),
        ("problem", CENSUS, "line", "90"),
        ("problem", PLANS, "row", "9"),
        ("problem", PLANS, "row", "10"),
        ("problem", "data/newshire/2014-15/reviews.csv", "", ""),
        ("query", PLANS, "row", "4"),
    ]


def test_a_row_of_the_csv_says_what_its_problem_says_and_leaves_room_for_an_answer():
    assert rows(FOUND)[3] == {
        "kind": "problem",
        "file": PLANS,
        "unit": "row",
        "number": "10",
        "column": "category",
        "rule": "",
        "found": "'maybe'",
        "expected": "expected a code",
        "corrected_on": "",
        "note": "",
        "marking": "; ".join(MARKINGS),
    }
    assert rows(FOUND)[5]["rule"] == "8775Q"


def test_the_csv_opens_in_excel():
    raw = findings_csv(FOUND)
    assert raw.startswith(b'\xef\xbb\xbf"kind","file",')
    assert raw.count(b"\n") == raw.count(b"\r\n") == 7


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1"])
def test_no_cell_of_the_csv_is_a_formula(cell):
    hostile = Problem(cell, cell, found=cell, row=2, column=cell, unit=cell, rule=cell)
    (row,) = rows(replace(FOUND, markings=(cell,), problems=(hostile,), queries=()))
    for name in ("file", "unit", "column", "rule", "found", "expected", "marking"):
        assert row[name] == "'" + repr(cell)[1:-1], name


def test_a_cell_of_several_lines_commas_and_quotation_marks_is_one_cell_on_one_line():
    problem = Problem('a,"b"\r\n.csv', "expected; this\nthat", row=2, column='x","y')
    found = replace(FOUND, problems=(problem,), queries=())
    (row,) = rows(found)
    assert (row["file"], row["column"]) == (r'a,"b"\r\n.csv', 'x","y')
    assert findings_csv(found).count(b"\n") == 2


@pytest.mark.parametrize("text", ["x" * 5_000, "=" * 61, "\u202e" * 61])
def test_what_was_found_is_never_longer_than_sixty_characters(text):
    found = replace(FOUND, problems=(Problem(PLANS, "no", found=text, row=2),), queries=())
    shown = table(found, "1 problem")[0][1]
    assert shown.endswith("…")
    assert rows(found)[0]["found"].endswith("…")
    assert (len(shown), len(rows(found)[0]["found"])) == (60, 60)
    whole = replace(FOUND, problems=(Problem(PLANS, "no", found="x" * 60, row=2),))
    assert rows(whole)[0]["found"] == "x" * 60


def test_a_name_without_end_does_not_make_a_cell_that_excel_would_break():
    endless = Problem("f" * 50_000, "e" * 50_000, row=2, column="c" * 50_000)
    found = replace(FOUND, problems=(endless,), queries=())
    assert max(len(cell) for cell in rows(found)[0].values()) == 1_000
    assert len(findings_page(found)) < 50_000


def test_a_name_that_no_file_can_hold_is_spelled_out():
    found = replace(FOUND, problems=(Problem("bad\udcff\u202e.csv", "no", column="a\xa0"),))
    (row,) = [row for row in rows(found) if row["kind"] == "problem"]
    assert (row["file"], row["column"]) == (r"bad\udcff\u202e.csv", r"a\xa0")
    assert page(found).find("h2", string=r"bad\udcff\u202e.csv")


def test_the_page_counts_problems_and_queries_by_file():
    assert table(FOUND, "Problems and queries by file") == [
        [CENSUS, "2", "0"],
        [PLANS, "2", "1"],
        ["data/newshire/2014-15/reviews.csv", "1", "0"],
        ["All files", "5", "1"],
    ]


def test_the_page_counts_problems_and_queries_by_rule_the_commonest_first():
    assert table(FOUND, "Problems and queries by rule") == [
        ["expected a later day", "CPPendDate", "8925", "2", "0"],
        ["expected a code", "category", "none", "1", "0"],
        ["expected a date", "plan_start", "none", "1", "0"],
        ["expected this file", "none", "none", "1", "0"],
        ["is this child older than 25?", "born", "8775Q", "0", "1"],
    ]


def test_the_page_lists_each_file_s_problems_apart_from_its_queries():
    assert table(FOUND, f"2 problems in {PLANS}") == [
        ["row 9, plan_start", "not shown", "expected a date", "none"],
        ["row 10, category", "'maybe'", "expected a code", "none"],
    ]
    assert table(FOUND, f"1 query in {PLANS}") == [
        ["row 4, born", "not shown", "is this child older than 25?", "8775Q"]
    ]
    assert table(FOUND, f"2 problems in {CENSUS}")[0][0] == "line 70, CPPendDate"
    assert table(FOUND, "1 problem in data/newshire/2014-15/reviews.csv")[0][0] == "the whole file"


def test_the_page_says_what_was_read():
    read = [list(row) for row in FOUND.read]
    assert table(FOUND, "Rows read by record and file") == read


def test_a_check_that_found_nothing_says_so():
    assert "No problems and no queries." in words(page(NOTHING).main)
    assert "No records were read." in words(page(NOTHING).main)
    assert not page(NOTHING).find_all("table")
    assert rows(NOTHING) == []


def test_the_page_says_who_may_read_it_first_and_in_its_title():
    whole = page(FOUND)
    assert [words(each) for each in whole.header.select(".markings")] == list(MARKINGS)
    assert words(whole.title).startswith("; ".join(MARKINGS))
    assert whole.find("meta", attrs={"name": "robots"})["content"] == "noindex"


def test_of_a_file_five_thousand_are_shown_and_the_csv_holds_all():
    found = replace(FOUND, problems=many(5_003), queries=many(2, expected="is this so?"))
    listed = table(found, f"5,003 problems in {PLANS}, the first 5,000")
    assert (len(listed), listed[-1][0]) == (5_000, "row 5001, sex")
    said = words(page(found).main)
    assert "3 problems more of this file are in the CSV file only." in said
    assert "2 queries of this file are in the CSV file only." in said
    assert table(found, "Problems and queries by file")[0][1:] == ["5,003", "2"]
    assert len(rows(found)) == 5_005


def test_a_long_file_does_not_hide_another_and_a_file_of_five_thousand_is_whole():
    found = replace(FOUND, problems=(*many(5_001), *many(5_000, "z.csv")), queries=())
    assert len(table(found, "5,000 problems in z.csv")) == 5_000
    said = words(page(found).main)
    assert "1 problem more of this file is in the CSV file only." in said
    assert said.count("only.") == 1
    assert "5,000 problems in z.csv, the first" not in said


def test_a_hundred_rules_are_counted_and_the_rest_is_said_to_be_in_the_csv():
    problems = tuple(Problem(PLANS, f"expected {n}", row=n) for n in range(102))
    found = replace(FOUND, problems=problems, queries=())
    assert len(table(found, "Problems and queries by rule")) == 100
    assert "there are 2 more in the CSV file" in words(page(found).main)


def test_a_very_long_letter_is_whole_in_its_csv():
    problems = tuple(p for n in range(20) for p in many(5_000, f"{n}.csv", f"expected {n}"))
    written_out = findings_csv(replace(FOUND, problems=problems))
    assert written_out.count(b"\r\n") == 100_002


def hostile() -> Findings:
    problem = Problem(HOSTILE, HOSTILE, HOSTILE, row=2, column=HOSTILE, unit=HOSTILE, rule=HOSTILE)
    return Findings(HOSTILE, HOSTILE, (HOSTILE,), (problem,), (problem,), ((HOSTILE,) * 7,))


LONG = replace(FOUND, problems=many(5_001), queries=many(1))


@pytest.mark.parametrize("found", [FOUND, NOTHING, hostile(), LONG], ids=["5", "0", "<>", "5001"])
def test_the_page_is_accessible_whatever_was_found(found):
    whole = page(found)
    assert whole.html["lang"] == "en-GB"
    headings = [int(h.name[1]) for h in whole.find_all(re.compile(r"^h[1-6]$"))]
    assert headings.count(1) == 1
    assert headings[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(headings))
    ids = [each["id"] for each in whole.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert len(whole.find_all("main")) == 1
    skip = whole.body.find("a")
    assert (skip["class"], skip["href"], whole.main["id"]) == (["skip"], "#main", "main")
    for each in whole.find_all("table"):
        region = each.parent
        assert (region["role"], region["tabindex"]) == ("region", "0")
        assert words(whole.find(id=region["aria-labelledby"])) == words(each.caption)
        assert all(cell["scope"] == "col" for cell in each.thead.find_all("th"))
        for row in each.tbody.find_all("tr"):
            assert row.find(True).name == "th"
            assert all(cell["scope"] == "row" for cell in row.find_all("th"))
            cells = row.find_all(["th", "td"])
            assert len(cells) == len(each.thead.find_all("th"))
            assert all(words(cell) for cell in cells)
    captions = [words(caption) for caption in whole.find_all("caption")]
    assert len(captions) == len(set(captions))


@pytest.mark.parametrize("found", [FOUND, NOTHING, hostile(), LONG], ids=["5", "0", "<>", "5001"])
def test_the_page_asks_nothing_of_the_world_and_every_link_leads_somewhere(found):
    whole = page(found)
    assert not whole.find_all(["script", "link", "iframe", "object", "img", "form", "base"])
    assert not re.search(r"url\(|@import", whole.style.string)
    ids = {each["id"] for each in whole.find_all(id=True)}
    targets = {link["href"] for link in whole.find_all("a")}
    assert targets <= {CSV, *(f"#{each}" for each in ids)}
    for tag in whole.find_all(True):
        assert not {name for name in tag.attrs if name.startswith("on") or name == "src"}, tag.name


def test_what_is_hostile_is_shown_as_it_is():
    shown = table(hostile(), f"1 problem in {HOSTILE}")[0]
    assert shown[2:] == [HOSTILE, HOSTILE]
    assert page(hostile()).title.string.startswith(HOSTILE)
    assert rows(hostile())[0]["column"] == HOSTILE


def colours() -> list[dict[str, str]]:
    """The colours of the page by name: as it is, in the dark and in print."""
    style = page(FOUND).style.string
    return [dict(re.findall(r"--(\w+): (#\w+)", block)) for block in style.split(":root")[1:]]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_every_colour_can_be_told_from_what_it_is_on(scheme):
    held = colours()[scheme]
    for text, ground in [("ink", "paper"), ("quiet", "paper"), ("link", "paper"), ("ink", "wash")]:
        assert contrast(held[text], held[ground]) >= 4.5, (text, ground)
    for edge, ground in [("accent", "paper"), ("warn", "paper"), ("warn", "wash")]:
        assert contrast(held[edge], held[ground]) >= 3, (edge, ground)


def test_what_has_the_focus_can_be_told_in_the_light_and_in_the_dark():
    """A yellow line and a black one around it: one of them stands out on either ground."""
    ring = re.search(r":focus \{ outline: 3px solid (#\w+).*?6px (#\w+)", page(FOUND).style.string)
    for held in colours():
        assert max(contrast(line, held["paper"]) for line in ring.groups()) >= 3
    assert contrast(*ring.groups()) >= 3


def test_the_page_wears_the_colours_of_the_chapters():
    chapters = ROOT / "lib" / "lscb" / "press" / "templates" / "lscb" / "page.css"
    blocks = chapters.read_text(encoding="utf-8").split(":root")[1:]
    # By day and by night; the third is for paper, on which nobody reads letters.
    found = [dict(re.findall(r"--(\w+): (#\w+)", block)) for block in blocks]
    assert found[:2] == colours()[:2]


def test_the_same_findings_give_the_same_bytes_whatever_order_they_come_in():
    turned = replace(FOUND, problems=FOUND.problems[::-1])
    assert turned.problems != FOUND.problems
    assert findings_page(turned) == findings_page(FOUND)
    assert findings_csv(turned) == findings_csv(FOUND)


def test_another_process_gives_the_same_bytes():
    code = (
        "import sys; from tests.test_letters import *; "
        "sys.stdout.buffer.write(findings_page(FOUND) + findings_csv(FOUND))"
    )
    command = [sys.executable, "-c", code]
    for seed in ("1", "2"):
        chance = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run(command, cwd=ROOT, env=chance, capture_output=True, check=True)
        assert done.stdout == findings_page(FOUND) + findings_csv(FOUND)


def test_both_files_are_written_in_place_of_earlier_ones_and_nothing_else_is_touched(tmp_path):
    folder = tmp_path / "newshire" / "2014-15" / "check"
    assert written(folder, NOTHING) == [folder / CSV, folder / PAGE]
    assert all(name.startswith(f"{RESTRICTED}_") for name in (CSV, PAGE))
    (folder / "mine.txt").write_text("a note", encoding="utf-8")
    (folder.parent / "public").mkdir()
    written(folder, FOUND)
    assert contents(tmp_path) == {
        f"newshire/2014-15/check/{CSV}": findings_csv(FOUND),
        f"newshire/2014-15/check/{PAGE}": findings_page(FOUND),
        "newshire/2014-15/check/mine.txt": b"a note",
    }
    assert sorted(each.name for each in folder.iterdir()) == sorted([CSV, PAGE, "mine.txt"])


@pytest.mark.parametrize("locked", [CSV, PAGE])
@pytest.mark.parametrize("earlier", [True, False])
def test_a_file_open_elsewhere_leaves_both_as_they_were(tmp_path, monkeypatch, locked, earlier):
    if earlier:
        written(tmp_path, NOTHING)
    before = contents(tmp_path)
    freely = Path.replace

    def held_fast(self: Path, target: Path) -> Path:
        if Path(target).name == locked:
            raise PermissionError
        return freely(self, target)

    monkeypatch.setattr(Path, "replace", held_fast)
    with pytest.raises(DataError, match="is it open in Excel") as refused:
        written(tmp_path, FOUND)
    assert refused.value.text().endswith("lscb check newshire 2014-15 --report")
    assert contents(tmp_path) == before
    assert {each.name for each in tmp_path.iterdir()} == set(before)


def test_a_folder_in_the_page_s_place_leaves_no_csv_behind(tmp_path):
    (tmp_path / PAGE).mkdir()
    with pytest.raises(DataError):
        written(tmp_path, FOUND)
    assert [each.name for each in tmp_path.iterdir()] == [PAGE]
