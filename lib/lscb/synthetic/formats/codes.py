"""How the children in need census writes what the records say in words."""

from __future__ import annotations

ABUSE = {
    "neglect": "NEG",
    "physical abuse": "PHY",
    "sexual abuse": "SAB",
    "emotional abuse": "EMO",
    "multiple": "MUL",
}

GENDERS = {"male": "1", "female": "2", "not recorded": "0", "indeterminate": "9"}
"""The item GenderCurrent, to the census of 2023-24."""

SEXES = {"male": "M", "female": "F", "not recorded": "U", "indeterminate": "U"}
"""The item Sex, since then."""

NOT_REQUIRED = {"yes": "0", "no": "1"}
"""The item ICPCnotRequired, of whether a conference was required: it says the opposite."""
