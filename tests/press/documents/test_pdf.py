"""The PDF: tags, alternative texts, headings, bookmarks, page numbers and markings."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from lscb.press.documents.kinds import NotAsItShould
from lscb.press.documents.paper import paper, words
from lscb.press.documents.pdf import document
from tests.press.documents.conftest import BREAKING, NAMES

BLANK = base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg"/>').decode()


@pytest.fixture(scope="module")
def file(edition) -> Path:
    return edition / f"{NAMES[edition.name]}.pdf"


@pytest.fixture(scope="module")
def pdf(file) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(file) as opened:
        yield opened


@pytest.fixture(scope="module")
def read(file) -> PdfReader:
    return PdfReader(file)


@pytest.fixture(scope="module")
def pages(read) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in read.pages]


def elements(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Dictionary]:
    """The elements of a kind in the tag tree, in the order in which they are read."""
    found = []

    def follow(element) -> None:
        if isinstance(element, pikepdf.Array):
            for each in element:
                follow(each)
        elif isinstance(element, pikepdf.Dictionary):
            if element.get("/S") == f"/{kind}":
                found.append(element)
            follow(element.get("/K"))

    follow(pdf.Root.StructTreeRoot.K)
    return found


def test_it_says_what_it_is_and_in_which_language(pdf, page):
    assert str(pdf.Root.Lang) == "en-GB"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.docinfo["/Title"]) == page.body.get("data-title")
    with pdf.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
    assert not {"/CreationDate", "/ModDate"} & set(pdf.docinfo.keys())


def test_every_figure_has_the_alternative_text_of_the_page(pdf, page):
    alternatives = [str(each.Alt) for each in elements(pdf, "Figure")]
    assert alternatives == [image.get("alt") for image in page.iter("img")]
    assert len(alternatives) > 10


def test_every_header_of_a_table_says_whether_it_heads_a_column_or_a_row(pdf, page):
    scopes = [str(each.A.Scope) for each in elements(pdf, "TH")]
    assert set(scopes) == {"/Column", "/Row"}
    heads = [{"col": "/Column"}.get(each.get("scope"), "/Row") for each in page.iter("th")]
    # A table on several pages repeats its header row.
    assert scopes.count("/Row") == heads.count("/Row")
    assert scopes.count("/Column") >= heads.count("/Column")
    assert len(elements(pdf, "Table")) >= len(list(page.iter("table")))


def test_headings_are_tagged_with_their_levels(pdf, page):
    for level in (1, 2, 3):
        assert len(elements(pdf, f"H{level}")) == len(list(page.iter(f"h{level}")))


@pytest.mark.skipif(not shutil.which("pdfinfo"), reason="pdfinfo, of Poppler, is not installed")
def test_it_is_read_in_the_order_of_the_page(northshire):
    edition = northshire / "public"
    told = subprocess.run(
        ["pdfinfo", "-struct-text", edition / f"{NAMES[edition.name]}.pdf"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    page = paper(edition)
    said = _pressed("".join(re.findall(r'^ *"(.*)"$', told, re.MULTILINE)))
    place, found = 0, 0
    for element in page.find(".//main").iter("h1", "h2", "h3", "h4", "p", "caption", "figcaption"):
        if text := _pressed(words(element)):
            place = said.find(text, place)
            assert place >= 0, words(element)
            found += 1
    assert found > 100


def _pressed(text: str) -> str:
    return re.sub(r"[\s\u00a0]", "", text)


def test_bookmarks_are_the_headings_and_the_contents_tell_their_pages(read, pages, page):
    marks = dict(_bookmarks(read, read.outline))
    listed = page.findall(".//nav//li/a")
    assert len(listed) > 20
    contents = " ".join(pages[: marks["child_deaths"] - 1])
    place = contents.index("Contents")
    for link in listed:
        target = page.get_element_by_id(link.get("href")[1:])
        heading = target if target.tag != "section" else target.find("h2")
        number = marks[heading.get("id") or target.get("id")]
        entry = f"{words(link)}, page {number}"
        place = contents.find(entry, place)
        assert place >= 0, entry
        assert words(heading) in pages[number - 1]


def _bookmarks(read: PdfReader, outline) -> Iterator[tuple[str, int]]:
    """The page of each named place that bookmarks and links lead to."""
    assert outline
    for name, destination in read.named_destinations.items():
        yield name, read.get_destination_page_number(destination) + 1


def test_bookmarks_lead_down_to_the_sections_of_chapters(read, page):
    def told(outline) -> list:
        return [told(each) if isinstance(each, list) else each.title for each in outline]

    (title, parts) = told(read.outline)
    assert title == words(page.find(".//h1"))
    chapters = [words(section.find("h2")) for section in page.iter("section")]
    assert [each for each in parts if isinstance(each, str)] == ["Contents", *chapters]
    sections = [each for part in parts if isinstance(part, list) for each in part]
    headings = [words(each) for each in page.findall(".//section//h3")]
    assert [each for each in sections if isinstance(each, str)] == headings


def test_every_page_bears_the_markings_and_its_number(pages, page, edition):
    marking = page.body.get("data-markings")
    assert ("OFFICIAL-SENSITIVE" in marking) == (edition.name == "panel")
    assert "Demonstration: made-up records" in marking
    for number, text in enumerate(pages, start=1):
        assert marking in text
        assert f"Page {number} of {len(pages)}" in text


def test_it_leads_to_no_file_and_names_those_beside_it(read, pages, page):
    for each in read.pages:
        for annotation in each.get("/Annots", []):
            assert "/URI" not in annotation.get_object().get("/A", {})
    assert any("Data: " in text for text in pages)
    assert not [link for link in page.iter("a") if link.get("href", "").startswith("tables")]


def test_it_is_the_same_to_the_byte_when_it_is_made_again(northshire):
    edition = northshire / "public"
    assert document(edition) == (edition / f"{NAMES['public']}.pdf").read_bytes()


def test_no_text_of_a_report_is_taken_for_a_command(hostile):
    path = hostile / "made.pdf"
    path.write_bytes(document(hostile))
    text = " ".join(PdfReader(path).pages[0].extract_text().split())
    assert text.count(BREAKING.rstrip("\x0b")) > 1
    assert "root:" not in text


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="#nowhere">there</a></p>',
        '<img alt="a chart" src="http://127.0.0.1:9/a.png">',
        '<img alt="a file" src="file:///etc/hostname">',
        f'<img src="data:image/svg+xml;base64,{BLANK}">',
    ],
)
def test_what_would_only_be_warned_of_fails(hostile, html):
    """A link to nowhere, what would be fetched, a picture without an alternative text."""
    page = hostile / "report.html"
    page.write_text(page.read_text(encoding="utf-8").replace("</main>", f"{html}</main>"), "utf-8")
    with pytest.raises(NotAsItShould):
        document(hostile)
