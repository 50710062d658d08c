"""What the cells of an Annex A list mean, however a council's system spells its codes.

Ofsted's codes are a letter and words ("b) Female"). Systems write the letter or leave it out,
write the census's code, or a label of their own. Each function here is of the text alone. A text
that is not understood is given back as it is, so that a letter can say where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby

from lscb.records.child_protection_plans import CATEGORIES
from lscb.records.ethnicities import ETHNICITIES

NEGLECT, PHYSICAL, SEXUAL, EMOTIONAL, MULTIPLE = CATEGORIES

LETTERED = dict(zip("abcde", CATEGORIES, strict=True))
FLAGGED = (NEGLECT, PHYSICAL, SEXUAL, EMOTIONAL)
"""The order in which four letters, each Y or N, say which categories were recommended."""

NAMES = {
    "neglect": NEGLECT,
    "physical": PHYSICAL,
    "physab": PHYSICAL,
    "pa": PHYSICAL,
    "sexual": SEXUAL,
    "sab": SEXUAL,
    "emotional": EMOTIONAL,
    "multiple": MULTIPLE,
    "muliple": MULTIPLE,
}
SHORTEST = 3
"""How many letters of a name are enough: NEG is a code, and some systems cut a text at thirty."""

SAY_NOTHING = {"abuse", "abus", "abu", "ab", "injury", "only", "likelihood", "of", "and"}
SAY_NOTHING |= {"category", "categories"}
"""Words that change nothing about the category they stand beside."""

SEXES = {
    "male": ("male", "m", "1", "a"),
    "female": ("female", "f", "2", "b"),
    "indeterminate": (
        *("neither", "d", "9", "i", "indeterminate", "indeterminate gender"),
        *("indeterminate gender unknown if male or female", "unable to classify"),
        *("transgender", "transgender male", "transgender female"),
        *("non binary", "gender dysphoria"),
    ),
    "not recorded": (
        *("not stated recorded", "not stated recorded or unborn", "c", "0", "u"),
        *("not stated", "not recorded", "not recorded unborn", "not known", "not specified"),
        *("unknown", "unknown not recorded unborn", "unborn", "unborn unknown"),
        *("unspecified", "gender unspecified", "withheld"),
        # Either of two things: which is not recorded.
        "not specified indeterminate gender",
    ),
}
"""0 and 9 are the census's codes: not recorded, and able to be classed as neither."""

YES_OR_NO = {
    "yes": ("yes", "y", "true", "1", "a"),
    "no": ("no", "n", "false", "0", "b", "none", "no disability"),
}

ETHNICITY_LABELS: tuple[tuple[tuple[str, ...], Mapping[str, tuple[str, ...]]], ...] = (
    (
        ("white",),
        {
            "WBRI": ("white british", "english welsh scottish northern irish british"),
            "WIRI": ("irish",),
            "WIRT": ("traveller of irish heritage", "irish traveller"),
            "WROM": ("gypsy roma", "gypsy or roma"),
            "WOTH": (
                *("any other white background", "other white background"),
                *("any other white", "other white", "white other"),
            ),
        },
    ),
    (
        ("mixed", "mixed multiple", "mixed multiple ethnic groups", "mixed dual heritage"),
        {
            "MWBC": ("white and black caribbean",),
            "MWBA": ("white and black african",),
            "MWAS": ("white and asian",),
            "MOTH": (
                *("any other mixed background", "any other mixed multiple ethnic background"),
                *("other mixed background", "any other mixed", "other mixed", "mixed other"),
            ),
        },
    ),
    (
        ("asian", "asian british", "asian or asian british"),
        {
            "AIND": ("indian",),
            "APKN": ("pakistani",),
            "ABAN": ("bangladeshi",),
            "CHNE": ("chinese",),
            "AOTH": (
                *("any other asian background", "other asian background"),
                *("any other asian", "other asian", "asian other"),
            ),
        },
    ),
    (
        (
            *("black", "black british", "black or black british"),
            "black african caribbean black british",
        ),
        {
            "BCRB": ("caribbean", "black caribbean"),
            "BAFR": ("african", "black african"),
            "BOTH": (
                *("any other black background", "any other black african caribbean background"),
                *("other black background", "any other black", "other black", "black other"),
            ),
        },
    ),
    (
        ("other ethnic group", "other ethnic groups", "chinese or other ethnic group"),
        {
            "CHNE": ("chinese",),
            "OOTH": (
                *("any other ethnic group", "any other ethnic background", "any other group"),
                *("other ethnic group", "other ethnic groups"),
            ),
        },
    ),
    (
        ("not stated", "unspecified", "no data", "unborn"),
        {
            "REFU": (
                *("refused", "refused information", "refused to say", "refused to give"),
                *("refused to disclose", "refused to provide", "refused to specify"),
                *("declined to say", "declined to give", "prefer not to say"),
                *("did not wish to reply", "would not say"),
            ),
            "NOBT": (
                *("information not yet obtained", "information not yet available"),
                *("information not obtained", "information not available", "no information"),
                *("not yet obtained", "not obtained", "not recorded", "not stated"),
                *("not known", "not yet known", "unknown", "unborn"),
            ),
        },
    ),
)
"""The census's labels, under what stands before them where the group is written as well."""


