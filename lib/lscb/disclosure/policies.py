"""Disclosure policies: named presets, of which a board chooses one in its parameters.

A policy says how large a count is withheld, where none may be told from a small one, and how much
an attacker is thought to know. There is no single rule in this field, so each preset names whose it
is.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from lscb.tables import Family

Attacker = Literal["outsider", "insider"]

PRESETS = Path(__file__).parent / "presets"


class Policy(BaseModel):
    """One preset: `presets/<name>.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: str = Field(description="The rule, as a sentence for readers.")
    largest_withheld: int = Field(ge=1, description="Counts up to this are withheld.")
    rounded_to: int | None = Field(
        default=None, ge=2, description="The multiple that what is printed is rounded to."
    )
    class_size: int | None = Field(
        default=None,
        ge=2,
        description="Of how many counts a class is whose middle is printed in the place of each; "
        "then a count up to the largest withheld is printed so, and nothing narrower is told.",
    )
    always: frozenset[str] = Field(
        default=frozenset(),
        description="Quantities that are always published, unless they are small themselves.",
    )
    attacker: Attacker = Field(
        description="Who must not work out a small count: an outsider, who knows what is "
        "published, or an insider, who knows one case besides: that a count of one is his."
    )
    zeros_told: frozenset[Family] = Field(
        description="The families of counts in which none may be told from a small count."
    )


@cache
def policy(name: str) -> Policy:
    """The preset of a name; FileNotFoundError where there is none."""
    stated = yaml.safe_load((PRESETS / f"{name}.yaml").read_text(encoding="utf-8"))
    return Policy.model_validate(stated)
