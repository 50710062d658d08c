"""Every count of a report as one system of linear equations.

Tables of different chapters share children, so they are protected together: each count is one
unknown wherever it is printed, and each total, flow and reconciliation that an outsider knows
is an equation between them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b

import numpy as np
from scipy import sparse

from lscb.disclosure.classes import Range, class_of
from lscb.disclosure.history import with_past
from lscb.disclosure.parts import Told
from lscb.disclosure.policies import Attacker, Policy
from lscb.disclosure.zeros import hide_zeros_of_parts, tell_zeros_of_none
from lscb.ledger import Publication
from lscb.registration import Registered, Registration, registered
from lscb.tables import Cell, Identity, Table


@dataclass(frozen=True)
class Count:
    """One count of a report, its value, and what the gate needs to know of it.

    `always` is whether the policy has it published whenever it is not small itself.
    `was` is the number an earlier publication printed, where it is another by now, and `kept` is
    whether only an earlier publication withheld it: then `value` is a possible one. `before` is
    whether it is known because an earlier publication of the board's own printed it, and
    `not_none` whether such a one told that it is one at least. `stood` is what earlier ones told it
    to be at least and at most, be it true still or not.
    `zeros_told` is whether none may be told from a small count here, all of the report's tables
    considered. `given_away` is the least and the most a count can be to one who knows no more than
    what others have published, where that already tells that it is small: this report must not
    tell more. `class_size` is that of the policy, where it prints classes, and `within` the class
    that an earlier publication printed.
    """

    stated: Registered
    value: int
    largest_withheld: int
    zeros_told: bool
    given_away: Range | None = None
    always: bool = False
    was: int | None = None
    kept: bool = False
    before: bool = False
    not_none: bool = False
    stood: Range | None = None
    class_size: int | None = None
    within: Range | None = None

    @property
    def if_printed(self) -> Range:
        """The least and the most it can be to one who sees it printed."""
        if self.class_size is None or not self.may_be_withheld:
            return self.value, self.value
        return class_of(self.value, self.class_size)

    @property
    def if_unknown(self) -> Range:
        """The least and the most it can be to one who sees it nowhere.

        He takes it that no zero is withheld where zeros are told, although none but he thinks so
        of a zero that others withhold: he is thought to know more than he does.
        """
        if self.within is not None:
            return self.within
        if self.stated.signed:
            return -np.inf, np.inf
        is_some = self.not_none or (self.stated.printed and self.zeros_told)
        return min(float(self.value), float(is_some)), np.inf

    @property
    def small(self) -> bool:
        """Whether this count itself may not be shown."""
        if self.class_size is not None:
            return False
        smallest = 1 if self.zeros_told else 0
        return self.may_be_withheld and smallest <= self.value <= self.largest_withheld

    @property
    def revised(self) -> bool:
        """Whether the correction of a number that was printed would tell of a few: a headline's
        correction is told all the same."""
        if self.was is None or self.stated.spared or not self.may_be_withheld:
            return False
        return 0 < abs(self.value - self.was) <= self.largest_withheld

    @property
    def low(self) -> float:
        """What the attacker must be left to think possible at least: NaN where nothing."""
        if self.class_size is not None:
            return self._of_its_class[0]
        if self.given_away is not None:
            return np.nan if self.kept and self.given_away[0] > 0 else self.given_away[0]
        if self.revised:
            return min(self._beyond_what_it_was)
        may_be_none = not (self.zeros_told or self.not_none)
        return 0.0 if (self.small or self.kept) and may_be_none else np.nan

    @property
    def high(self) -> float:
        """What he must be left to think possible at most: NaN where nothing."""
        if self.class_size is not None:
            return self._of_its_class[1]
        if self.given_away is not None:
            return self.given_away[1]
        enough = self.largest_withheld + 1.0
        if self.revised:
            return max(*self._beyond_what_it_was, enough if self.small else 0.0)
        return enough if self.small or self.kept else np.nan

    @property
    def _of_its_class(self) -> Range:
        """What must be left possible where classes are printed: the class of small counts.

        A count that only an earlier publication withheld may be small, as far as anyone knows. Of
        a number that was corrected its whole class, whatever it is, so that not even a correction
        of a few is told.
        """
        if self.revised:
            return self.if_printed
        least, most = self.given_away or (1.0, np.inf)
        least, most = max(least, 1.0), min(most, float(self.largest_withheld))
        small = 1 <= self.value <= self.largest_withheld or (self.kept and self.within is None)
        if not (small and self.may_be_withheld) or least > most:
            return np.nan, np.nan
        return least, most

    @property
    def _beyond_what_it_was(self) -> tuple[float, float]:
        """What it was, and more than a few away from that on the side to which it was corrected."""
        was, enough = float(self.was or 0), self.largest_withheld + 1.0
        return was, max(was + (enough if self.value > was else -enough), 0.0)

    @property
    def may_be_withheld(self) -> bool:
        """Whether withholding this count would hide anything."""
        return self.stated.may_be_withheld

    @property
    def is_told_zero(self) -> bool:
        """Whether this is a zero that is told from a small count: it is never withheld."""
        return self.value == 0 and self.zeros_told


@dataclass(frozen=True)
class System:
    """The counts of a report, in order, and the equations between them.

    `own` registers the report alone, `registration` what was published before with it.
    `equations` has a row an identity and a column a count; a row times the values is zero.
    `attacker` is whom the policy thinks of, and `reach` how far a count can be from its value to an
    insider who sees nothing of this report, where he is told of it already. `key` is the board's,
    for what is decided by lot.
    """

    own: Registration
    registration: Registration
    counts: tuple[Count, ...]
    equations: sparse.csr_array
    attacker: Attacker = "outsider"
    key: bytes = b""
    reach: Mapping[Told, float] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        tables: Iterable[Table],
        policy: Policy,
        past: Iterable[Publication] = (),
        key: bytes = b"",
    ) -> System:
        """The system of all of a report's tables, and of what was published before.

        Raises DataError as `registered` does.
        """
        own, values = registered(tables, policy.zeros_told)
        found = with_past(own, values, past)
        registration = found.registration
        counts = {
            each.cell: Count(
                each,
                found.values[each.cell],
                policy.largest_withheld,
                each.zeros_told,
                always=each.cell.quantity in policy.always,
                was=found.was.get(each.cell),
                kept=each.cell in found.kept,
                before=each.cell in found.before,
                not_none=each.cell in found.not_none,
                stood=found.stood.get(each.cell),
                class_size=policy.class_size,
                within=found.within.get(each.cell),
            )
            for each in registration.counts
        }
        tell_zeros_of_none(counts, registration.identities)
        hide_zeros_of_parts(counts, registration.identities)
        place = {cell: number for number, cell in enumerate(counts)}
        equations = _matrix(registration.identities, place)
        return cls(own, registration, tuple(counts.values()), equations, policy.attacker, key)

    @cached_property
    def own_values(self) -> dict[Cell, int]:
        """The true value of each count of the report."""
        values = {count.stated.cell: count.value for count in self.counts}
        return {each.cell: values[each.cell] for each in self.own.counts}

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(count.stated.cell for count in self.counts)

    def values(self) -> np.ndarray:
        return np.array([count.value for count in self.counts], dtype=float)

    def small(self) -> np.ndarray:
        return np.array([count.small for count in self.counts], dtype=bool)

    def if_unknown(self) -> np.ndarray:
        """The least of each count, and the most, to one who sees it nowhere: two rows."""
        return np.array([c.if_unknown for c in self.counts], dtype=float).reshape(-1, 2).T

    def if_printed(self) -> np.ndarray:
        """The same to one who sees it printed."""
        return np.array([c.if_printed for c in self.counts], dtype=float).reshape(-1, 2).T

    def totals(self, place: int) -> int:
        """Of how many dimensions of its quantity a count is a total."""
        cell = self.cells[place]
        return self._dimensions[cell.quantity] - len(cell.at)

    @cached_property
    def _dimensions(self) -> dict[str, int]:
        most: dict[str, int] = {}
        for cell in self.cells:
            most[cell.quantity] = max(most.get(cell.quantity, 0), len(cell.at))
        return most

    def figures(self, place: int) -> int:
        """How many figures of the tables are made from a count."""
        return self._figures[self.cells[place]]

    @cached_property
    def _figures(self) -> Counter[Cell]:
        return Counter(cell for cells in self.registration.made_of.values() for cell in cells)

    def lot(self, place: int) -> float:
        """A number from 0 to 1 of a count, the same in every report that has it, and nothing to do
        with its value; nobody finds it without the key."""
        drawn = blake2b(str(self.cells[place]).encode(), key=self.key, digest_size=8).digest()
        return int.from_bytes(drawn, "big") / 2**64

    def with_given_away(self, ranges: Mapping[int, tuple[float, float]]) -> System:
        """The system with what is given away of counts, by place."""
        counts = [replace(c, given_away=ranges.get(n)) for n, c in enumerate(self.counts)]
        return replace(self, counts=tuple(counts), reach={})

    def told(self) -> Registration:
        """The report's own registration as it is after all: where zeros are told."""
        told = {count.stated.cell: count.zeros_told for count in self.counts}
        counts = tuple(replace(c, zeros_told=told[c.cell]) for c in self.own.counts)
        return replace(self.own, counts=counts)

    def zeros_around(self, places: Collection[int]) -> frozenset[Cell]:
        """The counts whose zeros, withheld, might protect those at `places`.

        They are those of the quantities, dimensions and years of the nearest zeros that are told,
        by way of the equations: of all of them, so that which zero it was is not told. Where
        there are no such zeros they are those at `places`, and none when no zero is told there.
        """
        around = np.isin(np.arange(len(self.counts)), list(places))
        zeros = np.array([c.is_told_zero and c.may_be_withheld for c in self.counts])
        while True:
            wider = self.beside(around)
            if (wider & zeros).any():
                return self._of_the_kinds(np.flatnonzero(wider & zeros))
            if (wider == around).all():
                alike = self._of_the_kinds(places)
                told = any(c.zeros_told and c.stated.cell in alike for c in self.counts)
                return alike if told else frozenset()
            around = wider

    def _of_the_kinds(self, places: Iterable[int]) -> frozenset[Cell]:
        """All counts of the kinds of those at `places`, and of kinds with counts equal to them."""
        equal = [
            {identity.left[0], identity.right[0]}
            for identity in self.registration.identities
            if len(identity.left) == len(identity.right) == 1 and identity.remainder is None
        ]
        found = frozenset(self.cells[n] for n in places)
        while True:
            same = frozenset().union(*(pair for pair in equal if found & pair))
            kinds = {_kind(cell) for cell in found | same}
            wider = frozenset(cell for cell in self.cells if _kind(cell) in kinds)
            if wider == found:
                return found
            found = wider

    def beside(self, around: np.ndarray) -> np.ndarray:
        """The counts that stand in an equation with any of those."""
        rows = np.flatnonzero(abs(self.equations[:, np.flatnonzero(around)]).sum(axis=1))
        return around | (abs(self.equations[rows]).sum(axis=0) > 0)

    def with_zeros_untold(self, cells: Collection[Cell]) -> System:
        """The system with none told from a small count in those cells, nor in parts of them."""
        counts = {
            c.stated.cell: replace(c, zeros_told=c.zeros_told and c.stated.cell not in cells)
            for c in self.counts
        }
        hide_zeros_of_parts(counts, self.registration.identities)
        return replace(self, counts=tuple(counts.values()))

    def with_nothing_known(self) -> System:
        """The system as if nobody had published anything."""
        counts = [
            replace(c, stated=replace(c.stated, known=False), within=None) for c in self.counts
        ]
        return replace(self, counts=tuple(counts))

    def with_nothing_before(self) -> System:
        """The system as if others alone had published anything, and not the board itself."""
        counts = [
            replace(c, stated=replace(c.stated, known=c.stated.known and not c.before), within=None)
            for c in self.counts
        ]
        return replace(self, counts=tuple(counts))

    def quantities(self, places: Collection[int]) -> str:
        """What is counted at some places, as a letter names it."""
        return ", ".join(sorted({self.cells[place].quantity for place in places}))

    def age(self, place: int) -> int:
        """How many reporting years a count is older than the latest of the system."""
        return self._latest_year - _year_of(self.cells[place], self._latest_year)

    @cached_property
    def _latest_year(self) -> int:
        return max((_year_of(cell, 0) for cell in self.cells), default=0)

    def must_be_withheld(self) -> np.ndarray:
        """The printed counts that may not be shown, whatever else is."""
        found = [
            c.stated.printed and (c.small or (c.revised and c.class_size is None))
            for c in self.counts
        ]
        return np.array(found, dtype=bool)

    def cases(self) -> tuple[int, ...]:
        """The withheld counts that are one, where the policy thinks of one who knows it of his own.

        What was withheld before and is not counted any more has no true value here.
        """
        if self.attacker == "outsider":
            return ()
        ones = self.must_be_withheld() & (self.values() == 1)
        return tuple(int(n) for n in np.flatnonzero(ones) if not self.counts[n].kept)

    def hidden(self) -> np.ndarray:
        """The counts no table shows, and nobody else."""
        stated = [count.stated for count in self.counts]
        return np.array([not (each.printed or each.known) for each in stated], dtype=bool)


def _kind(cell: Cell) -> tuple[str, tuple[str, ...]]:
    """What a count is of, by what, and when: "plans open" by sex, of 2013-14."""
    by = [v if d in ("year", "period") else d for d, v in sorted(cell.at)]
    return cell.quantity, tuple(by)


def _year_of(cell: Cell, otherwise: int) -> int:
    """The year in which a count's reporting year starts."""
    years = [int(value[:4]) for dimension, value in cell.at if dimension == "year"]
    return years[0] if years else otherwise


def _matrix(identities: Sequence[Identity], place: dict[Cell, int]) -> sparse.csr_array:
    rows, columns, signs = [], [], []
    for number, identity in enumerate(identities):
        right = (*identity.right, *((identity.remainder,) if identity.remainder else ()))
        for sign, cells in ((1.0, identity.left), (-1.0, right)):
            for cell in cells:
                rows.append(number)
                columns.append(place[cell])
                signs.append(sign)
    return sparse.csr_array((signs, (rows, columns)), shape=(len(identities), len(place)))
