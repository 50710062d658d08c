"""Training: figures and sentences from cleared tables."""

from __future__ import annotations

from lscb.chapters.training.findings import findings
from lscb.chapters.training.tables import (
    evaluation_at_three_months,
    evaluation_before_and_after,
    training_as_published,
    training_by_agency,
    training_by_agency_and_course,
    training_by_course,
    uptake_beside_all,
    uptake_by_agency,
    uptake_chart,
)

__all__ = [
    "evaluation_at_three_months",
    "evaluation_before_and_after",
    "findings",
    "training_as_published",
    "training_by_agency",
    "training_by_agency_and_course",
    "training_by_course",
    "uptake_beside_all",
    "uptake_by_agency",
    "uptake_chart",
]
