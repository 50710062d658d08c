"""What PDF files say: the text of pages, alternative texts, links, and what no reader sees."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from typing import Any

from lscb.audit.scanning.passages import Passage

SPOKEN = {"/Alt", "/ActualText", "/Title", "/Contents", "/E", "/TU", "/URI", "/Subject", "/Author"}
"""Entries that say something to a reader; any other text is there for programs."""

DRAWN = {"/Font", "/FontDescriptor", "/CMap", "/ObjStm", "/XRef"}
"""What only says how letters look, or where in the file things are."""


def pdf_file(content: bytes) -> Sequence[Passage]:
    """The pages of a PDF line by line, then every other text and picture in it.

    It is unreadable where it is none, is locked, or where pypdf is not installed.
    """
    try:
        from pypdf import PdfReader

        reader = PdfReader(io.BytesIO(content), strict=True)
        return (*_lines(reader), *_beside(reader))
    except Exception:  # a damaged file may end in any
        return (Passage("the whole", "", "unreadable"),)


def _lines(reader: Any) -> Iterator[Passage]:
    for page, each in enumerate(reader.pages, start=1):
        for number, line in enumerate(each.extract_text().splitlines(), start=1):
            if line.strip():
                yield Passage(f"page {page}, line {number}", line)


def _beside(reader: Any) -> Iterator[Passage]:
    """What stands in the objects of a file rather than on its pages, in their order."""
    from pypdf.generic import IndirectObject, StreamObject

    for number in range(1, int(reader.trailer["/Size"])):
        held = reader.get_object(IndirectObject(number, 0, reader))
        where = f"object {number}"
        kind = held.get("/Type") if isinstance(held, dict) else None
        if kind in DRAWN:
            continue
        if isinstance(held, StreamObject):
            yield from _stream(held, where)
        yield from _texts(held, where)


def _stream(held: Any, where: str) -> Iterator[Passage]:
    if held.get("/Subtype") == "/Image":
        digest = hashlib.sha256(held.get_data()).hexdigest()
        yield Passage(f"{where}, a picture", digest, "drawing")
    elif held.get("/Type") == "/Metadata":
        yield Passage(f"{where}, metadata", held.get_data().decode("utf-8", "replace"), "metadata")
    elif held.get("/Type") == "/EmbeddedFile":
        digest = hashlib.sha256(held.get_data()).hexdigest()
        yield Passage(f"{where}, a file within the file", digest, "unreadable")


def _texts(held: Any, where: str, key: str = "") -> Iterator[Passage]:
    """The texts in an object, each under the name of its entry; others it refers to are not
    followed."""
    from pypdf.generic import ByteStringObject, TextStringObject

    if isinstance(held, dict):
        for name in held:
            yield from _texts(held.raw_get(name), where, name)
    elif isinstance(held, list):
        for each in held:
            yield from _texts(each, where, key)
    elif isinstance(held, TextStringObject) and held.strip():
        yield Passage(f"{where}, {key}", str(held), "words" if key in SPOKEN else "metadata")
    elif isinstance(held, ByteStringObject) and held.strip():
        yield Passage(f"{where}, {key}", held.hex(), "metadata")
