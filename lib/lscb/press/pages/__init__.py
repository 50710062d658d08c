"""The pages of a report beside its chapters, a module each.

A page is a module, which says its TITLE and gives, from what the report holds, the `facts` that
its template of the same name in `templates/lscb/pages/` is filled with; None where an edition has
no such page. To add one, write the two and give it its place in FOLLOWING: the first page then
lists it, its neighbours lead to it, and it is part of the report on one page.
"""

from __future__ import annotations

from types import ModuleType

from lscb.press.page import Entry
from lscb.press.pages import about, checklist, index, not_known, restated, whole
from lscb.press.pages.material import Material
from lscb.press.pages.rendering import name_of, rendered

FOLLOWING: tuple[ModuleType, ...] = (about, not_known, restated, checklist)
"""The pages after the chapters, in their order. The first is in every edition, since the last
chapter leads to it."""


def write_pages(material: Material) -> None:
    """Write into the edition's folder all its pages but those of the chapters, which are there."""
    filled = {module: module.facts(material) for module in FOLLOWING}
    held = [module for module in FOLLOWING if filled[module] is not None]
    order = [*material.entries, *(Entry(name_of(module), module.TITLE) for module in held)]
    for module in held:
        _write(material, name_of(module), rendered(material, module, filled[module], order))
    first = index.facts(material) | {"order": order}
    _write(material, name_of(index), rendered(material, index, first, order))
    _write(material, whole.NAME, whole.on_one_page(material, order))


def _write(material: Material, name: str, html: str) -> None:
    (material.folder / f"{name}.html").write_text(html, encoding="utf-8", newline="\n")
