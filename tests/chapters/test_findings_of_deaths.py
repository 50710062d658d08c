"""What is said of reviews of the year's deaths and of differences between groups of children."""

from __future__ import annotations

from pathlib import Path

import pytest

from lscb.chapters import child_deaths
from lscb.figures.wording import FINDINGS
from tests.chapters.made import opened

WINDOW = "2010-11 to 2014-15"
GROUPS, DEPRIVATION = "Differences between ethnic groups", "Rate where deprivation is deeper"
TESTED = (GROUPS, "no clear difference from", 0.34), (DEPRIVATION, "higher than", 0.034)


def findings(
    folder: Path,
    *,
    reviews: str = "14 | 3 | 11",
    awaiting: str = "11 | 2",
    tested: tuple[tuple[str, str, object], ...] = TESTED,
    found: str = "",
) -> list[str]:
    """The third and fourth findings: groups of children, and reviews."""
    rows = "\n".join(f"{WINDOW} | {test} | {verdict} | {p}" for test, verdict, p in tested)
    chapter = opened(
        folder,
        "child_deaths",
        {
            "deaths_by_year": "period | residents\n2014-15 | 12",
            "groups_compared": f"period | test | verdict | p_corrected\n{rows}",
            "reviews_by_year_of_death": "period | reviews | of_the_year | of_earlier\n"
            f"2014-15 | {reviews}",
            "deaths_awaiting_review": f"year | awaiting | over_12_months\n2014-15 | {awaiting}",
            "reviews_by_modifiable_factors": "period | reviews | denominator | numerator\n"
            f"{found}".rstrip(),
        },
    )
    return list(child_deaths.findings(chapter).more[FINDINGS]["sentences"])


@pytest.mark.parametrize(
    ("reviews", "words"),
    [
        ("14 | 3 | 11", "14 reviews, 3 of deaths in the year and 11 of earlier ones."),
        ("2 | 1 | 1", "2 reviews, 1 of a death in the year and 1 of an earlier one."),
        ("2 | 0 | 2", "2 reviews, none of deaths in the year and 2 of earlier ones."),
        ("2 | 2 | 0", "2 reviews, 2 of deaths in the year and none of earlier ones."),
        ("1 | 1 | 0", "1 review, of a death in the year."),
        ("1 | 0 | 1", "1 review, of an earlier death."),
        ("0 | 0 | 0", "no reviews."),
        (
            "14 | [c] | [c]",
            "14 reviews. The number of them that were of deaths in the year is withheld to "
            "protect confidentiality.",
        ),
    ],
)
def test_reviews_are_of_the_years_deaths_and_of_earlier_ones(tmp_path, reviews, words):
    said = findings(tmp_path, reviews=reviews)[2]
    assert said == (
        f"In 2014-15 the panel completed {words} At 31 March 2015, 11 deaths of resident children "
        "were awaiting review. 2 had waited for over a year."
    )


def test_withheld_reviews_are_said_to_be_so(tmp_path):
    assert findings(tmp_path, reviews="[c] | [c] | [c]", awaiting="[c] | [c]")[2] == (
        "The number of reviews the panel completed in 2014-15 is withheld to protect "
        "confidentiality. The number of deaths awaiting review at 31 March 2015 is withheld to "
        "protect confidentiality."
    )


def test_ethnic_groups_and_deprivation_are_each_said_once_with_their_verdict(tmp_path):
    assert findings(tmp_path)[1] == (
        f"From {WINDOW} the deaths of ethnic groups show no clear difference from what chance "
        "alone would make of them (p = 0.34, corrected for the tests made). "
        f"From {WINDOW} the rate of deaths where deprivation is deeper is higher than that "
        "elsewhere (p = 0.034, corrected for the tests made). "
        "With so few deaths a true difference is hard to see."
    )


@pytest.mark.parametrize(
    ("test", "verdict", "words"),
    [
        (GROUPS, "too few to compare", "the deaths of ethnic groups were too few to compare"),
        (
            GROUPS,
            "higher than",
            "the differences between ethnic groups are higher than chance alone would make them",
        ),
        (
            DEPRIVATION,
            "too few to compare",
            "the deaths where deprivation is deeper were too few to compare",
        ),
        (
            DEPRIVATION,
            "lower than",
            "the rate of deaths where deprivation is deeper is lower than that elsewhere",
        ),
        (
            DEPRIVATION,
            "no clear difference from",
            "the rate of deaths where deprivation is deeper shows no clear difference from that "
            "elsewhere",
        ),
    ],
)
def test_every_verdict_reads_as_a_sentence(tmp_path, test, verdict, words):
    said = findings(tmp_path, tested=((test, verdict, 0.5),))[1]
    assert said.startswith(f"From {WINDOW} {words} (p = 0.5, corrected for the tests made). With")


def test_a_withheld_verdict_is_said_without_a_word_of_what_it_was(tmp_path):
    tested = tuple((test, "[c]", "[c]") for test in (GROUPS, DEPRIVATION))
    assert findings(tmp_path, tested=tested)[1] == (
        f"Whether deaths differ between ethnic groups from {WINDOW} is withheld to protect "
        f"confidentiality. Whether deaths go with deprivation from {WINDOW} is withheld to "
        "protect confidentiality."
    )


def test_before_a_window_is_complete_nothing_is_said_of_groups(tmp_path):
    said = findings(tmp_path, tested=())
    assert not any("ethnic" in sentence for sentence in said)
    assert len(said) == 3


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            "14 | 12 | 2",
            "In 2014-15 modifiable factors were found in 2 of the 12 reviews with enough "
            "information to say.",
        ),
        (
            "14 | 0 | 0",
            "Of the reviews completed in 2014-15 none had enough information to say whether "
            "factors were modifiable.",
        ),
    ],
)
def test_the_panels_own_year_of_reviews_is_not_said_twice(tmp_path, found, words):
    assert findings(tmp_path, found=f"2014-15 | {found}")[-1] == words
