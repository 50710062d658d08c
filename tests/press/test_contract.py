"""A chapter counts as made only while its contract holds: each clause is broken, one at a time."""

from __future__ import annotations

import base64
import copy
import io
import json
import re
import shutil
from collections.abc import Callable
from html import escape
from math import nan

import nbformat
import pytest
from matplotlib.figure import Figure
from nbformat import NotebookNode

from lscb.press.contract import ABOUT, OPENING, Expected, breaches
from tests.conftest import lscb

BOARD = "Northshire Local Safeguarding Children Board"
ALTERNATIVE = "Bar chart of people: Police 3; Schools 5."
FINDINGS = "application/vnd.lscb.findings+json"

DUE = Expected(
    chapter="training",
    title="Training",
    number=3,
    of={"board": "northshire", "year": "2014-15", "edition": "public"},
    board=BOARD,
    tables={name: f"training.{name}.csv" for name in ("by_agency", "by_course", "by_period")},
    without_rows={"by_period": "Training by period"},
)


def drawing(*heights: int, picture: str = "svg") -> str:
    """A bar chart, as a picture in base64."""
    figure, written = Figure(figsize=(3, 2)), io.BytesIO()
    figure.subplots().bar(range(len(heights)), heights)
    figure.savefig(written, format=picture)
    return base64.b64encode(written.getvalue()).decode()


def blank_picture() -> str:
    written = io.BytesIO()
    Figure(figsize=(3, 2)).savefig(written, format="png")
    return base64.b64encode(written.getvalue()).decode()


def line_drawing(*points: float) -> str:
    figure, written = Figure(figsize=(3, 2)), io.BytesIO()
    axes = figure.subplots()
    axes.set_title("Plans")
    axes.annotate("withheld", (0.5, 0.5))
    if points:
        axes.plot(points, marker="o")
        axes.bar(range(len(points)), points)
    figure.savefig(written, format="svg")
    return base64.b64encode(written.getvalue()).decode()


CHART = drawing(3, 5)

MAIN = f"""
<h1>Training</h1><p>Police came most (Table 3.1; Figure 3.1). See also Table 1.7.</p>
<table><caption><span>Table 3.1: Training by agency</span></caption>
<thead><tr><th>Agency</th><th>People</th></tr></thead>
<tbody><tr><th>Police</th><td>3</td></tr></tbody></table>
<p><a href="tables/training.by_agency.csv">Download Table 3.1 (CSV)</a></p>
<figure><figcaption>Figure 3.1: People by agency</figcaption>
<img alt="{ALTERNATIVE}" src="data:image/svg+xml;base64,{CHART}">
<p><a href="tables/training.by_agency.csv">Download the data for Figure 3.1 (CSV)</a></p></figure>
<div class="withheld"><p class="caption">Table 3.2: Training by course</p>
<p>All figures of this table are withheld to protect confidentiality.
<a href="tables/training.by_course.csv">Download Table 3.2 (CSV)</a></p></div>
<p>Training by period: no period is complete yet.</p>
"""

PAGE = f"""<!DOCTYPE html>
<html lang="en-GB"><head><title>Training – 2014-15 – {BOARD}</title></head>
<body><header><p>{BOARD}</p><p>Annual report, <span>2014-15</span></p></header>
<main>{MAIN}</main></body></html>
"""


def displayed(data: dict[str, object], **about: object) -> NotebookNode:
    return nbformat.v4.new_output("display_data", data=data, metadata=about)


def cell(source: str, *outputs: NotebookNode) -> NotebookNode:
    return nbformat.v4.new_code_cell(source, outputs=list(outputs))


@pytest.fixture
def notebook() -> NotebookNode:
    """A notebook that ran, of which the page was made."""
    opening = {
        "board": {"slug": "northshire"},
        "year": "2014-15",
        "edition": "public",
        "chapter": {"name": "training"},
    }
    numbered = {"Table": ["by_agency", "by_course"], "Figure": ["People by agency"]}
    picture = drawing(3, 5, picture="png")
    return nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# Training"),
            cell("board = 'northshire'"),
            cell("chapter", displayed({OPENING: opening})),
            cell("training.findings(chapter)", displayed({FINDINGS: {}})),
            cell(
                "picture", displayed({"image/png": picture}, **{"image/png": {"alt": ALTERNATIVE}})
            ),
            cell("chapter.about()", displayed({ABOUT: {"gaps": {}, "numbered": numbered}})),
        ]
    )


