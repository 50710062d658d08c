"""Whether deaths differ between groups of children, in sentences."""

from __future__ import annotations

from lscb.chapters.chapter import Chapter
from lscb.figures import wording
from lscb.tables import SYMBOLS, WITHHELD

TOO_FEW, NO_CLEAR_DIFFERENCE = "too few to compare", "no clear difference from"
HIGHER = "higher than"

SUBJECTS = {
    "Differences between ethnic groups": "Whether deaths differ between ethnic groups",
    "Rate where deprivation is deeper": "Whether deaths go with deprivation",
}


def groups_of_children(chapter: Chapter) -> list[str]:
    """The verdict on ethnic groups and that on deprivation, and that few deaths tell little.

    Nothing where neither was tested: about the chapter's figures it is said what was not supplied.
    """
    if not chapter.holds("groups_compared"):
        return []
    rows = list(chapter.table("groups_compared").cells.to_dict("records"))
    if groups_are_withheld(chapter) and len(rows) > 1:
        differ = f"Whether deaths from {rows[0]['period']} differ between ethnic groups or go with"
        return [wording.stated(f"{differ} deprivation", [WITHHELD], "")]
    said = [
        _verdict(row["test"], row["period"], row["verdict"], row["p_corrected"]) for row in rows
    ]
    verdicts = {row["verdict"] for row in rows} - set(SYMBOLS)
    if verdicts & {TOO_FEW, NO_CLEAR_DIFFERENCE}:
        said.append("With so few deaths a true difference is hard to see.")
    elif verdicts:
        said.append("With so few deaths it is hard to see how large a difference is.")
    return said


def groups_are_withheld(chapter: Chapter) -> bool:
    """Whether tests were made and no verdict may be told."""
    if not chapter.holds("groups_compared"):
        return False
    cells = chapter.table("groups_compared").cells
    return len(cells) > 0 and bool((cells.verdict == WITHHELD).all())


def _verdict(test: str, period: str, verdict: str, p: str) -> str:
    tested = f" ({wording.probability(p)}, corrected for the tests made)"
    return wording.stated(
        f"{SUBJECTS[test]} from {period}",
        [verdict, p],
        f"from {period} {_on_groups(verdict) if 'ethnic' in test else _on_deprivation(verdict)}"
        f"{'' if verdict == TOO_FEW else tested}.",
    )


def _on_groups(verdict: str) -> str:
    if verdict == TOO_FEW:
        return f"the deaths of ethnic groups were {verdict}"
    if verdict == NO_CLEAR_DIFFERENCE:
        return f"the deaths of ethnic groups show {verdict} what chance alone would make of them"
    return "ethnic groups differ by more than chance alone would make them"


def _on_deprivation(verdict: str) -> str:
    if verdict == TOO_FEW:
        return f"the deaths where deprivation is deeper were {verdict}"
    if verdict == NO_CLEAR_DIFFERENCE:
        return f"the rate of deaths where deprivation is deeper shows {verdict} that elsewhere"
    more = "more" if verdict == HIGHER else "less"
    return f"deaths are {more} frequent where deprivation is deeper"
