"""Training: figures and sentences from cleared tables."""

from __future__ import annotations

from lscb.chapters.training.findings import findings
from lscb.chapters.training.tables import (
    training_as_published,
    training_by_agency,
    training_by_agency_and_course,
    training_by_course,
    uptake_beside_all,
    uptake_by_agency,
    uptake_chart,
)

__all__ = [
    "findings",
    "training_as_published",
    "training_by_agency",
    "training_by_agency_and_course",
    "training_by_course",
    "uptake_beside_all",
    "uptake_by_agency",
    "uptake_chart",
]
