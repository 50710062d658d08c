"""The Word file: styles, header rows, alternative texts, contents, markings, nothing private."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import nbformat
import pytest
from docx.oxml.ns import qn

from lscb.press.documents.paper import board, words
from lscb.press.documents.word import document
from tests.press.documents.conftest import BREAKING, NAMES

DOT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg"
    "=="
)
"""A picture of one dot, as PNG."""


@pytest.fixture(scope="module")
def file(edition) -> Path:
    return edition / f"{NAMES[edition.name]}.docx"


@pytest.fixture(scope="module")
def word(file):
    return docx.Document(str(file))


def test_headings_of_the_page_are_headings(word, page):
    for level in (1, 2, 3, 4):
        style = f"Heading {level}"
        found = [each.text for each in word.paragraphs if each.style.name == style]
        inside = page.iter(f"h{level}") if level != 2 else page.findall(".//section/h2")
        assert found == [words(each) for each in inside]


def test_it_says_all_that_the_page_says(word, page):
    """Every paragraph, item, term and caption, in the order of the page."""
    said = _pressed(" ".join(each.text for each in word.paragraphs))
    place = 0
    for element in page.body.iter("p", "li", "dt", "dd", "caption", "figcaption", "h1", "h2", "h3"):
        if element.tag != "li" or element.find("ul") is None:
            place = said.find(_pressed(words(element)), place)
            assert place >= 0, words(element)


def _pressed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_tables_have_the_cells_of_the_page_and_repeat_their_header_rows(word, page):
    tables = list(page.iter("table"))
    assert len(word.tables) == len(tables) > 20
    for made, table in zip(word.tables, tables, strict=True):
        rows = list(table.iter("tr"))
        for line, row in zip(made._tbl.tr_lst, rows, strict=True):
            cells = ["".join(t.text or "" for t in c.iter(qn("w:t"))) for c in line.tc_lst]
            assert cells == [words(cell) for cell in row.iterchildren("th", "td")]
            is_head = line.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
            assert is_head == (row.getparent().tag == "thead")
        about = made._tbl.tblPr
        assert about.find(qn("w:tblCaption")).get(qn("w:val")) == words(table.find("caption"))
        assert about.find(qn("w:tblDescription")).get(qn("w:val"))
        widths = [int(each.get(qn("w:w"))) for each in made._tbl.tblGrid.iter(qn("w:gridCol"))]
        assert sum(widths) <= 9900, words(table.find("caption"))


def test_no_row_is_divided_and_a_short_table_stays_with_its_title_and_its_note(word, page):
    """Of a longer one the first row stays with the headings and the last two with the note."""
    assert word.styles["Caption"].paragraph_format.keep_with_next
    longest = set()
    for made, table in zip(word.tables, page.iter("table"), strict=True):
        divided = [line for line in made._tbl.tr_lst if line.trPr.find(qn("w:cantSplit")) is None]
        assert not divided
        stays = []
        for row in made.rows:
            kept = {p.paragraph_format.keep_with_next for c in row.cells for p in c.paragraphs}
            assert len(kept) == 1, "all of a row, or none of it"
            stays.append(kept == {True})
        heads = len(table.findall("./thead/tr"))
        if len(stays) <= 12 and len(words(table)) <= 1000:
            assert all(stays), words(table.find("caption"))
        assert all(stays[: heads + 1]) and all(stays[-2:])
        for row, is_kept in zip(table.iter("tr"), stays, strict=True):
            assert is_kept or "group" not in row.classes
        longest.add(all(stays))
    assert longest == {True, False}


def test_pictures_are_the_charts_of_the_notebooks_with_their_alternative_texts(word, page, edition):
    shown = {}
    for notebook in (edition / "notebooks").iterdir():
        for cell in nbformat.read(notebook, as_version=4).cells:
            for output in cell.get("outputs", ()):
                if "image/png" in output.get("data", {}):
                    said = output.metadata["image/png"]["alt"]
                    shown[said] = base64.b64decode(output.data["image/png"])
    alternatives = [image.get("alt") for image in page.findall(".//figure//img")]
    charts = [each for each in word.inline_shapes if each._inline.docPr.get("descr") in shown]
    assert [chart._inline.docPr.get("descr") for chart in charts] == alternatives
    for shape, said in zip(charts, alternatives, strict=True):
        blip = shape._inline.graphic.graphicData.pic.blipFill.blip
        assert word.part.related_parts[blip.embed].blob == shown[said]


def test_contents_are_a_field_whose_links_lead_to_headings(word, page):
    codes = [each.text for each in word.element.body.iter(qn("w:instrText"))]
    assert [code for code in codes if code.split()[0] == "TOC"]
    marks = {each.get(qn("w:name")) for each in word.element.body.iter(qn("w:bookmarkStart"))}
    links = [each.get(qn("w:anchor")) for each in word.element.body.iter(qn("w:hyperlink"))]
    assert set(links) - {None} <= marks
    listed = [each.text for each in word.paragraphs if each.style.name.startswith("toc ")]
    assert listed == [words(link) for link in page.findall(".//nav//li/a")]
    kinds = [each.get(qn("w:fldCharType")) for each in word.element.body.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]


def test_every_page_bears_the_markings(word, page, edition):
    (section,) = word.sections
    assert section.header.paragraphs[0].text == page.body.get("data-markings")
    assert ("OFFICIAL-SENSITIVE" in section.header.paragraphs[0].text) == (edition.name == "panel")
    assert section.footer.paragraphs[0].text.startswith(page.body.get("data-title"))


def test_it_is_in_english_and_says_nothing_of_when_and_by_whom_it_was_made(word, page, file):
    about = word.core_properties
    assert (about.title, about.author) == (page.body.get("data-title"), board(page))
    assert about.language == "en-GB"
    tongues = {each.get(qn("w:val")) for each in word.styles.element.iter(qn("w:lang"))}
    assert tongues == {"en-GB"}
    with zipfile.ZipFile(file) as parts:
        assert {each.date_time for each in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = parts.namelist()
        properties = parts.read("docProps/core.xml").decode()
    assert [name for name in names if name.startswith(("docProps/", "customXml/"))] == [
        "docProps/core.xml"
    ]
    assert not re.search("created|modified|lastModifiedBy|revision", properties)


def test_it_is_the_same_to_the_byte_when_it_is_made_again(file, edition):
    assert document(edition) == file.read_bytes()


def test_no_text_of_a_report_is_taken_for_a_command(hostile):
    path = hostile / "made.docx"
    path.write_bytes(document(hostile))
    made, said = docx.Document(str(path)), BREAKING.rstrip("\x0b")
    assert made.sections[0].header.paragraphs[0].text == said
    assert [each.text for each in made.paragraphs].count(said) > 3
    assert [cell.text for row in made.tables[0].rows for cell in row.cells] == [said, said]


def test_a_boards_own_colour_and_sign_are_those_of_its_page(hostile):
    page = hostile / "report.html"
    sign = f'<img class="logo" alt="The sign" src="data:image/png;base64,{DOT}">'
    own = "<style>:root { --accent: #12436d; } :root { --accent: #7a1f5c; }"
    dark = "@media screen and (prefers-color-scheme: dark) { :root { --accent: #ffffff; } }</style>"
    text = page.read_text(encoding="utf-8").replace("<header>", f"<header>{sign}")
    page.write_text(text.replace("</head>", f"{own}{dark}</head>"), encoding="utf-8")
    (hostile / "made.docx").write_bytes(document(hostile))
    made = docx.Document(str(hostile / "made.docx"))
    assert str(made.styles["Heading 1"].font.color.rgb) == "7A1F5C"
    assert [each._inline.docPr.get("descr") for each in made.inline_shapes] == ["The sign"]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_another_program_opens_it_and_finds_its_tables_and_pages(file, page, tmp_path):
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    how = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, file]
    subprocess.run(how, check=True, capture_output=True, timeout=300)
    from pypdf import PdfReader

    pages = [each.extract_text() for each in PdfReader(tmp_path / f"{file.stem}.pdf").pages]
    assert 20 < len(pages) < 80
    text = _pressed(" ".join(pages))
    for caption in page.iter("caption", "figcaption"):
        assert _pressed(words(caption)) in text
    assert all(_pressed(page.body.get("data-markings")) in _pressed(each) for each in pages)
    for table in page.iter("table"):
        rows = [_pressed(words(row)) for row in table.iter("tr")]
        if len(rows) <= 12 and len(words(table)) <= 1000:
            title = _pressed(words(table.find("caption")))
            there = [_pressed(each).partition(title)[2] for each in pages]
            assert any(all(row in beneath for row in rows) for beneath in there), title
