"""Reproduce every rate and percentage a release prints for a local authority, from its counts.

    python tests/benchmarks/published_rates.py FOLDER

FOLDER holds DfE's "Children in need" tables and its population estimates as downloaded. They are
added to a workbench that is thrown away. A rate is count ÷ mid-year population of the June before
the year ended × 10,000; a percentage is count ÷ total × 100; one decimal place, halves away from
zero. Leaves with 1 if any differs, or if there is nothing to check.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from lscb.comparators import held
from lscb.comparators.published import PUBLISHED

# share() is what a report's own rates and percentages are made with.
from lscb.statistics.rates import share

RELEASE = "benchmark"
PER = {"percent": 100, "per 10,000": 10_000}
OWN_TOTALS = {"open_": "open_by_duration_total"}
"""Shares of plans open by length of time are of that table's own total, where it has one."""

SLIPS = {("open_6_to_12_months_percent", "Shropshire", "2016-17"): (69, 240, 28.7)}
"""What DfE printed wrong: count, total and share. In its release of 2024, 69 of 240 is 28.75 and
printed 28.7; the other 91 shares that end in an exact half are all printed rounded up."""

Figure = float | str
Place = tuple[str, str]
"""An area's name and a reporting year. Not its code: in some releases one table gives a council
the code it had at the time and another the code it has now."""


@dataclass
class Checked:
    """What became of one published measure: how many were checked, and which differ."""

    measure: str
    equal: int = 0
    slips: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    unchecked: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        unchecked = ", ".join(f"{many} {why}" for why, many in sorted(self.unchecked.items()))
        return (
            f"{self.measure}: {_sum(self.equal, len(self.slips), len(self.different))}; "
            f"{self.unchecked.total()} not checked" + (f" ({unchecked})" if unchecked else "")
        )


def _sum(equal: int, slips: int, different: int) -> str:
    parts = f"{equal} equal + {different} different" + (f" + {slips} known slip" if slips else "")
    return f"{equal + slips + different} checked = {parts}"


def figures_added(folder: Path) -> pd.DataFrame:
    """The figures of every CSV in a folder, added by the command; columns `held.COLUMNS`."""
    files = [str(path.resolve()) for path in sorted(folder.glob("*.csv"))]
    if not files:
        sys.exit(f"expected CSV files in {folder}; there are none")
    with tempfile.TemporaryDirectory() as place:
        for name in ("parameters", "notebooks"):
            Path(place, name).mkdir()
        words = [sys.executable, "-m", "lscb", "comparators", "add", *files, "--release", RELEASE]
        began = time.perf_counter()
        done = subprocess.run(words, cwd=place, check=False)
        if done.returncode:
            sys.exit(done.returncode)
        print(f"\n{len(files)} files added in {time.perf_counter() - began:.1f} seconds\n")
        return held.figures(Path(place, "data", "comparators"), [RELEASE])


def by_measure(figures: pd.DataFrame) -> dict[str, dict[Place, Figure]]:
    """Each local authority's figures, or the symbols in their place, by measure."""
    own = figures[~figures.area_code.str.match(r"E92|E1[23]")]
    given = own.value.astype(object).where(own.value.notna(), own.symbol)
    found: dict[str, dict[Place, Figure]] = {}
    for measure, area, year, figure in zip(own.measure, own.area, own.year, given, strict=True):
        if (area, year) in found.setdefault(measure, {}):
            sys.exit(f"two areas are called {area} in {year}: their figures cannot be told apart")
        found[measure][area, year] = figure
    return found


def checked(measure: str, found: Mapping[str, Mapping[Place, Figure]]) -> Checked:
    """One published rate or percentage, worked out again wherever its counts are given."""
    result = Checked(measure)
    counted, total = PUBLISHED[measure].of
    for start, own_total in OWN_TOTALS.items():
        if measure.startswith(start) and own_total in found:
            total = own_total
    for place, printed in found[measure].items():
        count, of = (found.get(name, {}).get(place, "no row") for name in (counted, total))
        missing = [each for each in (printed, count, of) if isinstance(each, str)]
        if missing or of == 0:
            reason = missing[0] if missing else "of none"
            result.unchecked[held.SYMBOLS.get(reason, reason)] += 1
            continue
        again = share(int(count), int(of), PER[PUBLISHED[measure].unit])
        if again == printed:
            result.equal += 1
            continue
        slipped = SLIPS.get((measure, *place)) == (count, of, printed)
        line = f"{place[0]} {place[1]}: published {printed:g}, worked out {again:g}"
        (result.slips if slipped else result.different).append(f"{line} = {count:g} of {of:g}")
    return result


def main(folder: Path) -> int:
    """Check and print every rate and percentage; the exit code."""
    found = by_measure(figures_added(folder))
    results = [checked(name, found) for name in PUBLISHED if PUBLISHED[name].of and name in found]
    if not results:
        sys.exit("expected tables that print rates or percentages; these print none")
    for result in results:
        print(result)
        for line in (*result.slips, *result.different):
            print(f"  {line}")
    equal, slips, different = (
        sum(counts)
        for counts in zip(
            *((r.equal, len(r.slips), len(r.different)) for r in results), strict=True
        )
    )
    print(f"\n{_sum(equal, slips, different)}")
    return 1 if different or not equal else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
