"""What a chapter must hold to count as made: it is complete, it is of this report, and it shows
nothing stray.

What is expected comes from the clearing, never from the run that is judged.
"""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import lxml.html
from lxml.html import HtmlElement
from nbformat import NotebookNode

from lscb.cleared import Cleared
from lscb.press.faults import Fault
from lscb.press.marks import is_blank

OPENING = "application/vnd.lscb.chapter+json"
ABOUT = "application/vnd.lscb.about+json"

SHOWN = {
    OPENING: "open its chapter",
    "application/vnd.lscb.findings+json": "show its findings",
    ABOUT: "say what its figures are about",
}
"""What every chapter shows, by the type of the output that the press reads, in words."""

KINDS = ("Table", "Figure")

PLACEHOLDER = "No description has been provided"
"""What nbconvert puts where a picture has no text of its own: it tells a reader nothing."""

FEWEST_WORDS = 4
"""Words below which a text cannot stand for a picture: "Line chart of rates" names its kind."""


@dataclass(frozen=True)
class Expected:
    """What the clearing says of a chapter: whose it is, its place, and its tables.

    `tables` are the files of all that it was given, by name; `without_rows` the titles of those
    among them that have no row yet.
    """

    chapter: str
    title: str
    number: int
    of: dict[str, str]
    board: str
    tables: dict[str, str]
    without_rows: dict[str, str]


def expected(held: Cleared, chapter: str) -> Expected:
    """What a clearing says that a chapter is to hold."""
    stated, report = held.chapter(chapter), held.manifest
    tables = {each["name"]: each["file"] for each in stated["tables"]}
    without = [name for name, file in tables.items() if not _has_rows(held.folder / file)]
    return Expected(
        chapter,
        stated["title"],
        stated["number"],
        {"board": report["board"]["slug"], "year": report["year"], "edition": report["edition"]},
        report["board"]["name"],
        tables,
        {name: held.table(chapter, name).title for name in without},
    )


def _has_rows(file: Path) -> bool:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return len(list(islice(csv.reader(text), 2))) > 1


def breaches(nb: NotebookNode, page: str, due: Expected) -> Iterator[Fault]:
    """All that keeps an executed notebook, and the page made from it, from being the chapter."""
    yield from of_notebook(nb, due)
    shown = lxml.html.document_fromstring(page)
    for written in shown.find_class("commentary"):  # the analyst's own, who may name any table
        written.drop_tree()
    yield from _of_frame(shown, due)
    main = next(iter(shown.iterfind(".//main")), shown)
    captions = _captions(main)
    yield from _of_numbers(main, captions, _data(nb, ABOUT), due)
    yield from _of_tables(main, due)
    yield from _of_pictures(main)


def makes_a_page(nb: NotebookNode) -> bool:
    """Whether there is what a page is made from, without which none can be judged."""
    return bool(_data(nb, OPENING)) and _begins_with_title(nb)


def _begins_with_title(nb: NotebookNode) -> bool:
    return nb.cells[0].cell_type == "markdown" and nb.cells[0].source.startswith("# ")


def of_notebook(nb: NotebookNode, due: Expected) -> Iterator[Fault]:
    """Why a notebook that ran is not this chapter: it opens the report it was given and no other,
    says what it found, and puts out nothing stray."""
    for opening in _data(nb, OPENING):
        found = {"board": opening["board"]["slug"], **{n: opening[n] for n in ("year", "edition")}}
        if found != due.of or opening["chapter"]["name"] != due.chapter:
            yield Fault("another report, edition or chapter is opened than the one that is built")
    if not _begins_with_title(nb):
        yield Fault(f"the first cell does not begin with the title, # {due.title}", 1)
    for number, cell in enumerate(nb.cells, start=1):
        if cell.cell_type == "code":
            yield from _of_cell(number, cell)
    for kind, what in SHOWN.items():
        if not _data(nb, kind):
            yield Fault(f"no cell was found to {what}")


def _of_cell(number: int, cell: NotebookNode) -> Iterator[Fault]:
    for output in cell.outputs:
        if output.output_type == "error":
            yield Fault(f"cell {number} ended in {output.ename}", number, output.ename)
        if output.output_type == "stream":
            said = f"cell {number} printed to {output.name}: a chapter shows, it does not print"
            yield Fault(said, number)
        yield from _of_images(number, output)
    if not cell.outputs and _is_to_show(cell):
        yield Fault(f"cell {number} shows nothing: expected a table, a figure or words", number)


def _of_images(number: int, output: NotebookNode) -> Iterator[Fault]:
    """Of a picture that is on the page as a drawing, the drawing is looked at there."""
    data = output.get("data", {})
    for kind in (each for each in data if each.startswith("image/")):
        what, said = f"the picture of cell {number}", output.metadata.get(kind, {}).get("alt", "")
        content = None if "<img" in data.get("text/html", "") else data[kind]
        yield from _of_picture(what, content, said, number)


