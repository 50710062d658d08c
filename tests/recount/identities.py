"""What must add up in every chapter, and what can be worked out from it.

Each identity is a sum of cells that is nought, so one list serves twice: every identity must
hold in the recount, and none may give away a withheld cell of the public edition.
"""

from __future__ import annotations

from . import sums_of_deaths, sums_of_plans, sums_of_training
from .cells import Cell, Identity, Tables, fixed, is_all_shown, parts_of_wholes

CHAPTERS = (sums_of_deaths, sums_of_plans, sums_of_training)

PARTS_OF_WHOLES = {
    name: pairs for chapter in CHAPTERS for name, pairs in chapter.PARTS_OF_WHOLES.items()
}
"""Every 'so many of so many': the part and the whole, by table."""


def identities(tables: Tables) -> list[Identity]:
    found = parts_of_wholes(tables, PARTS_OF_WHOLES)
    for chapter in CHAPTERS:
        found += chapter.sums(tables)
    return [identity for identity in found if is_all_shown(tables, identity)]


def deducible(tables: Tables) -> set[Cell]:
    """The withheld cells, and differences, that the identities of all chapters fix."""
    return fixed(tables, identities(tables))
