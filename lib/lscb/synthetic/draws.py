"""Draws at random that are always the same, and the calendar they are made in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import holidays
import numpy as np
import pandas as pd

from lscb.records import MADE_UP
from lscb.records.record import Record
from lscb.years import ReportingYear

Row = dict[str, Any]
Rows = list[Row]
Numbers = Iterator[int]
Happened = list[tuple[Record, Rows]]
Years = list[ReportingYear]
Days = list[date]
Chance = np.random.Generator

# A whole number beside a choice is its weight; a fraction is a chance.
BURN_IN_YEARS = 3  # longer than any plan or review, so that the first year opens complete
SIZES = {1: 45, 2: 27, 3: 16, 4: 8, 5: 4}  # children in a family


def chance_of(board: str, last_year: ReportingYear, subject: str) -> Chance:
    """A stream of its own for each subject, so that changing one leaves the others alone."""
    seed = hashlib.sha256(f"{board}/{last_year}/{subject}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(seed, "big")))


def pick(chance: Chance, weights: dict[Any, int]) -> Any:
    shares = np.array(list(weights.values())) / sum(weights.values())
    return list(weights)[int(chance.choice(len(weights), p=shares))]


def one(chance: Chance, options: Sequence[Any]) -> Any:
    return options[int(chance.integers(len(options)))]


def days_between(chance: Chance, least: int, most: int) -> timedelta:
    return timedelta(days=int(chance.integers(least, most + 1)))


def identifier(kind: str, number: int) -> str:
    return f"{MADE_UP}{kind}-{number:05d}"


def working_days_between(first: int, last: int) -> Days:
    """The working days in England from 1 April of one year to the March after another."""
    closed = holidays.country_holidays("GB", subdiv="ENG", years=range(first, last + 2))
    span = (f"{first}-04-01", f"{last + 1}-03-31")
    return [day.date() for day in pd.bdate_range(*span, freq="C", holidays=sorted(closed))]
