"""What an attacker holds: counts, printed or withheld, and what anyone knows to add up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from lscb.tables import Cell

NO_BOUND = float("inf")


@dataclass(frozen=True)
class Spot:
    """Where a figure stands for a reader: the table, the row in words, the column."""

    table: str
    row: str
    column: str

    def __str__(self) -> str:
        return f"{self.row}, {self.column}" if self.row else self.column


@dataclass(frozen=True)
class Count:
    """One count as it was published.

    Parameters
    ----------
    cell: which count it is, the same in every publication.
    value: as printed; None where it is withheld or printed nowhere.
    least, most: what it can be where it is not printed, by its symbol alone.
    largest: the largest count that must not be told; a target of that or less is a secret.
    insider: whether one who knows of a single case must not tell it either.
    target: whether it counts children or staff, and nobody else has published it.
    known: whether somebody else has published it.
    zeros_told: whether none is told from a small count: then to be told that it is none, or
        small, is to be told something.
    spots: where tables show it; none where anyone finds it by subtraction.
    version: which release it is from, where a later one revised it; 0 otherwise.
    rounded: whether it is printed as a number near it: `least` and `most` say how near.
    class_told: whether it may be told that it is one of 1 to `largest`, and nothing narrower.
    truth: the true value, where the process that reads records asks; no attacker uses it.
    """

    cell: Cell
    value: float | None = None
    least: float = 0.0
    most: float = NO_BOUND
    largest: int = 5
    insider: bool = False
    target: bool = True
    known: bool = False
    zeros_told: bool = False
    spots: tuple[Spot, ...] = ()
    version: int = 0
    rounded: bool = False
    class_told: bool = False
    truth: float | None = None

    @property
    def smallest(self) -> int:
        """The smallest count that must not be told."""
        return 1 if self.zeros_told or self.class_told else 0

    @property
    def printed(self) -> tuple[float, float] | None:
        """What it can be by what is printed of it alone: the least and the most."""
        if self.value is not None:
            return self.value, self.value
        return (self.least, self.most) if self.rounded else None

    @property
    def is_withheld(self) -> bool:
        return self.value is None and bool(self.spots) and not self.rounded

    @property
    def where(self) -> str:
        """Where it stands, without its value; a count no table shows is named in words."""
        if self.spots:
            return str(self.spots[0])
        at = ", ".join(value for _, value in sorted(self.cell.at))
        return f"{self.cell.quantity}{f' ({at})' if at else ''}, found by subtraction"


@dataclass(frozen=True)
class Sum:
    """What anyone knows of counts: their sum, each times its factor, is within `least` and `most`.

    An identity is a sum that is nought. `terms` are counts by their number, and factors.
    """

    terms: tuple[tuple[int, float], ...]
    least: float = 0.0
    most: float = 0.0


@dataclass(frozen=True)
class Figure:
    """A printed figure that is no count, and the numbers of the counts it is made from."""

    spot: Spot
    made_of: frozenset[int]


@dataclass(frozen=True)
class Evidence:
    """All that one publication, or several together, tell.

    `revised` are places at which a later publication printed another value than an earlier one.
    """

    name: str
    counts: tuple[Count, ...]
    sums: tuple[Sum, ...]
    figures: tuple[Figure, ...] = ()
    revised: tuple[Spot, ...] = ()
    tables: tuple[str, ...] = ()


def joined(evidences: Sequence[Evidence], apart: frozenset[Cell] = frozenset()) -> Evidence:
    """Several publications as one: the same cell is the same unknown in all of them.

    They come in the order in which they were published. Where one prints another value than an
    earlier one, what was revised is a count of its own from then on, and so are the withheld
    counts that any identity ties to it through unprinted or revised ones: they may have changed
    with it. All other counts are taken for unchanged, as an attacker would take them; that may be
    too much, and can give away more than there is to give away, never less. Counts named in
    `apart` are separate in every publication: see `lscb.audit.findings`.
    """
    if len(evidences) == 1 and not apart:
        return evidences[0]
    making = _Joining(apart)
    for number, evidence in enumerate(evidences):
        making.add(number, evidence)
    return Evidence(
        ", ".join(dict.fromkeys(evidence.name for evidence in evidences)),
        tuple(making.counts),
        tuple(making.sums),
        tuple(making.figures),
        tuple(making.revised),
        tuple(dict.fromkeys(table for evidence in evidences for table in evidence.tables)),
    )


class _Joining:
    """Publications on their way to be one."""

    def __init__(self, apart: frozenset[Cell]) -> None:
        self.apart = apart
        self.version: dict[Cell, int] = {}
        self.number: dict[tuple[Cell, int], int] = {}
        self.counts: list[Count] = []
        self.sums: dict[Sum, None] = {}
        self.figures: list[Figure] = []
        self.revised: list[Spot] = []

    def add(self, order: int, evidence: Evidence) -> None:
        changed = [n for n, count in enumerate(evidence.counts) if self._differs(count)]
        self.revised += [evidence.counts[n].spots[0] for n in changed]
        for n in _tied(evidence, changed, self._stands):
            self.version[evidence.counts[n].cell] = order + 1
        for count in evidence.counts:
            if count.cell in self.apart:
                self.version[count.cell] = order + 1
        now = [self._taken(count) for count in evidence.counts]
        for each in evidence.sums:
            terms = tuple(sorted((now[n], factor) for n, factor in each.terms))
            self.sums[Sum(terms, each.least, each.most)] = None
        self.figures += [
            Figure(each.spot, frozenset(now[n] for n in each.made_of)) for each in evidence.figures
        ]

    def _held(self, cell: Cell) -> Count | None:
        number = self.number.get((cell, self.version.get(cell, 0)))
        return None if number is None else self.counts[number]

    def _differs(self, count: Count) -> bool:
        held = self._held(count.cell)
        if held is None or held.printed is None or count.printed is None:
            return False
        return max(held.printed[0], count.printed[0]) > min(held.printed[1], count.printed[1])

    def _stands(self, count: Count) -> bool:
        """Whether a count was printed and is not printed as another now: withheld, it stands too.

        Where it does not, the publications contradict one another and are taken apart.
        """
        held = self._held(count.cell)
        return held is not None and held.printed is not None and not self._differs(count)

    def _taken(self, count: Count) -> int:
        """The number of the count among all; what two publications tell of it is put together."""
        key = (count.cell, self.version.get(count.cell, 0))
        if key not in self.number:
            self.number[key] = len(self.counts)
            self.counts.append(replace(count, version=key[1]))
        else:
            self.counts[self.number[key]] = _together(self.counts[self.number[key]], count)
        return self.number[key]


def _tied(
    evidence: Evidence, changed: Iterable[int], stands: Callable[[Count], bool]
) -> Iterator[int]:
    """The changed counts and those that may have changed with them."""
    sums_of: dict[int, list[Sum]] = {}
    for each in evidence.sums:
        for n, _ in each.terms:
            sums_of.setdefault(n, []).append(each)
    waiting, seen = list(changed), set(changed)
    while waiting:
        number = waiting.pop()
        yield number
        for each in sums_of.get(number, ()):
            for n, _ in each.terms:
                if n not in seen and not stands(evidence.counts[n]):
                    seen.add(n)
                    waiting.append(n)


def _together(one: Count, other: Count) -> Count:
    """What two publications tell of one count.

    It is known by others where the publication that first printed it says so: what an own
    publication told is not taken for others' telling.
    """
    first = one if one.value is not None or other.value is None else other
    # Where it is printed is named first; else where the later one withholds it: that can change.
    shown = first.spots if first.value is not None else other.spots
    return replace(
        one,
        value=first.value,
        least=_least(one, other),
        most=min(one.most, other.most),
        largest=max(one.largest, other.largest),
        insider=one.insider or other.insider,
        target=first.target,
        known=first.known,
        zeros_told=one.zeros_told or other.zeros_told,
        spots=tuple(dict.fromkeys((*shown, *one.spots, *other.spots))),
        rounded=one.rounded or other.rounded,
        class_told=one.class_told or other.class_told,
        truth=other.truth if one.truth is None else one.truth,
    )


def _least(one: Count, other: Count) -> float:
    """What two publications together tell that a count is at least.

    A remainder that one of them says may be below none may be so in the other: it is printed in
    neither, and no reader can tell in which it was.
    """
    least, most = sorted((one.least, other.least))
    return least if least == -NO_BOUND and not (one.spots or other.spots) else most