def abuse_category(text: str) -> str:
    """The category of abuse that a text names; two together, or none recommended, are multiple."""
    flags = text.strip().upper()
    if re.fullmatch("[YN]{4}", flags):
        recommended = [each for each, flag in zip(FLAGGED, flags, strict=True) if flag == "Y"]
        return recommended[0] if len(recommended) == 1 else MULTIPLE
    if letter := re.fullmatch(r"([a-e])\)?", text.strip().casefold()):
        return LETTERED[letter[1]]
    plain = re.sub(r"\b[a-e]\)", " ", _without_letter(text.casefold()))
    plain = re.sub(r"\b(not|none)\s+recommended\b", MULTIPLE, plain)
    named = {_category(word) for word in set(re.findall(r"\w+", plain)) - SAY_NOTHING}
    if len(named) == 1:
        return named.pop() or text
    return MULTIPLE if named and None not in named else text


def sex(text: str) -> str:
    """The sex that an answer under Gender stands for."""
    return _SEXES.get(_without_number(_words(text)), text)


def yes_or_no(text: str) -> str:
    """Yes or no."""
    return _YES_OR_NO.get(_without_number(_words(text)), text)


def ethnicity(text: str) -> str:
    """The census's code of ethnicity: the one that stands in a text, or that of its label.

    The letters before the codes differ from system to system, and say nothing.
    """
    codes = set(_CODES.findall(text))
    if codes:
        return codes.pop() if len(codes) == 1 else text
    words = _words(text)
    if words.upper() in ETHNICITIES:
        return words.upper()
    # Numbers before and after a label, such as A1 or (106), are of older lists.
    label = " ".join(word for word in words.split() if word.isalpha())
    return _ETHNICITIES.get(label, text)


def _category(word: str) -> str | None:
    """The category of a name, or of its beginning; nothing where it is none."""
    begins = (name for name in NAMES if len(word) >= SHORTEST and name.startswith(word))
    return NAMES.get(word) or NAMES.get(next(begins, ""))


def _words(text: str) -> str:
    """The words of a text as they are compared."""
    plain = re.sub("[&+]", " and ", _without_letter(text.casefold()))
    return _once(" ".join(re.findall(r"[a-z0-9]+(?:\.[a-z0-9]+)*", plain)))


def _without_letter(text: str) -> str:
    """A text without the letter of a code before its words."""
    return re.sub(r"^\s*[a-z]\W+(?=\w)", "", text)


def _once(words: str) -> str:
    """Words of which none stands twice running, as in "White - White British"."""
    return " ".join(word for word, _ in groupby(words.split()))


def _without_number(words: str) -> str:
    """Words without the census's code before them, as in "1 - Male"."""
    return re.sub(r"^\d ", "", words)


_CODES = re.compile(rf"\b(?:{'|'.join(ETHNICITIES)})\b")
_SEXES = {words: code for code, spelt in SEXES.items() for words in spelt}
_YES_OR_NO = {words: code for code, spelt in YES_OR_NO.items() for words in spelt}
_ETHNICITIES = {
    _once(f"{group} {words}"): code
    for groups, labels in ETHNICITY_LABELS
    for code, spelt in labels.items()
    for words in spelt
    for group in ("", *groups)
}