def _is_to_show(cell: NotebookNode) -> bool:
    """Whether a cell ends in something that is to be shown."""
    try:
        lines = ast.parse(cell.source).body
    except SyntaxError:
        return False
    return bool(lines) and isinstance(lines[-1], ast.Expr)


def _of_picture(
    what: str, content: str | None, said: str, cell: int | None = None, titles: Sequence[str] = ()
) -> Iterator[Fault]:
    if PLACEHOLDER in said or len(said.split()) < FEWEST_WORDS or said.strip() in titles:
        lacks = "expected an alternative text that says what it shows, and not its title"
        yield Fault(f"{what}: {lacks}", cell)
    if content is not None and is_blank(content):
        yield Fault(f"{what} is empty: nothing is drawn in it", cell)


def _of_frame(page: HtmlElement, due: Expected) -> Iterator[Fault]:
    """Whether the page says whose it is, and says nobody else's name in its title."""
    title = " ".join(page.findtext(".//head/title", "").split())
    head = " ".join(_words(page.find(".//header")).split())
    for what, words in {"name of the board": due.board, "year": due.of["year"]}.items():
        if words not in title or words not in head:
            yield Fault(f"the page does not say the {what} in its title and at its head: {words}")
    left = title
    for words in (due.title, due.board, due.of["year"]):
        left = left.replace(words, "", 1)
    if re.search(r"\w", left):
        yield Fault(f"the page's title says more than chapter, year and board: {title}")
    headings = [" ".join(_words(h).split()) for h in page.iter("h1")]
    if headings != [due.title]:
        yield Fault(f"expected one heading of the first level, {due.title}; found {headings}")


def _captions(main: HtmlElement) -> list[str]:
    """The titles of what is shown, also of what is said to be withheld, in their order."""
    places = main.xpath(".//caption | .//figcaption | .//p[@class='caption']")
    return [" ".join(_words(place).split()) for place in places]


def _of_numbers(
    main: HtmlElement, captions: Sequence[str], about: Sequence[dict[str, Any]], due: Expected
) -> Iterator[Fault]:
    """Whether all that was numbered is there, once, in order, and nothing else is referred to."""
    for kind in KINDS:
        there = [_number(caption, kind, due) for caption in captions if caption.startswith(kind)]
        named = [name for each in about for name in each.get("numbered", {}).get(kind, [])]
        if there != list(range(1, len(there) + 1)):
            said = ", ".join(f"{kind} {due.number}.{n}" for n in there)
            yield Fault(f"expected each {kind.lower()} once and in the order of its number: {said}")
        for place, name in enumerate(named, start=1):
            if place not in there:
                yield Fault(f"{kind} {due.number}.{place}, {name}, is not on the page")
        mentioned = re.findall(rf"{kind}s? {due.number}\.(\d+)", _words(main))
        for number in sorted({int(each) for each in mentioned} - set(there)):
            yield Fault(f"{kind} {due.number}.{number} is referred to and not on the page")


def _number(caption: str, kind: str, due: Expected) -> int | None:
    found = re.match(rf"{kind} {due.number}\.(\d+): \S", caption)
    return int(found[1]) if found else None


def _of_tables(main: HtmlElement, due: Expected) -> Iterator[Fault]:
    """Whether every cleared table is shown or drawn, each with its file; one that has no row yet
    is said to have none."""
    linked, words = {link.get("href") for link in main.iter("a")}, _words(main)
    for name, file in due.tables.items():
        if name not in due.without_rows and f"tables/{file}" not in linked:
            yield Fault(f"the cleared table {name} is neither shown nor drawn")
    for name, title in due.without_rows.items():
        if title not in words:
            yield Fault(f"the cleared table {name} has no row, and that is not said")
    for place, table in enumerate(main.iter("table"), start=1):
        called = " ".join(_words(table.find("caption")).split())
        what = called.partition(":")[0] or f"the table at place {place}"
        if not called.startswith("Table "):
            yield Fault(f"{what} has no title with its number")
        if not table.xpath(".//tbody/tr/td"):
            yield Fault(f"{what} is empty")


def _of_pictures(main: HtmlElement) -> Iterator[Fault]:
    for place, image in enumerate(main.iter("img"), start=1):
        around = next(image.iterancestors("figure"), None)
        title = "" if around is None else " ".join(_words(around.find("figcaption")).split())
        what = title.partition(":")[0] or f"the picture at place {place}"
        said, content = image.get("alt", ""), image.get("src", "").partition(",")[2]
        yield from _of_picture(what, content, said, titles=[title])


def _data(nb: NotebookNode, kind: str) -> list[Any]:
    """All outputs of a type, in their order."""
    outputs = (output for cell in nb.cells for output in cell.get("outputs", ()))
    return [output.data[kind] for output in outputs if kind in output.get("data", {})]


def _words(element: HtmlElement | None) -> str:
    return "" if element is None else str(element.text_content())
