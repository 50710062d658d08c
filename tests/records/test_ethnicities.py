"""How the census's codes of ethnicity are grouped where they are set beside a population."""

from __future__ import annotations

import pandas as pd

from lscb.records.ethnicities import ETHNIC_GROUPS, ETHNICITIES, NOT_KNOWN, ethnic_groups


def test_each_code_is_in_one_group_but_for_those_that_say_it_is_not_known():
    found = ethnic_groups(pd.Series(ETHNICITIES, dtype="string"))
    unknown = [code for code, group in zip(ETHNICITIES, found, strict=True) if group == NOT_KNOWN]
    assert unknown == ["REFU", "NOBT"]
    assert set(found) - {NOT_KNOWN} == set(ETHNIC_GROUPS)


def test_codes_are_grouped_as_in_the_census_and_a_blank_is_not_known():
    # 2011 Census, key statistics 201 (ONS): Chinese is one of the Asian groups, Gypsy or Irish
    # Traveller one of the White ones, and Arab is not a code of the children in need census.
    codes = pd.Series(
        ["CHNE", "WROM", "MWAS", "BOTH", "OOTH", None], dtype="string", index=range(6)
    )
    assert ethnic_groups(codes).tolist() == [
        "Asian or Asian British",
        "White",
        "Mixed",
        "Black or Black British",
        "Other ethnic groups",
        "Not known",
    ]
