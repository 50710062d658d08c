"""Training: figures and sentences from cleared tables."""

from __future__ import annotations

from lscb.chapters.training.findings import findings
from lscb.chapters.training.outcomes import (
    cost_per_attendance,
    e_learning_by_module,
    evaluation_at_three_months,
    evaluation_before_and_after,
    schools_trained,
)
from lscb.chapters.training.tables import (
    places_chart,
    training_as_published,
    training_by_agency,
    training_by_agency_and_course,
    training_by_course,
    uptake_beside_all,
    uptake_by_agency,
    uptake_chart,
)

__all__ = [
    "cost_per_attendance",
    "e_learning_by_module",
    "evaluation_at_three_months",
    "evaluation_before_and_after",
    "findings",
    "places_chart",
    "schools_trained",
    "training_as_published",
    "training_by_agency",
    "training_by_agency_and_course",
    "training_by_course",
    "uptake_beside_all",
    "uptake_by_agency",
    "uptake_chart",
]
