"""What councils write for Ofsted's codes: the answers are Ofsted's and the census's own lists."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from lscb.records.ethnicities import ETHNICITIES
from lscb.records.formats.annex_a_codes import abuse_category, ethnicity, sex, yes_or_no

CATEGORIES = {
    "neglect": "a) Neglect | a)Neglect | Neglect | NEG | NEGLECT | Neglect Only | Neglect Abuse | "
    "Likelihood of Neglect | YNNN | ynnn | a) | A | a - Neglect | NEG - Neglect",
    "physical abuse": "b) Physical abuse | PHY | PA | PHYSAB | Physical | Physical injury | "
    "Physical abuse only | Likelihood of Physical | NYNN | b) PHY",
    "sexual abuse": "c) Sexual abuse | SAB | Sexual | Sexual Only | NNYN",
    "emotional abuse": "d) Emotional abuse | EMO | Emotion | EMOTIONAL ABUSE | NNNY",
    "multiple": "e) Multiple/not recommended | MUL | Multiple | Muliple | Multiple Categories | "
    "Multiple: Neglect, Emotional Abuse | Not recommended | e)",
}

SEVERAL = (
    "Neglect, Physical and Emotional | Neglect; Physical abuse | Neglect & Sexual abuse | "
    "Neglect  Physical | a) Neglect b) Physical abuse | EMOTIONAL/PHYSICAL ABUSE | "
    "NEGLECT/PHYSICAL/EMOTIONAL ABU | SEXUAL/PHYSICAL/EMOTIONAL/NEGL | YYNN | YNNY | YYYY"
)

SEXES = {
    "male": "a) Male | Male | male | M | 1 | 1 - Male",
    "female": "b) Female | Female | F | 2 | 2 - Female | b)",
    "not recorded": "c) Not stated/recorded | c) Not stated/recorded (or unborn) | 0 | U | "
    "Unborn | 0 - Not known | Unborn/Unknown | Unknown / Not Recorded / Unborn | Withheld | "
    "Not Stated / Recorded | Not specified / Indeterminate Gender",
    "indeterminate": "d) Neither | Neither | 9 | I | Indeterminate | Unable to classify | "
    "Indeterminate Gender (Unknown if Male or Female | Non-Binary",
}

NOT_GIVEN = {
    "REFU": "Refused | E3 - Refused to provide | Not Stated - Refused",
    "NOBT": "Information not yet obtained | u) UNKNOWN | Not recorded | Unborn | "
    "E4 - Information not yet available | Not Stated/ Not yet obtained",
}

YES_AND_NO = {
    "yes": "a) Yes | Yes | Y | TRUE | 1 | 1 - Yes",
    "no": "b) No | NO | n | False | 0 | 0 - No | NONE",
}


def spellings(of: Mapping[str, str]) -> list[tuple[str, str]]:
    """Every spelling with what it stands for."""
    return [(text, code) for code, texts in of.items() for text in texts.split(" | ")]


@pytest.mark.parametrize(("text", "category"), spellings(CATEGORIES))
def test_a_category_is_known_however_it_is_spelt(text, category):
    assert abuse_category(text) == category


@pytest.mark.parametrize("text", SEVERAL.split(" | "))
def test_two_categories_named_together_are_multiple(text):
    assert abuse_category(text) == "multiple"


def test_four_noes_recommend_no_category_which_the_census_counts_as_multiple():
    assert abuse_category("NNNN") == "multiple"


def test_words_say_the_category_and_not_the_letter_before_them():
    assert abuse_category("d) Sexual abuse") == "sexual abuse"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Unknown",
        "Abuse",
        "No neglect",
        "Neglect or physical",
        "N1 - Abuse or Neglect",
        "Sexual exploitation",
        "Negative",
        "ne",
        "f)",
        "YNN",
        "YNNX",
    ],
)
def test_a_category_that_is_not_understood_is_left_as_it_is(text):
    assert abuse_category(text) == text


@pytest.mark.parametrize(("text", "expected"), spellings(SEXES))
def test_the_sex_is_known_however_it_is_spelt(text, expected):
    assert sex(text) == expected


@pytest.mark.parametrize("text", ["", "Boy", "Male or female", "3", "e)"])
def test_a_sex_that_is_not_understood_is_left_as_it_is(text):
    assert sex(text) == text


@pytest.mark.parametrize("code", ETHNICITIES)
def test_the_code_of_ethnicity_counts_and_not_the_letter_before_it(code):
    for text in [code, code.lower(), f"s) {code}", f"a) {code}", f"{code} - A label (101)"]:
        assert ethnicity(text) == code
    assert ethnicity(f"A label [{code}]") == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("White British", "WBRI"),
        ("White - British", "WBRI"),
        ("White / White - British", "WBRI"),
        ("White/ English/ Welsh/ Scottish/ Northern Irish/ British", "WBRI"),
        ("A1 - White British", "WBRI"),
        ("White Irish", "WIRI"),
        ("White - Traveller of Irish Heritage", "WIRT"),
        ("Gypsy / Roma", "WROM"),
        ("White > Any other White background", "WOTH"),
        ("Mixed White & Black Caribbean", "MWBC"),
        ("Mixed / Multiple Ethnic Groups (White and Black African)", "MWBA"),
        ("White + Asian", "MWAS"),
        ("Any other mixed background", "MOTH"),
        ("Indian", "AIND"),
        ("Asian or Asian British - Pakistani", "APKN"),
        ("Asian / Asian British (Bangladeshi)", "ABAN"),
        ("C.C4)Any Other Asian Background", "AOTH"),
        ("Black / African / Caribbean / Black British (Caribbean)", "BCRB"),
        ("Black or Black British - African", "BAFR"),
        ("Any Other Black Background", "BOTH"),
        ("Chinese or other ethnic group > Chinese", "CHNE"),
        ("Asian/Asian British - Chinese", "CHNE"),
        ("Chinese or Other Ethnic Group/Any other ethnic group", "OOTH"),
    ],
)
def test_a_plain_label_of_ethnicity_is_its_code(text, code):
    assert ethnicity(text) == code


@pytest.mark.parametrize(("text", "code"), spellings(NOT_GIVEN))
def test_refused_is_told_from_not_yet_obtained(text, code):
    assert ethnicity(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "White",
        "A1",
        "s)",
        "Polish",
        "WENG",
        "White - Not yet obtained",
        "Gypsy or Irish Traveller",
        "Mixed > Any other Black background",
        "Information not yet obtained - not refused",
        "WBRI or WIRI",
    ],
)
def test_an_ethnicity_that_is_not_one_of_the_census_is_left_as_it_is(text):
    assert ethnicity(text) == text


@pytest.mark.parametrize(("text", "answer"), spellings(YES_AND_NO))
def test_yes_and_no_are_known_however_they_are_spelt(text, answer):
    assert yes_or_no(text) == answer


@pytest.mark.parametrize("text", ["", "c) Unknown", "Refused", "Yes and no"])
def test_what_is_neither_yes_nor_no_is_left_as_it_is(text):
    assert yes_or_no(text) == text
