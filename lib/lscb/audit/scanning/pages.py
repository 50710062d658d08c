"""What a page says: its text, and whatever its code says that a reader does not see."""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from bs4 import BeautifulSoup, Comment, Doctype, NavigableString, Tag

from lscb.audit.scanning.drawings import drawing
from lscb.audit.scanning.passages import Passage

KINDS = {
    "p": "paragraph",
    "li": "list item",
    "dt": "term",
    "dd": "explanation",
    "caption": "caption",
    "figcaption": "caption of a figure",
    "img": "image",
    "style": "style sheet",
    "script": "script",
    "title": "title",
    "meta": "meta element",
    "a": "link",
    **{f"h{level}": "heading" for level in range(1, 7)},
}
"""What the elements by which a place is named are called."""


def page(html: str) -> list[Passage]:
    """Every text, attribute, remark and picture of a page, in order, each with its place."""
    soup = BeautifulSoup(html, "html.parser")
    found: list[Passage] = []
    places = _Places()
    for node in soup.descendants:
        where = places.where(node)
        if isinstance(node, Tag):
            found += _of_element(node, where)
        elif isinstance(node, NavigableString) and node.strip():
            found.append(_of_string(node, where))
    return found


class _Places:
    """Names places in a page as they are met: by table, row and cell, or by kind and number."""

    def __init__(self) -> None:
        self.met: Counter[str] = Counter()
        self.named: dict[int, str] = {}

    def where(self, node: Tag | NavigableString) -> str:
        if isinstance(node, Tag):
            self._name(node)
        for each in (node, *node.parents):
            if id(each) in self.named:
                return self.named[id(each)]
        return "outside every paragraph"

    def _name(self, tag: Tag) -> None:
        if tag.name == "table":
            self.met["table"] += 1
            self.met["row"] = 0
            self.named[id(tag)] = f"table {self.met['table']}"
        elif tag.name == "tr":
            self.met["row"] += 1
            self.met["cell"] = 0
            self.named[id(tag)] = f"table {self.met['table']}, row {self.met['row']}"
        elif tag.name in {"td", "th"}:
            self.met["cell"] += 1
            row = f"table {self.met['table']}, row {self.met['row']}"
            self.named[id(tag)] = f"{row}, column {self.met['cell']}"
        elif tag.name in KINDS:
            kind = KINDS[tag.name]
            self.met[kind] += 1
            self.named[id(tag)] = f"{kind} {self.met[kind]}"


def _of_element(tag: Tag, where: str) -> Iterator[Passage]:
    yield Passage(where, f"<{tag.name}>", "metadata")
    for name, value in sorted(tag.attrs.items()):
        text = " ".join(value) if isinstance(value, list) else str(value)
        if text.lstrip().lower().startswith("data:"):
            yield from (each.inside(where) for each in _embedded(text))
        else:
            kind = "alternative text" if name == "alt" else "attribute"
            yield Passage(f"{where}, {kind}", text)


def _of_string(node: NavigableString, where: str) -> Passage:
    if isinstance(node, Comment):
        return Passage(f"{where}, remark", str(node))
    return Passage(where, str(node), "metadata" if isinstance(node, Doctype) else "words")


def _embedded(address: str) -> Iterator[Passage]:
    """What a data: address holds."""
    head, _, data = address.partition(",")
    try:
        content = unquote_to_bytes(data)
        if head.lower().rstrip().endswith("base64"):
            content = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        yield Passage("what is embedded", address, "unreadable")
        return
    yield from drawing(content)