def said(notebook: NotebookNode, page: str = PAGE) -> list[str]:
    return [fault.said for fault in breaches(notebook, page, DUE)]


def test_a_whole_chapter_keeps_it(notebook):
    assert said(notebook) == []


def _opens(name: str, value: object) -> Callable[[NotebookNode], None]:
    def breaks(notebook: NotebookNode) -> None:
        notebook.cells[2].outputs[0].data[OPENING][name] = value

    return breaks


def _puts_out(place: int, *outputs: NotebookNode) -> Callable[[NotebookNode], None]:
    def breaks(notebook: NotebookNode) -> None:
        notebook.cells[place].outputs = list(outputs)

    return breaks


def _also(output: NotebookNode) -> Callable[[NotebookNode], None]:
    def breaks(notebook: NotebookNode) -> None:
        notebook.cells[3].outputs.append(output)

    return breaks


def _shows(picture: str, alternative: str) -> Callable[[NotebookNode], None]:
    about = {"image/png": {"alt": alternative}}
    return _puts_out(4, displayed({"image/png": picture}, **about))


def _numbers(kind: str, *names: str) -> Callable[[NotebookNode], None]:
    def breaks(notebook: NotebookNode) -> None:
        notebook.cells[5].outputs[0].data[ABOUT]["numbered"][kind] = list(names)

    return breaks


def _loses_its_title(notebook: NotebookNode) -> None:
    notebook.cells[0].source = "Who came to training?"


ANOTHER = "another report, edition or chapter is opened than the one that is built"
STREAM = nbformat.v4.new_output("stream", name="stdout", text="3\n")
WARNED = nbformat.v4.new_output("stream", name="stderr", text="a warning\n")
FAILED = nbformat.v4.new_output("error", ename="KeyError", evalue="", traceback=[])
LACKS = "the picture of cell 5: expected an alternative text that says what it shows"


@pytest.mark.parametrize(
    ("breaks", "expected", "in_cell"),
    [
        (_loses_its_title, "the first cell does not begin with the title, # Training", 1),
        (_opens("board", {"slug": "bexley"}), ANOTHER, None),
        (_opens("year", "2013-14"), ANOTHER, None),
        (_opens("edition", "panel"), ANOTHER, None),
        (_opens("chapter", {"name": "child_deaths"}), ANOTHER, None),
        (_also(STREAM), "cell 4 printed to stdout", 4),
        (_also(WARNED), "cell 4 printed to stderr", 4),
        (_also(FAILED), "cell 4 ended in KeyError", 4),
        (_puts_out(4), "cell 5 shows nothing", 5),
        (
            _puts_out(3, displayed({"text/html": ""})),
            "no cell was found to show its findings",
            None,
        ),
        (_shows(drawing(3, picture="png"), ""), LACKS, 5),
        (_shows(drawing(3, picture="png"), "Bar chart."), LACKS, 5),
        (
            _shows(
                drawing(3, picture="png"), "No description has been provided for this image at all"
            ),
            LACKS,
            5,
        ),
        (_shows(blank_picture(), ALTERNATIVE), "the picture of cell 5 is empty", 5),
        (_shows("bm90IGEgcGljdHVyZQ==", ALTERNATIVE), "the picture of cell 5 is empty", 5),
        (
            _numbers("Table", "by_agency", "by_course", "by_sex"),
            "Table 3.3, by_sex, is not on",
            None,
        ),
        (_numbers("Figure", "People", "Places"), "Figure 3.2, Places, is not on the page", None),
    ],
)
def test_a_notebook_that_breaks_a_clause_is_told_which(notebook, breaks, expected, in_cell):
    breaks(notebook)
    (fault,) = breaches(notebook, PAGE, DUE)
    assert fault.said.startswith(expected)
    assert fault.cell == in_cell


