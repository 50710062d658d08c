"""The sentences of deaths and their reviews, and of differences between groups of children."""

from __future__ import annotations

from pathlib import Path

import pytest

from lscb.chapters import child_deaths
from tests.chapters.made import opened
from tests.chapters.sentences import numbers, said

WINDOW = "2010-11 to 2014-15"
GROUPS, DEPRIVATION = "Differences between ethnic groups", "Rate where deprivation is deeper"
TESTED = (GROUPS, "no clear difference from", 0.34), (DEPRIVATION, "higher than", 0.034)


def deaths(folder: Path, **cells: str) -> list[str]:
    """The deaths chapter's findings, with the given cells in its tables."""
    given = {
        **{"year": "14", "window": "65", "rate": "24.3", "lower": "18.8", "upper": "31.0"},
        **{"reviews": "57", "enough": "50", "found": "9"},
    } | cells
    tables = {
        "deaths_by_year": """
            period             | residents | rate_per_100000 | lower   | upper
            2014-15            | {year}    | 25.1            | 13.7    | 42.2
            2010-11 to 2014-15 | {window}  | {rate}          | {lower} | {upper}
            """,
        "reviews_by_modifiable_factors": """
            period             | reviews   | denominator | numerator
            2010-11 to 2014-15 | {reviews} | {enough}    | {found}
            """,
    }
    drawn = {name: text.format(**given) for name, text in tables.items()}
    return said(child_deaths.findings(opened(folder, "child_deaths", drawn)))


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
    return list(said(child_deaths.findings(chapter)))


def test_deaths_are_said_of_the_year_and_then_of_the_latest_window(tmp_path):
    assert deaths(tmp_path) == [
        "14 children who normally lived in Testshire died in 2014-15. From 2010-11 "
        "to 2014-15 there were 65 deaths of resident children, 24.3 for each 100,000 children a "
        "year (95 % interval 18.8 to 31.0). A single year's number moves by chance: this is the "
        "figure to compare.",
        "In 2010-11 to 2014-15 the panel completed 57 reviews. Modifiable factors were found in "
        "9 of the 50 reviews with enough information to say.",
    ]


@pytest.mark.parametrize(("cell", "words"), [("0", "No children"), ("1", "1 child")])
def test_no_and_one_death_are_said_in_words_that_agree(tmp_path, cell, words):
    assert deaths(tmp_path, year=cell)[0].startswith(
        f"{words} who normally lived in Testshire died in 2014-15. "
    )


@pytest.mark.parametrize(("cell", "words"), [("0", "no reviews"), ("1", "1 review")])
def test_no_and_one_review_are_said_in_words_that_agree(tmp_path, cell, words):
    sentence = deaths(tmp_path, reviews=cell, enough=cell, found="0")[-1]
    assert sentence.startswith(f"In 2010-11 to 2014-15 the panel completed {words}.")


def test_reviews_of_which_none_had_enough_information_are_said_in_words_that_agree(tmp_path):
    assert "the no reviews" not in deaths(tmp_path, enough="0", found="0")[-1]


def test_of_no_reviews_it_is_not_said_what_they_found(tmp_path):
    sentence = deaths(tmp_path, reviews="0", enough="0", found="0")[-1]
    assert sentence == "In 2010-11 to 2014-15 the panel completed no reviews."


def test_no_deaths_in_a_window_are_said_as_none(tmp_path):
    sentence = deaths(tmp_path, window="0", rate="0.0", lower="0.0", upper="1.4")[0]
    assert " From 2010-11 to 2014-15 there were no deaths of resident children" in sentence


def test_withheld_deaths_are_said_alike_and_with_no_number(tmp_path):
    hidden = deaths(
        tmp_path,
        **{"year": "[c]", "window": "[c]", "rate": "[c]", "lower": "[c]", "upper": "[c]"},
        **{"reviews": "[c]", "found": "[c]"},
    )
    assert hidden == [
        "The number of children of Testshire who died in 2014-15 is withheld to protect "
        "confidentiality. The rate of deaths from 2010-11 to 2014-15 is withheld to protect "
        "confidentiality.",
        "The number of reviews the panel completed in 2010-11 to 2014-15 is withheld to protect "
        "confidentiality. The number of reviews that found modifiable factors in 2010-11 to "
        "2014-15 is withheld to protect confidentiality.",
    ]
    assert [numbers(sentence) for sentence in hidden] == [[], []]


@pytest.mark.parametrize(("cell", "words"), [("9", "9 reviews"), ("0", "no reviews")])
def test_what_reviews_found_is_told_where_only_all_of_them_is_withheld(tmp_path, cell, words):
    sentence = deaths(tmp_path, enough="[c]", found=cell)[-1]
    assert sentence.endswith(f"57 reviews. Modifiable factors were found in {words}.")


def test_before_a_window_is_complete_reviews_are_said_not_to_be_shown_yet(tmp_path):
    chapter = opened(
        tmp_path,
        "child_deaths",
        {
            "deaths_by_year": "period | residents\n2014-15 | 14",
            "reviews_by_modifiable_factors": "period | reviews | denominator | numerator",
        },
    )
    assert said(child_deaths.findings(chapter)) == [
        "14 children who normally lived in Testshire died in 2014-15.",
        "Reviews are shown over fixed periods of years, and no period is complete yet.",
    ]


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
        f"From {WINDOW} deaths are more frequent where deprivation is deeper (p = 0.034, corrected "
        "for the tests made). "
        "With so few deaths a true difference is hard to see."
    )


