"""Agencies at conferences, counted again from the invitations; and what adds up of them."""

from __future__ import annotations

import math
from collections.abc import Iterator

from .compared import ALERT
from .rows import NOT_APPLICABLE, WITHHELD, Row, Table, day, in_year, percent, records, share

NAME = "child_protection_plans.conference_attendance"
COUNTS = ("invited", "attended", "asked", "sent")
PARTS = (("attended", "invited"), ("asked", "invited"), ("sent", "asked"))
KINDS = {"initial": "Initial", "review": "Review"}


def tables(year: str, edition: str) -> dict[str, Table]:
    """What is counted is the same for both editions."""
    every = records("conference_attendance", ("conference_id", "agency"), year)
    invited = [row for row in every if in_year(day(row["conference_date"]), year)]
    table: Table = {}
    for kind, label in KINDS.items():
        of_kind = [row for row in invited if row["conference_type"] == kind]
        total = _counts(of_kind)
        for agency in sorted({row["agency"] for row in invited}):
            counts = _counts([row for row in of_kind if row["agency"] == agency])
            table[year, label, agency] = _row(counts, _verdict(counts, total))
        table[year, label, "Total"] = _row(total, NOT_APPLICABLE)
    return {NAME: table}


def _counts(rows: list[Row]) -> dict[str, int]:
    return {
        "invited": len(rows),
        "attended": sum(row["attended"] == "yes" for row in rows),
        "asked": sum(row["report_sent"] in ("yes", "no") for row in rows),
        "sent": sum(row["report_sent"] == "yes" for row in rows),
    }


def _row(counts: dict[str, int], verdict: str) -> Row:
    nothing = dict.fromkeys(("percent", "lower", "upper"), NOT_APPLICABLE)
    enough = counts["invited"] >= 6
    sent = percent(counts["sent"], counts["asked"]) if counts["asked"] >= 6 else NOT_APPLICABLE
    return {
        **{name: str(count) for name, count in counts.items()},
        **(share(counts["attended"], counts["invited"]) if enough else nothing),
        "verdict": verdict,
        "sent_percent": sent,
    }


def _verdict(counts: dict[str, int], total: dict[str, int]) -> str:
    """Beyond the common share by 3.09 standard errors of a share of so many, or not."""
    if counts["invited"] < 6:
        return "too few to judge"
    if counts["invited"] < 10:
        return "too few to compare"
    common = total["attended"] / total["invited"]
    apart = counts["attended"] / counts["invited"] - common
    width = ALERT * math.sqrt(common * (1 - common) / counts["invited"])
    if abs(apart) <= width:
        return "no clear difference from"
    return "higher than" if apart > 0 else "lower than"


def sums(shown: dict[str, Table]) -> Iterator[dict[tuple, int]]:
    """Each type's total is the sum of its agencies, of every count."""
    keys = list(shown.get(NAME, {}))
    for total in [key for key in keys if key[2] == "Total"]:
        agencies = [key for key in keys if key[:2] == total[:2] and key != total]
        for column in COUNTS:
            parts = dict.fromkeys(((NAME, key, column) for key in agencies), 1)
            yield {(NAME, total, column): -1} | parts


def sentence(table: Table) -> str:
    """What the findings must say: of the agency that came least, if chance allows it less."""
    agencies = {key: row for key, row in table.items() if key[2] != "Total"}
    made = f"up to {len(agencies)} comparisons were made, at 99.8 % limits."
    lower = {key: row for key, row in agencies.items() if row["verdict"] == "lower than"}
    if not lower:
        hidden = WITHHELD in {row["verdict"] for row in agencies.values()}
        which = "No agency of which figures are shown" if hidden else "No agency"
        return (
            f"{which} attended less than all agencies together by more than chance allows: {made}"
        )
    least = min(lower, key=lambda key: float(lower[key]["percent"]))[2]
    said = {
        {"Initial": "initial conferences", "Review": "reviews"}[kind]: (agency_row, key in lower)
        for key, agency_row in agencies.items()
        for kind in [key[1]]
        if key[2] == least
    }
    shown = {
        k: row for k, (row, _) in said.items() if WITHHELD not in (row["attended"], row["invited"])
    }
    came = [f"{row['attended']} of {row['invited']} {kind}" for kind, row in shown.items()]
    hidden = " and ".join(kind for kind in said if kind not in shown)
    gone = f"; its attendance at {hidden} is withheld to protect confidentiality" if hidden else ""
    where = [kind for kind, (_, is_lower) in said.items() if is_lower]
    return (
        f"{least} attended {' and '.join(came)} to which the agency was invited{gone}. That is "
        f"lower than all agencies together at {' and '.join(where)}, by more than chance allows: "
        f"{made}"
    )
