"""What the panel alone sees: days between unexpected deaths, and how long reviews take."""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise

from .rows import NOT_AVAILABLE, Row, Table, Z, day, one_decimal

MONTHS = (3, 6, 9, 12, 15, 18, 21, 24)


def between(died: list[Row], period: str) -> Table:
    """Days from one unexpected death to the next; nothing of ten deaths or fewer."""
    dates = sorted(day(death["date_of_death"]) for death in died if death["expected"] == "no")
    gaps = [(after - before).days for before, after in pairwise(dates)]
    if len(gaps) < 10:
        return {}
    mean = sum(gaps) / len(gaps)
    without = mean / (1 + mean)
    # A day without such a death has this chance: the first length a gap exceeds 1 in 1,000 times.
    limit = next(k for k in range(100_000) if without ** (k + 1) <= 0.001)
    rest = {"mean": str(round(mean, 1)), "upper_998": str(limit)}
    return {
        (period, str(number)): {"days": str(gap)} | rest for number, gap in enumerate(gaps, start=2)
    }


def waits(died: list[Row], period: str, last: date) -> Table:
    """Kaplan and Meier's estimate, a death at a time, with limits on the scale of log(-log)."""
    spans = []
    for death in died:
        reviewed = day(death["review_completed"])
        is_known = reviewed is not None and reviewed <= last
        until = reviewed if is_known else last
        spans.append(((until - day(death["date_of_death"])).days, is_known))
    table: Table = {}
    for months in MONTHS:
        at = round(months * 365.25 / 12)
        waiting = sum(1 for days, _ in spans if days > at)
        table[(period, str(months))] = {"waiting": str(waiting), **_share(spans, at)}
    return table


def _share(spans: list[tuple[int, bool]], at: int) -> Row:
    """The share not reviewed on a day; not known where at first fewer than ten were followed."""
    assert len(spans) >= 10
    share, variance = 1.0, 0.0
    for when in sorted({days for days, is_known in spans if is_known and days <= at}):
        followed = sum(1 for days, _ in spans if days >= when)
        ended = sum(1 for days, is_known in spans if is_known and days == when)
        share *= 1 - ended / followed
        variance += ended / (followed * (followed - ended)) if followed > ended else 0.0
    if share and not any(days > at for days, _ in spans):
        return dict.fromkeys(("percent", "lower", "upper"), NOT_AVAILABLE)
    if share in (0.0, 1.0):
        limits = (NOT_AVAILABLE,) * 2
    else:
        spread = math.exp(Z * math.sqrt(variance) / -math.log(share))
        limits = tuple(one_decimal(100 * share**power) for power in (spread, 1 / spread))
    return {"percent": one_decimal(100 * share), "lower": limits[0], "upper": limits[1]}
