"""What CSV, JSON and notebooks say, a cell or a value at a time."""

from __future__ import annotations

import base64
import binascii
import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from lscb.audit.scanning.drawings import drawing
from lscb.audit.scanning.pages import page
from lscb.audit.scanning.passages import Passage


def table(text: str) -> Iterator[Passage]:
    """The cells of a CSV, rows as a spreadsheet shows them."""
    for number, row in enumerate(csv.reader(io.StringIO(text.removeprefix("\ufeff"))), start=1):
        for place, cell in enumerate(row, start=1):
            yield Passage(f"row {number}, column {place}", cell)


def values(text: str) -> Iterator[Passage]:
    """The values and keys of a JSON file; ValueError for what is none."""
    yield from _values(json.loads(text), "")


def notebook(text: str) -> Iterator[Passage]:
    """What a notebook says: sources, outputs, and metadata of whatever has some."""
    held = json.loads(text)
    if not isinstance(held, dict) or not isinstance(held.get("cells"), list):
        raise ValueError("expected a notebook")
    for number, cell in enumerate(held.pop("cells"), start=1):
        outputs = cell.pop("outputs", [])
        yield from (each.inside(f"cell {number}") for each in _values(cell, ""))
        for place, output in enumerate(outputs, start=1):
            where = f"cell {number}, output {place}"
            data = output.pop("data", {})
            yield from (each.inside(where) for each in _values(output, ""))
            for mime, content in data.items():
                inside = f"{where}, {_safe(mime)}"
                yield Passage(inside, mime, "metadata")
                yield from (each.inside(inside) for each in _shown(mime, content))
    yield from (each.inside("the notebook") for each in _values(held, ""))


def _shown(mime: str, content: Any) -> Iterator[Passage]:
    text = "".join(content) if _is_lines(content) else content
    if not isinstance(text, str):
        yield from _values(text, "")
    elif mime == "text/html":
        yield from page(text)
    elif mime == "image/svg+xml":
        yield from drawing(text.encode())
    elif mime.startswith("image/"):
        try:
            yield from drawing(base64.b64decode(text))
        except (binascii.Error, ValueError):
            yield Passage("the picture", text, "unreadable")
    else:
        for number, line in enumerate(text.splitlines(), start=1):
            yield Passage(f"line {number}", line)


def _values(held: Any, where: str) -> Iterator[Passage]:
    if isinstance(held, dict):
        for key, value in held.items():
            name = f"{where}, {_safe(key)}" if where else _safe(key)
            yield Passage(name, key, "metadata")
            yield from _values(value, name)
    elif isinstance(held, list) and not _is_lines(held):
        for number, value in enumerate(held, start=1):
            yield from _values(value, f"{where} {number}".strip())
    else:
        text = "\n".join(held) if isinstance(held, list) else json.dumps(held, ensure_ascii=False)
        yield Passage(where or "the whole", text)


def _is_lines(held: Any) -> bool:
    """Whether a list is the lines of one text, as notebooks keep them."""
    return isinstance(held, list) and bool(held) and all(isinstance(each, str) for each in held)


def _safe(key: str) -> str:
    """A key as a finding may name it: whoever wrote it may have put a number there."""
    return re.sub(r"\d", "?", key)