@pytest.mark.parametrize(
    ("test", "verdict", "words"),
    [
        (GROUPS, "too few to compare", "the deaths of ethnic groups were too few to compare"),
        (
            GROUPS,
            "higher than",
            "ethnic groups differ by more than chance alone would make them",
        ),
        (
            DEPRIVATION,
            "too few to compare",
            "the deaths where deprivation is deeper were too few to compare",
        ),
        (
            DEPRIVATION,
            "lower than",
            "deaths are less frequent where deprivation is deeper",
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
    p = "" if verdict.startswith("too few") else " (p = 0.5, corrected for the tests made)"
    assert said.startswith(f"From {WINDOW} {words}{p}. With")


@pytest.mark.parametrize(
    ("deaths", "words"),
    [
        (
            "0",
            "From W there were no deaths of resident children: whether years differ cannot be "
            "told.",
        ),
        (
            "9",
            "From W there were 1.5 a year on average, and chance alone would make a year's "
            "number anything from 0 to 4. With so few deaths it cannot be told whether the years "
            "differ.",
        ),
        (
            "10",
            "From W there were 1.5 a year on average, and chance alone would make a year's "
            "number anything from 0 to 4. The years differ more than by chance alone (p = 0.01).",
        ),
    ],
)
def test_of_few_deaths_it_is_not_said_that_years_differ(tmp_path, deaths, words):
    tables = {
        "deaths_by_year": "period | residents\n2014-15 | 1",
        "deaths_and_chance": "period | deaths | mean | least | most | variation | one_year_in\n"
        f"{WINDOW} | {deaths} | 1.5 | 0 | 4 | 0.01 | [x]",
        "reviews_by_modifiable_factors": "period | reviews | denominator | numerator",
    }
    chapter = opened(tmp_path, "child_deaths", tables)
    assert said(child_deaths.findings(chapter))[1] == words.replace("From W", f"From {WINDOW}")


def test_what_chance_makes_of_thousands_is_said_with_commas(tmp_path):
    tables = {
        "deaths_by_year": "period | residents\n2014-15 | 1",
        "deaths_and_chance": "period | deaths | mean | least | most | variation | one_year_in\n"
        f"{WINDOW} | 6000 | 1200.0 | 1100 | 1300 | [x] | 1001",
        "reviews_by_modifiable_factors": "period | reviews | denominator | numerator",
    }
    words = said(child_deaths.findings(opened(tmp_path, "child_deaths", tables)))
    assert "1,200.0 a year on average" in words[1]
    assert "anything from 1,100 to 1,300. " in words[1]
    assert words[1].endswith("one year out of 1,001.")


@pytest.mark.parametrize(
    ("deaths", "subject"),
    [("35", "What chance makes of the number of deaths"), ("[c]", "The number of deaths")],
)
def test_what_is_made_of_a_number_is_not_called_the_number(tmp_path, deaths, subject):
    tables = {
        "deaths_by_year": "period | residents\n2014-15 | 1",
        "deaths_and_chance": "period | deaths | mean | least | most | variation | one_year_in\n"
        f"{WINDOW} | {deaths} | [c] | [c] | [c] | [c] | [c]",
        "reviews_by_modifiable_factors": "period | reviews | denominator | numerator",
    }
    chapter = opened(tmp_path, "child_deaths", tables)
    withheld = f"{subject} from {WINDOW} is withheld to protect confidentiality."
    assert said(child_deaths.findings(chapter))[1] == withheld


def test_a_withheld_verdict_is_said_without_a_word_of_what_it_was(tmp_path):
    tested = tuple((test, "[c]", "[c]") for test in (GROUPS, DEPRIVATION))
    found = findings(tmp_path, tested=tested)
    assert found[-1] == (
        f"Whether deaths from {WINDOW} differ between ethnic groups or go with deprivation is "
        "withheld to protect confidentiality."
    )
    assert not any("ethnic" in sentence for sentence in found[:-1])
    (*_, one) = findings(tmp_path / "2", tested=tested[1:])
    assert one == (
        f"Whether deaths go with deprivation from {WINDOW} is withheld to protect confidentiality."
    )


def test_the_least_p_that_is_shown_stands_for_every_smaller_one(tmp_path):
    said = findings(tmp_path, tested=((GROUPS, "higher than", 0.001),))[1]
    assert said.startswith(
        f"From {WINDOW} ethnic groups differ by more than chance alone would make them (p of 0.001 "
        "or less, corrected for the tests made)."
    )


@pytest.mark.parametrize(
    ("awaiting", "words"),
    [
        ("0 | 0", "no deaths of resident children were"),
        ("1 | 0", "1 death of a resident child was"),
    ],
)
def test_no_and_one_death_awaiting_review_are_said_as_such(tmp_path, awaiting, words):
    said = findings(tmp_path, awaiting=awaiting)[2]
    assert f"At 31 March 2015, {words} awaiting review." in said


def test_one_death_in_a_window_is_said_as_one(tmp_path):
    assert (
        " From 2010-11 to 2014-15 there was 1 death of a resident child, "
        in (deaths(tmp_path, window="1")[0])
    )


@pytest.mark.parametrize(
    ("enough", "found", "words"),
    [
        ("3", "0", "Modifiable factors were found in none of the 3 reviews with enough"),
        ("1", "0", "Modifiable factors were not found in the one review with enough"),
        ("1", "1", "Modifiable factors were found in the one review with enough"),
    ],
)
def test_factors_found_in_no_review_and_in_one_are_said_as_such(tmp_path, enough, found, words):
    assert f"{words} information to say." in deaths(tmp_path, enough=enough, found=found)[-1]


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
