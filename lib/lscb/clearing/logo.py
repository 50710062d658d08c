"""A board's logo, from the file beside its parameters: a picture, and nothing else in it."""

from __future__ import annotations

import base64
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from xml.parsers import expat

from lscb.errors import ParameterError, Problem
from lscb.report import Report
from lscb.workbench import ReportPlace

LARGEST = 24_000
"""Bytes of a logo at most: it is in every page."""

WIDEST = 2000
"""Points of a PNG at most, across and down."""

PNG = b"\x89PNG\r\n\x1a\n"
DRAWN = (b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"IDAT", b"IEND")
"""The chunks of a PNG that draw it. Others say who made it, when and where: they are left out."""

SHAPES = {
    *("svg", "g", "defs", "symbol", "use", "title", "desc", "text", "tspan", "path", "rect"),
    *("circle", "ellipse", "line", "polyline", "polygon", "clipPath", "mask", "stop"),
    *("linearGradient", "radialGradient"),
}
"""The elements of SVG that draw, and fetch and run nothing."""

SPACES = ("xml", "xlink")
"""Prefixes of attributes that draw. Others are of the program it was drawn with, and may say where
on whose machine."""

REFERENCE = re.compile(r"url\(\s*[\"']?#([\w-]+)[\"']?\s*\)")
"""Where an attribute draws what has an id."""

MOST_DRAWN = 1000
"""How often parts may be drawn again: a few that draw one another would take days."""


class _NoPictureError(Exception):
    """Why a file cannot be a logo."""


def logo(place: ReportPlace, report: Report) -> dict[str, str] | None:
    """The logo as an address that holds it, and what it says; None where the board states none.

    Raises ParameterError for a file that is not there or is more than a picture.
    """
    stated = report.board.logo
    if stated is None:
        return None
    path = place.parameters.parent / stated.file
    try:
        kind, content = _picture(path.read_bytes(), stated.file)
    except OSError:
        raise _letter(place, stated.file, "expected the file beside the parameters") from None
    except _NoPictureError as why:
        raise _letter(place, stated.file, str(why)) from None
    image = f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"
    return {"image": image, "alternative": stated.alternative}


def logo_problems(place: ReportPlace, report: Report) -> Sequence[Problem]:
    """Why the board's logo cannot be taken; nothing where it can, or where none is stated."""
    try:
        logo(place, report)
    except ParameterError as letter:
        return letter.problems
    return ()


def _letter(place: ReportPlace, file: str, why: str) -> ParameterError:
    problem = Problem(place.workbench.relative(place.parameters.parent / file), why)
    return ParameterError(
        [problem],
        "Put a plain picture there, or take  logo:  out of the parameters. Then type:  "
        f"lscb check {place}",
    )


def _picture(content: bytes, file: str) -> tuple[str, bytes]:
    """Which kind of picture it is, and the picture itself."""
    if len(content) > LARGEST:
        raise _NoPictureError(f"expected {LARGEST:,} bytes at most, found {len(content):,}")
    if file.endswith(".svg"):
        return "svg+xml", _svg(content)
    return "png", PNG + b"".join(_chunks(content))


def _chunks(content: bytes) -> Iterator[bytes]:
    """The chunks of a PNG that draw it."""
    if not content.startswith(PNG + b"\0\0\0\rIHDR"):
        raise _NoPictureError("expected a PNG picture, which this is not")
    sides = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    if not all(1 <= side <= WIDEST for side in sides):
        raise _NoPictureError(f"expected a picture of {WIDEST} points across and down at most")
    at, name = len(PNG), b""
    while name != b"IEND":
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        chunk = content[at:end]
        name = chunk[4:8]
        sum_ = int.from_bytes(chunk[-4:], "big")
        if len(chunk) < 12 or end > len(content) or zlib.crc32(chunk[4:-4]) != sum_:
            raise _NoPictureError("expected a whole PNG picture; this one is damaged")
        if name in DRAWN:
            yield chunk
        at = end


def _svg(content: bytes) -> bytes:
    """The same picture without its remarks, where it draws and does nothing else."""
    parser = expat.ParserCreate(encoding="utf-8")
    first: list[str] = []
    within: list[str] = []
    drawn: dict[str, list[str]] = {"": []}
    remarks: list[int] = []

    def starts(name: str, attributes: dict[str, str]) -> None:
        first.append(name)
        if first[0] != "svg" or name not in SHAPES:
            raise _NoPictureError(f"expected an SVG picture of plain shapes, found <{name[:40]}>")
        within.append(attributes.get("id", ""))
        for attribute, value in attributes.items():
            _check_attribute(attribute, value)
            for outer in {"", *within}:
                drawn.setdefault(outer, []).extend(_drawn_by(attribute, value))

    def refuses(*_: object) -> None:
        raise _NoPictureError("expected an SVG picture without a document type or instructions")

    parser.StartElementHandler = starts
    parser.EndElementHandler = lambda _: within.pop()
    parser.CommentHandler = lambda _: remarks.append(parser.CurrentByteIndex)
    parser.StartDoctypeDeclHandler = parser.ProcessingInstructionHandler = refuses
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError):
        raise _NoPictureError("expected an SVG picture in UTF-8, which this is not") from None
    if _times_drawn(drawn) > MOST_DRAWN:
        raise _NoPictureError("expected an SVG picture of parts that draw no other parts so often")
    return _without(remarks, content)


def _without(remarks: Sequence[int], content: bytes) -> bytes:
    """A drawing less the remarks that begin at these bytes."""
    for begin in reversed(remarks):
        content = content[:begin] + content[content.index(b"-->", begin) + 3 :]
    return content


def _drawn_by(name: str, value: str) -> list[str]:
    """The ids of what an attribute has drawn where it stands."""
    is_link = name.rpartition(":")[2] == "href"
    return [value.removeprefix("#")] if is_link else REFERENCE.findall(value)


def _times_drawn(drawn: Mapping[str, Sequence[str]]) -> int:
    """How often parts are drawn again, all in all, by the ids that each part names; no further
    than what is too often, since one may draw itself."""
    total, again = 0, Counter(drawn[""])
    while again and total <= MOST_DRAWN:
        total += again.total()
        parts, again = again, Counter()
        for part, times in parts.items():
            for other in drawn.get(part, ()):
                again[other] += times
    return total


def _check_attribute(name: str, value: str) -> None:
    """Refuse what runs, what fetches anything from elsewhere, and what draws nothing."""
    prefix, apart, last = name.partition(":")
    if prefix == "xmlns":
        return
    plain = REFERENCE.sub("", value)
    leads = (last or name) == "href" and not value.startswith("#")
    runs = name.lower().startswith("on") or re.search(r"(?i)url|@import|\\|script:|//", plain)
    if leads or runs:
        raise _NoPictureError(f"expected an SVG picture that refers to nothing, found {name[:40]}=")
    if apart and prefix not in SPACES:
        raise _NoPictureError(f"expected an SVG picture saved as plain SVG, found {name[:40]}=")
