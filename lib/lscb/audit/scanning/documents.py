"""What Word files and workbooks say: text, cells, properties, and what a reader does not see."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from lscb.audit.scanning.drawings import drawing
from lscb.audit.scanning.passages import Passage
from lscb.audit.scanning.workbooks import other_part, shared_texts, sheet

MOST_BYTES = 50_000_000
"""The largest part of a file that is read: a small archive may swell without end."""

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXTS = {f"{WORD}{name}" for name in ("t", "delText", "instrText")}
SPOKEN = ("descr", "title", "alt", "author", "initials", "date")
"""Attributes that say something rather than how it looks."""

UNREAD = (ParseError, DefusedXmlException, ValueError, LookupError)
"""What goes wrong with a part that is not what its name says."""

LOOKS = ("xl/styles.xml", "xl/theme/", "xl/sharedStrings.xml")
"""Parts of a workbook that say how it looks, or what its cells say already."""

NO_TIME = (1980, 1, 1, 0, 0, 0)
"""What an archive says of its parts that keep no time."""


def office_file(content: bytes) -> Iterator[Passage]:
    """Every part of a Word file or a workbook: paragraphs, cells, pictures, properties and the
    archive's own remarks."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = [(each, _bytes(archive, each)) for each in archive.infolist()]
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError):
        yield Passage("the whole", "", "unreadable")
        return
    if archive.comment:
        yield Passage("the archive's remark", archive.comment.decode("latin-1"), "metadata")
    texts = _shared_texts({each.filename: held for each, held in parts})
    for number, (about, held) in enumerate(parts, start=1):
        where = f"part {number} ({re.sub(r'[0-9]', '?', about.filename)})"
        if about.comment or about.extra or about.date_time != NO_TIME:
            said = f"{about.date_time} {about.comment!r} {about.extra!r}"
            yield Passage(f"{where}, what the archive says of it", said, "metadata")
        yield from (each.inside(where) for each in _part(about.filename, held, texts))


def _shared_texts(parts: Mapping[str, bytes]) -> list[str]:
    """The texts that the cells of a workbook name by their number; none where there are no such."""
    try:
        return shared_texts(fromstring(parts["xl/sharedStrings.xml"]))
    except (KeyError, *UNREAD):
        return []


def _bytes(archive: zipfile.ZipFile, about: zipfile.ZipInfo) -> bytes:
    if about.file_size > MOST_BYTES:
        raise ValueError("larger than is read")
    return archive.read(about)


def _part(name: str, content: bytes, texts: Sequence[str]) -> Iterator[Passage]:
    if name.startswith(("word/media/", "xl/media/")):
        yield from drawing(content)
    elif name.endswith((".xml", ".rels")):
        yield from _xml(name, content, texts)
    elif not name.endswith("/"):
        yield Passage("the whole", name, "unreadable")


def _xml(name: str, content: bytes, texts: Sequence[str]) -> Iterator[Passage]:
    try:
        root = fromstring(content)
        cells = list(sheet(root, texts)) if name.startswith("xl/worksheets/sheet") else []
    except UNREAD:
        yield Passage("the whole", "", "unreadable")
        return
    yield from cells
    # Styles and settings are full of sizes: they say nothing but how it looks.
    if name.startswith("word/") and root.tag.startswith(WORD):
        yield from _paragraphs(root)
        yield from _attributes(root)
    elif name.startswith("xl/") and not name.startswith(("xl/worksheets/sheet", *LOOKS)):
        yield from other_part(root)
    elif name.startswith(("docProps/", "customXml/", "word/embeddings/")):
        texts = [each for each in root.iter() if (each.text or "").strip()]
        for number, each in enumerate(texts, start=1):
            yield Passage(f"property {number}", str(each.text).strip(), "metadata")


def _paragraphs(root: Element) -> Iterator[Passage]:
    """Paragraphs outside tables one by one; of a table each row as one passage."""
    for number, each in enumerate(root.iter(f"{WORD}p"), start=1):
        if text := _text(each):
            yield Passage(f"paragraph {number}", text)
    rows = list(root.iter(f"{WORD}tr"))
    for number, each in enumerate(rows, start=1):
        cells = [_text(cell) for cell in each.iter(f"{WORD}tc")]
        yield Passage(f"row {number} of the tables", " | ".join(cells))


def _text(element: Element) -> str:
    return "".join(each.text or "" for each in element.iter() if each.tag in TEXTS).strip()


def _attributes(root: Element) -> Iterator[Passage]:
    """What is said in attributes: alternative texts, and who changed what and when."""
    number = 0
    for element in root.iter():
        for key, text in element.attrib.items():
            if key.rpartition("}")[2] in SPOKEN and text.strip():
                number += 1
                yield Passage(f"attribute {number}", text)
