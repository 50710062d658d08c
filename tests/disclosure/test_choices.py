"""Which count is withheld beside a small one tells nothing of what they are.

One who has this code protects anew every table that may stand behind a published one, and keeps
those of which the same counts are withheld: with every key that the board may have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lscb.disclosure.gate import cleared_tables
from lscb.tables import WITHHELD
from tests.disclosure.test_published_elsewhere import one_row

PARTS = ("a", "b", "c", "d")
KEYS = tuple(bytes([number]) * 32 for number in range(40))

Row = tuple[int, ...]


def withheld(parts: Row, key: bytes) -> frozenset[str]:
    """What is withheld of a total and its parts, where none is told from a small one."""
    row = one_row(whole=sum(parts), **dict(zip(PARTS, parts, strict=True)))
    (found,) = cleared_tables([row], "public", "test", key=key).tables
    cells = found.cells.iloc[0]
    return frozenset(name for name in ("whole", *PARTS) if cells[name] == WITHHELD)


def completions(parts: Row, hidden: frozenset[str]) -> Iterator[Row]:
    """Every row that prints the same: two withheld parts, none of them nought."""
    one, other = (PARTS.index(name) for name in sorted(hidden))
    both = parts[one] + parts[other]
    for value in range(1, both):
        changed = list(parts)
        changed[one], changed[other] = value, both - value
        yield tuple(changed)


def possible(parts: Row, hidden: frozenset[str], keys: Iterable[bytes]) -> set[Row]:
    """The rows of which some key has the same counts withheld."""
    return {
        found
        for found in completions(parts, hidden)
        if any(withheld(found, key) == hidden for key in keys)
    }


@settings(max_examples=10, deadline=None)
@given(st.permutations([(3, 9, 14, 20), (1, 7, 8, 30), (5, 6, 12, 15)]), st.sampled_from(KEYS))
def test_either_of_two_withheld_counts_may_be_the_small_one(rows, key):
    parts = rows[0]
    hidden = withheld(parts, key)
    assert len(hidden) == 2
    assume("whole" not in hidden)
    one, other = (PARTS.index(name) for name in sorted(hidden))
    swapped = list(parts)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    assert tuple(swapped) in possible(parts, hidden, KEYS)


def test_what_the_key_decides_is_decided_alike_each_time():
    patterns = {key: withheld((3, 9, 14, 20), key) for key in KEYS}
    assert patterns == {key: withheld((3, 9, 14, 20), key) for key in KEYS}
    assert {"b", "c", "d"} <= frozenset().union(*patterns.values())


@pytest.mark.parametrize("key", KEYS[:5])
def test_the_choice_does_not_follow_from_what_is_withheld(key):
    """As long as there is one small count, and no zero, the same one is withheld beside it."""
    assert len({withheld((few, 9, 14, 20), key) for few in range(1, 6)}) == 1
    assert len({withheld((3, more, 14, 20), key) for more in (6, 9, 13, 40)}) == 1
