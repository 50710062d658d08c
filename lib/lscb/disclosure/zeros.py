"""Zeros that are told, and zeros that are hidden, where sums tell of the one or the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lscb.tables import Cell, Identity

if TYPE_CHECKING:
    from lscb.disclosure.system import Count


def tell_zeros_of_none(counts: dict[Cell, Count], identities: Sequence[Identity]) -> None:
    """Tell the zeros among the parts of a printed total that is none: they are no secret."""
    waiting = list(identities)
    while True:
        of_none = [
            identity
            for identity in waiting
            if len(identity.left) == 1 and _is_printed_zero(counts[identity.left[0]])
        ]
        if not of_none:
            return
        waiting = [identity for identity in waiting if identity not in of_none]
        for identity in of_none:
            rest = (identity.remainder,) if identity.remainder else ()
            for cell in (*identity.right, *rest):
                counts[cell] = replace(counts[cell], zeros_told=True)


def hide_zeros_of_parts(counts: dict[Cell, Count], identities: Sequence[Identity]) -> None:
    """Hide zeros among the parts of a total that is to be taken for none as well.

    Where one part is known to be no zero, nor is the total.
    """
    waiting = list(identities)
    while True:
        of_hidden = [i for i in waiting if len(i.left) == 1 and _may_be_none(counts[i.left[0]])]
        if not of_hidden:
            return
        waiting = [identity for identity in waiting if identity not in of_hidden]
        for identity in of_hidden:
            rest = (identity.remainder,) if identity.remainder else ()
            for cell in (*identity.right, *rest):
                counts[cell] = replace(counts[cell], zeros_told=False)


def _is_printed_zero(count: Count) -> bool:
    return count.is_told_zero and count.stated.printed


def _may_be_none(count: Count) -> bool:
    """Whether a count is small and its table does not tell a small count from none."""
    return count.small and not count.zeros_told