FIGURE = re.search("<figure>.*</figure>", MAIN, re.DOTALL)[0]
EMPTY = {
    "without bars": drawing(),
    "without a line": line_drawing(),
    "of what is missing": line_drawing(nan, nan),
    "no drawing": "bm90IGEgcGljdHVyZQ==",
}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            BOARD,
            "Bexley Safeguarding Children Board",
            "the page does not say the name of the board",
        ),
        (f"<p>{BOARD}</p>", "", "the page does not say the name of the board in its title and at"),
        ("<span>2014-15</span>", "", "the page does not say the year in its title and at its head"),
        (f"{BOARD}</title>", f"{BOARD} and Bexley</title>", "the page's title says more than"),
        ("<h1>Training</h1>", "", "expected one heading of the first level, Training; found []"),
        (
            "<h1>Training</h1>",
            "<h1>Training</h1><h1>Again</h1>",
            "expected one heading of the first",
        ),
        ("tables/training.by_course.csv", "#", "the cleared table by_course is neither shown nor"),
        (
            "Training by period",
            "Training",
            "the cleared table by_period has no row, and that is not",
        ),
        ("<td>3</td>", "", "Table 3.1 is empty"),
        (
            "<caption><span>Table 3.1: Training by agency</span></caption>",
            "",
            "the table at place 1",
        ),
        ("Table 3.2: Training", "Table 3.3: Training", "expected each table once and in the order"),
        ("Table 3.1; Figure", "Table 3.4; Figure", "Table 3.4 is referred to and not on the page"),
        (ALTERNATIVE, "", "Figure 3.1: expected an alternative text that says what it shows"),
        (ALTERNATIVE, "Figure 3.1: People by agency", "Figure 3.1: expected an alternative text"),
        (ALTERNATIVE, "No description has been provided for this image", "Figure 3.1: expected an"),
        (FIGURE, "", "Figure 3.1, People by agency, is not on the page"),
        *(
            (CHART, empty, "Figure 3.1 is empty: nothing is drawn in it")
            for empty in EMPTY.values()
        ),
    ],
)
def test_a_page_that_breaks_a_clause_is_told_which(notebook, old, new, expected):
    assert old in PAGE
    found = said(notebook, PAGE.replace(old, new))
    assert any(each.startswith(expected) for each in found)


def test_an_analyst_may_name_any_table_in_commentary_and_write_one(notebook):
    own = "<p>See DfE, Table 3.9.</p><table><tr><td>1</td></tr></table>"
    own = f'<div class="commentary">{own}</div>'
    assert said(notebook, PAGE.replace("</main>", f"{own}</main>")) == []
    assert said(notebook, PAGE.replace("</main>", "<p>See Table 3.9.</p></main>")) != []


def test_a_line_and_bars_are_something_drawn(notebook):
    for chart in (line_drawing(nan, 2, 3), drawing(1)):
        assert said(notebook, PAGE.replace(CHART, chart)) == []


def test_all_that_is_wrong_is_told_at_once(notebook):
    _also(STREAM)(notebook)
    _numbers("Figure", "People", "Places")(notebook)
    found = said(notebook, PAGE.replace("<td>3</td>", "").replace(ALTERNATIVE, ""))
    assert len(found) == 4


def test_a_chapter_that_lost_a_table_is_not_made_and_the_letter_and_the_record_name_it(
    northshire, workbench
):
    outputs = workbench / "outputs" / "northshire" / "2014-15"
    shutil.copytree(northshire / "cleared", outputs / "cleared")
    path = workbench / "notebooks" / "training.ipynb"
    whole = nbformat.read(path, as_version=4)
    lost = copy.deepcopy(whole)
    lost.cells = [c for c in whole.cells if "training_by_agency(chapter)" not in c.source]
    assert len(lost.cells) == len(whole.cells) - 1
    lost.cells[6].source = "print(1)"
    nbformat.write(lost, path)
    done = lscb("build", "northshire", "2014-15", "--chapter", "training", cwd=workbench)
    assert (done.returncode, "Traceback" in done.stderr) == (12, False)
    told = ["the cleared table training_by_agency is neither shown nor drawn", "printed to stdout"]
    lines = (outputs / "runs.jsonl").read_text(encoding="utf-8").splitlines()
    failed = json.loads(lines[-1])
    assert failed["state"] == "failed"
    for each in told:
        assert each in done.stderr
        assert any(each in error for error in failed["error"])
    assert escape("training.html") not in [p.name for p in (outputs / ".public-waiting").rglob("*")]
