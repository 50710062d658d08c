"""The pages of a report beside its chapters, a module each.

A page is a module, which says its TITLE and gives, from what the report holds, the `facts` that
its template of the same name in `templates/lscb/pages/` is filled with; None where an edition has
no such page. To add one, write the two and give it its place in FOLLOWING: the first page then
lists it, its neighbours lead to it, and it is part of the report on one page.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from lscb.press.page import Entry
from lscb.press.pages import about, accessibility, checklist, index, not_known, restated, whole
from lscb.press.pages.material import Material
from lscb.press.pages.rendering import name_of, rendered

FOLLOWING: tuple[ModuleType, ...] = (about, not_known, restated, checklist, accessibility)
"""The pages after the chapters, in their order. The first is in every edition, since the last
chapter leads to it."""


def write_pages(material: Material) -> None:
    """Write into the edition's folder the pages beside its chapters, which are there, and all of
    it on one page; not the first, which says what is made from that."""
    filled = {module: module.facts(material) for module in FOLLOWING}
    held = [module for module in FOLLOWING if filled[module] is not None]
    order = [*material.entries, *(Entry(name_of(module), module.TITLE) for module in held)]
    for module in held:
        _write(material, name_of(module), rendered(material, module, filled[module], order))
    _write(material, whole.NAME, whole.on_one_page(material, order))


def write_first_page(material: Material, documents: Mapping[str, Path]) -> None:
    """Write the first page, once the others are there; `documents` are the files made from the one
    page, by what they are."""
    following = [Entry(name_of(module), module.TITLE) for module in FOLLOWING]
    there = [entry for entry in following if (material.folder / f"{entry.name}.html").is_file()]
    order = [*material.entries, *there]
    first = index.facts(material, documents) | {"order": order}
    _write(material, name_of(index), rendered(material, index, first, order))


def _write(material: Material, name: str, html: str) -> None:
    (material.folder / f"{name}.html").write_text(html, encoding="utf-8", newline="\n")
