"""What is published of every council: each measure's name, meaning, unit and polarity.

The names are ours, one for a measure in every release; a release's own headings are in
`layouts`. Definitions are those of DfE's children in need census guide and data dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True)
class Published:
    """A published measure.

    Parameters
    ----------
    meaning: what it counts, in words.
    unit: "number", "percent", "per 10,000" or "working days".
    of: for a rate or a percentage, the measures that are its numerator and denominator.
    polarity: whether higher or lower is better, or neither.
    """

    meaning: str
    unit: str = "number"
    of: tuple[str, str] | None = None
    polarity: Better = "neither"

    @property
    def label(self) -> str:
        """The meaning with its unit, where that is not in the words already."""
        return f"{self.meaning} (%)" if self.unit == "percent" else self.meaning


DURATIONS = {
    "3_months_or_less": "3 months or less",
    "3_to_6_months": "more than 3 months to 6 months",
    "6_to_12_months": "more than 6 months to less than 1 year",
    "1_to_2_years": "1 year to less than 2 years",
    "2_years_or_more": "2 years or more",
}
CATEGORIES = {
    "neglect": "neglect",
    "physical": "physical abuse",
    "sexual": "sexual abuse",
    "emotional": "emotional abuse",
    "multiple": "multiple",
}
WAITS = {
    "within_10_days": "within 10 working days",
    "11_to_15_days": "in 11 to 15 working days",
    "16_to_20_days": "in 16 to 20 working days",
    "21_days_or_more": "in 21 working days or more",
}
LONG = "2_years_or_more"


def _counts() -> dict[str, Published]:
    return {
        "population_0_17": Published("Children aged 0 to 17 at the June before the year ended"),
        "plans_at_31_march": Published("Children on a plan at 31 March"),
        "plans_started": Published("Plans started in the year"),
        "plans_ended": Published("Plans ended in the year"),
        "plans_any_point": Published("Plans open at any point of the year"),
        "children_started": Published("Children whose plan started in the year"),
        "children_ended": Published("Children whose plan ended in the year"),
        "children_any_point": Published("Children on a plan at any point of the year"),
        "second_or_subsequent_plans": Published("Plans started that were a second or later one"),
        "open_by_category_total": Published(
            "Children on a plan at 31 March, as the table by category totals them"
        ),
        "open_by_duration_total": Published(
            "Children on a plan at 31 March, as the table by length of time totals them"
        ),
        "reviews_due": Published("Children on a plan for over 3 months at 31 March"),
        "reviews_in_time": Published("Children all of whose reviews were in time"),
        "section_47_enquiries": Published("Section 47 enquiries started in the year"),
        "children_section_47": Published("Children with a section 47 enquiry started in the year"),
        "conferences": Published("Initial conferences in the year (each child counts)"),
        "children_conferences": Published("Children who had an initial conference in the year"),
        "conferences_within_15_days": Published("Initial conferences within 15 working days"),
    }


def _conference_days() -> dict[str, Published]:
    found = {}
    for name in ("lower_quartile", "median", "upper_quartile"):
        words = name.replace("_", " ").capitalize()
        found[f"conference_days_{name}"] = Published(
            f"{words} of working days to the conference", "working days"
        )
    waits = {f"conferences_{n}": Published(f"Initial conferences {w}") for n, w in WAITS.items()}
    return found | waits


def _by_duration() -> dict[str, Published]:
    found = {}
    for base, words, total in (
        ("ended", "Plans ended after", "plans_ended"),
        ("open", "Plans open at 31 March for", "plans_at_31_march"),
    ):
        for name, band in DURATIONS.items():
            found[f"{base}_{name}"] = Published(f"{words} {band}")
            found[f"{base}_{name}_percent"] = Published(
                f"{words} {band}",
                "percent",
                (f"{base}_{name}", total),
                "lower" if name == LONG else "neither",
            )
    return found


def _by_category() -> dict[str, Published]:
    found = {}
    for base, words in (
        ("started_first", "Plans started in the year, first category"),
        ("started_latest", "Plans started in the year, latest category"),
        ("open_first", "Plans at 31 March, first category"),
        ("open_latest", "Plans at 31 March, latest category"),
    ):
        found |= {
            f"{base}_{name}": Published(f"{words}: {label}") for name, label in CATEGORIES.items()
        }
    return found


def _rates() -> dict[str, Published]:
    counted = {
        "plans_at_31_march": "Children on a plan at 31 March",
        "plans_started": "Plans started in the year",
        "plans_ended": "Plans ended in the year",
        "plans_any_point": "Plans open at any point of the year",
        "children_started": "Children whose plan started in the year",
        "children_ended": "Children whose plan ended in the year",
        "children_any_point": "Children on a plan at any point of the year",
        "section_47_enquiries": "Section 47 enquiries",
        "children_section_47": "Children with a section 47 enquiry",
        "conferences": "Initial conferences",
        "children_conferences": "Children who had an initial conference",
    }
    return {
        f"{name}_per_10000": Published(
            f"{words}, per 10,000 children", "per 10,000", (name, "population_0_17")
        )
        for name, words in counted.items()
    }


def _percentages() -> dict[str, Published]:
    return {
        "second_or_subsequent_plans_percent": Published(
            "Plans started that were a second or later one",
            "percent",
            ("second_or_subsequent_plans", "plans_started"),
        ),
        "reviews_in_time_percent": Published(
            "Children all of whose reviews were in time",
            "percent",
            ("reviews_in_time", "reviews_due"),
            "higher",
        ),
        "conferences_within_15_days_percent": Published(
            "Initial conferences within 15 working days",
            "percent",
            ("conferences_within_15_days", "conferences"),
            "higher",
        ),
    }


PUBLISHED = (
    _counts() | _conference_days() | _by_duration() | _by_category() | _rates() | _percentages()
)


DEATHS = {
    "deaths_notified": Published("Child deaths notified in the year"),
    "deaths_of_residents_elsewhere": Published(
        "Of these, of a child who lived elsewhere, reviewed by another panel"
    ),
    "deaths_unexpected": Published("Of these, unexpected"),
    "deaths_perinatal_percent": Published("Perinatal or neonatal event", "percent"),
    "deaths_malignancy_percent": Published("Malignancy", "percent"),
    "deaths_congenital_percent": Published("Chromosomal, genetic or congenital anomaly", "percent"),
    "deaths_notified_fewest": Published("Fewest notified in a year since 2008-09"),
    "deaths_notified_most": Published("Most notified in a year since 2008-09"),
}
TRAINING = {"courses_offered": Published("Courses offered in the year")}
"""What boards have published themselves of child deaths and of training."""
