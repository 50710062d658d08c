"""The text of an XML file, a piece at a time, before anything builds elements of it.

Here is settled what a parser of elements leaves open or does wrong: which encoding a file is in,
whatever it says; that it declares no document type, from which entities could be made to swell
without end or to fetch other files; that nothing in it is so long that it has to be held whole;
and on which line an element starts (libxml2 keeps numbers up to 65,535 and guesses beyond).
"""

from __future__ import annotations

import codecs
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO
from xml.parsers import expat

from lscb.records.sheets import Unreadable

PIECE = 1 << 18
"""Bytes read at a time."""

LONGEST = 1 << 20
"""The longest tag, comment or text there may be, in bytes."""

MOST_NAMESPACES = 100
"""Namespaces that a file may declare. libxml2 keeps every one it has met."""

DECLARED_WITHIN = 1024
"""The bytes of a file that say which encoding it is in."""

OTHER_ENCODINGS = {
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "iso-8859-1": "cp1252",  # what says it is this is, in practice, Windows' own
    "latin1": "cp1252",
    "iso-8859-15": "iso-8859-15",
}
UNICODE = {"", "utf-8", "utf8", "us-ascii", "ascii", "utf-16", "unicode"}
"""Declared of text in UTF-8; UTF-16 by systems that save as UTF-8 what they made as UTF-16."""

_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"'>]*)["']""")
_NAMESPACE = re.compile(rb"""xmlns[^"'<>]*(?:["'][^"'<]*)?""")
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*>|\s*")


def encodings(start: bytes) -> tuple[str, ...]:
    """The encodings to try in turn on a file, from its first bytes.

    Raises Unreadable where it says it is in one that is not read here.
    """
    if start.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if start[:2] in (b"<\0", b"\0<"):
        return ("utf-16-le" if start[0] else "utf-16-be",)
    match = _DECLARED.match(start)
    declared = match[1].decode("ascii", "replace").lower() if match else ""
    if declared in UNICODE:
        return ("utf-8", "cp1252")
    if declared in OTHER_ENCODINGS:
        return (OTHER_ENCODINGS[declared],)
    why = "expected text in UTF-8; the file says that it is in an encoding that is not read here"
    raise Unreadable((1, why))


def pieces(source: BinaryIO, size: int, encoding: str) -> Iterator[str]:
    """The text of the first `size` bytes, in some pieces.

    Raises UnicodeDecodeError where it is in another encoding.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    source.seek(0)
    while size > 0 and (read := source.read(min(PIECE, size))):
        size -= len(read)
        yield decoder.decode(read)
    yield decoder.decode(b"", final=True)


def undeclared(text: str) -> str:
    """A text without its XML declaration and what is blank before it, its lines kept.

    Text needs none, and case systems write blank lines before one, which XML does not allow.
    """
    return _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text, count=1)


class _Found(Exception):  # noqa: N818 - it is no error: it stops expat where enough is known
    """The name of a file's first element, and whether a document type says so."""


def first_element(text: str) -> tuple[str, bool] | None:
    """The name of the first element, and whether a document type is declared before it.

    None where there is none. Nothing of a document type is read but the name of its element.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _document_type
    parser.StartElementHandler = _element
    try:
        parser.Parse(text)
    except _Found as found:
        name, declared = found.args
        return name, declared
    except expat.ExpatError:
        pass
    return None


def _document_type(name: str, *_: object) -> None:
    raise _Found(name, True)


def _element(name: str, _: object) -> None:
    raise _Found(name, False)


class Starts:
    """The lines on which elements of some names start, in order, as pieces go by.

    In well-formed XML a `<` is the start of a tag wherever it is not within a comment, a
    processing instruction or character data marked as such. `found` is taken from its left by
    whoever meets the elements; `line` is the last line seen.
    """

    def __init__(self, names: Sequence[str], prefix: str) -> None:
        self._names = names
        # A look ahead at one letter takes a third off the time.
        letters = re.escape("".join({(prefix + name)[0] for name in names}))
        listed = "|".join(f"{re.escape(prefix)}({name})(?=[\\s/>])" for name in names)
        passed_over = r"!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>"
        pattern = f"<(?=[{letters}!?])(?:{listed}|{passed_over}|([!?]))"
        self._starts = re.compile(pattern.encode(), re.DOTALL)
        self.found: deque[tuple[str, int]] = deque()
        self.line = 1
        self._namespaces: set[bytes] = set()

    def whole(self, parts: Iterable[str]) -> Iterator[bytes]:
        """The same text in UTF-8, in pieces that no tag or comment is cut by.

        Raises Unreadable where one is longer than LONGEST, or where namespaces are without end.
        """
        waiting = b""
        for text in parts:
            waiting += text.encode()
            end = self._seen(waiting, max(waiting.rfind(b"<"), 0))
            self._namespaces.update(_NAMESPACE.findall(waiting, 0, end))
            if len(self._namespaces) > MOST_NAMESPACES:
                why = f"expected a namespace or two; this file declares over {MOST_NAMESPACES}"
                raise Unreadable((self.line, why))
            yield waiting[:end]
            waiting = waiting[end:]
            if len(waiting) > LONGEST:
                why = "expected no tag, comment or text of more than 1 MB; is a bracket missing?"
                raise Unreadable((self.line, why))
        self._seen(waiting, len(waiting))
        yield waiting

    def _seen(self, text: bytes, end: int) -> int:
        """Note what starts in a text up to some place, and return up to where it is whole."""
        at = 0
        for match in self._starts.finditer(text, 0, end):
            which = match.lastindex
            if which is None:
                continue
            start = match.start()
            if which > len(self._names):
                end = start
                break
            self.line += text.count(b"\n", at, start)
            self.found.append((self._names[which - 1], self.line))
            at = start
        self.line += text.count(b"\n", at, end)
        return end
