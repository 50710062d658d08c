"""Classes of counts: each printed as the middle of its class, and none as none.

With classes of six 1 to 6 are printed as 3, 7 to 12 as 9: OpenSAFELY's "midpoint 6".
"""

from __future__ import annotations

Range = tuple[float, float]
"""The least and the most a count can be."""


def class_of(count: int, size: int) -> Range:
    """The least and the most count of the class that a count is of; a printed middle is of it."""
    first = (count - 1) // size * size + 1
    return (float(first), float(first + size - 1)) if count else (0.0, 0.0)


def midpoint(count: int, size: int) -> int:
    """What is printed in the place of a count."""
    return -(-count // size) * size - size // 2 if count else 0
