"""Ethnicity: the census's codes, kept as they are in records, and the groups tables show.

Codes are those of DfE's children in need census (guide 2023-24). Where they are set beside a
population they have to be grouped as the population is: the Censuses of 2011 and 2021 count
Chinese people among Asian ones, and so does DfE since its guide of 2023-24. Before, DfE counted
them among other ethnic groups.
"""

from __future__ import annotations

import pandas as pd

ETHNICITIES = (
    "WBRI",
    "WIRI",
    "WIRT",
    "WOTH",
    "WROM",
    "MWBC",
    "MWBA",
    "MWAS",
    "MOTH",
    "AIND",
    "APKN",
    "ABAN",
    "AOTH",
    "BCRB",
    "BAFR",
    "BOTH",
    "CHNE",
    "OOTH",
    "REFU",
    "NOBT",
)

NOT_KNOWN = "Not known"

_CODES = {
    "White": ("WBRI", "WIRI", "WIRT", "WOTH", "WROM"),
    "Mixed": ("MWBC", "MWBA", "MWAS", "MOTH"),
    "Asian or Asian British": ("AIND", "APKN", "ABAN", "AOTH", "CHNE"),
    "Black or Black British": ("BCRB", "BAFR", "BOTH"),
    "Other ethnic groups": ("OOTH",),
}

ETHNIC_GROUPS = tuple(_CODES)
"""The groups in the order tables show them; who refused or was not asked is in none."""

_GROUP = {code: group for group, codes in _CODES.items() for code in codes}


def ethnic_groups(codes: pd.Series) -> pd.Series:
    """The group of each code, NOT_KNOWN where it was refused, not obtained or left blank.

    Same index as `codes`.
    """
    return codes.map(_GROUP).fillna(NOT_KNOWN).astype(object)
