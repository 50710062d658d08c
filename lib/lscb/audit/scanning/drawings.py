"""What pictures say beside what is drawn: SVG's words and remarks, the metadata of PNG and JPEG."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from xml.parsers import expat

from lscb.audit.scanning.passages import Passage

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
DRAWN = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"bKGD"}
"""The chunks of a PNG that only say how it is drawn."""

START_OF_SCAN, JFIF = 0xDA, 0xE0
TOLD_BY_SEGMENT = {*range(0xE1, 0xF0), 0xFE}
"""The segments of a JPEG that say something beside the picture: Exif, XMP, comments."""


def drawing(content: bytes) -> Iterator[Passage]:
    """A picture as a whole, and whatever it says beside what is drawn."""
    digest = hashlib.sha256(content).hexdigest()
    yield Passage("the picture", digest, "drawing")
    if content.startswith(PNG):
        yield from _png(content)
    elif content.startswith(JPEG):
        yield from _jpeg(content)
    elif content.lstrip()[:1] == b"<":
        yield from markup(content)
    else:
        yield Passage("a picture of another kind", digest, "unreadable")


def _png(content: bytes) -> Iterator[Passage]:
    at = len(PNG)
    while at + 8 <= len(content):
        size, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if name not in DRAWN:
            text = content[at + 8 : at + 8 + size].decode("latin-1")
            yield Passage(f"the PNG's {_named(name)}", text, "metadata")
        at += size + 12
        if name == b"IEND":
            break
    if content[at:]:
        yield Passage("after the PNG's end", content[at:].decode("latin-1"), "metadata")


def _named(chunk: bytes) -> str:
    """The name of a chunk, where it is letters as it must be."""
    return f"{chunk.decode('ascii')} chunk" if chunk.isalpha() else "chunk without a name"


def _jpeg(content: bytes) -> Iterator[Passage]:
    at = len(JPEG)
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] != START_OF_SCAN:
        size = int.from_bytes(content[at + 2 : at + 4], "big")
        if content[at + 1] in TOLD_BY_SEGMENT:
            text = content[at + 4 : at + 2 + size].decode("latin-1")
            yield Passage("the JPEG's metadata", text, "metadata")
        at += size + 2


SPEAKING = re.compile(r"title|desc|alt|label|data-|aria|name|note|comment", re.IGNORECASE)
"""Attributes that say something; the others say how it is drawn, and are compared with it."""


def markup(content: bytes) -> Iterator[Passage]:
    """The words, remarks and speaking attributes of an XML file such as an SVG.

    Nothing is fetched; a file that declares entities, which can be made to swell without end, is
    unreadable, and so is what is no XML.
    """
    found: list[Passage] = []
    open_elements: list[str] = []
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        open_elements.append(name)
        for key, text in attributes.items():
            if SPEAKING.search(key):
                found.append(Passage(f"an attribute at line {parser.CurrentLineNumber}", text))

    def say(kind: str, text: str) -> None:
        if text.strip():
            line = parser.CurrentLineNumber
            found.append(Passage(f"{kind} at line {line}", text.strip()))

    def refuse(*_: object) -> None:
        raise expat.ExpatError

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: open_elements.pop()
    parser.CharacterDataHandler = lambda text: say("words", text)
    parser.CommentHandler = lambda text: say("a remark", text)
    parser.ProcessingInstructionHandler = lambda target, text: say("an instruction", text)
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        found.append(Passage("what is no plain XML", content.decode("latin-1"), "unreadable"))
    yield from found
