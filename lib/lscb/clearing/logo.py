"""A board's logo, from the file beside its parameters: a picture, and nothing else in it."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator, Sequence
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
    """The same picture, where it draws and does nothing else."""
    parser = expat.ParserCreate(encoding="utf-8")
    first: list[str] = []

    def starts(name: str, attributes: dict[str, str]) -> None:
        first.append(name)
        if first[0] != "svg" or name not in SHAPES:
            raise _NoPictureError(f"expected an SVG picture of plain shapes, found <{name[:40]}>")
        for attribute, value in attributes.items():
            _check_attribute(attribute, value)

    def refuses(*_: object) -> None:
        raise _NoPictureError("expected an SVG picture without a document type or instructions")

    parser.StartElementHandler = starts
    parser.StartDoctypeDeclHandler = parser.ProcessingInstructionHandler = refuses
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError):
        raise _NoPictureError("expected an SVG picture in UTF-8, which this is not") from None
    return content


def _check_attribute(name: str, value: str) -> None:
    """Refuse what runs, and what fetches anything from elsewhere."""
    if name.startswith("xmlns"):
        return
    plain = re.sub(r"url\(\s*[\"']?#[\w-]+[\"']?\s*\)", "", value)
    leads = name.rpartition(":")[2] == "href" and not value.startswith("#")
    if name.lower().startswith("on") or leads or re.search(r"(?i)url|@import|\\|script:|//", plain):
        raise _NoPictureError(f"expected an SVG picture that refers to nothing, found {name[:40]}=")
