"""A scan finds whatever in an edition its cleared tables do not give, wherever it is put.

The number that is put in is 3: it stands in many cleared places too, as withheld counts do.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import shutil
import struct
import zipfile
import zlib

import pikepdf
import pytest

from lscb.audit.scanning.passages import NUMBER, SAID
from lscb.audit.scanning.pdfs import pdf_file
from lscb.audit.scanning.scan import (
    CHANGED,
    HIDDEN_DIFFERENCE,
    LACKING,
    NO_FILE,
    NO_PLAIN_FILE,
    TOLD_OF_THE_MACHINE,
    scanned,
)
from lscb.cleared import Cleared, in_force
from lscb.press.retelling import retold
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear
from tests.conftest import ROOT

PLANS = "child_protection_plans.html"
NOTEBOOK = "notebooks/child_protection_plans.ipynb"
TABLE = "tables/child_protection_plans.plans_by_category.csv"


def test_nothing_is_found_in_an_edition_as_it_was_built(edition):
    assert edition.strays() == []


@pytest.mark.slow
def test_nothing_is_found_in_northshires_edition_as_it_was_built(northshire):
    """With deaths and training, in which more is withheld and more is said."""
    outputs = northshire.parent.parent
    place = ReportPlace(Workbench(ROOT, outputs), "northshire", ReportingYear("2014-15"))
    cleared = in_force(place, "public")
    with retold(place, cleared) as expected:
        assert scanned(northshire / "public", cleared, expected) == []
        # The panel's edition is another: in the place of the public one it is found.
        assert scanned(northshire / "panel", cleared, expected)


def test_a_withheld_cell_of_a_page_is_found_by_its_table_row_and_column(edition):
    edition.replaced(PLANS, ">[c]</td>", ">3</td>")
    (stray,) = edition.strays()
    assert (stray.file, stray.what) == (PLANS, NUMBER)
    table, row, column = map(int, re.findall(r"\d+", stray.where))
    html = edition.file(PLANS).read_text(encoding="utf-8")
    of_table = re.findall(r"<table[ >].*?</table>", html, re.DOTALL)[table - 1]
    of_row = re.findall(r"<tr.*?</tr>", of_table, re.DOTALL)[row - 1]
    cell = re.findall(r"<t[dh].*?</t[dh]>", of_row, re.DOTALL)[column - 1]
    assert cell.endswith(">3</td>")


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("</main>", "<p>3</p></main>", "paragraph"),
        ("</main>", "<p>three children</p></main>", "paragraph"),
        ('alt="', 'alt="Of these 3. ', "alternative text"),
        ("</main>", "<!-- 3 --></main>", "remark"),
        ("<main ", '<main data-withheld="3" ', "attribute"),
        ("</head>", '<meta name="note" content="3"/></head>', "meta element"),
        ("</head>", "<script>x = 3</script></head>", "script"),
        ("<style>", "<style>.c3 {color: red}", "style sheet"),
        ("</main>", "&#51;</main>", ""),
        ("</main>", "<span>\N{CIRCLED DIGIT THREE}</span></main>", ""),
    ],
)
def test_a_number_put_anywhere_into_a_page_is_found(edition, old, new, where):
    edition.replaced(PLANS, old, new)
    found = edition.strays()
    assert found
    assert {stray.file for stray in found} == {PLANS}
    assert NUMBER in {stray.what for stray in found}
    assert any(where in stray.where for stray in found)


@pytest.mark.parametrize("written", ["1,234", "1234"])
def test_a_withheld_cell_is_found_with_its_comma_and_without(edition, written):
    edition.replaced(PLANS, ">[c]</td>", f">{written}</td>")
    (stray,) = edition.strays()
    assert (stray.file, stray.what) == (PLANS, NUMBER)


def test_a_change_that_no_reader_sees_is_found(edition):
    edition.replaced(PLANS, "</main>", "\n   \n</main>")
    assert [stray.what for stray in edition.strays()] == [HIDDEN_DIFFERENCE]


def test_words_that_the_cleared_tables_do_not_give_are_found(edition):
    edition.replaced(PLANS, "</main>", "<p>A name</p></main>")
    assert SAID["words"] in {stray.what for stray in edition.strays()}


def test_a_picture_with_words_of_its_own_is_found(edition):
    html = edition.file(PLANS).read_text(encoding="utf-8")
    found = re.search(r"data:image/svg\+xml;base64,([^\"]+)", html)[1]
    drawn = base64.b64decode(found).decode("utf-8")
    told = drawn.replace("</metadata>", "</metadata><desc>3</desc>", 1)
    assert told != drawn
    edition.replaced(PLANS, found, base64.b64encode(told.encode()).decode())
    what = {stray.what for stray in edition.strays()}
    assert {SAID["drawing"], NUMBER} <= what


def test_a_picture_with_one_coordinate_changed_is_found(edition):
    html = edition.file(PLANS).read_text(encoding="utf-8")
    found = re.search(r"data:image/svg\+xml;base64,([^\"]+)", html)[1]
    drawn = base64.b64decode(found).decode("utf-8")
    told = re.sub(r'd="M (\d+)', r'd="M 1\1', drawn, count=1)
    edition.replaced(PLANS, found, base64.b64encode(told.encode()).decode())
    (stray,) = edition.strays()
    assert stray.what == SAID["drawing"]
    assert "image 1" in stray.where


def _changed(edition, change) -> list:
    path = edition.file(NOTEBOOK)
    held = json.loads(path.read_text(encoding="utf-8"))
    change(held)
    path.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return edition.strays()


def _first_output(held: dict) -> tuple[int, dict]:
    return next(
        (number, cell["outputs"][0])
        for number, cell in enumerate(held["cells"], start=1)
        if "[c]" in json.dumps(cell.get("outputs", ""))
    )


@pytest.mark.parametrize("mime", ["text/html", "text/plain"])
def test_a_number_in_a_notebooks_output_is_found_by_its_cell(edition, mime):
    at = []

    def change(held):
        number, output = _first_output(held)
        at.append(number)
        text = output["data"][mime]
        whole = "".join(text)
        assert "[c]" in whole
        output["data"][mime] = whole.replace("[c]", "3", 1)

    found = [stray for stray in _changed(edition, change) if stray.what == NUMBER]
    assert found
    assert all(stray.where.startswith(f"cell {at[0]}, output 1, {mime}") for stray in found)


@pytest.mark.parametrize(
    "change",
    [
        lambda held: held["metadata"].update(papermill={"duration": 3.2}),
        lambda held: held["metadata"].update({"3": "x"}),
        lambda held: held["cells"][2]["metadata"].update(withheld=3),
        lambda held: _first_output(held)[1]["metadata"].update(withheld=3),
        lambda held: _first_output(held)[1]["data"].update({"application/json": {"n": 3}}),
        lambda held: held["cells"][1].update(execution_count=33),
        lambda held: held["cells"][0].update(attachments={"a.png": {"image/png": "Mw=="}}),
    ],
)
def test_anything_put_into_a_notebooks_metadata_is_found_and_not_repeated(edition, change):
    found = _changed(edition, change)
    assert found
    assert {stray.file for stray in found} == {NOTEBOOK}
    assert not any("3.2" in stray.where or "33" in stray.where for stray in found)


def test_a_number_in_a_csv_is_found_by_its_row_and_column(edition):
    files = sorted(edition.file("tables").glob("*.csv"))
    path = next(each for each in files if '"[c]"' in each.read_text(encoding="utf-8"))
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    edition.replaced(f"tables/{path.name}", '"[c]"', "3")
    (stray,) = edition.strays()
    row, column = map(int, re.findall(r"\d+", stray.where))
    assert rows[row - 1][column - 1] == "[c]"
    assert (stray.file, stray.what) == (f"tables/{path.name}", NUMBER)


def test_a_number_in_the_statement_or_in_a_tables_metadata_is_found(edition):
    edition.replaced("report.json", '"stopped": []', '"stopped": [], "rows": 3')
    edition.replaced(f"{TABLE}-metadata.json", '"lscb:notes": [', '"lscb:notes": ["Of 3.", ')
    assert {stray.file for stray in edition.strays()} == {"report.json", f"{TABLE}-metadata.json"}


@pytest.mark.parametrize(
    "name",
    ["deaths_3.csv", ".hidden", "tables/3", "notebooks/.ipynb_checkpoints/x.ipynb", "a/b/c.txt"],
)
def test_a_file_that_is_no_part_of_an_edition_is_found_and_its_number_not_repeated(edition, name):
    edition.file(name).parent.mkdir(parents=True, exist_ok=True)
    edition.file(name).write_text("nothing", encoding="utf-8")
    found = edition.strays()
    assert NO_FILE in {stray.what for stray in found}
    assert not any("3" in stray.file for stray in found)


def test_an_empty_folder_a_link_and_a_missing_file_are_found(edition, tmp_path):
    edition.file("empty").mkdir()
    edition.file("link.html").symlink_to(tmp_path)
    edition.file("training.html").unlink()
    found = {(stray.file, stray.what) for stray in edition.strays()}
    assert found == {
        ("empty", NO_FILE),
        ("link.html", NO_PLAIN_FILE),
        ("training.html", LACKING),
    }


def _word_file(paragraph: str, **parts: str) -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f"<w:document xmlns:w='{word}'><w:body><w:p>{paragraph}</w:p></w:body></w:document>"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, text in {"word/document.xml": body, **parts}.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return written.getvalue()


def _run(text: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"


def test_a_word_file_is_read_by_paragraph_and_a_number_the_edition_does_not_say_is_found(edition):
    said = re.search(r"<li>([^<]*\d{3} [^<]*)</li>", _text(edition, PLANS))[1]
    content = _word_file(_run(said.replace("&nbsp;", "\u00a0")))
    edition.file("report.docx").write_bytes(content)
    assert [stray.what for stray in edition.strays()] == [NO_FILE]
    # A word a reader sees whole may be in pieces in the file.
    content = _word_file(_run("There were 1") + _run("3 deaths of this kind."))
    edition.file("report.docx").write_bytes(content)
    found = {(stray.where, stray.what) for stray in edition.strays()}
    assert ("part 1 (word/document.xml), paragraph 1", NUMBER) in found


def _text(edition, name: str) -> str:
    return edition.file(name).read_text(encoding="utf-8")


SHEET = "xl/worksheets/sheet4.xml"


@pytest.mark.parametrize(
    ("part", "old", "new", "where"),
    [
        (SHEET, r"<v>\d+</v></c></row>", "<v>3</v></c></row>", "cell "),
        (SHEET, r"<c r=\"B9\"", '<c r="Z99"><f>1+2</f><v>3</v></c><c r="B9"', "cell Z99"),
        (SHEET, "</worksheet>", "<x><oddHeader>3</oddHeader></x></worksheet>", "element"),
        ("xl/workbook.xml", "<sheet ", '<sheet state="hidden" ', "element"),
        ("xl/comments1.xml", None, "<comments><t>3</t></comments>", "element"),
        ("docProps/core.xml", "en-GB", "An analyst", "property"),
        ("xl/vba.bin", None, "3", "the whole"),
    ],
)
def test_whatever_is_put_into_a_workbook_is_found_where_it_is(edition, part, old, new, where):
    (path,) = edition.folder.glob("*.xlsx")
    with zipfile.ZipFile(path) as book:
        parts = {each: book.read(each).decode() for each in book.namelist()}
    assert old is None or re.search(old, parts[part])
    parts[part] = new if old is None else re.sub(old, new, parts[part], count=1)
    with zipfile.ZipFile(path, "w") as book:
        for name, text in parts.items():
            book.writestr(zipfile.ZipInfo(name), text)
    found = [stray for stray in edition.strays() if stray.file == path.name]
    assert any(re.sub(r"\d", "?", part) in stray.where and where in stray.where for stray in found)
    assert not any("1+2" in stray.what or "analyst" in stray.what for stray in found)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("docProps/core.xml", "<p><creator>An analyst</creator></p>"),
        ("customXml/item1.xml", "<x>3</x>"),
        ("word/embeddings/book.xlsx", "PK"),
        ("word/comments.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"),
    ],
)
def test_whatever_else_a_word_file_holds_is_found(edition, name, content):
    edition.file("report.docx").write_bytes(_word_file("", **{name: content}))
    found = edition.strays()
    assert any(re.sub(r"\d", "?", name) in stray.where for stray in found)


def test_a_pdf_that_cannot_be_read_is_not_cleared(edition):
    edition.file("report.pdf").write_bytes(b"%PDF-1.7")
    assert (
        "report.pdf",
        SAID["unreadable"],
    ) in {(stray.file, stray.what) for stray in edition.strays()}


def _pdf(edition, **said: str) -> None:
    """Put something into the edition's PDF: words on a page, or an entry that no page shows."""
    path = edition.file("bexley-2014-15.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        if "words" in said:
            (font,) = list(pdf.pages[0].Resources.Font)[:1]
            drawn = f"BT {font} 9 Tf 40 40 Td ({said['words']}) Tj ET"
            pdf.pages[0].contents_add(drawn.encode())
            pdf.pages[0].Resources.Font[font] = pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
        if "property" in said:
            pdf.docinfo["/Remark"] = said["property"]
        if "attached" in said:
            pdf.attachments["a.txt"] = said["attached"].encode()
        pdf.save(path)


@pytest.mark.parametrize(
    ("said", "where", "kind"),
    [
        ({"words": "3 children died"}, r"page 1, line \d+", "words"),
        ({"property": "3"}, r"object \d+, /Remark", "metadata"),
        ({"attached": "3"}, r"object \d+, a file within the file", "unreadable"),
    ],
)
def test_what_is_put_into_a_pdf_is_read(edition, said, where, kind):
    _pdf(edition, **said)
    read = pdf_file(edition.file("bexley-2014-15.pdf").read_bytes())
    assert [each for each in read if re.fullmatch(where, each.where) and each.kind == kind]


def test_a_number_that_is_put_into_the_pdf_of_the_edition_is_found(edition):
    _pdf(edition, words="3 children died")
    found = [stray for stray in edition.strays() if stray.file.endswith(".pdf")]
    assert [each for each in found if each.where.startswith("page 1") and each.what == NUMBER]


def test_a_pdf_or_word_file_that_is_missing_is_found(edition):
    for name in ("bexley-2014-15.pdf", "bexley-2014-15.docx"):
        edition.file(name).unlink()
    assert [(stray.file, stray.what) for stray in edition.strays()] == [
        ("bexley-2014-15.docx", LACKING),
        ("bexley-2014-15.pdf", LACKING),
    ]


def test_a_number_put_into_the_word_file_of_the_edition_is_found(edition):
    path = edition.file("bexley-2014-15.docx")
    with zipfile.ZipFile(path) as parts:
        held = {each: parts.read(each) for each in parts.infolist()}
    with zipfile.ZipFile(path, "w") as parts:
        for about, content in held.items():
            parts.writestr(about, content.replace(b"<w:t>[c]</w:t>", b"<w:t>3</w:t>", 1))
    found = {(stray.file, stray.what) for stray in edition.strays()}
    assert (path.name, NUMBER) in found


def _png(*chunks: tuple[bytes, bytes]) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    ihdr = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    whole = [(b"IHDR", ihdr), *chunks, (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*each) for each in whole)


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (_png((b"tEXt", b"Comment\x003")), "the PNG's tEXt chunk"),
        (_png((b"eXIf", b"3")), "the PNG's eXIf chunk"),
        (_png() + b"3", "after the PNG's end"),
        (b"\xff\xd8\xff\xe1\x00\x09Exif\x003\xff\xda", "the JPEG's metadata"),
    ],
)
def test_what_a_picture_says_beside_the_picture_is_found(edition, content, where):
    held = base64.b64encode(content).decode()
    edition.replaced(PLANS, "</main>", f'<img alt="" src="data:image/png;base64,{held}"/></main>')
    found = {stray.where: stray.what for stray in edition.strays()}
    (place,) = [each for each in found if where in each]
    assert found[place] == SAID["metadata"]


