"""Whether anything is drawn in a picture, beside its frame, its scales and its words."""

from __future__ import annotations

import base64
import binascii
import io
import re

from lxml import etree

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = ("path", "use", "rect", "circle", "line", "polyline", "polygon")
MARKS = {f"{SVG}{name}" for name in SHAPES}
FRAME = re.compile(r"matplotlib\.axis_|text_|legend_|figure_|patch_")
"""How matplotlib names what is no data: scales, words, and the patches that are backgrounds,
spines or bars."""

UNFILLED = re.compile(r"fill: *(none|#ffffff|white)\b")


def is_blank(content: str) -> bool:
    """Whether a picture, SVG as text or any picture in base64, shows nothing or cannot be read."""
    try:
        held = content.encode() if content.lstrip().startswith("<") else base64.b64decode(content)
    except (ValueError, binascii.Error):
        return True
    if held.lstrip()[:1] == b"<":
        return _is_blank_drawing(held)
    return _is_one_colour(held)


def _is_blank_drawing(svg: bytes) -> bool:
    """Whether a drawing has no marks. In one by matplotlib only those within its axes count."""
    try:
        root = etree.fromstring(svg, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return True
    axes = [g for g in root.iter(f"{SVG}g") if g.get("id", "").startswith("axes_")]
    if axes:
        return not any(_is_of_data(part) for each in axes for part in each)
    return not _marks(root)


def _is_of_data(part: etree._Element) -> bool:
    """Whether a part of axes is drawn from data: a line, a band, points, or a bar, which is a
    patch as backgrounds are and has a colour."""
    marks = _marks(part)
    if not FRAME.match(part.get("id", "")):
        return bool(marks)
    is_patch = part.get("id", "").startswith("patch_")
    return is_patch and any(not UNFILLED.search(mark.get("style", "")) for mark in marks)


def _marks(part: etree._Element) -> list[etree._Element]:
    """What is drawn in a part: not what is defined there and may be drawn elsewhere, nor a path
    that leads nowhere, as matplotlib's of values that are missing."""
    marks = [mark for mark in part.iter() if mark.tag in MARKS]
    return [
        mark
        for mark in marks
        if next(mark.iterancestors(f"{SVG}defs"), None) is None
        if mark.tag != f"{SVG}path" or re.search("[1-9]", mark.get("d", ""))
    ]


def _is_one_colour(picture: bytes) -> bool:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(picture)) as image:
            extremes = image.convert("RGB").getextrema()
    except (UnidentifiedImageError, OSError, ValueError):
        return True
    return all(least == most for least, most in extremes)
