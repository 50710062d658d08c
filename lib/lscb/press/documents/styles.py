"""How a Word file looks, what stands on each of its pages, and what it says of itself."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from lxml.html import HtmlElement

from lscb.press.documents.contents import field
from lscb.press.documents.paper import board

FONT, LANGUAGE = "Arial", "en-GB"
QUIET, LINK = RGBColor(0x3D, 0x3D, 0x3D), RGBColor(0x0B, 0x4F, 0x8A)
ACCENT = "the board's own"

NO_TIME = (1980, 1, 1, 0, 0, 0)
"""What an archive says of its parts that keep no time."""

UNNEEDED = ("thumbnail", "extended-properties", "customXml", "stylesWithEffects")
"""What python-docx's own blank document brings along."""


@dataclass(frozen=True)
class _Look:
    """A paragraph style: what it is made from, points of size and of room above and beneath."""

    name: str
    size: float
    above: float = 0
    beneath: float = 6
    bold: bool = False
    colour: RGBColor | str | None = None
    base: str = "Normal"
    keeps_with_next: bool = False
    indent: float = 0
    right: bool = False


LOOKS = (
    _Look("Normal", 10.5, base=""),
    _Look("Heading 1", 22, 6, 12, True, ACCENT, keeps_with_next=True),
    _Look("Heading 2", 17, 18, 8, True, ACCENT, keeps_with_next=True),
    _Look("Heading 3", 13, 16, 6, True, ACCENT, keeps_with_next=True),
    _Look("Heading 4", 11, 12, 4, True, ACCENT, keeps_with_next=True),
    _Look("Heading 5", 10.5, 10, 4, True, ACCENT, keeps_with_next=True),
    _Look("Headline", 13, 12, 4, True, keeps_with_next=True),
    _Look("Contents", 17, 18, 8, True, ACCENT, keeps_with_next=True),
    _Look("toc 1", 10.5, 6, 2, True),
    _Look("toc 2", 10.5, 0, 2, indent=14),
    _Look("Caption", 10.5, 12, 4, True, keeps_with_next=True),
    _Look("Figure", 10.5, 0, 4, keeps_with_next=True),
    _Look("Term", 10.5, 6, 0, True, keeps_with_next=True),
    _Look("Marking", 10.5, 0, 2, True),
    _Look("Note", 9, 3, 8, colour=QUIET),
    _Look("Missing", 10.5, 0, 6, colour=QUIET, indent=8),
    _Look("Table text", 9, 1.5, 1.5),
    _Look("Table part", 9, 1.5, 1.5, indent=10, base="Table text"),
    _Look("Table number", 9, 1.5, 1.5, base="Table text", right=True),
    _Look("Header", 8.5, 0, 0, True),
    _Look("Footer", 8.5, 0, 0, colour=QUIET),
)

TABLE_STYLE = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="ReportTable">
  <w:name w:val="Report table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/>
  <w:tblPr><w:tblBorders>
    <w:bottom w:val="single" w:sz="4" w:space="0" w:color="8A8D90"/>
    <w:insideH w:val="single" w:sz="4" w:space="0" w:color="8A8D90"/>
  </w:tblBorders></w:tblPr>
</w:style>"""


def set_up(word: Document, document: HtmlElement) -> None:
    """Give a blank Word file its styles, its page, and what stands on each page of the report."""
    own = RGBColor.from_string(document.body.get("data-accent")[1:])
    for look in LOOKS:
        _style(word, look if look.colour != ACCENT else replace(look, colour=own))
    link = word.styles.add_style("Link", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = LINK, True
    word.styles.element.append(parse_xml(TABLE_STYLE))
    for tongue in word.styles.element.iter(qn("w:lang")):
        tongue.set(qn("w:val"), LANGUAGE)
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(24)
    section.header.paragraphs[0].add_run(document.body.get("data-markings"))
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{document.body.get('data-title')}. Page ")
    field(foot, " PAGE ", "1")
    foot.add_run(" of ")
    field(foot, " NUMPAGES ", "1")
    _say_what_it_is(word, document)


def _style(word: Document, look: _Look) -> None:
    named = {style.name for style in word.styles}
    style: ParagraphStyle = (
        word.styles[look.name]
        if look.name in named
        else word.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
    )
    if look.base:
        style.base_style = word.styles[look.base]
    letters = style.element.get_or_add_rPr()
    for element in list(letters):
        letters.remove(element)
    style.font.name, style.font.size = FONT, Pt(look.size)
    style.font.bold = look.bold or None
    style.font.color.rgb = look.colour
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(look.above), Pt(look.beneath)
    layout.keep_with_next = look.keeps_with_next or None
    layout.line_spacing = 1.0 if look.name.startswith("Table") else 1.15
    if look.indent:
        layout.left_indent = Pt(look.indent)
    if look.right:
        layout.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _say_what_it_is(word: Document, document: HtmlElement) -> None:
    """Title, board and language, and nothing of when, where and by whom it was made."""
    about = word.core_properties
    for element in list(about._element):
        about._element.remove(element)
    about.title, about.author = document.body.get("data-title"), board(document)
    about.language = LANGUAGE
    for part in (word.part.package, word.part):
        for name, relation in list(part.rels.items()):
            if relation.reltype.rpartition("/")[2] in UNNEEDED:
                del part.rels[name]
    settings = word.settings.element
    for tag in ("w:rsids", "w:savePreviewPicture"):
        for element in settings.findall(qn(tag)):
            settings.remove(element)
    settings.find(qn("w:themeFontLang")).set(qn("w:val"), LANGUAGE)


def without_times(word: Document) -> bytes:
    """The file, whose parts bear no time: the same document gives the same bytes."""
    written, kept = io.BytesIO(), io.BytesIO()
    word.save(written)
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(kept, "w") as file:
        for name in parts.namelist():
            about = zipfile.ZipInfo(name, NO_TIME)
            about.create_system, about.compress_type = 0, zipfile.ZIP_DEFLATED
            file.writestr(about, parts.read(name))
    return kept.getvalue()