@pytest.mark.parametrize("text", ["/home/an.analyst/lscb", "2015-04-01T09:30:00", r"C:\Users\me"])
def test_a_machines_folder_or_a_time_is_found_even_where_it_would_be_told_again(
    edition, tmp_path, text
):
    expected = tmp_path / "expected"
    shutil.copytree(edition.expected, expected)
    edition.replaced(PLANS, "</main>", f"<p>{text}</p></main>")
    (expected / PLANS).write_bytes(edition.file(PLANS).read_bytes())
    found = scanned(edition.folder, edition.held, expected)
    assert {stray.what for stray in found} == {TOLD_OF_THE_MACHINE}


def test_cleared_tables_that_were_changed_since_they_left_the_gate_are_found(edition, tmp_path):
    copy = tmp_path / edition.held.folder.name
    shutil.copytree(edition.held.folder, copy)
    file = next(copy.glob("*.csv"))
    file.write_text(file.read_text(encoding="utf-8") + "3", encoding="utf-8")
    found = scanned(edition.folder, Cleared(copy), edition.expected)
    assert [stray.what for stray in found] == [CHANGED]


def test_a_finding_is_a_problem_that_a_letter_can_say(edition):
    edition.replaced(PLANS, ">[c]</td>", ">3</td>")
    (stray,) = edition.strays()
    assert stray.problem.file == PLANS
    assert str(stray.problem).startswith("table ")
    assert str(stray.problem).endswith(NUMBER)


def test_the_edition_is_told_again_where_no_record_is(told_again):
    root = told_again.parents[3]
    held = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    assert not (root / "data").exists()
    assert not [name for name in held if "registration" in name or "/panel" in name]
    assert (root / "parameters" / "bexley" / "2014-15.yaml").read_bytes() == b""
